"""The key figures month by month as a report and as JSON."""

from __future__ import annotations

from typing import Any

from encours.formats.exports.table import Column, Definition, Kind, Report, Table
from encours.kernel.wording import Language, Text
from encours.receivables.indicators.registry import indicators
from encours.usecases.reports.words import in_zone
from encours.usecases.trend import Trend, TrendPoint

TITLE = Text(en="Key figures month by month", fr="Indicateurs mois par mois")
AMOUNTS: dict[str, Text] = {
    "owed_minor": Text(en="Outstanding", fr="Encours"),
    "overdue_minor": Text(en="Past due", fr="Échu"),
    "unapplied_minor": Text(en="Unapplied", fr="Non affecté"),
    "sales_minor": Text(en="Billed in the month", fr="Facturé dans le mois"),
    "paid_minor": Text(en="Invoices paid in the month", fr="Factures réglées dans le mois"),
}
"""What a month says in amounts; its key figures come after."""
MONTH_END = Text(en="End of month", fr="Fin de mois")
_WITHOUT = Text(
    en="Deposit accounts are left out. Each month is computed as the report of its last day computes it.", fr="Hors comptes d’acomptes. Chaque mois est calculé comme le fait l’état de son dernier jour."
)
_KINDS: dict[str, Kind] = {"days": "days", "percent": "percent", "ratio": "days"}


def trend_report(result: Trend) -> Report:
    """One table: a row per month, a column per amount and key figure."""
    known = indicators()
    columns = [Column("month_end", MONTH_END, "date"), *(Column(key.removesuffix("_minor"), text, "amount") for key, text in AMOUNTS.items())]
    columns += [Column(code, known[code].name, _KINDS[known[code].unit]) for code in result.codes]
    rows = [(point.day, *amounts_of(point), *(point.figures.get(code) for code in result.codes)) for point in result.points]
    table = Table(code="trend", title=TITLE, columns=tuple(columns), rows=rows, currency=result.currency, notes=(_WITHOUT,))
    definitions = tuple(Definition(known[code].name, known[code].formula) for code in result.codes)
    return Report(TITLE, result.company.name, result.as_of, (table,), in_zone(result.known_at, result.company), definitions)


def amounts_of(point: TrendPoint) -> tuple[int, ...]:
    """A month's amounts in the order of `AMOUNTS`."""
    return tuple(getattr(point, key) for key in AMOUNTS)


def trend_json(result: Trend, language: Language = "en") -> dict[str, Any]:
    """The months, oldest first; a figure that a month does not have is absent from it."""
    known = indicators()
    return {
        "currency": result.currency,
        "names": {code: known[code].name.say(language) for code in result.codes},
        "months": [
            {"month_end": point.day, **dict(zip(AMOUNTS, amounts_of(point), strict=True)), "figures": {code: float(value) for code, value in point.figures.items()}}
            for point in result.points
        ],
    }
