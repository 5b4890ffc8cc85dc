"""Reading the rows of a CSV file one by one, within the limits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from encours.formats.encoding import Encoding, decoded_chunks
from encours.formats.tables import limits
from encours.formats.tables.issues import TableCellTooLong, TableTooWide


def csv_rows(stream: BinaryIO, encoding: Encoding, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of the line each begins on. Blank lines are left out.

    Quotation marks follow RFC 4180. Raises TableCellTooLong and TableTooWide.
    """
    reader = csv.reader(_lines(stream, encoding), delimiter=separator)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise TableCellTooLong(line=start, limit=limits.CELL_MAX) from None
        if len(row) > limits.COLUMNS_MAX:
            raise TableTooWide(found=len(row), limit=limits.COLUMNS_MAX)
        if row and any(cell and not cell.isspace() for cell in row):
            yield start, row


def _lines(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    tail = ""
    count = 0
    for chunk in decoded_chunks(stream, encoding):
        lines = chunk.split("\n")
        lines[0] = tail + lines[0]
        tail = lines.pop()
        for line in lines:
            count += 1
            yield line + "\n"
        if len(tail) > limits.LINE_MAX:
            raise TableCellTooLong(line=count + 1, limit=limits.CELL_MAX)
    if tail:
        yield tail
