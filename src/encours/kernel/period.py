"""Half-open spans of days: one type for months, quarters, half-years, buckets and reporting windows."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start`, included, to `end`, excluded.

    >>> Period(date(2026, 2, 1), date(2026, 3, 1)).days
    28
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends after it starts: {self.start} … {self.end}")

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside the period."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def month_of(day: date) -> Period:
    """The calendar month that holds `day`.

    >>> month_of(date(2024, 2, 29)).end
    datetime.date(2024, 3, 1)
    """
    start = day.replace(day=1)
    return Period(start, add_months(start, 1))


def end_of_month(day: date) -> date:
    """The last day of the month of `day`.

    >>> end_of_month(date(2024, 2, 3))
    datetime.date(2024, 2, 29)
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the last day of that month when it has no such day.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 3, 31), -1)
    (datetime.date(2026, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_back(day: date, count: int) -> Iterator[Period]:
    """The month of `day`, then the ones before it, `count` in all."""
    month = month_of(day)
    for _ in range(count):
        yield month
        month = month_of(month.start - timedelta(days=1))
