"""Rows of a query whose number grows with the company: fetched a few thousand at a time, so that they are in memory once, as what they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_FETCH = 5000


def stream_rows(cursor: Any, query: str, parameters: Sequence[object] | Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of `query` through a server-side cursor of the running transaction. Read them to the end before another stream begins; other queries may run
    between two rows."""
    # All rows will be read: a plan that is quick to the first ones and slow to the last is the wrong one.
    cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
    cursor.execute(f"DECLARE streamed_rows NO SCROLL CURSOR FOR {query}", parameters)
    rows = True
    while rows:
        cursor.execute(f"FETCH {_FETCH} FROM streamed_rows")
        rows = cursor.fetchall()
        yield from rows
    cursor.execute("CLOSE streamed_rows")
