"""What a country brings. Each country is one folder with a `COUNTRY`; nothing else knows its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Protocol

from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.penalties import RateRule, RateTable
from encours.receivables.terms import Terms

CustomerKind = Literal["business", "state", "hospital", "public_undertaking", "consumer"]
"""Who owes: a business; the State, a local authority or their establishments; a public hospital or the army's health service; a public undertaking; a consumer."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a place: every day but Saturdays, Sundays and its holidays."""

    code: str
    name: Text
    holidays: Callable[[int], frozenset[date]]

    def is_working_day(self, day: date, /) -> bool:
        """Neither a Saturday, a Sunday nor a holiday."""
        return day.weekday() < 5 and day not in self.holidays(day.year)

    def next_working_day(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that identifies a party or an account: how to check it and how to show it."""

    code: str
    name: Text
    is_valid: Callable[[str], bool]
    show: Callable[[str], str]
    source: str


@dataclass(frozen=True, slots=True)
class LegalCap:
    """The latest due date the law allows: which rule says so, where it stands, and whether the issue date had to stand in for an unknown day."""

    due_on: date
    rule: str
    text: Text
    source: str
    assumed: bool

    def days_over(self, due_on: date) -> int:
        """Days by which a due date exceeds the cap; 0 when it respects it."""
        return max(0, (due_on - self.due_on).days)


@dataclass(frozen=True, slots=True)
class PenaltyPolicy:
    """What a late payment costs one kind of customer."""

    rule: RateRule
    compensation: Money
    note: Text


class LegalCapRule(Protocol):
    """Answers the latest lawful due date of an invoice."""

    def __call__(
        self,
        *,
        issued_on: date,
        customer: CustomerKind = "business",
        delivered_on: date | None = None,
        received_on: date | None = None,
        product_family: str | None = None,
        periodic: bool = False,
        stipulated: str | None = None,
        agreed: bool = True,
    ) -> LegalCap | None: ...


class PenaltyRule(Protocol):
    """Answers what the law, or a contract within it, makes a late payment cost."""

    def __call__(
        self, *, customer: CustomerKind = "business", contract_percent: Decimal | None = None, rates: Mapping[str, RateTable] | None = None
    ) -> PenaltyPolicy: ...


@dataclass(frozen=True, slots=True)
class Country:
    """A country's rules and data, as far as receivables need them. The first calendar is that of working days in letters."""

    code: str
    name: Text
    currency: str
    time_zone: str
    default_terms: str
    calendars: Mapping[str, Calendar]
    identifiers: Mapping[str, Identifier]
    rates: Mapping[str, RateTable]
    legal_cap: LegalCapRule
    penalty_policy: PenaltyRule
    terms_wording: Callable[[Terms], Text]
