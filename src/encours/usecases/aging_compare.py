"""Two days of the aged balance side by side: how much each row moved, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from encours.store.load.ledger import AccountBalance, load_receivable_accounts
from encours.store.load.open_items import Moment
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import AgedBalance, AgedRow, Page, aged_balance


@dataclass(frozen=True, slots=True)
class Compared:
    """The totals of a balance's rows on another day, in minor units, by key and currency; and of the whole by currency. What had nothing open then is not there."""

    day: date
    before: Mapping[tuple[int, str], int]
    totals: Mapping[str, int]

    def before_minor(self, row: AgedRow) -> int:
        """What the row's key had open on the other day."""
        return self.before.get((row.key, row.currency), 0)

    def moved_minor(self, row: AgedRow) -> int:
        """By how much it grew since (or until) then."""
        return row.total_minor - self.before_minor(row)


def compare_with(scope: Scope, balance: AgedBalance, day: date) -> Compared:
    """Age the same perimeter on another day, with the same knowledge. Rows that a page leaves out are not read; the totals are of the whole."""
    only = balance.only
    keys = tuple(dict.fromkeys(row.key for row in balance.rows))
    if balance.by == "customer" and not only.customer_ids and len(keys) < balance.count:
        only = replace(only, customer_ids=keys)
    if balance.by == "item" and not only.item_ids and len(keys) < balance.count:
        only = replace(only, item_ids=keys)
    whole = aged_balance(scope, day, known_at=balance.known_at, by="currency", basis=balance.basis, buckets=balance.buckets, only=balance.only, page=Page(limit=50), compare_ledger=False)
    totals = {row.currency: row.total_minor for row in whole.totals}
    if not keys:
        return Compared(day, {}, totals)
    # A page's rows are few, and are remembered as pages are; a key has one row per currency.
    page = Page(limit=10 * len(keys)) if only != balance.only else Page()
    rows = aged_balance(
        scope, day, known_at=balance.known_at, by=balance.by, basis=balance.basis, buckets=balance.buckets, only=only, page=page, compare_ledger=False
    ).rows
    return Compared(day, {(row.key, row.currency): row.total_minor for row in rows}, totals)


def ledger_behind(scope: Scope, balance: AgedBalance) -> tuple[AccountBalance, ...]:
    """The receivable accounts whose sum the balance is compared with, each with its balance on the day."""
    with tenant(scope.organization_id) as cursor:
        return load_receivable_accounts(cursor, scope, Moment(balance.as_of, balance.known_at), currency=balance.only.currency)
