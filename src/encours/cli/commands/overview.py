"""`encours overview` and `encours lines`."""

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
    day_or_none,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def overview(
        context: typer.Context, company: CompanyOption, as_of: AsOfOption = "", form: FormOption = "", out: OutOption = None, json: JsonOption = False
    ) -> None:
        """Where the company stands, what is expected, what waits. · Où en est la société, ce qui est attendu, ce qui est à faire."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.home import overview as overview_of
        from encours.usecases.reports.overview import overview_json, overview_report

        found = overview_of(scope, read_day(as_of, own))
        answer(here, overview_report(found), overview_json(found, here.language), schema="encours.overview/1", company=own, known_at=None, form=chosen, out=out)

    @app.command()
    def lines(
        context: typer.Context,
        figure: Annotated[str, typer.Argument(help="owed, not_due, overdue, disputed, unapplied, collectible, received, expected_due, expected, undated, sold, settled.")],
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        currency: CurrencyOption = "",
        week: Annotated[int, typer.Option("--week", min=1, max=4, help="Which of the coming weeks. · Laquelle des semaines à venir.")] = 1,
        since: Annotated[str, typer.Option("--since", metavar="YYYY-MM-DD", help="First day of the period, for sold and settled. · Premier jour de la période, pour sold et settled.")] = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """The lines that a figure of the overview sums. · Les lignes que totalise un chiffre de la situation."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.figure_lines import figure_lines, read_figure
        from encours.usecases.reports.overview import lines_json, lines_report

        moment = read_instant(known_at, own)
        found = figure_lines(scope, read_figure(figure), read_day(as_of, own), known_at=moment, currency=currency.upper(), week=week, since=day_or_none(since))
        answer(here, lines_report(found), lines_json(found, here.language), schema="encours.lines/1", company=own, known_at=moment, form=chosen, out=out)
