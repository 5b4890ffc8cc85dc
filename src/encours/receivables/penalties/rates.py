"""Yearly rates that the law sets once per half-year, with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encours.kernel.period import Period
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """The first or second half of a calendar year; written `2026-S2`.

    >>> str(HalfYear.of(date(2026, 7, 1))), HalfYear.parse("2026-S1").period.days
    ('2026-S2', 181)
    """

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> HalfYear:
        """The half-year that holds `day`."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> HalfYear:
        """Read `2026-S1`."""
        year, _, half = text.partition("-S")
        if half not in ("1", "2"):
            raise ValueError(f"not a half-year: {text}")
        return cls(int(year), int(half))

    @property
    def period(self) -> Period:
        """Its days."""
        if self.half == 1:
            return Period(date(self.year, 1, 1), date(self.year, 7, 1))
        return Period(date(self.year, 7, 1), date(self.year + 1, 1, 1))

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"


class RateMissing(Refusal):
    """The table has no rate for a half-year that the computation goes through: no other rate stands in for it."""

    code = "rate_missing"
    message = Text(en="The {rate} of {half_year} is not known.", fr="Le {rate} du semestre {half_year} n’est pas connu.")
    repair = Text(
        en="Record it from its official publication, then compute again.",
        fr="Enregistrez-le d’après sa publication officielle, puis recommencez le calcul.",
    )


@dataclass(frozen=True, slots=True)
class RateTable:
    """Percent per year for each half-year, with the name of the rate and where it was read."""

    name: Text
    percents: Mapping[HalfYear, Decimal]
    source: str

    def percent(self, half_year: HalfYear) -> Decimal:
        """The rate of one half-year, in percent per year; refuses with `RateMissing` when the table has none."""
        found = self.percents.get(half_year)
        if found is None:
            raise RateMissing(rate=self.name, half_year=str(half_year))
        return found
