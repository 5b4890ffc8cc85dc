"""The aged balance, computed one item at a time: the oracle that the set-based SQL is compared with.

Two times: an item or allocation counts at day D when it took effect on or before D, and as known at T when it was recorded
on or before T. A debit item that is open falls into one bucket; an open credit item (unapplied cash, a credit note not yet
set against an invoice) stands in its own negative column, so that total = Σ buckets + unapplied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from encours.receivables.aging.buckets import DEFAULT_BUCKETS, Buckets

DueSource = Literal["file", "terms", "agreed", "assumed"]
AgeBy = Literal["due", "document"]


@dataclass(frozen=True, slots=True)
class DueFact:
    """A due date somebody stated for an item: where it came from, and when it was recorded. The last one recorded holds."""

    due_on: date
    source: DueSource
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the receivable sub-ledger. `amount_minor` is a debit when positive, a credit when negative.

    `effective_on` is the accounting day, by which the item counts at D; `issued_on` the document's day, by which it may be aged.
    """

    id: str
    customer: str
    kind: str
    document_ref: str
    effective_on: date
    issued_on: date
    due_facts: tuple[DueFact, ...]
    currency: str
    amount_minor: int
    recorded_at: datetime

    def due_as_known(self, known_at: datetime | None) -> tuple[date, DueSource]:
        """The due date known at an instant (None: now) and its source; the document's day, assumed, when none was known."""
        known = [fact for fact in self.due_facts if known_at is None or fact.recorded_at <= known_at]
        if not known:
            return self.issued_on, "assumed"
        last = max(enumerate(known), key=lambda place: (place[1].recorded_at, place[0]))[1]
        return last.due_on, last.source


@dataclass(frozen=True, slots=True)
class Allocation:
    """A credit item set against a debit item, from the later of their two days. A negative amount reverses an earlier one."""

    debit_item: str
    credit_item: str
    amount_minor: int
    effective_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AgedRow:
    """One line of the report: amounts per bucket, in the order of the buckets, and the unapplied credits (0 or negative)."""

    key: str
    currency: str
    bucket_minor: tuple[int, ...]
    unapplied_minor: int

    @property
    def total_minor(self) -> int:
        return sum(self.bucket_minor) + self.unapplied_minor


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """The report as of a day, as known at an instant (None: everything recorded). Rows are sorted by currency, then key."""

    as_of: date
    known_at: datetime | None
    buckets: Buckets
    rows: tuple[AgedRow, ...]

    def total(self, currency: str) -> AgedRow:
        """The sum of the rows of one currency."""
        rows = [row for row in self.rows if row.currency == currency]
        columns = [sum(row.bucket_minor[place] for row in rows) for place in range(len(self.buckets))]
        return AgedRow("", currency, tuple(columns), sum(row.unapplied_minor for row in rows))


def by_customer(item: Item) -> str:
    """One row per customer."""
    return item.customer


def by_item(item: Item) -> str:
    """One row per item: the invoice view."""
    return item.id


def by_group(group_of: Mapping[str, str]) -> Callable[[Item], str]:
    """One row per group of customers; a customer without group is its own."""
    return lambda item: group_of.get(item.customer, item.customer)


def open_amounts(
    items: Iterable[Item], allocations: Iterable[Allocation], *, as_of: date, known_at: datetime | None = None
) -> dict[str, int]:
    """The open amount of each item in force at `as_of`, in minor units with the item's sign; settled items are there with 0."""
    left = {item.id: item.amount_minor for item in items if item.effective_on <= as_of and _known(item.recorded_at, known_at)}
    for allocation in allocations:
        if allocation.effective_on <= as_of and _known(allocation.recorded_at, known_at):
            left[allocation.debit_item] -= allocation.amount_minor
            left[allocation.credit_item] += allocation.amount_minor
    return left


def aged_balance(
    items: Iterable[Item],
    allocations: Iterable[Allocation],
    *,
    as_of: date,
    known_at: datetime | None = None,
    buckets: Buckets = DEFAULT_BUCKETS,
    age_by: AgeBy = "due",
    key: Callable[[Item], str] = by_customer,
) -> AgedBalance:
    """Spread what is open at `as_of` over buckets of days late, per `key` and currency. Rows with nothing open are left out.

    `age_by="due"` counts from the due date as it was known at `known_at`; `"document"` from the document's day.
    """
    items = list(items)
    left = open_amounts(items, allocations, as_of=as_of, known_at=known_at)
    spread: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(buckets) + 1))
    for item in items:
        open_minor = left.get(item.id, 0)
        if not open_minor:
            continue
        row = spread[item.currency, key(item)]
        if item.amount_minor < 0:
            row[-1] += open_minor
            continue
        counted_from = item.due_as_known(known_at)[0] if age_by == "due" else item.issued_on
        row[buckets.index((as_of - counted_from).days)] += open_minor
    rows = tuple(
        AgedRow(name, currency, tuple(row[:-1]), row[-1])
        for (currency, name), row in sorted(spread.items())
    )  # fmt: skip
    return AgedBalance(as_of, known_at, buckets, rows)


def _known(recorded_at: datetime, known_at: datetime | None) -> bool:
    return known_at is None or recorded_at <= known_at
