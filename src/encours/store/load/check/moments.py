"""Which past days and instants `encours check` looks at: today, the ends of what is in the books, and some between."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from encours.store.load.check.contract import Books
from encours.store.load.open_items import Moment


def moments(cursor: Any, books: Books, company_id: int) -> list[Moment]:
    """Today, three earlier days, and two of those days as known when half of what is recorded was recorded."""
    cursor.execute(
        "SELECT min(effective_on), max(effective_on) FROM item WHERE organization_id = %s AND company_id = %s",
        [books.organization_id, company_id],
    )
    first, last = cursor.fetchone()
    if first is None:
        return [Moment(books.today)]
    span = (last - first).days
    days: list[date] = [last, first + timedelta(days=span * 2 // 3), first + timedelta(days=span // 3)]
    cursor.execute(
        """
        SELECT recorded_at FROM posting WHERE organization_id = %(o)s AND company_id = %(c)s ORDER BY id
        OFFSET (SELECT count(*) / 2 FROM posting WHERE organization_id = %(o)s AND company_id = %(c)s) LIMIT 1
        """,
        {"o": books.organization_id, "c": company_id},
    )
    known_at = cursor.fetchone()[0]
    return [Moment(books.today), *(Moment(day) for day in days), Moment(days[0], known_at), Moment(days[1], known_at)]
