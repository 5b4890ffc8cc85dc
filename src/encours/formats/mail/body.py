"""The table that somebody wrote or pasted into the text of a mail, as a CSV file (UTF-8, semicolons)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from itertools import groupby

from encours.formats.tables import limits
from encours.formats.tables.aligned import Piece, aligned_rows, pieces_of

_TEXT_MAX = 2 * 1024 * 1024
_SEPARATORS = "\t;|"


def text_table(text: str) -> bytes:
    """The largest table of a plain text: lines cut by the same separator, else words under each other; empty when there is none.

    >>> text_table("Bonjour,\\n\\nFacture;Montant\\nFA-1;100,00\\n\\nCordialement").decode()
    'Facture;Montant\\nFA-1;100,00\\n'
    """
    lines = [line.strip() for line in text[:_TEXT_MAX].splitlines()]
    blocks = [block for separator in _SEPARATORS for block in _cut(lines, separator)]
    largest = max(blocks, key=lambda block: len(block) * len(block[0]), default=None)
    if largest is not None and _has_rows(largest):
        return _as_csv(largest)
    return _as_csv([row for _, row in aligned_rows([[pieces_of(line) for line in text[:_TEXT_MAX].splitlines()]])])


def _cut(lines: Iterable[str], separator: str) -> list[list[list[str]]]:
    """The runs of lines that the separator cuts into as many cells, two lines at least."""
    runs = [
        [[cell.strip() for cell in line.split(separator)] for line in run]
        for width, run in groupby(lines, lambda line: line.count(separator))
        if 0 < width < limits.COLUMNS_MAX
    ]
    return [run for run in runs if len(run) > 1]


def html_table(text: str) -> bytes:
    """The largest table of an HTML text that holds amounts or days; tables that only lay the page out hold others and are passed over."""
    reader = _Tables()
    reader.feed(text[:_TEXT_MAX])
    found = [table for table in reader.tables if _has_rows(table)]
    return _as_csv(max(found, key=lambda table: sum(len(row) for row in table), default=[]))


def _has_rows(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells are a line of headings with rows of values: laid out in columns, they would be recognised as a table."""
    widths = [max((len(row[n]) for row in rows if n < len(row)), default=0) + 2 for n in range(max(map(len, rows), default=0))]
    starts = [sum(widths[:n]) for n in range(len(widths))]
    return bool(aligned_rows([[[Piece(starts[n], starts[n] + widths[n], cell) for n, cell in enumerate(row) if cell] for row in rows]]))


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    if not rows:
        return b""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


class _Tables(HTMLParser):
    """Collects the cells of the innermost tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._in_cell: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and len(self._open) < 100:
            self._open.append([])
            self._in_cell.append(False)
        elif self._open and tag == "tr":
            self._open[-1].append([])
        elif self._open and tag in ("td", "th") and self._open[-1] and len(self._open[-1][-1]) < limits.COLUMNS_MAX:
            self._open[-1][-1].append("")
            self._in_cell[-1] = True
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            rows = [row for row in self._open.pop() if any(row)]
            self._in_cell.pop()
            if len(rows) > 1 and len(rows[0]) > 1:
                width = len(rows[0])
                self.tables.append([[" ".join(cell.split()) for cell in (*row, *[""] * (width - len(row)))] for row in rows])
        elif tag in ("td", "th") and self._in_cell:
            self._in_cell[-1] = False

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._in_cell[-1]:
            self._open[-1][-1][-1] += data
