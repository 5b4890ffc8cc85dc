"""Which of some amounts sum to a target: every answer counted, in exact integers, by splitting the amounts in two halves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_KEPT = 64
"""Answers kept of those counted; the count goes on."""


class Sums(NamedTuple):
    """The answers found, as the number taken of each class of equal amounts, and how many there are in all."""

    answers: tuple[tuple[int, ...], ...]
    solutions: int


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
    Sums(answers=((1, 0, 1, 0), (0, 1, 2, 0)), solutions=2)
    """
    middle = _middle(counts)
    left, right = _partial_sums(amounts[:middle], counts[:middle]), _partial_sums(amounts[middle:], counts[middle:])
    # Most searches find nothing, which two sets tell fastest.
    hits = set(left).intersection([target - total for total in right])
    by_sum: dict[int, list[int]] = {total: [] for total in hits}
    for place, total in enumerate(left):
        if total in hits:
            by_sum[total].append(place)
    found: list[tuple[int, ...]] = []
    count = 0
    for place, total in enumerate(right):
        fitting = by_sum.get(target - total, ())
        count += len(fitting)
        for other in fitting[: max(0, MOST_KEPT - len(found))]:
            found.append((*_taken(other, counts[:middle]), *_taken(place, counts[middle:])))
    if target == 0:
        count -= 1
        found = [one for one in found if any(one)]
    return Sums(tuple(found), count)


def _partial_sums(amounts: Sequence[int], counts: Sequence[int]) -> list[int]:
    """The sum of every choice; a choice is told by its place, whose digits (one for each class) are the numbers taken."""
    sums = [0]
    for amount, count in zip(amounts, counts, strict=True):
        sums = [total + taken * amount for taken in range(count + 1) for total in sums]
    return sums


def _taken(place: int, counts: Sequence[int]) -> Iterator[int]:
    for count in counts:
        place, taken = divmod(place, count + 1)
        yield taken


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
