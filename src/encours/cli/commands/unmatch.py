"""`encours unmatch`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption
from encours.kernel.wording import Text

_DONE = Text(
    en="{letter} of {customer} on {account} was taken back: what it settled is open again, and no rule makes it again by itself.",
    fr="Le lettrage {letter} de {customer} sur {account} est défait : ce qu'il soldait est de nouveau ouvert, et aucune règle ne le refera d'elle-même.",
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def unmatch(
        context: typer.Context,
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Code of the customer. · Code du client.")],
        letter: Annotated[str, typer.Argument(metavar="LETTER", help="Letter of the match, such as AAB. · Lettre, par exemple AAB.")],
        company: CompanyOption,
        reason: Annotated[str, typer.Option("--reason", help="Why, for the history. · Pourquoi, pour l'historique.")],
        account: Annotated[
            str,
            typer.Option("--account", help="Its account, where several carry the letter. · Son compte, si plusieurs portent la lettre."),
        ] = "",
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Take a match back; the reason stays with it. · Défait un lettrage ; le motif est conservé."""
        here = desk(context)
        from encours.cli.figures import asked, read_day
        from encours.usecases.sealing import seal_all
        from encours.usecases.unmatching import match_of_letter
        from encours.usecases.unmatching import unmatch as take_back

        own, scope = asked(here, company)
        today = read_day("", own)
        done = take_back(own, scope.actor, match_of_letter(scope, customer, letter, account=account), reason=reason, today=today)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json(
                {
                    "schema": "encours.unmatch/1",
                    "company": own.slug,
                    "match_id": done.match_id,
                    "letter": done.letter,
                    "customer_id": done.customer,
                    "account": done.account,
                }
            )
        else:
            here.say(_DONE, letter=done.letter, customer=done.customer, account=done.account)
