"""Days of terms, and working days: banks book nothing on Saturdays and Sundays."""

from __future__ import annotations

from datetime import date, timedelta


def due(issued: date, days: int, end_of_month: bool) -> date:
    """The day an invoice falls due: so many days later, then to the end of that month where agreed.

    >>> due(date(2025, 1, 20), 45, True)
    datetime.date(2025, 3, 31)
    """
    day = issued + timedelta(days)
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1) if end_of_month else day


def working(day: date, earliest: date) -> date:
    """The day itself, or the Friday before; never before `earliest`."""
    return max(day - timedelta(max(0, day.weekday() - 4)), earliest)


def next_working(day: date) -> date:
    """The day itself, or the Monday after."""
    return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day
