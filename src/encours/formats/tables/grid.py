"""Any table file as rows of cells: CSV in any encoding, one sheet of a workbook (.xlsx, .xls, .ods), or the table of a PDF."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO

import python_calamine

from encours.formats.encoding import Encoding, decoded_chunks, detect_encoding
from encours.formats.tables import limits
from encours.formats.tables.archive import OLE_MARK, ZIP_MARK, safe_workbook, too_many_bytes
from encours.formats.tables.cells import Cell
from encours.formats.tables.csv_lines import csv_rows
from encours.formats.tables.issues import MappingRefused, SheetAbsent, TableEmpty, TableTooWide, WorkbookRefused
from encours.formats.tables.pdf import PDF_MARK, pdf_rows
from encours.kernel.wording import Text

SEPARATORS = ",;\t|"
_SEPARATOR_LINES = 50
HEAD_BLANKS = 1024
"""How much of a file may be blank before the mark of a PDF."""


@dataclass(slots=True)
class Grid:
    """The rows of a table file. `encoding` and `separator` are None for a workbook or PDF, `sheet` and `sheets` empty for all but a workbook."""

    encoding: Encoding | None
    separator: str | None
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    _stream: BinaryIO | None = None
    _start: int = 0
    _sheet: python_calamine.CalamineSheet | None = field(default=None)
    _lines: tuple[tuple[int, list[str]], ...] = ()

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row that is not blank, with its number in the file. May be run again, once the run before is done with."""
        if self._sheet is not None:
            yield from _sheet_rows(self._sheet)
        elif self.encoding is not None and self.separator is not None and self._stream is not None:
            self._stream.seek(self._start)
            for line, row in csv_rows(self._stream, self.encoding, self.separator):
                yield line, list(row)
        else:
            for line, row in self._lines:
                yield line, list(row)


def open_grid(source: bytes | BinaryIO, *, encoding: str | None = None, separator: str | None = None, sheet: str | None = None) -> Grid:
    """Open a table file from the place where its stream stands, finding out what the arguments do not say. Raises FileRefused.

    A CSV file is read from its stream row by row, whatever its size; a workbook or a PDF is held in memory, within their limits.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    start = stream.tell()
    head = stream.read(HEAD_BLANKS)
    stream.seek(start)
    if head.startswith((ZIP_MARK, OLE_MARK)):
        if (size := stream.seek(0, io.SEEK_END) - start) > limits.WORKBOOK_BYTES_MAX:
            raise too_many_bytes(size, limits.WORKBOOK_BYTES_MAX)
        stream.seek(start)
        return _open_workbook(stream.read(), sheet)
    if head.lstrip().startswith(PDF_MARK):
        return Grid(None, None, _lines=tuple(pdf_rows(stream.read(limits.PDF_BYTES_MAX + 1))))
    found = detect_encoding(stream)
    if encoding is not None and found.guessed:  # what is valid UTF-8 is UTF-8, whatever the mapping was made from
        found = Encoding(_codec(encoding), non_ascii=found.non_ascii, nuls=found.nuls)
    return Grid(found, separator or _separator(stream, found), _stream=stream, _start=start)


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise MappingRefused(reason=Text(en=f"unknown encoding {name}", fr=f"encodage {name} inconnu")) from None
    return name


def _separator(stream: BinaryIO, encoding: Encoding) -> str:
    """The separator that cuts the first lines into the same number of cells, the more cells the better."""
    start = next(decoded_chunks(io.BytesIO(stream.read(262_144)), encoding), "")
    lines = [line for line in start.split("\n") if line.strip()][:_SEPARATOR_LINES]
    if not lines:
        raise TableEmpty
    return max(SEPARATORS, key=lambda separator: _evenness(lines, separator))


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return (0, 0)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
    return (count * (width > 1), width)


def _open_workbook(data: bytes, wanted: str | None) -> Grid:
    safe = safe_workbook(data)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(safe))
        visible = [
            found.name
            for found in workbook.sheets_metadata
            if found.visible == python_calamine.SheetVisibleEnum.Visible and found.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        names = tuple(visible)
        if wanted is not None and wanted not in names:
            raise SheetAbsent(sheet=wanted, sheets=", ".join(names))
        for name in (wanted,) if wanted is not None else names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height:
                if sheet.width > limits.COLUMNS_MAX:
                    raise TableTooWide(found=sheet.width, limit=limits.COLUMNS_MAX)
                return Grid(None, None, name, names, _sheet=sheet)
    except python_calamine.CalamineError:
        raise WorkbookRefused from None
    raise TableEmpty


def _sheet_rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(value) for value in row]
        if any(cell != "" for cell in cells):
            yield line, cells


def _cell(value: object) -> Cell:
    """A workbook's value without floating point: a spreadsheet shows 15 significant digits, and these are what was typed."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return Decimal(format(value, ".15g"))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value) if isinstance(value, time | timedelta) else ""
