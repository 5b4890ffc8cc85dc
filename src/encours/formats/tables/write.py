"""Writing the canonical tables: what `read_canonical` reads back as the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from encours.formats.tables.schema import SCHEMAS, Field, Kind, Row
from encours.kernel.currency import decimals


def write_rows(kind: Kind, rows: Iterable[Row], stream: BinaryIO, *, currency: str = "EUR") -> int:
    """Write a canonical table in UTF-8 with all its columns and return the number of rows. The row's own `line` is not written.

    `currency` is that of amounts whose row names none. Cells are written as they are: escaping formulas is for
    files meant for a spreadsheet, not for data that is read back.
    """
    fields = SCHEMAS[kind].fields
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([field.name for field in fields])
        count = 0
        for row in rows:
            digits = decimals(getattr(row, "currency", "") or currency)
            writer.writerow([_shown(getattr(row, field.target), field, digits) for field in fields])
            count += 1
        return count
    finally:
        text.detach()


def _shown(value: object, field: Field, digits: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.holds in ("amount", "positive") and isinstance(value, int):
        return format(Decimal(value).scaleb(-digits), "f")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return ";".join(value) if isinstance(value, tuple) else str(value)
