"""Differences with accounting as a report and as JSON: how the accounting files lead to Encours' balance, then every difference with its cause and what was said of it."""

from __future__ import annotations

from typing import Any

from encours.formats.exports.cells import show_instant
from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.wording import Language, Text
from encours.usecases.differences import ORIGIN_TEXTS, Differences, Listed
from encours.usecases.reports.words import in_zone

TITLE = Text(en="Why this figure differs from accounting", fr="Pourquoi ce chiffre diffère de ma compta")
SIDES: dict[str, Text] = {
    "control": Text(en="open items less ledger", fr="postes ouverts − grand livre"),
    "only_bank": Text(en="on the statement, not in the books", fr="au relevé, pas en comptabilité"),
    "only_books": Text(en="in the books, not on the statement", fr="en comptabilité, pas au relevé"),
}
_BRIDGE = Text(en="From the accounting files to the balance in Encours", fr="Des fichiers comptables au solde dans Encours")
_LIST = Text(en="Differences", fr="Écarts")
_BALANCE = Text(en="Balance in Encours", fr="Solde dans Encours")


def differences_report(found: Differences) -> Report:
    """The bridge in each currency, then the differences of that currency."""
    sections: list[Table] = []
    for currency in sorted({one.currency for one in found.origins} | {row.currency for row in found.rows}):
        origins = [one for one in found.origins if one.currency == currency]
        steps: list[tuple[Cell, ...]] = [(ORIGIN_TEXTS[one.origin], one.lines, one.minor) for one in origins]
        steps.append((_BALANCE, sum(one.lines for one in origins), sum(one.minor for one in origins)))
        sections.append(Table(
            code=f"origins_{currency.lower()}", title=_BRIDGE, currency=currency, rows=steps,
            columns=(Column("step", _BRIDGE, width=60), Column("lines", Text(en="Lines", fr="Lignes"), "count"), Column("amount", Text(en="Amount", fr="Montant"), "amount")),
        ))  # fmt: skip
        rows = [_row(found, row) for row in found.rows if row.currency == currency]
        if rows:
            sections.append(Table(code=f"differences_{currency.lower()}", title=_LIST, columns=_COLUMNS, rows=rows, currency=currency))
    return Report(TITLE, found.company.name, found.as_of, tuple(sections))


_COLUMNS = (
    Column("on", Text(en="Day", fr="Date"), "date"), Column("place", Text(en="Account", fr="Compte"), width=28), Column("side", Text(en="Side", fr="Côté"), width=34),
    Column("reference", Text(en="Reference", fr="Référence"), width=18), Column("name", Text(en="Text", fr="Libellé"), width=36), Column("cause", Text(en="Cause", fr="Cause"), width=44),
    Column("amount", Text(en="Amount", fr="Montant"), "amount", total=True), Column("explained", Text(en="Explained by", fr="Expliqué par"), width=24),
    Column("reason", Text(en="Reason", fr="Motif"), width=36),
)  # fmt: skip


def _row(found: Differences, row: Listed) -> tuple[Cell, ...]:
    said: Text | None = None
    if row.is_explained and row.note and (at := in_zone(row.note.recorded_at, found.company)):
        said = Text(en=f"{row.note.actor}, {show_instant(at, 'en')}", fr=f"{row.note.actor}, {show_instant(at, 'fr')}")
    return row.on, row.place, SIDES[row.side], row.reference, row.name, row.cause, row.minor, said, row.note.reason if row.is_explained and row.note else None


def differences_json(found: Differences, language: Language = "en") -> dict[str, Any]:
    """The same with stable keys; `unexplained` counts the differences that nobody explained."""
    return {
        "unexplained": len(found.open_rows),
        "origins": [{"origin": one.origin, "name": ORIGIN_TEXTS[one.origin].say(language), "currency": one.currency, "lines": one.lines, "amount_minor": one.minor} for one in found.origins],
        "differences": [
            {
                "key": row.key, "account": row.place, "side": row.side, "cause": row.cause.say(language), "on": row.on, "amount_minor": row.minor, "currency": row.currency,
                "reference": row.reference, "name": row.name, "explained": row.is_explained, "reason": row.note.reason if row.note else None,
                "actor": row.note.actor if row.note else None, "recorded_at": row.note.recorded_at if row.note else None,
            }
            for row in found.rows
        ],
    }  # fmt: skip
