"""Everything a customer's page shows, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from encours.receivables.aging import Buckets
from encours.receivables.indicators.inputs import quarter_to
from encours.receivables.indicators.mean_delay import mean_days
from encours.store.load.aging import AgedRow, load_aged_balance
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.contacts import Contact, load_contacts
from encours.store.load.customer_delays import load_delays
from encours.store.load.customers import CustomerRow, Relation, load_customer, load_relations
from encours.store.load.items import ItemPage, load_items
from encours.store.load.notes import NoteRow, load_pinned
from encours.store.load.open_items import Moment, Only
from encours.store.load.timeline import Timeline, load_timeline
from encours.store.tenant import Scope, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.organization import own_buckets


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """The customer, its aged balance per currency (the bar and the headline figures), its open items, those settled, what happened, who answers there,
    what people pinned, and the customers it belongs to or pays for. `delays` is the indicator `mean_delay` of it alone, by currency, over the last three months."""

    company: Company
    customer: CustomerRow
    as_of: date
    known_at: datetime | None
    buckets: Buckets
    balances: tuple[AgedRow, ...]
    late: tuple[AgedRow, ...]
    open_items: ItemPage
    closed_items: ItemPage
    timeline: Timeline
    contacts: tuple[Contact, ...]
    pinned: tuple[NoteRow, ...]
    relations: tuple[Relation, ...]
    delays: dict[str, Decimal]

    def disputed_late(self, currency: str) -> int:
        """What is past due and in dispute, in minor units."""
        return next((row.disputed_minor for row in self.late if row.currency == currency), 0)

    def to_collect(self, balance: AgedRow) -> int:
        """What can be claimed today: past due, less what of it is disputed, less what the customer paid that is set against nothing."""
        return balance.overdue_minor - self.disputed_late(balance.currency) + balance.unapplied_minor


def customer_page(
    scope: Scope,
    customer_id: int,
    as_of: date,
    *,
    known_at: datetime | None = None,
    buckets: Buckets | None = None,
    limit: int = 50,
    open_after: tuple[Any, ...] | None = None,
    closed_after: tuple[Any, ...] | None = None,
    timeline_after: tuple[Any, ...] | None = None,
) -> CustomerPage:
    """Load a customer's page; each list goes on after the place its own `next` gave. Raises CustomerUnknown."""
    moment, only = Moment(as_of, known_at), Only(customer_ids=(customer_id,))
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        customer = load_customer(cursor, scope, customer_id)
        if customer is None:
            raise CustomerUnknown(customer=customer_id)
        buckets = buckets or own_buckets(company)
        return CustomerPage(
            company=company,
            customer=customer,
            as_of=as_of,
            known_at=known_at,
            buckets=buckets,
            balances=load_aged_balance(cursor, scope, moment, bounds=buckets.bounds, only=only).rows,
            late=load_aged_balance(cursor, scope, moment, bounds=buckets.bounds, only=replace(only, overdue=True)).rows,
            open_items=load_items(cursor, scope, moment, only=only, limit=limit, after=open_after),
            closed_items=load_items(cursor, scope, moment, only=only, state="closed", order="issued", limit=limit, after=closed_after),
            timeline=load_timeline(cursor, scope, customer_id, moment, limit=limit, after=timeline_after),
            contacts=load_contacts(cursor, scope, customer_id),
            pinned=load_pinned(cursor, scope, customer_id),
            relations=load_relations(cursor, scope, customer_id),
            delays={currency: mean_days(*sums) for (_, currency), sums in load_delays(cursor, scope, moment, [customer_id], quarter_to(as_of)).items()},
        )
