"""Tables as the templates take them: texts already worded, with the tone of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from encours.adapters.documents.printable import breakable, printable
from encours.formats.exports.cells import show_cell
from encours.formats.exports.sums import Part, age_of, grouped, parts
from encours.formats.exports.svg import aged_bar
from encours.formats.exports.table import Cell, Column, Table
from encours.formats.exports.words import SHARE, SUBTOTAL, TOTAL, unit_line
from encours.kernel.wording import Language

Shown = str | tuple[str, str]


def table_values(table: Table, language: Language, *, sizes: tuple[float, ...] = (8.5, 7.5, 6.5)) -> dict[str, Any]:
    """A table for `data-table` of shared.typ; the more columns, the smaller the letters."""
    shown = grouped(table)
    columns = shown.columns
    tones = _tones(table)

    def line(cells: Sequence[Cell], label: str = "") -> list[Shown]:
        found = [_cell(cell, column, table, language, tones.get(column.key, "")) for cell, column in zip(cells, columns, strict=True)]
        return [found[0] or label, *found[1:]]

    groups = [
        {
            "heading": breakable(show_cell(group.heading, "text", table.currency, language)),
            "rows": [line(row) for row in group.rows],
            "subtotals": line(group.subtotals, SUBTOTAL.say(language)) if group.subtotals else [],
        }
        for group in shown.groups
        if group.rows
    ]
    return {
        "title": printable(table.title.say(language)),
        "unit": printable(unit_line(table, language)),
        "columns": _columns(columns, language),
        "groups": groups,
        "totals": line(shown.totals, TOTAL.say(language)) if shown.totals and groups else [],
        "notes": [printable(note.say(language)) for note in table.notes],
        "size": sizes[0] if len(columns) <= 9 else sizes[1] if len(columns) <= 12 else sizes[2],
        "chart": chart_values(parts(table), table.currency, language, printable(SHARE.say(language, title=table.title))),
    }


def chart_values(found: Sequence[Part], currency: str, language: Language, title: str, *, width: int = 1120) -> dict[str, str] | None:
    """The aged bar as an image with its words, or None where there is nothing to draw."""
    if not found:
        return None
    svg = aged_bar(found, currency=currency, language=language, title=title, identity="bar", width=width)
    description = svg.split("<desc", 1)[1].split(">", 1)[1].split("</desc>", 1)[0]
    return {
        "svg": svg.replace('fill="currentColor"', 'fill="#14212B"').replace('stroke="currentColor"', 'stroke="#14212B"'),
        "alt": f"{title}. {description}",
    }


def _columns(columns: Sequence[Column], language: Language) -> list[dict[str, Any]]:
    # The last column of text takes the room that is left: where there are several, it is the description.
    stretched = max((index for index, column in enumerate(columns) if column.kind == "text"), default=0)
    return [
        {
            "heading": printable(column.heading.say(language)),
            "kind": "text" if column.kind in ("text", "date") else "number",
            "stretch": index == stretched,
        }
        for index, column in enumerate(columns)
    ]


def _tones(table: Table) -> dict[str, str]:
    ages = age_of(table)
    return {
        column.key: "warn" if table.chart == "aging" and ages.get(index, 9) <= 2 else "danger"
        for index, column in enumerate(table.columns)
        if column.late
    }


def _cell(cell: Cell, column: Column, table: Table, language: Language, tone: str) -> Shown:
    text = show_cell(cell, column.kind, table.currency, language)
    if column.kind == "text":
        return breakable(text)
    if column.kind == "amount" and cell == 0:
        return (text, "zero")
    if tone and isinstance(cell, int) and cell > 0:
        return (text, tone)
    return text
