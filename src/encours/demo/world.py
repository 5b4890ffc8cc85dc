"""The invented company itself, and the days its story is told by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from encours.demo import identifiers
from encours.kernel.money import round_minor
from encours.kernel.period import add_months

NAME = "Atelier Lumen SAS"
SIREN = identifiers.siren(0)
VAT_NUMBER = identifiers.french_vat(SIREN)
CREDITOR_ID = "FR56ZZZ998000"


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One of the company's bank accounts, and where its books keep it."""

    code: str
    label: str
    bank: str
    branch: str
    number: str
    ledger: str
    journal: str

    @property
    def iban(self) -> str:
        return identifiers.french_iban(self.bank, self.branch, self.number)


MAIN = OwnAccount("main", "Banque du Val d'Orne", "99801", "00120", "00020260011", "512100", "BQ1")
SECOND = OwnAccount("second", "Crédit Saint-Aubrin", "99802", "00047", "00004711902", "512200", "BQ2")
ACCOUNTS = {account.code: account for account in (MAIN, SECOND)}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that matter, all derived from the day the demo is looked at. The financial year is the calendar year.

    >>> Calendar.around(date(2026, 11, 22), years=3).bank_until
    datetime.date(2026, 10, 11)
    """

    as_of: date
    first_year: int
    start: date
    bank_until: date
    lettered_until: date
    statements_from: date

    @classmethod
    def around(cls, as_of: date, *, years: int) -> Calendar:
        """`start` precedes the first exported year by a quarter, so that its opening entries have something to open."""
        first_year = as_of.year - years
        return cls(
            as_of=as_of,
            first_year=first_year,
            start=date(first_year - 1, 10, 1),
            bank_until=as_of - timedelta(42),
            lettered_until=as_of - timedelta(75),
            statements_from=add_months(as_of.replace(day=1), -13),
        )

    def before(self, days: int) -> date:
        """The working day at or before so many days before the day of the demo."""
        return previous_working_day(self.as_of - timedelta(days))


_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def is_working_day(day: date) -> bool:
    """Monday to Friday, without the French holidays of fixed date (the moving ones do not matter to a story)."""
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def next_working_day(day: date) -> date:
    """The day itself when one works on it, else the next."""
    while not is_working_day(day):
        day += timedelta(1)
    return day


def previous_working_day(day: date) -> date:
    """The day itself when one works on it, else the one before."""
    while not is_working_day(day):
        day -= timedelta(1)
    return day


def months_between(start: date, end: date) -> Iterator[date]:
    """The first day of each month from that of `start` to that of `end`, both included."""
    month = start.replace(day=1)
    while month <= end:
        yield month
        month = add_months(month, 1)


def chf_rate(day: date) -> Decimal:
    """Euros for one Swiss franc in the demo: an invented curve that moves once a month.

    >>> chf_rate(date(2026, 3, 10)) == chf_rate(date(2026, 3, 31))
    True
    """
    step = (day.year * 12 + day.month) * 7 % 23
    return Decimal("1.0400") + Decimal(step) * Decimal("0.0015")


def in_euros(minor: int, currency: str, day: date) -> int:
    """An amount in euros at the demo's rate of that day."""
    return minor if currency == "EUR" else round_minor(Decimal(minor) * chf_rate(day))
