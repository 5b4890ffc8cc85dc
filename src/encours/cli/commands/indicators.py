"""`encours indicators`."""

from __future__ import annotations

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
    def indicators(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        currency: CurrencyOption = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Key figures: DSO, overdue rate, delays … · Indicateurs : DSO, taux d'échus, retards…"""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.indicators import indicator_report
        from encours.usecases.reports import indicators_json, indicators_report

        moment = read_instant(known_at, own)
        result = indicator_report(scope, read_day(as_of, own), known_at=moment, currency=currency.upper() or None)
        values = {"currency": result.currency, "indicators": indicators_json(result, here.language)}
        answer(here, indicators_report(result), values, schema="encours.indicators/1", company=own, known_at=moment, form=chosen, out=out)
