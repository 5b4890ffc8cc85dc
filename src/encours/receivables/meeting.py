"""Where the bank statement and the accounting ledger say the same movement (external books, design §4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
U = TypeVar("U", bound=Hashable)

DAYS_APART = 5
"""A bank books on its day, the accountant on his: so many days may lie between the two."""


@dataclass(frozen=True, slots=True)
class Movement(Generic[T]):
    """A movement of one bank account, seen from either side; money that came in is positive."""

    key: T
    on: date
    amount_minor: int


def meet(bank: Iterable[Movement[T]], ledger: Iterable[Movement[U]], *, days: int = DAYS_APART) -> list[tuple[T, U]]:
    """Pair each bank movement with the ledger movement of the same amount that lies nearest, at most `days` apart, each used once.

    Pairs that lie nearer come first; between equals the earlier days, then the order of the keys.

    >>> meet([Movement("b1", date(2026, 3, 2), 100), Movement("b2", date(2026, 3, 4), 100)], [Movement("l1", date(2026, 3, 4), 100)])
    [('b2', 'l1')]
    """
    by_amount: dict[int, tuple[list[Movement[T]], list[Movement[U]]]] = defaultdict(lambda: ([], []))
    for movement in bank:
        by_amount[movement.amount_minor][0].append(movement)
    for other in ledger:
        if other.amount_minor in by_amount:
            by_amount[other.amount_minor][1].append(other)
    pairs = []
    for left, right in by_amount.values():
        if right:
            pairs += _pair(sorted(left, key=lambda m: (m.on, str(m.key))), sorted(right, key=lambda m: (m.on, str(m.key))), days)
    return pairs


def _pair(left: list[Movement[T]], right: list[Movement[U]], days: int) -> list[tuple[T, U]]:
    """Nearest first. Both lists are sorted by day, so that only neighbours within `days` are looked at."""
    near: list[tuple[int, date, int, int]] = []
    start = 0
    for i, movement in enumerate(left):
        while start < len(right) and (movement.on - right[start].on).days > days:
            start += 1
        for j in range(start, len(right)):
            apart = (right[j].on - movement.on).days
            if apart > days:
                break
            near.append((abs(apart), movement.on, i, j))
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for _, _, i, j in sorted(near):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((left[i].key, right[j].key))
    return pairs
