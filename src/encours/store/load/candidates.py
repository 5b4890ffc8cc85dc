"""Open items that a bank line may settle, as a person tells them apart, and how they are looked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: an amount under every reading of it, part of a text, the start of a name, part of a document's number."""

    text: str = ""
    amounts: tuple[int, ...] = ()
    name: str = ""
    document: str = ""


def plain(text: str) -> str:
    """A text in which LIKE finds nothing special."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class Candidate(NamedTuple):
    """An open item that a line may settle, as a person tells it from others. `open_minor` is signed."""

    item_id: int
    customer_id: int
    customer_code: str
    customer_name: str
    account_id: int
    kind: str
    document_ref: str
    po_number: str
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int
    open_minor: int
    is_disputed: bool


_CANDIDATES = """
SELECT i.id, i.customer_id, c.code, c.name, i.account_id, i.kind, coalesce(v.number, i.document_ref), coalesce(v.po_number, ''), i.issued_on, i.due_on, i.currency, i.amount_minor,
       i.open_minor, i.is_disputed
  FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
  LEFT JOIN LATERAL (SELECT v.number, v.po_number FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                      WHERE x.organization_id = i.organization_id AND x.item_id = i.id ORDER BY v.version DESC LIMIT 1) v ON true
 WHERE i.organization_id = %(organization)s AND i.company_id = %(company)s
"""


def load_items(cursor: Any, scope: Scope, ids: Collection[int]) -> dict[int, Candidate]:
    """Items by id, closed ones too: who looks at an old proposal must see that it no longer stands."""
    if not ids:
        return {}
    cursor.execute(
        _CANDIDATES + " AND i.id = ANY(%(ids)s)", {"organization": scope.organization_id, "company": scope.company_id, "ids": sorted(ids)}
    )
    return {row[0]: Candidate(*row) for row in cursor.fetchall()}


def load_candidates(
    cursor: Any, scope: Scope, *, customers: Sequence[int], search: Search | None = None, limit: int = 50
) -> list[Candidate]:
    """Open invoices, credit notes and other debts, oldest due first: of these customers, or those found by number, order, amount or the customer's name.

    The receipts of bank lines are left out: they are what is to be applied.
    """
    query = _CANDIDATES + " AND i.open_minor <> 0 AND i.kind NOT IN ('receipt', 'refund')"
    values: dict[str, Any] = {
        "organization": scope.organization_id,
        "company": scope.company_id,
        "limit": limit,
        "customers": list(customers),
    }
    if search is not None and search.text:
        query += """ AND (abs(i.open_minor) = ANY(%(amounts)s) OR (%(document)s <> '' AND i.document_key LIKE %(document)s) OR v.po_number ILIKE %(like)s OR c.name_key LIKE %(name)s
                          OR upper(c.code) LIKE %(name)s)"""
        values |= {
            "amounts": [abs(minor) for minor in search.amounts], "like": f"%{plain(search.text)}%", "name": f"{plain(search.name)}%" if search.name else "",
            "document": f"%{plain(search.document)}%" if search.document else "",
        }  # fmt: skip
    else:
        query += " AND i.customer_id = ANY(%(customers)s)"
    cursor.execute(query + " ORDER BY i.due_on, i.id LIMIT %(limit)s", values)
    return [Candidate(*row) for row in cursor.fetchall()]
