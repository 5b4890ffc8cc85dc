"""The CSV writer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from encours.formats.exports.guard import guard
from encours.formats.exports.table import Cell, Column, Table
from encours.kernel.currency import decimals
from encours.kernel.wording import Language, Text

_NOT_TEXT = re.compile(r"[\0\ud800-\udfff]")


def write(table: Table, *, headings: Language | None = None, language: Language = "en", separator: str = ",", bom: bool = False) -> bytes:
    """The rows as CSV: header line of stable keys (or headings in a language), no totals, no notes, CRLF line ends.

    Amounts are exact decimals of the table's currency without grouping; `bom` and `separator=";"` suit an Excel that
    opens the file with a double click. Text that a spreadsheet would run is prefixed with an apostrophe (see `guard`).
    """
    return b"".join(write_lines(table, headings=headings, language=language, separator=separator, bom=bom))


def write_lines(
    table: Table, *, headings: Language | None = None, language: Language = "en", separator: str = ",", bom: bool = False
) -> Iterator[bytes]:
    """The same file in pieces, so that a long table never stands in memory twice."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    if bom:
        buffer.write("\ufeff")
    writer.writerow(column.key if headings is None else guard(column.heading.say(headings)) for column in table.columns)
    for row in table.rows:
        writer.writerow(plain(cell, column, table.currency, language) for cell, column in zip(row, table.columns, strict=True))
        if buffer.tell() > 1 << 16:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def plain(cell: Cell, column: Column, currency: str, language: Language) -> str:
    """One cell as programs read it: numbers stay numbers (a negative one is not text), text is guarded.

    >>> from encours.formats.exports.table import Column
    >>> amount = Column("amount", Text(en="Amount", fr="Montant"), "amount")
    >>> plain(-1205, amount, "EUR", "en"), plain(5, amount, "JPY", "en"), plain("-2+3", amount, "EUR", "en")
    ('-12.05', '5', "'-2+3")
    """
    if cell is None:
        return ""
    if column.kind == "amount" and isinstance(cell, int):
        return f"{Decimal(cell).scaleb(-decimals(currency)):f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, Decimal)):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return guard(_NOT_TEXT.sub("\ufffd", cell.say(language) if isinstance(cell, Text) else str(cell)))
