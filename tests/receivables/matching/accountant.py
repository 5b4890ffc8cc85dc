"""Comparing proposals with the groups that an accountant lettered.

A group is recovered when proposals equal it or divide it, up to the exchange of lines that are equal in account and amount. A proposal joins
lines lettered apart when, even after such exchanges, it fits into no one group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.formats.ledgers.blanked import Row

Account = tuple[str, str]


@dataclass(frozen=True)
class Lettered:
    """The lines of some accounts; groups by account and letter. Lines without letter are a group of their own kind: nobody's."""

    rows: dict[int, Row]
    groups: dict[tuple[Account, str], set[int]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Lettered:
        kept = {row.line: row for row in rows}
        groups: dict[tuple[Account, str], set[int]] = defaultdict(set)
        for row in kept.values():
            if row.letter:
                groups[(row.account, row.auxiliary), row.letter].add(row.line)
        return cls(kept, dict(groups))

    def amounts(self, lines: Iterable[int]) -> Counter[int]:
        return Counter(self.rows[line].minor for line in lines)


@dataclass(frozen=True)
class Result:
    recovered: int
    automatic: int
    apart: list[list[Row]]


def judged(lettered: Lettered, proposals: Iterable[tuple[set[int], bool]]) -> Result:
    """How many groups come back, as automatic or first suggestion and as automatic alone, and the automatic proposals that join what was kept apart."""
    listed = list(proposals)
    of_account: dict[Account, list[tuple[set[int], bool]]] = defaultdict(list)
    for lines, automatic in listed:
        row = lettered.rows[min(lines)]
        of_account[row.account, row.auxiliary].append((lines, automatic))
    both = automatic_only = 0
    for (account, _), group in lettered.groups.items():
        ours = of_account[account]
        both += _covers(lettered, group, [lines for lines, _ in ours])
        automatic_only += _covers(lettered, group, [lines for lines, automatic in ours if automatic])
    apart = [[lettered.rows[line] for line in sorted(lines)] for lines, automatic in listed if automatic and not _fits(lettered, lines)]
    return Result(both, automatic_only, apart)


def _covers(lettered: Lettered, group: set[int], proposals: list[set[int]]) -> bool:
    """Whether some of the proposals, disjoint as they are, have together exactly the amounts of the group; each must touch the group."""
    wanted = lettered.amounts(group)
    for lines in sorted(proposals, key=lambda lines: (-len(lines & group), len(lines - group), min(lines))):
        if lines & group and lettered.amounts(lines) <= wanted:
            wanted = wanted - lettered.amounts(lines)
    return not wanted


def _fits(lettered: Lettered, lines: set[int]) -> bool:
    """Whether the proposal lies in one group, or among lines without letter, or would after exchanging equal lines of its account."""
    letters = {lettered.rows[line].letter for line in lines}
    if len(letters) == 1:
        return True
    row = lettered.rows[min(lines)]
    amounts = lettered.amounts(lines)
    for (account, letter), group in lettered.groups.items():
        if account == (row.account, row.auxiliary) and letter in letters and amounts <= lettered.amounts(group):
            return True
    return False
