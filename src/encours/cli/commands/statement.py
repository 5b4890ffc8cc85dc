"""`encours statement`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    read_day,
    read_form,
    read_instant,
)
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text

if TYPE_CHECKING:
    from encours.usecases.statement import Statement


class SeveralSheets(Refusal):
    code = "statement_in_several_currencies"
    message = Text(en="Customer “{customer}” owes in several currencies, and a letter has one.", fr="Le client « {customer} » doit dans plusieurs devises, et une lettre n'en porte qu'une.")
    repair = Text(en="Choose it with --currency.", fr="Choisissez-la avec --currency.")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def statement(
        context: typer.Context,
        company: CompanyOption,
        customer: Annotated[str, typer.Option("--customer", metavar="CODE", help="The customer's code. · Le code du client.")],
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        since: Annotated[str, typer.Option("--since", metavar="YYYY-MM-DD", help="With the movements from this day on. · Avec les mouvements depuis ce jour.")] = "",
        currency: Annotated[str, typer.Option("--currency", metavar="EUR")] = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """A customer's statement of account; as PDF, the letter. · Relevé de compte d'un client ; en PDF, la lettre."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from dataclasses import replace

        from encours.usecases.reports import statement_json, statement_report
        from encours.usecases.statement import customer_statement

        moment = read_instant(known_at, own)
        drawn = customer_statement(scope, customer, read_day(as_of, own), known_at=moment, since=read_day(since, own) if since else None)
        if currency:
            drawn = replace(drawn, sheets=tuple(sheet for sheet in drawn.sheets if sheet.currency == currency.upper()))
        values = statement_json(drawn, here.language)
        answer(
            here, statement_report(drawn), values, schema="encours.statement/1", company=own, known_at=moment, form=chosen, out=out,
            pdf=(lambda: _letter(drawn, here.language)) if drawn.sheets else None,
        )  # fmt: skip


def _letter(drawn: Statement, language: Language) -> bytes:
    """The statement as it goes to the customer, in its language where Encours speaks it."""
    from encours.adapters.documents import customer_statement_pdf
    from encours.usecases.statement import letter_language

    if len(drawn.sheets) > 1:
        raise SeveralSheets(customer=drawn.customer.code)
    return customer_statement_pdf(drawn.sheets[0], letter_language(drawn, language))
