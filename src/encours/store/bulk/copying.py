"""COPY into a temporary table, as fast as Python formats rows and with memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psycopg import sql

_BATCH = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NEEDS_ESCAPE = ("\\", "\t", "\n", "\r")


def field(value: object) -> str:
    """One value in COPY's text format.

    >>> field(None), field("a\\tb"), field(True), field(12)
    ('\\\\N', 'a\\\\tb', 't', '12')
    """
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    text = value if type(value) is str else str(value)
    if any(character in text for character in _NEEDS_ESCAPE):
        text = text.translate(_ESCAPES)
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")  # a NUL byte exists in no PostgreSQL text
    return text


def copy_rows(cursor: Any, table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]], progress: Callable[[int], None] | None = None) -> int:
    """Send `rows` to `table` and return how many there were; `progress` is told the count from time to time."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    count = 0
    batch: list[str] = []
    with cursor.copy(statement) as copy:
        for row in rows:
            batch.append("\t".join([field(value) for value in row]))
            count += 1
            if len(batch) == _BATCH:
                copy.write(("\n".join(batch) + "\n").encode())
                batch.clear()
                if progress:
                    progress(count)
        if batch:
            copy.write(("\n".join(batch) + "\n").encode())
    return count
