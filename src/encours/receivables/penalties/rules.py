"""The ways a late-payment rate can be set: floating by half-year, agreed by contract, or fixed when the delay begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from encours.kernel.period import Period
from encours.receivables.penalties.rates import HalfYear, RateTable


@dataclass(frozen=True, slots=True)
class Span:
    """Days that bear one yearly rate. `floored` says that the agreed rate was below the legal floor, which replaced it."""

    days: Period
    percent: Decimal
    floored: bool = False


class RateRule(Protocol):
    """Says which yearly rate each day of a delay bears."""

    def spans(self, delay: Period, /) -> Iterator[Span]:
        """The delay cut into spans, in order and without gap. The whole delay is given, so that a rule may look at its first day."""
        ...


@dataclass(frozen=True, slots=True)
class FloatingRate:
    """A published rate that changes with the half-year, multiplied then raised by points: `FloatingRate(legal, times=3)` is three times the legal rate.

    `floor` is the lowest rate that a stipulation may set; leave it None for the statutory rate itself.
    """

    table: RateTable
    times: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    floor: RateTable | None = None

    def spans(self, delay: Period, /) -> Iterator[Span]:
        for days in half_years(delay):
            yield _at_least(self.table.percent(HalfYear.of(days.start)) * self.times + self.plus, days, self.floor)


@dataclass(frozen=True, slots=True)
class ContractRate:
    """A fixed rate agreed by contract, replaced by the floor in each half-year in which it is below it."""

    percent: Decimal
    floor: RateTable | None

    def spans(self, delay: Period, /) -> Iterator[Span]:
        for days in half_years(delay):
            yield _at_least(self.percent, days, self.floor)


@dataclass(frozen=True, slots=True)
class FixedAtStart:
    """One rate for the whole delay: that of the half-year in which interest began to run (public customers)."""

    table: RateTable

    def spans(self, delay: Period, /) -> Iterator[Span]:
        if delay.days:
            yield Span(delay, self.table.percent(HalfYear.of(delay.start)))


@dataclass(frozen=True, slots=True)
class NoRate:
    """No interest."""

    def spans(self, delay: Period, /) -> Iterator[Span]:
        return iter(())


def half_years(delay: Period) -> Iterator[Period]:
    """The delay cut at each 1 January and 1 July.

    >>> from datetime import date
    >>> [days.days for days in half_years(Period(date(2025, 5, 16), date(2025, 8, 21)))]
    [46, 51]
    """
    start = delay.start
    while start < delay.end:
        end = min(HalfYear.of(start).period.end, delay.end)
        yield Period(start, end)
        start = end


def _at_least(percent: Decimal, days: Period, floor: RateTable | None) -> Span:
    least = floor.percent(HalfYear.of(days.start)) if floor else percent
    return Span(days, max(percent, least), floored=percent < least)
