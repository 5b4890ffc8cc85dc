"""Where the bank statement and the accounting ledger say the same movement (external books, design §4)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator
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
    pairs: list[tuple[T, U]] = []
    for left, right in by_amount.values():
        if right:
            pairs += nearest(_placed(left), _placed(right), days)
    return pairs


def _placed(movements: Iterable[Movement[T]]) -> list[tuple[int, T]]:
    """Days with keys, in the order in which equals are taken."""
    return [(movement.on.toordinal(), movement.key) for movement in sorted(movements, key=lambda m: (m.on, str(m.key)))]


def nearest(left: Iterable[tuple[int, T]], right: Iterable[tuple[int, U]], most: int | None) -> Iterator[tuple[T, U]]:
    """Pair (day, key) of one side with those of the other, the nearest days first and at most `most` apart (None: however far), each used once;
    between equals the earlier day, then the order given.

    Keys wait in a queue per day, so that ten thousand equal amounts (subscriptions) cost no more than ten thousand different ones.

    >>> list(nearest([(1, "a"), (4, "b")], [(5, "x"), (3, "y")], 5))
    [('b', 'y'), ('a', 'x')]
    """
    waiting, free = _by_day(left), _by_day(right)
    if not waiting or not free:
        return
    nobody: deque[U] = deque()
    farthest = max(max(waiting), max(free)) - min(min(waiting), min(free))
    for apart in range(min(farthest, farthest if most is None else most) + 1):
        for on, queue in waiting.items():
            before, after = free.get(on - apart, nobody), free.get(on + apart, nobody)
            while queue and (before or after):
                yield queue.popleft(), (before or after).popleft()


K = TypeVar("K", bound=Hashable)


def _by_day(placed: Iterable[tuple[int, K]]) -> dict[int, deque[K]]:
    """The keys of each day in their order, days in theirs."""
    days: dict[int, deque[K]] = defaultdict(deque)
    for day, key in placed:
        days[day].append(key)
    return dict(sorted(days.items()))
