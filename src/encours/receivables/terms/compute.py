"""From terms to due dates and amounts (docs/rules/terms.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from encours.kernel.period import add_months, end_of_month
from encours.receivables.terms.model import AddDays, AddMonths, EndOfMonth, Installment, OnDay, Part, Shift, Step, Terms, WorkingDays


@dataclass(frozen=True, slots=True)
class BaseDays:
    """The days a document's terms may count from; only the issue is always known."""

    issued_on: date
    delivered_on: date | None = None
    performed_on: date | None = None
    received_on: date | None = None
    ordered_on: date | None = None


def due_dates(
    terms: Terms,
    *,
    total_minor: int,
    issued_on: date,
    delivered_on: date | None = None,
    performed_on: date | None = None,
    received_on: date | None = None,
    ordered_on: date | None = None,
    calendar: WorkingDays | None = None,
) -> tuple[Installment, ...]:
    """Give each instalment of `total_minor` its due date and amount; the amounts add up to the total to the cent.

    Where terms count from a day that is not given, the issue date stands in and the instalment says `assumed`, so that
    what rests on it (penalties, reminders) stays an estimate. A shift needs a calendar: without one it is an error.

    >>> from encours.receivables.terms import parse_terms
    >>> terms = parse_terms("30% à la commande, solde à 30 jours fin de mois")
    >>> [(i.due_on.isoformat(), i.minor) for i in due_dates(terms, total_minor=100001, issued_on=date(2026, 1, 15), ordered_on=date(2026, 1, 2))]
    [('2026-01-02', 30000), ('2026-02-28', 70001)]
    """
    days = BaseDays(issued_on, delivered_on, performed_on, received_on, ordered_on)
    made = []
    for part, minor in zip(terms.parts, amounts(terms.parts, total_minor), strict=True):
        start, assumed = base_day(part, days)
        *_, (_, reached) = walk(part, start)
        made.append(Installment(shifted(reached, terms.shift, calendar), minor, start, assumed))
    return tuple(made)


def amounts(parts: tuple[Part, ...], total_minor: int) -> list[int]:
    """Share a total over parts: each rounded half up and never beyond what is left, the last one taking the remainder."""
    sign = -1 if total_minor < 0 else 1
    total = left = abs(total_minor)
    shares = []
    for part in parts[:-1]:
        wanted = part.share if isinstance(part.share, int) else int((part.share or Fraction(0)) * total + Fraction(1, 2))
        given = min(wanted, left)
        left -= given
        shares.append(sign * given)
    return [*shares, sign * left]


def base_day(part: Part, days: BaseDays) -> tuple[date, bool]:
    """The day `part` counts from, and whether the issue date had to stand in for it."""
    known = {
        "ISSUE": days.issued_on,
        "RECEIPT": days.received_on,
        "ORDER": days.ordered_on,
        "PERFORMANCE": days.performed_on or days.delivered_on,
    }.get(part.base, days.delivered_on)
    start = known or days.issued_on
    if part.base == "DEKADE_END":
        start = end_of_dekade(start)
    elif part.base == "MONTH_END_DELIVERY":
        start = end_of_month(start)
    return start, known is None


def walk(part: Part, start: date) -> Iterator[tuple[Step | None, date]]:
    """The start, then the day each step of `part` leads to."""
    reached = start
    yield None, reached
    for step in part.steps:
        reached = after(step, reached)
        yield step, reached


def after(step: Step, day: date) -> date:
    """The day one step leads to.

    >>> after(OnDay(10), date(2026, 2, 28)), after(OnDay(31), date(2026, 1, 31)), after(OnDay(10), date(2026, 2, 9))
    (datetime.date(2026, 3, 10), datetime.date(2026, 2, 28), datetime.date(2026, 2, 10))
    """
    match step:
        case AddDays(days):
            return day + timedelta(days=days)
        case AddMonths(months):
            return add_months(day, months)
        case EndOfMonth():
            return end_of_month(day)
        case OnDay(number):
            here = _numbered(day, number)
            return here if here > day else _numbered(add_months(day.replace(day=1), 1), number)


def _numbered(day: date, number: int) -> date:
    return day.replace(day=min(number, end_of_month(day).day))


def end_of_dekade(day: date) -> date:
    """The last day of the décade of `day`.

    >>> end_of_dekade(date(2026, 3, 10)), end_of_dekade(date(2026, 3, 11)), end_of_dekade(date(2026, 2, 21))
    (datetime.date(2026, 3, 10), datetime.date(2026, 3, 20), datetime.date(2026, 2, 28))
    """
    return end_of_month(day) if day.day > 20 else day.replace(day=10 if day.day <= 10 else 20)


def shifted(day: date, shift: Shift, calendar: WorkingDays | None) -> date:
    """Move a due date that is no working day as agreed; modified following goes back rather than into the next month."""
    if shift == "NONE":
        return day
    if calendar is None:
        raise ValueError("a shift to a working day needs a calendar")
    forward = _next(day, 1, calendar)
    if shift == "PREV" or (shift == "MODIFIED_FOLLOWING" and forward.month != day.month):
        return _next(day, -1, calendar)
    return forward


def _next(day: date, direction: int, calendar: WorkingDays) -> date:
    while not calendar.is_working_day(day):
        day += timedelta(days=direction)
    return day


def percent(share: Fraction) -> Decimal:
    """A share as a percentage with at most two decimals, for people to read.

    >>> percent(Fraction(3, 10)), percent(Fraction(1, 3))
    (Decimal('30'), Decimal('33.33'))
    """
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return exact.quantize(Decimal("0.01")) if exact != exact.to_integral_value() else exact.quantize(Decimal(1))
