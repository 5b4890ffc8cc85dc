"""Which movements of two sides are the same: one against one before several, a reason that says more before one that says less.

Exact pass, then one to one, then many to many; within a window of days; variance with a cap.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from encours.receivables.matching.subset import subsets
from encours.receivables.meeting import DAYS_APART, nearest
from encours.receivables.reconciliation.contract import Meeting, Reconciliation, Rule, Side

K = TypeVar("K", bound=Hashable)
_NEAR = 20
"""How many movements near a day are tried for a sum: as many as every choice of can be tried."""
_TRIED = 20_000
"""For how many movements a sum is looked for: beyond, the sides have little in common and an answer would be chance."""


def reconcile(left: Side, right: Side, *, days: int = DAYS_APART, variance_minor: int = 0) -> Reconciliation:
    """Pair what both sides say; no movement is used twice. The order of the movements decides only between equals.

    `days` is how far apart the days of equal amounts may be; `variance_minor` the most by which the amounts of one reference may differ.

    >>> bank = Side([10, 11], [5000, 700], ["", ""])
    >>> books = Side([9, 12, 12], [5000, 300, 400], ["", "D1", "D1"])
    >>> found = reconcile(bank, books)
    >>> found.partner.tolist(), [(m.left, m.right, m.rule.name) for m in found.meetings]
    ([0, -1], [((1,), (1, 2), 'TOTAL')])
    """
    run = _Run(left, right, days)
    run.pair(lambda side, n: (side.references[n], side.minor[n]) if side.references[n] else None, Rule.REFERENCE, days=None)
    run.pair(lambda side, n: side.minor[n], Rule.AMOUNT, days=days)
    run.totals()
    run.sums()
    if variance_minor:
        run.variances(variance_minor)
    return run.result()


class _Run:
    def __init__(self, left: Side, right: Side, days: int) -> None:
        self.left, self.right, self.days = left, right, days
        self.partner = array("q", [-1]) * len(left)
        self.rules = bytearray(len(left))
        self.used = (bytearray(len(left)), bytearray(len(right)))
        self.meetings: list[Meeting] = []
        self.undecided = 0

    def free(self, which: int) -> Iterator[int]:
        """The positions of one side that met nothing yet."""
        return (n for n, used in enumerate(self.used[which]) if not used)

    def pair(self, key: Callable[[Side, int], K | None], rule: Rule, *, days: int | None) -> None:
        """One against one, of equal keys, the nearest days first; `days` None: however far apart."""
        ours: dict[K, array[int]] = {}
        for n in self.free(0):
            if (mine := key(self.left, n)) is not None:
                ours.setdefault(mine, array("q")).append(n)
        theirs: dict[K, array[int]] = {}
        for n in self.free(1):
            if (its := key(self.right, n)) is not None and its in ours:
                theirs.setdefault(its, array("q")).append(n)
        for found, others in theirs.items():
            for one, other in nearest(_placed(ours[found], self.left.days), _placed(others, self.right.days), days):
                self.partner[one], self.rules[one] = other, rule
                self.used[0][one] = self.used[1][other] = 1

    def totals(self) -> None:
        """Groups of one reference, then of one day, against one movement and against each other."""
        for name in (_by_reference, _by_day):
            for which in (1, 0):
                groups = self._groups(which, name)
                other = 1 - which
                self._meet(groups, [(self._side(other).minor[n], self._side(other).days[n], (n,)) for n in self.free(other)], which)
            self._meet(self._groups(1, name), self._groups(0, name), 1)

    def sums(self) -> None:
        """One movement of a side against several near its day on the other, where only one choice of them adds up."""
        for which in (0, 1):
            ones, others = self._side(which), self._side(1 - which)
            waiting = list(self.free(which))
            if len(waiting) > _TRIED:
                continue
            near = _Nearby(others, self.free(1 - which))
            for n in waiting:
                candidates = [c for c in near.of(ones.days[n], self.days, ones.minor[n]) if not self.used[1 - which][c]]
                if len(candidates) > _NEAR:
                    self.undecided += 1
                    continue
                found = subsets([others.minor[c] for c in candidates], ones.minor[n]).answers
                if len(found) == 1:
                    self._take((n,), tuple(candidates[c] for c in found[0]), which, Rule.SUM)
                elif found:
                    self.undecided += 1

    def variances(self, most: int) -> None:
        """One against one, of the same reference, that nothing else claims."""
        ours, theirs = (self._single_references(which) for which in (0, 1))
        for reference, n in ours.items():
            other = theirs.get(reference)
            if other is not None and abs(difference := self.left.minor[n] - self.right.minor[other]) <= most:
                self._take((n,), (other,), 0, Rule.VARIANCE, difference)

    def result(self) -> Reconciliation:
        """What was found."""
        over = (array("q", self.free(0)), array("q", self.free(1)))
        return Reconciliation(self.partner, self.rules, tuple(self.meetings), *over, self.undecided)

    def _side(self, which: int) -> Side:
        return (self.left, self.right)[which]

    def _groups(self, which: int, name: Callable[[Side, int], Hashable | None]) -> list[tuple[int, int, tuple[int, ...]]]:
        """Amount, day and members of every group of at least two free movements."""
        side = self._side(which)
        members: dict[Hashable, list[int]] = defaultdict(list)
        for n in self.free(which):
            if (group := name(side, n)) is not None:
                members[group].append(n)
        return [(sum(side.minor[n] for n in group), side.days[group[0]], tuple(group)) for group in members.values() if len(group) > 1]

    def _meet(self, groups: list[tuple[int, int, tuple[int, ...]]], others: list[tuple[int, int, tuple[int, ...]]], which: int) -> None:
        by_amount: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for n, (minor, _, _) in enumerate(groups):
            by_amount[minor][0].append(n)
        for n, (minor, _, _) in enumerate(others):
            if minor in by_amount:
                by_amount[minor][1].append(n)
        for ours, theirs in by_amount.values():
            for n, other in nearest([(groups[n][1], n) for n in ours], [(others[n][1], n) for n in theirs], self.days):
                self._take(groups[n][2], others[other][2], which, Rule.TOTAL)

    def _take(self, ours: tuple[int, ...], theirs: tuple[int, ...], which: int, rule: Rule, difference: int = 0) -> None:
        if any(self.used[which][n] for n in ours) or any(self.used[1 - which][n] for n in theirs):
            return
        for n in ours:
            self.used[which][n] = 1
        for n in theirs:
            self.used[1 - which][n] = 1
        left, right = (ours, theirs) if which == 0 else (theirs, ours)
        self.meetings.append(Meeting(left, right, rule, difference))

    def _single_references(self, which: int) -> dict[str, int]:
        side = self._side(which)
        seen: dict[str, int] = {}
        twice = set()
        for n in self.free(which):
            if reference := side.references[n]:
                twice.add(reference) if reference in seen else seen.setdefault(reference, n)
        return {reference: n for reference, n in seen.items() if reference not in twice}


def _by_reference(side: Side, n: int) -> Hashable | None:
    return side.references[n] or None


def _by_day(side: Side, n: int) -> Hashable | None:
    return side.days[n], side.minor[n] > 0


class _Nearby:
    """Free movements by day, to be found around a day."""

    def __init__(self, side: Side, free: Iterable[int]) -> None:
        self._side = side
        self._days: dict[int, list[int]] = defaultdict(list)
        for n in free:
            self._days[side.days[n]].append(n)

    def of(self, day: int, apart: int, minor: int) -> list[int]:
        """Those of the same sign and a smaller amount, around the day."""
        return [
            n for on in range(day - apart, day + apart + 1) for n in self._days.get(on, ())
            if (self._side.minor[n] > 0) == (minor > 0) and abs(self._side.minor[n]) < abs(minor)
        ]  # fmt: skip


def _placed(positions: Iterable[int], days: Sequence[int]) -> list[tuple[int, int]]:
    """Positions with their days."""
    return [(days[n], n) for n in positions]
