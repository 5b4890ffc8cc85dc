"""Reports on the terminal, and in a pipe: aligned, coloured only where someone looks, never cutting an amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from encours.formats.exports.cells import clean, show_cell
from encours.formats.exports.sums import Grouped, age_of, grouped
from encours.formats.exports.table import Cell, Column, Report, Table
from encours.formats.exports.words import COLON, NO_ROWS, SUBTOTAL, TOTAL, situation, unit_line
from encours.kernel.wording import Language

UNBOUNDED = 100_000
"""The width of a file or a pipe: lines are as long as their content, for `less -S`, `grep` and `cut`."""
_NAME_MIN = 12
_BETWEEN = 3
"""Columns that rich puts between two cells of this box."""


def print_report(report: Report, language: Language, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Write the report to `file` (standard output). Colours and wrapping only on a terminal; `width` forces one."""
    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    if width is None and not console.is_terminal:
        console.width = UNBOUNDED
    _say(console, f"{clean(report.title.say(language))} – {clean(report.company)}", "bold")
    _say(console, situation(report, language), "dim")
    for sentence in report.summary:
        _say(console, clean(sentence.say(language)))
    for table in report.sections:
        print_table(console, table, language)
    for definition in report.definitions:
        _say(
            console,
            f"{clean(definition.term.say(language))}{COLON.say(language)}{clean(definition.meaning.say(language))}",
            "dim",
        )


def print_table(console: Console, table: Table, language: Language) -> None:
    """Write one table: columns where they fit, else one line for each cell, since a shortened amount is a wrong amount."""
    console.print()
    _say(console, clean(table.title.say(language)), "bold cyan")
    if unit := unit_line(table, language):
        _say(console, unit, "dim")
    if not table.rows:
        _say(console, NO_ROWS.say(language))
    else:
        shown = grouped(table)
        if _needed(shown, table, language) <= console.width:
            console.print(_columns(console, shown, table, language))
        else:
            _lines(console, shown, table, language)
    for note in table.notes:
        _say(console, f"– {clean(note.say(language))}", "dim")


def _say(console: Console, words: str, style: str = "") -> None:
    console.print(RichText(_encodable(console, words), style=style), soft_wrap=console.width >= UNBOUNDED)


def _encodable(console: Console, words: str) -> str:
    """Words without the characters that the terminal's encoding lacks: a report must not stop at a narrow space."""
    encoding = console.encoding
    try:
        words.encode(encoding)
    except UnicodeEncodeError:
        spaces = words.replace("\u202f", " ").replace("\u2013", "-")
        return spaces.encode(encoding, "replace").decode(encoding)
    return words


def _shown(cell: Cell, column: Column, table: Table, language: Language) -> str:
    return show_cell(cell, column.kind, table.currency, language, minus="-")


def _needed(shown: Grouped, table: Table, language: Language) -> int:
    """The least width at which no amount, date or number is cut; text may wrap down to 12 characters."""
    needed = 0
    rows = [row for group in shown.groups for row in group.rows] + [group.subtotals for group in shown.groups if group.subtotals]
    for index, column in enumerate(shown.columns):
        heading = max((len(word) for word in clean(column.heading.say(language)).split()), default=0)
        cells = [len(_shown(row[index], column, table, language)) for row in [*rows, *([shown.totals] if shown.totals else [])]]
        widest = max(cells, default=0)
        needed += max(heading, widest if column.kind != "text" else min(widest, _NAME_MIN)) + _BETWEEN
    return needed


def _tone(cell: Cell, column: Column, age: int | None) -> str:
    if column.kind == "amount" and cell == 0:
        return "dim"
    if column.late and isinstance(cell, int) and cell > 0:
        return "yellow" if age is not None and age <= 2 else "red"
    return ""


def _ages(table: Table) -> dict[str, int]:
    return {table.columns[index].key: age for index, age in age_of(table).items()} if table.chart == "aging" else {}


def _columns(console: Console, shown: Grouped, table: Table, language: Language) -> RichTable:
    ages = _ages(table)
    grid = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", show_footer=False)
    for column in shown.columns:
        grid.add_column(
            RichText(_encodable(console, clean(column.heading.say(language)))),
            justify="left" if column.kind in ("text", "date") else "right",
            no_wrap=column.kind != "text",
            overflow="fold",
            min_width=max((len(word) for word in clean(column.heading.say(language)).split()), default=0),
        )

    def line(cells: Sequence[Cell], label: str = "") -> list[RichText]:
        texts = [
            RichText(_encodable(console, _shown(cell, column, table, language)), style=_tone(cell, column, ages.get(column.key)))
            for cell, column in zip(cells, shown.columns, strict=True)
        ]
        return [texts[0] if texts[0].plain else RichText(label), *texts[1:]]

    for group in shown.groups:
        if group.heading is not None:
            grid.add_row(RichText(_encodable(console, show_cell(group.heading, "text", table.currency, language)), style="cyan"))
        for row in group.rows:
            grid.add_row(*line(row))
        if group.subtotals:
            grid.add_row(*line(group.subtotals, SUBTOTAL.say(language)), style="italic", end_section=True)
    if shown.totals:
        grid.add_section()
        grid.add_row(*line(shown.totals, TOTAL.say(language)), style="bold")
    return grid


def _lines(console: Console, shown: Grouped, table: Table, language: Language) -> None:
    """One line for each cell that says something (a zero bucket does not), under the row's first cell; the last cell always."""
    ages = _ages(table)

    def block(cells: Sequence[Cell], label: str = "") -> None:
        first = _shown(cells[0], shown.columns[0], table, language)
        _say(console, first or label, "bold")
        for index, (cell, column) in enumerate(zip(cells, shown.columns, strict=True)):
            if index > 0 and cell is not None and (cell != 0 or index == len(cells) - 1):
                words = f"  {clean(column.heading.say(language))}{COLON.say(language)}{_shown(cell, column, table, language)}"
                _say(console, words, _tone(cell, column, ages.get(column.key)))

    for group in shown.groups:
        if group.heading is not None:
            _say(console, show_cell(group.heading, "text", table.currency, language), "cyan")
        for row in group.rows:
            block(row)
        if group.subtotals:
            block(group.subtotals, SUBTOTAL.say(language))
    if shown.totals:
        block(shown.totals, TOTAL.say(language))
