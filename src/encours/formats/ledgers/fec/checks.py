"""Checks of a FEC that need more than one line: balance of entries, continuity of numbers, flaws that repeat.

Each keeps integers only, and only of what is not yet settled, so that three million lines fit in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from encours.kernel.issue import IssueKind, IssueLog
from encours.kernel.money import Money
from encours.kernel.wording import Text

from . import issues


@dataclass(slots=True)
class _Repeated:
    kind: IssueKind
    line: int
    column: str | None
    value: str | None
    count: int = 1


class Tally:
    """Counts a flaw that may stand on every line, and reports it once, with its first place and its count."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None], _Repeated] = {}

    def add(self, kind: IssueKind, line: int, column: str | None = None, value: str | None = None) -> None:
        known = self._found.get((kind.code, column))
        if known is None:
            self._found[kind.code, column] = _Repeated(kind, line, column, value)
        else:
            known.count += 1

    def report(self, log: IssueLog) -> None:
        for flaw in self._found.values():
            log.add(flaw.kind, line=flaw.line, column=flaw.column, value=flaw.value, count=flaw.count)


class EntryBalances:
    """Σ debit = Σ credit per entry. Holds the entries that are not at zero: one, where the lines of an entry follow each other."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, journal: str, number: str, minor: int, line: int) -> None:
        """Take in a run of lines of one entry that does not come to zero by itself; `line` is where it begins."""
        key = (journal, number)
        before, first = self._open.pop(key, (0, line))
        if before + minor:
            self._open[key] = (before + minor, first)

    def report(self, log: IssueLog, currency: str) -> None:
        for (journal, number), (minor, line) in self._open.items():
            difference = Money(minor, currency)
            log.add(issues.ENTRY_UNBALANCED, line=line, column="EcritureNum", value=number, number=number, journal=journal, difference=difference)


_DIGITS = "0123456789"


class EntryNumbers:
    """The entry numbers seen, per journal and leading letters, and the gaps between them."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._bare: set[tuple[str, str]] = set()

    def add(self, journal: str, number: str) -> None:
        prefix = number.rstrip(_DIGITS)
        digits = number[len(prefix) :]
        if digits and len(digits) <= 18:
            # A leading 1 keeps 007 apart from 7.
            self._seen[journal, prefix].add(int("1" + digits))
        else:
            self._bare.add((journal, number))

    def __len__(self) -> int:
        return len(self._bare) + sum(len(numbers) for numbers in self._seen.values())

    def report(self, log: IssueLog) -> None:
        """Report each gap, numbering by journal or over the whole file: whichever has fewer."""
        by_journal = sum(1 for numbers in self._seen.values() for _ in _gaps(numbers))
        if not by_journal:
            return
        whole: dict[str, set[int]] = defaultdict(set)
        for (_, prefix), numbers in self._seen.items():
            whole[prefix] |= numbers
        if sum(1 for numbers in whole.values() for _ in _gaps(numbers)) < by_journal:
            self._name(log, ((prefix, "", numbers) for prefix, numbers in whole.items()))
        else:
            self._name(log, ((prefix, journal, numbers) for (journal, prefix), numbers in self._seen.items()))

    @staticmethod
    def _name(log: IssueLog, series: Iterable[tuple[str, str, set[int]]]) -> None:
        for prefix, journal, numbers in series:
            for before, after in _gaps(numbers):
                first, last = prefix + str(before)[1:], prefix + str(after)[1:]
                scope = Text(en=f"journal {journal}", fr=f"journal {journal}") if journal else issues.WHOLE_FILE
                count = _rank(after) - _rank(before) - 1
                log.add(issues.SEQUENCE_GAP, column="EcritureNum", value=first, before=first, after=last, count=count, scope=scope)


def _gaps(numbers: set[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(numbers, key=_rank)
    for before, after in pairwise(ordered):
        if _rank(after) > _rank(before) + 1:
            yield before, after


def _rank(number: int) -> int:
    return int(str(number)[1:])
