"""Promises to pay: whether the money came, reckoned from what was received, never stored.

A promise names items, or the account as a whole, an amount and a day. It runs until its deadline (the day and a few working days of grace, which
the banks need). What counts for it, from the day it was given (of that day, only what was recorded after it) to its deadline:

- what payments settled of its items; credit notes and cancellations are no payments;
- money of the customer that is not applied yet, the earliest promise first: a payment that nobody has matched is no broken promise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

GRACE = 2
"""Working days after the promised day in which money still counts as in time: a SEPA transfer takes one, its statement another."""

State = Literal["running", "kept", "partly_kept", "broken", "cancelled", "moot"]
"""`partly_kept` and `broken` are said once the deadline is past; `moot`: nothing is left to pay, and not by a payment."""


class WorkingDays(Protocol):
    """A calendar: whether a day is neither a week-end nor a holiday."""

    def is_working_day(self, day: date, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer promised, in minor units of `currency`; no `items`: the account as a whole."""

    id: int
    customer: int
    currency: str
    amount_minor: int
    promised_on: date
    pay_on: date
    deadline_on: date
    items: tuple[int, ...] = ()
    ended_on: date | None = None
    recorded_at: datetime | None = None

    def counts(self, received_on: date, recorded_at: datetime | None, as_of: date) -> bool:
        """Whether a payment came in its time. One of the same day that was recorded before the promise was no answer to it."""
        if received_on == self.promised_on and recorded_at and self.recorded_at and recorded_at < self.recorded_at:
            return False
        return self.promised_on <= received_on <= min(as_of, self.deadline_on)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a promise's items by a day: what payments settled since it was given, and what is still open of them."""

    paid_minor: int = 0
    open_minor: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """A payment of a customer: what came on a day, and what of it is applied to nothing yet."""

    customer: int
    currency: str
    received_on: date
    amount_minor: int
    unapplied_minor: int
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise on a day. `unapplied_minor` is the part of `counted_minor` that no item shows yet: match it before anybody is reminded."""

    state: State
    counted_minor: int
    unapplied_minor: int

    @property
    def pauses(self) -> bool:
        """Whether its items are left alone: while it runs, and while the money is there and not applied."""
        return self.state == "running" or self.unapplied_minor > 0


def deadline(pay_on: date, calendar: WorkingDays, grace: int = GRACE) -> date:
    """The last day on which the money is in time: `grace` working days after the promised one.

    >>> class Weekdays:
    ...     def is_working_day(self, day): return day.weekday() < 5
    >>> deadline(date(2026, 11, 27), Weekdays()).isoformat()
    '2026-12-01'
    """
    day = pay_on
    while grace:
        day += timedelta(days=1)
        grace -= calendar.is_working_day(day)
    return day


def standings(promises: Iterable[Promise], settled: Mapping[int, Settled], received: Sequence[Money], *, as_of: date) -> dict[int, Standing]:
    """How each promise stands on `as_of`, by its id. `settled` speaks of the earlier of `as_of` and the deadline, for promises that name items.

    >>> promise = Promise(1, 7, "EUR", 60000, date(2026, 11, 2), date(2026, 11, 20), date(2026, 11, 24), items=(5,))
    >>> standings([promise], {1: Settled(20000, 40000)}, [], as_of=date(2026, 11, 25))[1].state
    'partly_kept'
    """
    free: dict[tuple[int, str], list[_Free]] = defaultdict(list)
    for money in sorted(received, key=lambda one: one.received_on):
        free[money.customer, money.currency].append(_Free(money.received_on, money.recorded_at, money.amount_minor, money.unapplied_minor))
    found = {}
    for promise in sorted(promises, key=lambda one: (one.pay_on, one.id)):
        own = free[promise.customer, promise.currency]
        found[promise.id] = _standing(promise, settled.get(promise.id, Settled()), own, as_of)
    return found


@dataclass(slots=True)
class _Free:
    """What of a payment no promise has counted yet."""

    received_on: date
    recorded_at: datetime | None
    amount_minor: int
    unapplied_minor: int


def _standing(promise: Promise, settled: Settled, free: Sequence[_Free], as_of: date) -> Standing:
    if promise.ended_on is not None and promise.ended_on <= as_of:
        return Standing("cancelled", 0, 0)
    in_time = [one for one in free if promise.counts(one.received_on, one.recorded_at, as_of)]
    if promise.items:
        paid = min(settled.paid_minor, promise.amount_minor)
        _take(in_time, paid, applied=True)
        unapplied = _take(in_time, min(promise.amount_minor - paid, settled.open_minor), applied=False)
        counted = paid + unapplied
        nothing_left = settled.open_minor == 0
    else:
        unapplied = _take(in_time, promise.amount_minor, applied=False)
        counted = unapplied + _take(in_time, promise.amount_minor - unapplied, applied=True)
        nothing_left = False
    if counted >= promise.amount_minor:
        return Standing("kept", counted, unapplied)
    if nothing_left:
        return Standing("kept" if counted else "moot", counted, unapplied)
    if as_of <= promise.deadline_on:
        return Standing("running", counted, unapplied)
    return Standing("partly_kept" if counted else "broken", counted, unapplied)


def _take(free: Sequence[_Free], wanted: int, *, applied: bool) -> int:
    """Count up to `wanted` of these payments, so that no other promise counts it: what items show of them, or what nothing shows yet."""
    taken = 0
    for one in free:
        here = min(wanted - taken, one.amount_minor - one.unapplied_minor if applied else one.unapplied_minor)
        one.amount_minor -= here
        one.unapplied_minor -= 0 if applied else here
        taken += here
    return taken
