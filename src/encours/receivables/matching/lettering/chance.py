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
NAMED_PER = 10
"""Of lines that have a short number in common still less: the number is most of the proof."""
BALANCE_PER = 10
"""So is the whole balance of the account: it is what a payment that names nothing most often pays."""
_ROUNDEST = 100_000


def is_below(tries: int, amounts: Iterable[int], per: int) -> bool:
    """Whether `tries` sums of `amounts` would hit a given one by chance fewer than once in `per`.

    >>> is_below(16, [5179, 57070, 5875, 72841], 1000), is_below(16, [100000, 200000, 300000], 1000)
    (True, False)
    """
    listed = [abs(amount) for amount in amounts]
    total = sum(listed)
    return tries * per < total and tries * per * _grain(listed) < total


def _grain(amounts: list[int]) -> int:
    """What the amounts are multiples of, or most of them: one odd amount among round ones makes the others no less round."""
    grain = gcd(*amounts) if len(set(amounts)) > 2 else 1
    step = 1
    while step < _ROUNDEST and 2 * sum(amount % (10 * step) == 0 for amount in amounts) >= len(amounts):
        step *= 10
    return max(grain, step)


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

    def is_thin(self, minor: int, per: int = PAIR_PER, *, equals: bool = False) -> bool:
        """Whether an amount of the crowd that has nothing to do with this one would equal it by chance less than once in `per`.

        The crowd up to twice the amount is looked at; lines of the very amount count only if `equals`.

        >>> Crowd([10130, 9985, 10457]).is_thin(10000), Crowd([1000 * n for n in range(1, 30)]).is_thin(10000)
        (True, False)
        """
        step, last = 1, roundness(minor)
        while step <= last:
            amounts = self._of_step(step)
            others = bisect_right(amounts, 2 * minor)
            others -= min(1, others) if equals else bisect_right(amounts, minor) - bisect_left(amounts, minor)
            if others * per * step > 2 * minor:
                return False
            step *= 10
        return True

    def _of_step(self, step: int) -> list[int]:
        amounts = self._by_step.get(step)
        if amounts is None:
            amounts = self._by_step[step] = [amount for amount in self._by_step[1] if amount % step == 0]
        return amounts
