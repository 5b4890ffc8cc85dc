"""Which of some amounts sum to a target: every answer counted, in exact integers, by splitting the amounts in two halves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

MOST_KEPT = 64
"""Answers kept of those counted; the count goes on."""


class Sums(NamedTuple):
    """The answers found, as the number taken of each class of equal amounts, and how many there are in all."""

    answers: tuple[tuple[int, ...], ...]
    count: int


def work(counts: Sequence[int]) -> int:
    """The partial sums that `sums_to` forms for classes of so many equal amounts.

    >>> work([1, 1, 1, 1]), work([3, 1])
    (8, 6)
    """
    middle = _middle(counts)
    left = right = 1
    for count in counts[:middle]:
        left *= count + 1
    for count in counts[middle:]:
        right *= count + 1
    return left + right


def sums_to(amounts: Sequence[int], counts: Sequence[int], target: int) -> Sums:
    """The ways to take some of each amount, at most its count, so that they sum to `target`. Amounts may be negative.

    Equal amounts are one class, so that exchanging them makes no further answer. Takes `work(counts)` steps.

    >>> sums_to([100, 60, 40, -10], [1, 1, 2, 1], 140)
    Sums(answers=((0, 1, 2, 0), (1, 0, 1, 0)), count=2)
    """
    middle = _middle(counts)
    left: dict[int, list[tuple[int, ...]]] = {}
    for taken in product(*(range(count + 1) for count in counts[:middle])):
        left.setdefault(sum(n * amount for n, amount in zip(taken, amounts, strict=False)), []).append(taken)
    found, total = [], 0
    rest = amounts[middle:]
    for taken in product(*(range(count + 1) for count in counts[middle:])):
        fitting = left.get(target - sum(n * amount for n, amount in zip(taken, rest, strict=True)))
        if fitting:
            total += len(fitting)
            if len(found) < MOST_KEPT:
                found += [(*one, *taken) for one in fitting[: MOST_KEPT - len(found)]]
    if target == 0:
        nothing = (0,) * len(counts)
        total -= 1
        found = [one for one in found if one != nothing]
    return Sums(tuple(found), total)


def _middle(counts: Sequence[int]) -> int:
    """Where to cut, so that both halves have about as many combinations."""
    whole = 1
    for count in counts:
        whole *= count + 1
    left = 1
    for place, count in enumerate(counts):
        left *= count + 1
        if left * left >= whole:
            return place + 1
    return len(counts)
