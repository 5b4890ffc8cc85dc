"""The portfolio: who owes how much, how late, and how each usually pays; a page at a time, with the totals of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from encours.kernel.normal import name_key
from encours.kernel.wording import Text
from encours.receivables.aging import Bucket, Buckets
from encours.receivables.indicators.inputs import quarter_to
from encours.receivables.indicators.mean_delay import mean_days
from encours.store.load.aging import AgedPage, AgedRow, Page, load_aged_balance
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.customer_delays import load_delays
from encours.store.load.customers import CustomerRow, customers_that_start, load_customers, search_customers
from encours.store.load.notes import load_last_notes
from encours.store.load.open_items import Moment, Only, widen
from encours.store.remembered import remembered
from encours.store.tenant import Scope, tenant
from encours.usecases.organization import own_buckets

CustomerView = Literal["all", "owing", "overdue"]
CustomerOrder = Literal["name", "overdue", "total", "oldest"]
CUSTOMER_VIEWS: dict[str, Text] = {
    "all": Text(en="All", fr="Tous"),
    "owing": Text(en="With a balance", fr="Avec un encours"),
    "overdue": Text(en="Past due", fr="Échus"),
}
_MOST_FOUND = 1000


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer in one currency; `aged` is None for one with nothing open. `worst` is the oldest bucket that holds a debt of it.

    `mean_delay` is the indicator of that name for this customer alone, over the last three months; None where it paid nothing then.
    """

    customer: CustomerRow
    currency: str
    aged: AgedRow | None
    worst: Bucket | None
    mean_delay: Decimal | None
    last_note_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerList:
    """One page of the portfolio. `totals` are of the whole list per currency; `count` is None where the list has customers with nothing open, which are not counted."""

    company: Company
    as_of: date
    known_at: datetime | None
    lines: tuple[CustomerLine, ...]
    totals: tuple[AgedRow, ...]
    count: int | None
    next: tuple[Any, ...] | None


def list_customers(
    scope: Scope,
    as_of: date,
    *,
    known_at: datetime | None = None,
    view: CustomerView = "all",
    text: str = "",
    segment: str = "",
    currency: str = "",
    order: CustomerOrder = "overdue",
    limit: int | None = 50,
    after: tuple[Any, ...] | None = None,
) -> CustomerList:
    """One page of the customers. All of them stand in the order of their names; those with a balance in any order. `text` is the start of a name or code."""
    moment = Moment(as_of, known_at)

    def load() -> CustomerList:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        buckets = own_buckets(company)
        found = customers_that_start(cursor, scope, name_key(text), limit=_MOST_FOUND) if text else ()
        only = Only(customer_ids=found, segment=segment, currency=currency, overdue=view == "overdue")
        if text and not found:
            return CustomerList(company, as_of, known_at, (), (), 0, None)
        if view == "all":
            rows = search_customers(cursor, scope, name_key(text), segment=segment, limit=None if limit is None else limit + 1, after=after)
            more = limit is not None and len(rows) > limit
            rows = rows[:limit] if more else rows
            aged = _aged(cursor, scope, moment, buckets, Only(customer_ids=tuple(row.id for row in rows), currency=currency), Page()) if rows else None
            whole = _aged(cursor, scope, moment, buckets, only, Page(limit=1)).totals
            place = (name_key(rows[-1].name), rows[-1].id) if more else None
            return CustomerList(company, as_of, known_at, _lines(cursor, scope, moment, company, rows, aged.rows if aged else ()), whole, None, place)
        page = _aged(cursor, scope, moment, buckets, only, Page(order, limit, after))
        known = {row.id: row for row in load_customers(cursor, scope, [row.key for row in page.rows])}
        listed = list(dict.fromkeys(row.key for row in page.rows))
        lines = _lines(cursor, scope, moment, company, [known[key] for key in listed], page.rows)
        placed = {(line.customer.id, line.currency): line for line in lines}
        return CustomerList(company, as_of, known_at, tuple(placed[row.key, row.currency] for row in page.rows), page.totals, page.count, page.next)

    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        about = ("customers", moment, view, text, segment, currency, order, limit, after)
        return load() if limit is None else remembered(cursor, scope, about, load)


def _aged(cursor: Any, scope: Scope, moment: Moment, buckets: Buckets, only: Only, page: Page) -> AgedPage:
    return load_aged_balance(cursor, scope, moment, bounds=buckets.bounds, only=only, page=page)


def _lines(cursor: Any, scope: Scope, moment: Moment, company: Company, customers: list[CustomerRow], aged: tuple[AgedRow, ...]) -> tuple[CustomerLine, ...]:
    ids = [customer.id for customer in customers]
    delays = load_delays(cursor, scope, moment, ids, quarter_to(moment.day))
    notes = load_last_notes(cursor, scope, ids)
    balances: dict[int, list[AgedRow | None]] = {}
    for row in aged:
        balances.setdefault(row.key, []).append(row)
    lines = []
    for customer in customers:
        for balance in balances.get(customer.id, [None]):  # a customer with nothing open has one line all the same
            currency = balance.currency if balance else customer.currency or company.currency
            paid = delays.get((customer.id, currency))
            lines.append(CustomerLine(customer, currency, balance, _worst(own_buckets(company), balance), mean_days(*paid) if paid else None, notes.get(customer.id)))
    return tuple(lines)


def _worst(buckets: Buckets, balance: AgedRow | None) -> Bucket | None:
    held = [bucket for bucket, minor in zip(buckets, balance.buckets, strict=True) if minor] if balance else []
    return held[-1] if held else None

