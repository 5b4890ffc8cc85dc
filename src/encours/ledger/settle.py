"""Which credit settles which debit inside one letter group, by how much, and from which day.

A letter only says that lines belong together. Reports as of a past day need more: an invoice is open until the money that settles it
has come. Pairing is by rule, so that any two programs, and any two runs, agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

Id = TypeVar("Id", str, int, UUID)


@dataclass(frozen=True, slots=True)
class GroupLine(Generic[Id]):
    """One line of a letter group. The amount is what is still open of it, in minor units of its currency, debit positive."""

    id: Id
    effective_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Id]):
    """`amount_minor` (> 0) of a credit settles a debit, from the later of the two lines' days."""

    debit_id: Id
    credit_id: Id
    amount_minor: int
    effective_on: date


def settle(lines: Sequence[GroupLine[Id]]) -> list[Allocation[Id]]:
    """Pair debits with credits, the oldest first on both sides, until one side is used up; equal days go by id.

    Nothing is lost and no line is exceeded: each line's allocations sum to its amount when the group balances, and the shorter side
    is used up whole when it does not (a partial group). The order of `lines` does not matter. Time grows with their number.

    >>> settle([GroupLine("f1", date(2026, 1, 5), 3333), GroupLine("f2", date(2026, 2, 5), 3333), GroupLine("r", date(2026, 1, 20), -5000)])
    ... # doctest: +NORMALIZE_WHITESPACE
    [Allocation(debit_id='f1', credit_id='r', amount_minor=3333, effective_on=datetime.date(2026, 1, 20)),
     Allocation(debit_id='f2', credit_id='r', amount_minor=1667, effective_on=datetime.date(2026, 2, 5))]
    """
    if len({line.id for line in lines}) != len(lines):
        raise ValueError("a line stands twice in its group")
    oldest_first = sorted(lines, key=lambda line: (line.effective_on, line.id))
    debits = [line for line in oldest_first if line.amount_minor > 0]
    credits = [line for line in oldest_first if line.amount_minor < 0]
    allocations: list[Allocation[Id]] = []
    d = c = 0
    due = debits[0].amount_minor if debits else 0
    paid = -credits[0].amount_minor if credits else 0
    while d < len(debits) and c < len(credits):
        debit, credit = debits[d], credits[c]
        amount = min(due, paid)
        allocations.append(Allocation(debit.id, credit.id, amount, max(debit.effective_on, credit.effective_on)))
        due, paid = due - amount, paid - amount
        if not due:
            d += 1
            due = debits[d].amount_minor if d < len(debits) else 0
        if not paid:
            c += 1
            paid = -credits[c].amount_minor if c < len(credits) else 0
    return allocations


def left_open(lines: Iterable[GroupLine[Id]], allocations: Iterable[Allocation[Id]]) -> dict[Id, int]:
    """What each line keeps open after `allocations`, signed like the line; lines that are settled are left out."""
    left = {line.id: line.amount_minor for line in lines}
    for allocation in allocations:
        left[allocation.debit_id] -= allocation.amount_minor
        left[allocation.credit_id] += allocation.amount_minor
    return {id: minor for id, minor in left.items() if minor}
