"""Which of a few dozen amounts sum to exactly a payment: all answers up to two, within a bound on the work, in cents.

Up to 20 amounts every subset is tried, meeting in the middle. Up to 60, every sum of at most four amounts and of all but at most four; the
rest is too many to be told apart anyway, and the search says that it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_ITEMS = 60
_MOST_HALVED = 20
_BITS = 6
_MASK = (1 << _BITS) - 1


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
    pairs = _pairs(small)
    found = _few(small, pairs, target, most)
    if len(found) < most:
        everything = set(range(len(small)))
        for left_out in _few(small, pairs, sum(small) - target, most):
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


def _pairs(amounts: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The pairs under their sums, each packed in one number; at most four of a sum."""
    pairs: dict[int, tuple[int, ...]] = {}
    for second, later in enumerate(amounts):
        for first in range(second):
            total = amounts[first] + later
            packed = (first << _BITS) | second
            known = pairs.get(total)
            if known is None:
                pairs[total] = (packed,)
            elif len(known) < 4:
                pairs[total] = (*known, packed)
    return pairs


def _few(amounts: Sequence[int], pairs: dict[int, tuple[int, ...]], target: int, most: int) -> list[tuple[int, ...]]:
    """The subsets of two, three and four amounts."""
    found: dict[tuple[int, ...], None] = {}
    for packed in pairs.get(target, ())[:most]:
        found[packed >> _BITS, packed & _MASK] = None
    for third, amount in enumerate(amounts):
        for packed in pairs.get(target - amount, ()):
            if third > packed & _MASK and len(found) < most:
                found[packed >> _BITS, packed & _MASK, third] = None
    if len(found) < most:
        for total, firsts in pairs.items():
            seconds = pairs.get(target - total)
            if seconds is None:
                continue
            for one in firsts:
                for other in seconds:
                    if one & _MASK < other >> _BITS and len(found) < most:
                        found[one >> _BITS, one & _MASK, other >> _BITS, other & _MASK] = None
    return list(found)
