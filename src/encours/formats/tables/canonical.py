"""Reading the canonical tables (design §10): UTF-8, comma, a line of headings, ISO dates, decimal point. No mapping, no guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from encours.formats.encoding import Encoding, detect_encoding
from encours.formats.tables import issues
from encours.formats.tables.cells import CellRules
from encours.formats.tables.csv_lines import csv_rows
from encours.formats.tables.issues import TableColumnTwice, TableEmpty, TableNotCanonical, TableNotUtf8
from encours.formats.tables.rows import RowMaker
from encours.formats.tables.schema import CANONICAL_KINDS, SCHEMAS, Kind, Row, canonical_kind
from encours.kernel.issue import IssueLog

_UTF8 = ("ascii", "utf-8", "utf-8-sig")


@dataclass(slots=True)
class CanonicalFile:
    """A canonical table being read. `rows()` may be run once; `taken` and `refused` count its rows once it has ended."""

    kind: Kind
    encoding: str
    columns: tuple[str, ...]
    taken: int
    refused: int
    _lines: Iterator[tuple[int, list[str]]]
    _maker: RowMaker
    _log: IssueLog

    def rows(self) -> Iterator[Row]:
        """The rows in file order; a row with an unreadable cell is reported and left out."""
        width = len(self.columns)
        for line, cells in self._lines:
            if (len(cells) != width and any(cell.strip() for cell in cells[width:])) or len(cells) < width:
                self._log.add(issues.CELL_COUNT, line=line, found=len(cells), expected=width)
                self.refused += 1
                continue
            row = self._maker.make(line, dict(zip(self.columns, cells, strict=False)))
            if row is None:
                self.refused += 1
            else:
                self.taken += 1
                yield row


def read_canonical(stream: BinaryIO, *, log: IssueLog, currency: str = "EUR") -> CanonicalFile:
    """Open a canonical table: check its encoding, recognise its kind by its headings; the rows follow from `CanonicalFile.rows()`.

    `stream` must be seekable; `currency` is that of amounts whose row names none. Raises FileRefused.
    """
    encoding = detect_encoding(stream)
    if encoding.name not in _UTF8 or encoding.undecodable:
        raise TableNotUtf8
    encoding.report(log)
    lines = csv_rows(stream, Encoding("utf-8-sig"), ",")
    first = next(lines, None)
    if first is None:
        raise TableEmpty
    columns = tuple(name.strip() for name in first[1])
    kind = canonical_kind(columns)
    if kind is None:
        nearest = max(CANONICAL_KINDS, key=lambda candidate: len(SCHEMAS[candidate].names & set(columns)))
        missing = [field.name for field in SCHEMAS[nearest].fields if field.required and field.name not in columns]
        raise TableNotCanonical(missing=", ".join(missing))
    for name in columns:
        if name and columns.count(name) > 1:
            raise TableColumnTwice(column=name)
        if name not in SCHEMAS[kind].names and name:
            log.add(issues.COLUMN_UNKNOWN, line=first[0], column=name)
    return CanonicalFile(kind, encoding.name, columns, 0, 0, chain(lines), RowMaker(kind, CellRules(), log, currency), log)
