"""`encours trend`."""

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
    def trend(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        currency: CurrencyOption = "",
        months: Annotated[int, typer.Option("--months", min=1, max=120, help="How many months. · Combien de mois.")] = 24,
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Key figures at the end of each month. · Indicateurs à chaque fin de mois."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.reports.trend import trend_json, trend_report
        from encours.usecases.trend import trend as trend_of

        moment = read_instant(known_at, own)
        found = trend_of(scope, read_day(as_of, own), known_at=moment, currency=currency.upper() or None, months=months)
        answer(here, trend_report(found), trend_json(found, here.language), schema="encours.trend/1", company=own, known_at=moment, form=chosen, out=out)
