"""The tables in a workbook: people keep customers on one sheet and what they owe on another."""

from __future__ import annotations

from typing import BinaryIO

from encours.formats.contract import FileRefused
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.formats.tables.grid import open_grid
from encours.formats.tables.sketch import detect


def sheets_of(name: str, stream: BinaryIO) -> list[str]:
    """The sheets of a workbook that hold a table of at least two columns and a row, where there are several; one empty name for any other file, which is
    taken as it is. The stream is rewound."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if recognise(head, name).kind != "table" or head[:2] not in (b"PK", b"\xd0\xcf"):
        return [""]
    data = stream.read()
    stream.seek(0)
    try:
        sheets = open_grid(data).sheets
        found = [sheet for sheet in sheets if _is_table(data, name, sheet)] if len(sheets) > 1 else []
    except FileRefused:
        return [""]  # its import says what is wrong with it
    return found if len(found) > 1 else [""]


def _is_table(data: bytes, name: str, sheet: str) -> bool:
    try:
        sketch = detect(data, name, sheet=sheet)
    except FileRefused:
        return False
    return sketch.rows_seen > 0 and sum(column.filled > 0 for column in sketch.columns) > 1
