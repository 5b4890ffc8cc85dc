"""Lists of items: what a customer owes and has settled, the receivables of a company, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from psycopg import sql

from encours.store.load.open_items import (
    EVERYTHING,
    Moment,
    Only,
    due_on,
    due_source,
    exists_at,
    is_disputed,
    open_amount,
    open_items,
    parameters,
    restrictions,
    stands,
)
from encours.store.tenant import Scope

State = Literal["open", "closed", "all", "any"]
"""`all` is open and closed; `any` has cancelled items and their reversals too, which are in no list."""
ItemOrder = Literal["due", "issued", "amount"]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with what is open of it at the moment; amounts are signed minor units, debit > 0."""

    id: int
    customer_id: int
    customer_code: str
    customer_name: str
    kind: str
    document_ref: str
    effective_on: date
    issued_on: date
    due_on: date
    due_source: str
    is_disputed: bool
    currency: str
    amount_minor: int
    open_minor: int
    account_role: str
    is_collective: bool
    is_public: bool
    is_consumer: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Items in order, and the place after which the next page starts (None: the last page)."""

    rows: tuple[ItemRow, ...]
    next: tuple[Any, ...] | None


# A rank and the id make a total order. "issued" shows the newest first.
_ORDERS: dict[ItemOrder, str] = {"due": "x.due_on - date '2000-01-01'", "issued": "date '2000-01-01' - x.issued_on", "amount": "-abs(x.open_minor)"}
_EXTRA = ("account_id", "kind", "document_ref", "posting_id", "entry_id")


def load_items(
    cursor: Any,
    scope: Scope,
    moment: Moment,
    *,
    only: Only = EVERYTHING,
    state: State = "open",
    order: ItemOrder = "due",
    limit: int | None = None,
    after: tuple[Any, ...] | None = None,
    document: str = "",
) -> ItemPage:
    """The items of the books at the moment: open ones, settled ones or both; cancelled ones and their reversals are in no list.

    `document` keeps the items whose normal document number (`reference_key`) starts with it.
    """
    if state == "open":
        source = open_items(moment, only, extra=_EXTRA)
    else:
        source = sql.SQL(
            """(SELECT i.id, i.customer_id, i.currency, {open} AS open_minor, i.amount_minor, i.effective_on, i.issued_on, {due} AS due_on,
                       {disputed} AS is_disputed, {source} AS due_source, i.account_id, i.kind, i.document_ref, i.posting_id, i.entry_id
                  FROM item i WHERE {exists} AND ({stands}){restrictions})"""
        ).format(
            open=open_amount("i", moment),
            due=due_on("i", moment),
            disputed=is_disputed("i", moment),
            source=due_source("i", moment),
            exists=exists_at("i", moment),
            stands=stands("i", moment) if state != "any" else sql.SQL("true"),
            restrictions=restrictions(only),
        )
    conditions: list[sql.Composable] = [sql.SQL("true")]
    if state == "closed":
        conditions.append(sql.SQL("x.open_minor = 0"))
    if document:
        conditions.append(sql.SQL("x.id IN (SELECT id FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s AND document_key <> '' "
                                  "AND document_key >= %(document)s AND document_key < %(document_end)s)"))  # fmt: skip
    rank = sql.SQL(_ORDERS[order])
    if after:
        conditions.append(sql.SQL("({rank}, x.id) > (%(after_rank)s, %(after_id)s)").format(rank=rank))
    query = sql.SQL(
        """SELECT x.rank, x.id, x.customer_id, c.code, c.name, x.kind, x.document_ref, x.effective_on, x.issued_on, x.due_on, x.due_source, x.is_disputed,
                  x.currency, x.amount_minor, x.open_minor, a.role, c.is_collective, c.is_public, c.is_consumer
             FROM (SELECT x.*, {rank} AS rank FROM {source} x WHERE {conditions} ORDER BY rank, x.id LIMIT %(limit)s) x
             JOIN customer c ON c.organization_id = %(organization)s AND c.id = x.customer_id
             JOIN account a ON a.organization_id = %(organization)s AND a.id = x.account_id
            ORDER BY x.rank, x.id"""
    ).format(rank=rank, source=source, conditions=sql.SQL(" AND ").join(conditions))
    place = {"after_rank": after[0], "after_id": after[1]} if after else {}
    bounds = {"document": document, "document_end": document + "\U0010ffff"}
    cursor.execute(query, parameters(scope, moment, only) | place | bounds | {"limit": None if limit is None else limit + 1})
    found = cursor.fetchall()
    more = limit is not None and len(found) > limit
    found = found[:limit] if more else found
    return ItemPage(tuple(ItemRow(*row[1:]) for row in found), (found[-1][0], found[-1][1]) if more else None)


def documents_that_start(cursor: Any, scope: Scope, document: str, *, limit: int) -> tuple[int, ...]:
    """The keys of items whose normal document number starts so, in the order of their numbers, no more than `limit`."""
    cursor.execute(
        """SELECT id FROM item WHERE organization_id = %s AND company_id = %s AND document_key <> '' AND document_key >= %s AND document_key < %s
            ORDER BY document_key, id LIMIT %s""",
        [scope.organization_id, scope.company_id, document, document + "\U0010ffff", limit],
    )
    return tuple(row[0] for row in cursor.fetchall())
