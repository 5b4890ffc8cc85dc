"""What stands around every page: how old the bank's data are, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from encours.countries.contract import Calendar
from encours.countries.registry import countries
from encours.store.load.companies import Company
from encours.store.load.frame import load_frame
from encours.store.tenant import Scope, tenant

Age = Literal["none", "fresh", "late", "old"]
"""Of the bank's data: there are none; nothing is missing; one working day is missing; more are."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`bank_until` is the last day that the bank's statements tell of; `missing_days` are the working days since that they should tell of."""

    bank_until: date | None
    missing_days: int
    waiting_imports: int
    waiting_approvals: int

    @property
    def bank_age(self) -> Age:
        """In one word."""
        if self.bank_until is None:
            return "none"
        return "fresh" if not self.missing_days else "late" if self.missing_days == 1 else "old"


def frame(company: Company, scope: Scope, user_id: int, today: date) -> Frame:
    """The frame's figures, for one user on one day."""
    with tenant(scope.organization_id) as cursor:
        found = load_frame(cursor, scope, user_id)
    missing = missing_days(found.bank_until, today, calendar_of(company)) if found.bank_until else 0
    return Frame(found.bank_until, missing, found.waiting_imports, found.waiting_approvals)


def calendar_of(company: Company) -> Calendar | None:
    """The working days of the company's country; None where it is not known."""
    country = countries().get(company.country)
    return next(iter(country.calendars.values())) if country else None


def missing_days(until: date, today: date, calendar: Calendar | None) -> int:
    """The working days after `until` and before `today`; without a calendar, every day from Monday to Friday.

    >>> missing_days(date(2026, 11, 20), date(2026, 11, 23), None), missing_days(date(2026, 11, 19), date(2026, 11, 23), None)
    (0, 1)
    """
    days = (until + timedelta(days=n) for n in range(1, max((today - until).days, 0)))
    return sum(calendar.is_working_day(day) if calendar else day.weekday() < 5 for day in days)
