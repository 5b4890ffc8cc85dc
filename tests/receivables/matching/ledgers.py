"""Invented ledger accounts whose groups are known: what a customer of any size does in a year or two, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from encours.receivables.matching.lettering.contract import LetterLine

_START = date(2024, 1, 1)


@dataclass
class Drawn:
    """An account and its groups. Lines of no group stay open: unpaid documents, and payments that differ from what they were for."""

    lines: list[LetterLine] = field(default_factory=list)
    groups: list[frozenset[str]] = field(default_factory=list)

    @property
    def group_of(self) -> dict[str, int]:
        return {id: n for n, group in enumerate(self.groups) for id in group}


@dataclass(frozen=True)
class Habits:
    """How the customer pays, as chances in a hundred; `step` is what all amounts are a multiple of, `named` how often a payment names its documents."""

    named: int = 30
    several: int = 15
    parts: int = 5
    short: int = 4
    unpaid: int = 5
    credit: int = 3
    equal: int = 10
    step: int = 1
    largest_minor: int = 900_000


def draw(seed: int, documents: int, habits: Habits = Habits(), *, days: int = 400) -> Drawn:
    """An account of about so many documents over so many days."""
    random = Random(seed)
    made = Drawn()
    numbers = iter(range(1, 1_000_000))
    days_of = sorted(random.randrange(days) for _ in range(documents))
    waiting: list[tuple[str, int, int, str]] = []
    usual = _amount(random, habits)

    def line(day: int, minor: int, reference: str, label: str) -> str:
        id = f"{next(numbers):07}"
        made.lines.append(LetterLine(id, _START + timedelta(day), minor, (reference,) if reference else (), label))
        return id

    def pay(some: list[tuple[str, int, int, str]]) -> None:
        day = max(one[1] for one in some) + random.randrange(5, 45)
        total = sum(one[2] for one in some)
        named = random.randrange(100) < habits.named
        label = "VIR CLIENT " + (" ".join(one[3] for one in some) if named else "")
        if random.randrange(100) < habits.short:
            line(day, -max(1, total - random.randrange(1, 3000)), f"BQ{day}", label)
            return
        ids = {one[0] for one in some}
        if total > 2 * habits.step and len(some) == 1 and random.randrange(100) < habits.parts:
            part = random.randrange(1, total // habits.step) * habits.step
            ids |= {line(day, -part, f"BQ{day}", label), line(day + random.randrange(1, 30), part - total, f"BQ{day}", label)}
        else:
            ids.add(line(day, -total, f"BQ{day}", label))
        made.groups.append(frozenset(ids))

    for n, day in enumerate(days_of):
        minor = usual if random.randrange(100) < habits.equal else _amount(random, habits)
        reference = f"FA{24 + day // 366}-{n + 1:05}"
        id = line(day, minor, reference, f"FACTURE {reference}")
        if random.randrange(100) < habits.unpaid:
            continue
        if random.randrange(100) < habits.credit:
            credited = line(day + random.randrange(1, 20), -minor, f"AV{n + 1:05}", f"AVOIR SUR {reference}")
            made.groups.append(frozenset({id, credited}))
            continue
        waiting.append((id, day, minor, reference))
        if random.randrange(100) >= habits.several or len(waiting) >= 8:
            pay(waiting)
            waiting = []
    return made


def _amount(random: Random, habits: Habits) -> int:
    low, high = max(1, 2_000 // habits.step), habits.largest_minor // habits.step
    return random.choice((random.randrange(low, high), random.randrange(low, max(low + 1, high // 10)))) * habits.step
