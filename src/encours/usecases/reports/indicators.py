"""The key figures as a report: those in days, those in percent, then the tables, each with its formula and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from encours.formats.exports.table import Cell, Column, Definition, Kind, Report, Table
from encours.kernel.wording import Text, show_date
from encours.receivables.indicators.contract import Indicator, Missing, Rows, Value
from encours.receivables.indicators.registry import indicators
from encours.usecases.indicators import Indicators
from encours.usecases.reports.words import in_zone, said

TITLE = Text(en="Key figures", fr="Indicateurs")
_SECTIONS: dict[str, tuple[Text, Kind]] = {
    "days": (Text(en="In days", fr="En jours"), "days"),
    "percent": (Text(en="In percent", fr="En pourcentage"), "percent"),
    "ratio": (Text(en="Ratios", fr="Ratios"), "days"),
}
_INDICATOR = Text(en="Key figure", fr="Indicateur")
_VALUE = Text(en="Value", fr="Valeur")
_FORMULA = Text(en="Formula", fr="Formule")
_NOTE = Text(en="Note", fr="Remarque")
_MISSING = Text(en="not available: {what} missing", fr="non disponible : il manque {what}")
_WINDOW = Text(
    en="Sales and payments are those from {start} to {last}; sales are tax included, less credit notes; deposits are left out.",
    fr="Ventes et règlements du {start} au {last} ; les ventes sont TTC, avoirs déduits ; les acomptes sont exclus.",
)
_HEADINGS: dict[str, Text] = {
    "from": Text(en="From", fr="De"),
    "to": Text(en="To", fr="Vers"),
    "rate": Text(en="Rate", fr="Taux"),
    "loss": Text(en="Chained", fr="Enchaîné"),
    "month": Text(en="Month", fr="Mois"),
    "billed_minor": Text(en="Billed", fr="Facturé"),
    "label": Text(en="Delay", fr="Retard"),
    "count": Text(en="Invoices", fr="Factures"),
    "amount_minor": Text(en="Amount", fr="Montant"),
    "percent": Text(en="Percent", fr="Pourcentage"),
}
_WITHIN = Text(en="within {days} days", fr="sous {days} jours")


def indicators_report(result: Indicators) -> Report:
    """Each figure with its variants, formula and remark; the figures that are tables come after."""
    known = indicators()
    window = said(_WINDOW, start=result.inputs.window.start, last=result.inputs.window.last)
    sections = [
        Table(
            code=f"indicators_{unit}",
            title=title,
            columns=(
                Column("indicator", _INDICATOR, width=34),
                Column("value", _VALUE, kind),
                Column("formula", _FORMULA, width=60),
                Column("note", _NOTE, width=40),
            ),
            rows=[row for code, value in result.values.items() if known[code].unit == unit for row in _rows(known[code], value)],
            currency=result.currency,
            notes=(window,),
        )
        for unit, (title, kind) in _SECTIONS.items()
    ]
    for code, value in result.values.items():
        if isinstance(value, Value) and not isinstance(value.value, Decimal):
            sections.append(_table(known[code], value, value.value, result.currency))
    definitions = tuple(Definition(indicator.name, indicator.definition) for indicator in known.values())
    return Report(
        TITLE, result.company.name, result.as_of, tuple(table for table in sections if table.rows), in_zone(result.known_at, result.company), definitions
    )  # fmt: skip


def _rows(indicator: Indicator, value: Value | Missing) -> Iterator[tuple[Cell, ...]]:
    if isinstance(value, Missing):
        yield indicator.name, None, indicator.formula, said(_MISSING, what=value.what)
        return
    yield indicator.name, value.value, indicator.formula, value.note
    for name, variant in value.variants.items():
        told = indicator.variants.get(name, Text(en=name, fr=name))
        yield Text(en=f"– {told.en}", fr=f"– {told.fr}"), variant, None, None


def _table(indicator: Indicator, value: Value, rows: Rows, currency: str) -> Table:
    keys = [key for key in rows[0] if not key.endswith("_fr") and key != "column"] if rows else []
    columns = tuple(Column(key, _heading(key), _kind(key, [row[key] for row in rows])) for key in keys)
    return Table(
        code=indicator.code,
        title=indicator.name,
        columns=columns,
        rows=[tuple(_cell(row, key) for key in keys) for row in rows],
        currency=currency,
        notes=tuple(text for text in (indicator.formula, value.note) if text),
    )


def _heading(key: str) -> Text:
    if key.startswith("within_"):
        return said(_WITHIN, days=key.removeprefix("within_"))
    return _HEADINGS.get(key, Text(en=key, fr=key))


def _kind(key: str, cells: list[object]) -> Kind:
    if key.endswith("_minor"):
        return "amount"
    first = next((cell for cell in cells if cell is not None), None)
    if isinstance(first, Decimal):
        return "percent"
    return "count" if isinstance(first, int) else "text"


def _cell(row: Mapping[str, object], key: str) -> Cell:
    value = row[key]
    if key == "month" and isinstance(value, date):
        return Text(en=show_date(value, "en").partition(" ")[2], fr=show_date(value, "fr").partition("/")[2])
    french = row.get(f"{key}_fr")
    return Text(en=str(value), fr=str(french)) if french is not None else value
