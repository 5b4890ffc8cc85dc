"""The list of receivables, page by page: each page is read along an index, however many invoices the company has.

What is open at a day lies in four places: open now and untouched since (its open amount is the stored one), open now and touched later, closed
later within a quarter, closed later than that. Each place is read in the order of the list and cut before the places are merged, so that a page
costs a page. "As known at T" reads what `open_items` reads, and sorts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from psycopg import sql

from encours.store.load.items import ItemPage, ItemRow
from encours.store.load.open_items import (
    CLOSED_LATE,
    CLOSED_SAME_DAY,
    CLOSED_SOON,
    OPEN,
    OPEN_LISTED,
    Moment,
    Only,
    due_on,
    due_source,
    exists_at,
    is_disputed,
    open_amount,
    open_items,
    parameters,
    stands,
)
from encours.store.tenant import Scope

View = Literal["open", "overdue", "upcoming", "current", "disputed", "small", "settled"]
ListOrder = Literal["due", "due_last", "amount", "amount_least"]
Kinds = Literal["all", "documents", "money"]
UPCOMING_DAYS = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which receivables a list has. Conditions add up; an empty one restricts nothing.

    `small_minor` is the least amount that the view of small balances leaves out. `found_customers` and `document` are one search: the items of these
    customers and those whose normal document number starts so.
    """

    view: View = "open"
    kinds: Kinds = "all"
    currency: str = ""
    customer_ids: tuple[int, ...] = ()
    item_ids: tuple[int, ...] = ()
    small_minor: int = 100
    found_customers: tuple[int, ...] = ()
    document: str = ""

    @property
    def searches(self) -> bool:
        """Whether a text was searched for."""
        return bool(self.document or self.found_customers)


class ListTotal(NamedTuple):
    """The whole list in one currency. `overdue_minor` is the part of the debts that is past due, `credits_minor` (≤ 0) what is owed to customers."""

    currency: str
    items: int
    open_minor: int
    overdue_minor: int
    credits_minor: int


_VIEWS: dict[View, str] = {
    "open": "true",
    "overdue": "x.open_minor > 0 AND x.due_on < %(day)s",
    "upcoming": "x.open_minor > 0 AND x.due_on >= %(day)s AND x.due_on <= %(upcoming)s",
    "current": "x.open_minor > 0 AND x.due_on >= %(day)s",
    "disputed": "x.is_disputed",
    "small": "x.open_minor > -%(small)s AND x.open_minor < %(small)s",
    "settled": "true",
}
_KINDS: dict[Kinds, str] = {"all": "true", "documents": "x.kind NOT IN ('receipt', 'refund')", "money": "x.kind IN ('receipt', 'refund')"}
# The column, whether from the largest down. The id runs the same way, so that one index serves both directions.
_ORDERS: dict[ListOrder, tuple[str, bool]] = {
    "due": ("due_on", False), "due_last": ("due_on", True), "amount": ("open_minor", True), "amount_least": ("open_minor", False),
}  # fmt: skip
_NOTHING = sql.SQL("")
_EXTRA = ("account_id", "kind", "document_ref", "document_key", "posting_id", "entry_id", "last_on")


def load_invoice_list(
    cursor: Any,
    scope: Scope,
    moment: Moment,
    wanted: Wanted,
    *,
    order: ListOrder = "due",
    limit: int | None = 50,
    after: tuple[Any, ...] | None = None,
) -> ItemPage:
    """One page of the list. The settled ones come in the order of their settlement, the last first, whatever `order` says."""
    column, falls = ("settled_on", True) if wanted.view == "settled" else _ORDERS[order]
    values = _values(scope, moment, wanted) | {"limit": None if limit is None else limit + 1}
    place: sql.Composable = sql.SQL("")
    if after:
        place = sql.SQL(" AND (x.{}, x.id) {} (%(after_rank)s, %(after_id)s)").format(
            sql.Identifier(column), sql.SQL("<" if falls else ">")
        )
        values |= {"after_rank": after[0], "after_id": after[1]}
    cut = sql.SQL("{place} ORDER BY x.{column}{way}, x.id{way} LIMIT %(limit)s").format(
        place=place, column=sql.Identifier(column), way=sql.SQL(" DESC" if falls else "")
    )
    cursor.execute(
        sql.SQL(
            """SELECT x.{column}, x.id, x.customer_id, c.code, c.name, x.kind, x.document_ref, x.effective_on, x.issued_on, x.due_on, x.due_source, x.is_disputed,
                      x.currency, x.amount_minor, x.open_minor, a.role, c.is_collective, c.is_public, c.is_consumer
                 FROM (SELECT * FROM {source} x WHERE true{cut}) x
                 JOIN customer c ON c.organization_id = %(organization)s AND c.id = x.customer_id
                 JOIN account a ON a.organization_id = %(organization)s AND a.id = x.account_id
                ORDER BY x.{column}{way}, x.id{way}"""
        ).format(column=sql.Identifier(column), way=sql.SQL(" DESC" if falls else ""), source=_source(moment, wanted, cut), cut=cut),
        values,
    )
    found = cursor.fetchall()
    more = limit is not None and len(found) > limit
    found = found[:limit] if more else found
    return ItemPage(tuple(ItemRow(*row[1:]) for row in found), (found[-1][0], found[-1][1]) if more else None)


def load_list_totals(cursor: Any, scope: Scope, moment: Moment, wanted: Wanted) -> tuple[ListTotal, ...]:
    """The sums of the whole list, per currency. Of the settled ones nothing is open, and there are too many to count for a page: they have none."""
    if wanted.view == "settled":
        return ()
    cursor.execute(
        sql.SQL(
            """SELECT x.currency, count(*), sum(x.open_minor)::bigint, coalesce(sum(x.open_minor) FILTER (WHERE x.open_minor > 0 AND x.due_on < %(day)s), 0)::bigint,
                      coalesce(sum(x.open_minor) FILTER (WHERE x.open_minor < 0), 0)::bigint
                 FROM {source} x GROUP BY 1 ORDER BY 1"""
        ).format(source=_whole(moment, wanted)),
        _values(scope, moment, wanted),
    )
    return tuple(ListTotal(*row) for row in cursor.fetchall())


def _values(scope: Scope, moment: Moment, wanted: Wanted) -> dict[str, Any]:
    only = Only(customer_ids=wanted.customer_ids, currency=wanted.currency, item_ids=wanted.item_ids)
    return parameters(scope, moment, only) | {
        "upcoming": moment.day.fromordinal(moment.day.toordinal() + UPCOMING_DAYS), "small": wanted.small_minor, "found_customers": list(wanted.found_customers),
        "document": wanted.document, "document_end": wanted.document + "\U0010ffff",
    }  # fmt: skip


def _source(moment: Moment, wanted: Wanted, cut: sql.Composable | None) -> sql.Composed:
    """The list's items in parentheses, each place cut as the whole is."""
    conditions = sql.SQL(" AND ").join(
        map(sql.SQL, filter(lambda text: text != "true", (_VIEWS[wanted.view], _KINDS[wanted.kinds], *_restricted(wanted))))
    )
    conditions = sql.SQL(" AND {}").format(conditions) if conditions.as_string(None) else conditions
    branches = [
        sql.SQL("(SELECT * FROM {place} x WHERE x.open_minor {open} 0{conditions}{search}{cut})").format(
            place=place,
            open=sql.SQL("=" if wanted.view == "settled" else "<>"),
            conditions=conditions,
            search=sql.SQL(search),
            cut=cut or sql.SQL(""),
        )
        for place in _places(moment, wanted)
        for search in _searches(wanted)
    ]
    return sql.SQL("({})").format(sql.SQL(" UNION ALL ").join(branches))


def _whole(moment: Moment, wanted: Wanted) -> sql.Composed:
    """The same items uncut. Without a kind or a number to look at, the index of the aged balance has everything that is summed."""
    if wanted.kinds != "all" or wanted.searches:
        return _source(moment, wanted, None)
    only = Only(wanted.customer_ids, wanted.currency, item_ids=wanted.item_ids)
    return sql.SQL("(SELECT * FROM {source} x WHERE {view})").format(source=open_items(moment, only), view=sql.SQL(_VIEWS[wanted.view]))


def _restricted(wanted: Wanted) -> list[str]:
    parts = [
        (bool(wanted.customer_ids), "x.customer_id = ANY(%(only_customers)s)"),
        (bool(wanted.currency), "x.currency = %(only_currency)s"),
        (bool(wanted.item_ids), "x.id = ANY(%(only_items)s)"),
    ]
    return [text for asked, text in parts if asked]


def _searches(wanted: Wanted) -> list[str]:
    """A search has two ways in, each with its index; what both find is told once."""
    by_customer = " AND x.customer_id = ANY(%(found_customers)s)"
    by_number = " AND x.document_key <> '' AND x.document_key >= %(document)s AND x.document_key < %(document_end)s"
    if wanted.document and wanted.found_customers:
        return [by_customer, by_number + " AND x.customer_id <> ALL(%(found_customers)s)"]
    return [by_customer if wanted.found_customers else by_number if wanted.document else ""]


def _places(moment: Moment, wanted: Wanted) -> list[sql.Composed]:
    if wanted.view == "settled":
        return _settled_places(moment)
    if moment.known_at:
        return [open_items(moment, extra=_EXTRA)]
    untouched, computed = sql.SQL("i.open_minor"), open_amount("i", moment)
    return [
        _place(moment, untouched, OPEN_LISTED + " AND (i.last_on IS NULL OR i.last_on <= %(day)s)"),
        _place(moment, computed, OPEN_LISTED + " AND i.last_on > %(day)s"),
        _place(moment, computed, CLOSED_SOON + " AND i.last_on > %(day)s AND i.last_on <= %(day)s + 92"),
        _place(moment, computed, CLOSED_LATE + " AND i.last_on > %(day)s"),
    ]


def _settled_places(moment: Moment) -> list[sql.Composed]:
    """What was settled by the day: closed now, by then; or touched later, and whole by then. What is cancelled is in no list."""
    standing = sql.SQL(" AND {}").format(stands("i", moment))
    computed = open_amount("i", moment)
    if moment.known_at:
        return [_place(moment, computed, "i.first_on <= %(day)s", standing)]
    closed = [
        _place(moment, sql.SQL("0::bigint"), state + " AND i.last_on <= %(day)s", standing, "i.last_on")
        for state in (CLOSED_SOON, CLOSED_LATE, CLOSED_SAME_DAY)
    ]
    later = [
        _place(moment, computed, state + " AND i.last_on > %(day)s AND i.first_on <= %(day)s", standing)
        for state in (OPEN, CLOSED_SOON, CLOSED_LATE)
    ]
    return [*closed, *later]


def _place(
    moment: Moment, amount: sql.Composable, condition: str, more: sql.Composable = _NOTHING, settled: str = "least(i.last_on, %(day)s)"
) -> sql.Composed:
    return sql.SQL(
        """(SELECT i.id, i.customer_id, i.currency, {amount} AS open_minor, i.amount_minor, i.effective_on, i.issued_on, {due} AS due_on, {disputed} AS is_disputed,
                   {source} AS due_source, i.account_id, i.kind, i.document_ref, i.document_key, i.posting_id, i.entry_id, i.last_on,
                   {settled} AS settled_on
              FROM item i WHERE {exists} AND {condition}{more})"""
    ).format(
        amount=amount, due=due_on("i", moment), disputed=is_disputed("i", moment), source=due_source("i", moment), exists=exists_at("i", moment),
        condition=sql.SQL(condition), more=more, settled=sql.SQL(settled),
    )  # fmt: skip
