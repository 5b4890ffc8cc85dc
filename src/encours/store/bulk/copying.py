"""COPY into a temporary table, as fast as Python formats rows and with memory that does not grow with their number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from psycopg import sql

_BATCH = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": "\ufffd"})  # a NUL byte exists in no PostgreSQL text
_NEEDS_ESCAPE = re.compile("[\\\\\t\n\r\x00]")
NULL = "\\N"


def field(value: object) -> str:
    """One value in COPY's text format.

    >>> field(None), field("a\\tb"), field(True), field(12)
    ('\\\\N', 'a\\\\tb', 't', '12')
    """
    if value is None:
        return NULL
    if type(value) is int:
        return str(value)
    if type(value) is bool:
        return "t" if value else "f"
    text = value if type(value) is str else str(value)
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


def copy_rows(
    cursor: Any, table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]], progress: Callable[[int], None] | None = None
) -> int:
    """Send `rows` to `table` and return how many there were; `progress` is told the count from time to time."""
    return copy_text(cursor, table, columns, ("\t".join([field(value) for value in row]) for row in rows), progress)


def copy_text(cursor: Any, table: str, columns: Iterable[str], lines: Iterable[str], progress: Callable[[int], None] | None = None) -> int:
    """As `copy_rows`, of rows that are already in COPY's text format, for whoever formats them faster than column by column."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    count = 0
    batch: list[str] = []
    with cursor.copy(statement) as copy:
        for line in lines:
            batch.append(line)
            count += 1
            if len(batch) == _BATCH:
                copy.write(("\n".join(batch) + "\n").encode())
                batch.clear()
                if progress:
                    progress(count)
        if batch:
            copy.write(("\n".join(batch) + "\n").encode())
    return count
