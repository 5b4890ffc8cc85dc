"""How many groups chance alone would make: a sum that would come about anyway says nothing.

Amounts are taken as spread evenly over their range. If a rule looked at `tries` sums, which fall on `places` possible values, then
about tries ÷ places of them hit a given amount by chance. Round amounts have few places: that is why a payment of 1 000.00 proves less than
one of 1 013.27. Only ratios of integers are compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import gcd

SURE_PER = 1000
"""A sum is sure when chance would make fewer than one in so many."""
SHOWN_PER = 2
"""A sum is worth showing when chance would make fewer than one in so many."""
PAIR_PER = 100
"""A pair of equal amounts is what most payments are, so less proof is asked of it than of a sum."""
_ROUNDEST = 100_000


def is_below(tries: int, amounts: Iterable[int], per: int) -> bool:
    """Whether `tries` sums of `amounts` would hit a given one by chance fewer than once in `per`.

    >>> is_below(16, [5179, 57070, 5875, 72841], 1000), is_below(16, [100000, 200000, 300000], 1000)
    (True, False)
    """
    listed = [abs(amount) for amount in amounts]
    step = gcd(*listed) or 1
    return tries * per * step < sum(listed)


def roundness(minor: int) -> int:
    """The greatest power of ten, at most 1 000.00, that divides an amount.

    >>> roundness(120000), roundness(101327)
    (10000, 1)
    """
    step = 1
    while step < _ROUNDEST and minor % (10 * step) == 0:
        step *= 10
    return step


class Crowd:
    """The absolute amounts of one side of an account, to tell how crowded it is around one of them."""

    def __init__(self, amounts: Sequence[int]) -> None:
        self._by_step: dict[int, list[int]] = {1: sorted(amounts)}

    def is_thin(self, minor: int) -> bool:
        """Whether an amount of the crowd that has nothing to do with this one would hardly equal it by chance.

        >>> Crowd([10130, 9985, 10457]).is_thin(10000), Crowd([1000 * n for n in range(1, 30)]).is_thin(10000)
        (True, False)
        """
        low, high = minor // 2, minor + minor // 2
        step, last = 1, roundness(minor)
        while step <= last:
            amounts = self._of_step(step)
            near = bisect_right(amounts, high) - bisect_left(amounts, low)
            equal = bisect_right(amounts, minor) - bisect_left(amounts, minor)
            if (near - equal) * PAIR_PER * step > high - low:
                return False
            step *= 10
        return True

    def _of_step(self, step: int) -> list[int]:
        amounts = self._by_step.get(step)
        if amounts is None:
            amounts = self._by_step[step] = [amount for amount in self._by_step[1] if amount % step == 0]
        return amounts
