"""The table among words that stand under each other: what a page of a PDF or a plain mail shows.

The line of headings says where the columns are; each piece of a row belongs to the heading it stands under. Nothing is guessed:
a cell that is missing or that two pieces share is reported by whoever reads the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from encours.formats.tables import limits
from encours.formats.tables.cells import bare_amount, parse_date
from encours.kernel.amounts import decimal_marks

_PIECE = re.compile(r"\S+(?:[ \u00a0\u202f]\S+)*")
_MONEY = re.compile(r"\d[.,]\d\d\D*$")


class Piece(NamedTuple):
    """Words that stand together, and where they begin and end on their line, in any unit."""

    start: int
    end: int
    text: str


Page = Sequence[Sequence[Piece]]
"""The lines of a page; an empty one where a gap is wider than between the lines of one cell."""


class _Line(NamedTuple):
    number: int
    pieces: Sequence[Piece]
    is_row: bool
    """Several pieces, an amount or a day among them."""
    is_close: bool
    """No gap stands between it and the line above."""

    @property
    def is_heading(self) -> bool:
        return len(self.pieces) > 1 and not self.is_row

    @property
    def words(self) -> list[str]:
        return [piece.text for piece in self.pieces]


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a line of plain text: two blanks or a tab stand between them.

    >>> pieces_of("FA 1    100,00")
    [Piece(start=0, end=4, text='FA 1'), Piece(start=8, end=14, text='100,00')]
    """
    return [Piece(found.start(), found.end(), found[0]) for found in _PIECE.finditer(text[: limits.LINE_MAX].expandtabs(8))]


def aligned_rows(pages: Sequence[Page]) -> list[tuple[int, list[str]]]:
    """The headings and the rows of the largest table, each with the number of its line in the whole text (blank lines left out).

    A line without a value continues the row above it. A table goes on on the next page, with or without its headings. Empty when there is no table.

    >>> aligned_rows([[pieces_of(line) for line in ("Facture     Montant", "FA-1         100,00", "FA-2          50,00", "Merci de votre confiance")]])
    [(1, ['Facture', 'Montant']), (2, ['FA-1', '100,00']), (3, ['FA-2', '50,00'])]
    """
    numbered = _numbered(pages)
    tables = list(_tables(numbered))
    if not tables:
        return []
    _, page, place = max(tables, key=lambda table: table[0])
    words = numbered[page][place].words
    page, place = next((page, place) for _, page, place in tables if numbered[page][place].words == words)
    heading = numbered[page][place]
    rows = [(heading.number, _titles(numbered[page], place)), *_rows(numbered[page][place + 1 :], heading.pieces)]
    for lines in numbered[page + 1 :]:
        again = next((n for n, line in enumerate(lines) if line.words == words), -1)
        first = next((n for n, line in enumerate(lines) if line.is_row), len(lines))
        rows += _rows(lines[again + 1 :], lines[again].pieces) if again >= 0 else _rows(lines[first:], heading.pieces)
    return rows


def _numbered(pages: Sequence[Page]) -> list[list[_Line]]:
    number = 0
    found: list[list[_Line]] = []
    for page in pages:
        lines: list[_Line] = []
        is_close = False
        for pieces in page:
            if pieces:
                number += 1
                lines.append(_Line(number, pieces, len(pieces) > 1 and any(_is_value(piece.text) for piece in pieces), is_close))
            is_close = bool(pieces)
        found.append(lines)
    return found


def _is_value(text: str) -> bool:
    """Whether the text is a day, or a number that is not the number of a page or house."""
    is_money = len(text) <= 40 and bool(decimal_marks(bare_amount(text)) and _MONEY.search(text))
    return is_money or any(parse_date(text, order) for order in ("YMD", "DMY"))


def _tables(pages: Sequence[Sequence[_Line]]) -> Iterator[tuple[int, int, int]]:
    """Every line of headings that rows follow: (columns times rows, page, place)."""
    for page, lines in enumerate(pages):
        places = [n for n, line in enumerate(lines[:-1]) if line.is_heading and lines[n + 1].is_row]
        for place, end in pairwise([*places, len(lines)]):
            yield len(lines[place].pieces) * sum(line.is_row for line in lines[place + 1 : end]), page, place


def _titles(lines: Sequence[_Line], place: int) -> list[str]:
    """The headings; those written on two lines are put together."""
    heading = lines[place]
    titles = heading.words
    above = lines[place - 1] if place else None
    if above is None or not above.is_heading or len(titles) < 3 or len(above.pieces) < (len(titles) + 1) // 2:
        return titles
    over = [[n for n, column in enumerate(heading.pieces) if _overlap(piece, column) > 0] for piece in above.pieces]
    if all(len(places) == 1 for places in over):
        for piece, (n,) in zip(above.pieces, over, strict=True):
            titles[n] = f"{piece.text} {titles[n]}"
    return titles


def _rows(lines: Sequence[_Line], columns: Sequence[Piece]) -> list[tuple[int, list[str]]]:
    """The lines up to the last that looks like a row and what continues it, as cells under the columns."""
    last = max((n for n, line in enumerate(lines) if line.is_row), default=-1)
    columns = _spans(lines[: last + 1], columns)
    while 0 <= last < len(lines) - 1 and lines[last + 1].is_close and all(_is_under(piece, columns) for piece in lines[last + 1].pieces):
        last += 1
    rows: list[tuple[int, list[str]]] = []
    for line in lines[: last + 1]:
        cells = [""] * len(columns)
        for piece in line.pieces:
            place = _column(piece, columns)
            cells[place] = f"{cells[place]} {piece.text}".strip()
        if line.is_row or not rows:
            rows.append((line.number, cells))
        else:
            rows[-1] = (rows[-1][0], [f"{above} {below}".strip() for above, below in zip(rows[-1][1], cells, strict=True)])
    return rows


def _spans(lines: Sequence[_Line], columns: Sequence[Piece]) -> list[Piece]:
    """The columns as wide as what stands under their headings alone: a heading may be narrower than its cells, on either side."""
    spans = list(columns)
    for line in lines:
        for piece in line.pieces:
            under = [n for n, column in enumerate(columns) if _overlap(piece, column) > 0]
            if len(under) == 1:
                span = spans[under[0]]
                spans[under[0]] = Piece(min(span.start, piece.start), max(span.end, piece.end), span.text)
    return spans


def _column(piece: Piece, columns: Sequence[Piece]) -> int:
    """The column a piece stands under: the most overlap, else the nearest."""
    return max(range(len(columns)), key=lambda n: (_overlap(piece, columns[n]), -n))


def _is_under(piece: Piece, columns: Sequence[Piece]) -> bool:
    """Whether the piece stands under one column and is no wider."""
    return any(column.start <= piece.start and piece.end <= column.end for column in columns)


def _overlap(piece: Piece, column: Piece) -> int:
    """How much of the line two pieces share; negative: how far they are apart."""
    return min(piece.end, column.end) - max(piece.start, column.start)
