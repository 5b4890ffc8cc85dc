"""Money: an integer number of minor units and a currency.

Nothing here is a float, and no operation loses a cent: multiplying names its rounding, sharing says who gets the spare cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from encours.kernel.currency import decimals


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in one currency.

    >>> Money(12050, "EUR") + Money(50, "EUR")
    Money(minor=12100, currency='EUR')
    """

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor

    def times(self, factor: Decimal, *, rounding: str) -> Money:
        """The amount multiplied by an exact factor, rounded once to the minor unit by the named `decimal` rounding.

        >>> Money(10000, "EUR").times(Decimal("0.055"), rounding=ROUND_HALF_UP)
        Money(minor=550, currency='EUR')
        """
        return Money(round_minor(self.minor * factor, rounding=rounding), self.currency)

    def decimal(self) -> Decimal:
        """The amount in whole units, exactly.

        >>> Money(-5, "EUR").decimal()
        Decimal('-0.05')
        """
        return Decimal(self.minor).scaleb(-decimals(self.currency))


def round_minor(amount: Decimal, *, rounding: str = ROUND_HALF_UP) -> int:
    """An exact number of minor units rounded to a whole one.

    >>> round_minor(Decimal("53.5")), round_minor(Decimal("-53.5"))
    (54, -54)
    """
    return int(amount.quantize(Decimal(1), rounding=rounding))


def share(minor: int, weights: Sequence[int]) -> list[int]:
    """Split `minor` in proportion to `weights` and lose nothing; the last part takes the spare cents.

    Each part but the last is rounded half up, so that instalments read as a person would write them
   .

    >>> share(100001, [30, 40, 30])
    [30000, 40000, 30001]
    >>> share(1000000, [1, 1, 1])
    [333333, 333333, 333334]
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be positive")
    parts = [round_minor(Decimal(minor) * weight / total) for weight in weights[:-1]]
    return [*parts, minor - sum(parts)]
