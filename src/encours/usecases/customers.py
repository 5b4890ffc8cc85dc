"""Finding customers by name or code, and documents by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.normal import name_key, reference_key
from encours.store.load.customers import CustomerRow, load_customer_by_code, search_customers
from encours.store.load.items import ItemRow, documents_that_start, load_items
from encours.store.load.open_items import Moment, Only
from encours.store.tenant import Scope, tenant

_MOST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Customers by name, a page of them, and the documents whose number starts as asked."""

    customers: tuple[CustomerRow, ...]
    items: tuple[ItemRow, ...]
    next: tuple[Any, ...] | None


def find_customers(scope: Scope, text: str, today: date, *, code: str = "", limit: int = 50, after: tuple[Any, ...] | None = None) -> Found:
    """Customers whose name or code starts with `text` (all where it is empty); documents too, from three characters on. `code` names one customer."""
    with tenant(scope.organization_id) as cursor:
        if code:
            one = load_customer_by_code(cursor, scope, code)
            return Found((one,) if one else (), (), None)
        rows = search_customers(cursor, scope, name_key(text), limit=limit + 1, after=after)
        number = reference_key(text)
        items: tuple[ItemRow, ...] = ()
        if len(number) >= 3 and after is None:
            found = documents_that_start(cursor, scope, number, limit=_MOST_DOCUMENTS)
            items = load_items(cursor, scope, Moment(today), only=Only(item_ids=found), state="all", order="issued").rows if found else ()
    last = rows[limit - 1] if len(rows) > limit else None
    return Found(tuple(rows[:limit]), items, (name_key(last.name), last.id) if last else None)
