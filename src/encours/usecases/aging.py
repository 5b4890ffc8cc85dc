"""The aged balance (balance âgée) of a company: who owes what since when, on any day, as known at any instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.receivables.aging import Buckets
from encours.store.load.aging import WHOLE, AgedPage, AgedRow, Basis, By, Page, load_aged_balance
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.ledger import load_receivable_balances
from encours.store.load.open_items import EVERYTHING, Moment, Only, widen
from encours.store.remembered import remembered
from encours.store.tenant import Scope, tenant
from encours.usecases.organization import own_buckets

__all__ = ["EVERYTHING", "WHOLE", "AgedBalance", "AgedRow", "Basis", "By", "LedgerTie", "Only", "Page", "aged_balance"]


@dataclass(frozen=True, slots=True)
class LedgerTie:
    """The balance of the open items beside that of the ledger's receivable accounts, in one currency.

    `ledger_minor` is None where the figure covers a part of the perimeter only, which no account states.
    """

    currency: str
    items_minor: int
    ledger_minor: int | None

    @property
    def ties(self) -> bool | None:
        """True to the cent, false, or None where nothing can be compared."""
        return None if self.ledger_minor is None else self.difference_minor == 0

    @property
    def difference_minor(self) -> int:
        """Items less ledger; 0 where nothing can be compared."""
        return 0 if self.ledger_minor is None else self.items_minor - self.ledger_minor


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """The report. `totals` and `ties` have one entry per currency, of the whole balance; `rows` may be one page of `count`."""

    company: Company
    as_of: date
    known_at: datetime | None
    by: By
    basis: Basis
    buckets: Buckets
    only: Only
    rows: tuple[AgedRow, ...]
    totals: tuple[AgedRow, ...]
    ties: tuple[LedgerTie, ...]
    count: int
    next: tuple[object, ...] | None

    def total(self, currency: str) -> AgedRow | None:
        """The whole balance of one currency."""
        return next((row for row in self.totals if row.currency == currency), None)


def aged_balance(
    scope: Scope,
    as_of: date,
    *,
    known_at: datetime | None = None,
    by: By = "customer",
    basis: Basis = "due",
    buckets: Buckets | None = None,
    only: Only = EVERYTHING,
    page: Page = WHOLE,
    compare_ledger: bool = True,
) -> AgedBalance:
    """Spread what is open at `as_of` over buckets of days late, the company's own where none are given, and compare it with the ledger."""
    moment = Moment(as_of, known_at)
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        buckets = buckets or own_buckets(company)
        whole = compare_ledger and only.is_everything

        bounds = buckets.bounds

        def load() -> tuple[AgedPage, dict[str, int] | None]:
            found = load_aged_balance(cursor, scope, moment, bounds=bounds, by=by, basis=basis, only=only, page=page)
            return found, load_receivable_balances(cursor, scope, moment, currency=only.currency) if whole else None

        about = ("aged balance", moment, bounds, by, basis, only, page, whole)
        found, ledger = load() if page.limit is None else remembered(cursor, scope, about, load)
    return AgedBalance(
        company, as_of, known_at, by, basis, buckets, only, found.rows, found.totals, _ties(found.totals, ledger), found.count, found.next
    )  # fmt: skip


def _ties(totals: tuple[AgedRow, ...], ledger: dict[str, int] | None) -> tuple[LedgerTie, ...]:
    items = {row.currency: row.total_minor for row in totals}
    if ledger is None:
        return tuple(LedgerTie(currency, minor, None) for currency, minor in items.items())
    # A currency whose items are all settled has no row, and a ledger that disagrees about it must still be seen.
    currencies = sorted(items.keys() | {currency for currency, minor in ledger.items() if minor})
    return tuple(LedgerTie(currency, items.get(currency, 0), ledger.get(currency, 0)) for currency in currencies)
