"""Which of a few dozen amounts sum to exactly a payment: all answers up to two, within a bound on the work, in cents.

Up to 20 amounts every subset is tried, meeting in the middle. Up to 60, every sum of at most four amounts and of all but at most four; the
rest is too many to be told apart anyway, and the search says that it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_ITEMS = 60
_MOST_HALVED = 20


class Sums(NamedTuple):
    """At most two answers, as places in the given amounts. `complete` is false when other answers may exist that were not looked for."""

    answers: tuple[tuple[int, ...], ...]
    complete: bool


def subsets(amounts: Sequence[int], target: int, *, most: int = 2) -> Sums:
    """The subsets of two or more `amounts` that sum to `target`; stops after `most`. Amounts may be negative (credit notes).

    >>> subsets([500, 700, 310, -200], 1000)
    Sums(answers=((0, 1, 3),), complete=True)
    >>> subsets([500, 500, 300], 800).answers
    ((0, 2), (1, 2))
    """
    if len(amounts) < 2 or not sum(a for a in amounts if a < 0) <= target <= sum(a for a in amounts if a > 0):
        return Sums((), True)
    if len(amounts) <= _MOST_HALVED:
        return Sums(tuple(_halves(amounts, target, most)), True)
    small = amounts[:MOST_ITEMS]
    found = _few(small, target, most)
    if len(found) < most:
        everything = set(range(len(small)))
        for left_out in _few(small, sum(small) - target, most):
            rest = tuple(sorted(everything.difference(left_out)))
            if rest not in found and len(rest) > 1:
                found.append(rest)
    return Sums(tuple(found[:most]), len(found) >= most)


def _halves(amounts: Sequence[int], target: int, most: int) -> list[tuple[int, ...]]:
    middle = len(amounts) // 2
    left = _sums(amounts[:middle])
    by_sum: dict[int, list[int]] = {}
    for mask, total in enumerate(left):
        by_sum.setdefault(total, []).append(mask)
    found: list[tuple[int, ...]] = []
    for mask, total in enumerate(_sums(amounts[middle:])):
        for other in by_sum.get(target - total, ()):
            places = tuple(n for n in range(len(amounts)) if (other >> n if n < middle else mask >> (n - middle)) & 1)
            if len(places) > 1:
                found.append(places)
                if len(found) == most:
                    return sorted(found)
    return sorted(found)


def _sums(amounts: Sequence[int]) -> list[int]:
    """The sum of every subset, the subset being the bits of its place."""
    totals = [0]
    for amount in amounts:
        totals += [total + amount for total in totals]
    return totals


def _few(amounts: Sequence[int], target: int, most: int) -> list[tuple[int, ...]]:
    """The subsets of two, three and four amounts."""
    pairs: dict[int, list[tuple[int, int]]] = {}
    found: dict[tuple[int, ...], None] = {}
    for second in range(len(amounts)):
        for first in range(second):
            pairs.setdefault(amounts[first] + amounts[second], []).append((first, second))
    for pair in pairs.get(target, ())[:most]:
        found[pair] = None
    for third, amount in enumerate(amounts):
        for pair in pairs.get(target - amount, ()):
            if third > pair[1] and len(found) < most:
                found[*pair, third] = None
    for total, firsts in pairs.items():
        seconds = pairs.get(target - total) if len(found) < most else None
        for one in firsts[:5] if seconds else ():
            for other in seconds or ():
                if one[1] < other[0] and len(found) < most:
                    found[*one, *other] = None
    return list(found)
