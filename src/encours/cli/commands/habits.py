"""`encours habits`: how each customer pays, as learned."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption, FormOption, JsonOption, OutOption, answer, asked, read_day, read_form
from encours.kernel.wording import Text

_FORGOTTEN = Text(
    en="Forgotten: payments up to today do not show “{habit}” of {customer} any more.",
    fr="Oublié : les règlements jusqu'à ce jour ne montrent plus « {habit} » pour {customer}.",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="How customers pay, as learned from the past. · Habitudes de paiement apprises.")
    app.add_typer(group, name="habits")

    @group.command(name="list")
    def list_(
        context: typer.Context, company: CompanyOption, form: FormOption = "", out: OutOption = None, json: JsonOption = False
    ) -> None:
        """What was learned, by customer. · Ce qui a été appris, par client."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.learning import habit_list
        from encours.usecases.reports.learning import habits_json, habits_report

        rows = habit_list(scope)
        result = {"habits": habits_json(rows, here.language)}
        answer(
            here,
            habits_report(own, read_day("", own), rows),
            result,
            schema="encours.habits/1",
            company=own,
            known_at=None,
            form=chosen,
            out=out,
        )

    @group.command()
    def forget(
        context: typer.Context,
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its code. · Son code.")],
        habit: Annotated[str, typer.Argument(metavar="oldest_first|by_statement|minus|pays_for")],
        company: CompanyOption,
    ) -> None:
        """Forget a habit: payments up to today show it no more. · Oublie une habitude."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.usecases.learning import forget as forget_habit
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        forget_habit(own, scope.actor, customer, habit, today=today)
        seal_all(own.organization_id, today=today)
        here.say(_FORGOTTEN, habit=habit, customer=customer)
