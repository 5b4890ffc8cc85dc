"""`encours penalties`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    CurrencyOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def penalties(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        since: Annotated[
            str, typer.Option("--since", metavar="YYYY-MM-DD", help="Leave out what was settled before. · Exclut ce qui a été soldé avant.")
        ] = "",
        currency: CurrencyOption = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Penalties and compensation owed for late payment. · Pénalités et indemnités dues pour retard."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.aging import Only
        from encours.usecases.penalties import penalties as owed
        from encours.usecases.reports import penalties_json, penalties_report

        moment = read_instant(known_at, own)
        result = owed(
            scope,
            read_day(as_of, own),
            known_at=moment,
            only=Only(currency=currency.upper()),
            since=read_day(since, own) if since else None,
        )
        values = {"penalties": penalties_json(result)}
        answer(here, penalties_report(result), values, schema="encours.penalties/1", company=own, known_at=moment, form=chosen, out=out)
