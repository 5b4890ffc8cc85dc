"""Where the bank statement and the accounting ledger say the same movement (external books, design §4)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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
            pairs += _pair(left, right, days)
    return pairs


def _pair(left: list[Movement[T]], right: list[Movement[U]], days: int) -> list[tuple[T, U]]:
    """Nearest first. Movements wait in a queue per day, so that ten thousand equal amounts (subscriptions) cost no more than ten thousand different ones."""
    waiting, free = _by_day(left), _by_day(right)
    nobody: deque[U] = deque()
    pairs = []
    for apart in map(timedelta, range(days + 1)):
        for on, queue in waiting.items():
            before, after = free.get(on - apart, nobody), free.get(on + apart, nobody)
            while queue and (before or after):
                pairs.append((queue.popleft(), (before or after).popleft()))
    return pairs


K = TypeVar("K", bound=Hashable)


def _by_day(movements: list[Movement[K]]) -> dict[date, deque[K]]:
    """The keys of each day in their order, days in theirs."""
    days: dict[date, deque[K]] = defaultdict(deque)
    for movement in sorted(movements, key=lambda m: (m.on, str(m.key))):
        days[movement.on].append(movement.key)
    return days
