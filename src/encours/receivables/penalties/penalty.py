"""Late-payment interest by successive balances and half-years, and the fixed recovery compensation.

P = Σ balance × rate / 100 × days / 365, exact until it is rounded once at the end (docs/rules/penalties.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from encours.kernel.money import Money
from encours.kernel.period import Period, add_months
from encours.kernel.wording import NO_BREAK_SPACE, Language, Text, show_amount, show_date
from encours.receivables.penalties.rules import RateRule

Rounding = Literal["total", "segment"]


@dataclass(frozen=True, slots=True)
class Reduction:
    """A payment or credit note that lowers what bears interest; a negative amount raises it again (a returned payment).

    A payment on a day leaves the old balance bearing interest that day. A credit note that corrects the seller's error is
    `retroactive`: it counts from the due date.
    """

    on: date
    minor: int
    retroactive: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of the computation: a balance, its days, its yearly rate, and the exact interest in minor units."""

    balance_minor: int
    days: Period
    percent: Decimal
    floored: bool
    exact: Fraction

    def interest(self) -> Decimal:
        """The interest in minor units with four decimals, as a computation is shown."""
        return (Decimal(self.exact.numerator) / Decimal(self.exact.denominator)).quantize(Decimal("0.0001"))

    def told(self, currency: str) -> Text:
        """The line in words."""
        return Text(en=self._line(currency, "en"), fr=self._line(currency, "fr"))

    def _line(self, currency: str, language: Language) -> str:
        rate = str(self.percent)
        balance = show_amount(self.balance_minor, currency, language)
        first, last = show_date(self.days.start, language), show_date(self.days.last, language)
        if language == "fr":
            days = f"{self.days.days}{NO_BREAK_SPACE}jour{'s' if self.days.days > 1 else ''}"
            note = " (plancher légal)" if self.floored else ""
            return f"{balance} du {first} au {last}, {days} à {rate.replace('.', ',')}{NO_BREAK_SPACE}%{note}"
        days = f"{self.days.days} day{'s' if self.days.days != 1 else ''}"
        return f"{balance} from {first} to {last}, {days} at {rate}%{' (legal floor)' if self.floored else ''}"


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a late invoice costs its debtor up to and including the day `until`, line by line. The compensation has its own currency: the law fixes it in euros."""

    currency: str
    penalty_minor: int
    compensation: Money
    until: date
    segments: tuple[Segment, ...] = field(default=())

    @property
    def late_days(self) -> int:
        """Days that bore interest or would have."""
        return sum(segment.days.days for segment in self.segments)


def penalty_owed(
    *,
    amount_minor: int,
    currency: str,
    due_on: date,
    until: date,
    rule: RateRule,
    compensation: Money,
    reductions: Sequence[Reduction] = (),
    day_base: int = 365,
    rounding: Rounding = "total",
) -> Penalty:
    """Compute the interest of one invoice, tax included, from the day after `due_on` to `until` included, and the compensation.

    `until` is the day it was paid, or today; the amount is what was due on `due_on` before any reduction. The compensation is owed once
    when anything was unpaid after the due date, whatever the number of partial payments. Disputed parts are left out by the caller.
    Refuses with `RateMissing` when the rule needs a rate that its table lacks.

    Source: Code de commerce, art. L441-10 II and D441-5 (read 2026-11-22).

    >>> from encours.receivables.penalties import ContractRate
    >>> owed = penalty_owed(amount_minor=1000000, currency="EUR", due_on=date(2026, 3, 31), until=date(2026, 4, 30),
    ...                     rule=ContractRate(Decimal("12.15"), floor=None), compensation=Money(4000, "EUR"))
    >>> owed.penalty_minor, owed.compensation.minor, owed.segments[0].days.days
    (9986, 4000, 30)
    """
    if day_base not in (360, 365):
        raise ValueError("interest is counted on a year of 360 or 365 days")
    delay = Period(due_on + timedelta(days=1), max(until, due_on) + timedelta(days=1))
    segments = tuple(_segments(amount_minor, due_on, delay, rule, reductions, day_base))
    late = any(balance > 0 for balance, days in _balances(amount_minor, due_on, delay, reductions) if days.days)
    if rounding == "segment":
        total = sum(_half_up(segment.exact) for segment in segments)
    else:
        total = _half_up(sum((segment.exact for segment in segments), Fraction(0)))
    return Penalty(currency, total, compensation if late else Money(0, compensation.currency), until, segments)


def _segments(
    amount: int, due_on: date, delay: Period, rule: RateRule, reductions: Sequence[Reduction], day_base: int
) -> Iterator[Segment]:
    rates = None
    for balance, days in _balances(amount, due_on, delay, reductions):
        if balance <= 0:
            continue
        if rates is None or rates[-1].days.end < days.end:
            # Only up to the last day that bears interest: a rate not published yet does not matter to an invoice paid before.
            rates = list(rule.spans(Period(delay.start, days.end)))
            if not rates:
                return
        for span in rates:
            start, end = max(span.days.start, days.start), min(span.days.end, days.end)
            if start < end:
                exact = Fraction(balance) * Fraction(span.percent) / 100 * (end - start).days / day_base
                yield Segment(balance, Period(start, end), span.percent, span.floored, exact)


def _balances(amount: int, due_on: date, delay: Period, reductions: Sequence[Reduction]) -> Iterator[tuple[int, Period]]:
    """The successive balances of the delay, with the days each bears interest."""
    moved = sorted((due_on if r.retroactive else max(r.on, due_on), r.minor) for r in reductions if r.retroactive or r.on < delay.last)
    balance, start = amount, delay.start
    for on, minor in moved:
        change = on + timedelta(days=1)  # the day of the payment still bears interest on the old balance
        if change > start:
            yield balance, Period(start, change)
            start = change
        balance -= minor
    yield balance, Period(start, delay.end)


def capitalized(*, amount_minor: int, currency: str, due_on: date, until: date, rule: RateRule, day_base: int = 365) -> tuple[Penalty, ...]:
    """Compute interest that itself bears interest after each full year; one result per year, the last one possibly shorter.

    Only where a judge was asked for it or the contract says so.

    Source: Code civil, art. 1343-2 (read 2026-11-22).
    """
    years: list[Penalty] = []
    start, base, no_compensation = due_on, amount_minor, Money(0, currency)
    while True:
        end = min(add_months(due_on, 12 * (len(years) + 1)), until)
        owed = penalty_owed(
            amount_minor=base, currency=currency, due_on=start, until=end, rule=rule, compensation=no_compensation, day_base=day_base
        )
        years.append(owed)
        if end >= until:
            return tuple(years)
        start, base = end, base + owed.penalty_minor


def _half_up(exact: Fraction) -> int:
    """An exact, never negative, number of minor units rounded half up."""
    return int(exact + Fraction(1, 2))
