"""Checks of a FEC that need more than one line: balance of entries, continuity of numbers, flaws that repeat.

Each keeps one integer per entry, so that three million lines fit in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from encours.formats.ledgers.fec import issues
from encours.kernel.issue import IssueKind, IssueLog
from encours.kernel.money import Money
from encours.kernel.wording import Text


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


_DIGITS = "0123456789"
_LINE_BITS = 40
_LINE_MASK = (1 << _LINE_BITS) - 1
_Series = tuple[str, str]


class Entries:
    """The numbered entries of a file: how many, whether each balances, and the gaps in their numbers.

    An entry is one integer under its number: 0 when settled, else its balance and the line it began on packed together.
    That is a third of the memory of a tuple, which counts where a file sorted by account leaves every entry open to the end.
    """

    def __init__(self) -> None:
        self._numbered: dict[_Series, dict[int, int]] = defaultdict(dict)
        self._named: dict[_Series, dict[str, int]] = defaultdict(dict)

    def add(self, journal: str, number: str, minor: int, line: int) -> None:
        """Take in a run of lines of one entry, whose debit minus credit is `minor`; `line` is where the run begins."""
        prefix = number.rstrip(_DIGITS)
        digits = number[len(prefix) :]
        if digits and len(digits) <= 18:
            # A leading 1 keeps 007 apart from 7.
            _settle(self._numbered[journal, prefix], int("1" + digits), minor, line)
        else:
            _settle(self._named[journal, ""], number, minor, line)

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._numbered.values()) + sum(len(entries) for entries in self._named.values())

    def report(self, log: IssueLog, currency: str) -> None:
        """Report the entries that do not balance, then the gaps."""
        for (journal, prefix), numbered in self._numbered.items():
            for mark, packed in numbered.items():
                if packed:
                    _report_unbalanced(log, journal, prefix + str(mark)[1:], packed, currency)
        for (journal, _), named in self._named.items():
            for number, packed in named.items():
                if packed:
                    _report_unbalanced(log, journal, number, packed, currency)
        self._report_gaps(log)

    def _report_gaps(self, log: IssueLog) -> None:
        """Report each gap, the numbering being by journal or over the whole file: whichever has fewer."""
        by_journal = sum(1 for entries in self._numbered.values() for _ in _gaps(entries))
        if not by_journal:
            return
        whole: dict[_Series, set[int]] = defaultdict(set)
        for (_, prefix), entries in self._numbered.items():
            whole["", prefix].update(entries)
        if sum(1 for numbers in whole.values() for _ in _gaps(numbers)) < by_journal:
            _name_gaps(log, whole)
        else:
            _name_gaps(log, self._numbered)


Number = TypeVar("Number", int, str)


def _settle(entries: dict[Number, int], number: Number, minor: int, line: int) -> None:
    packed = entries.get(number, 0)
    balance = (packed >> _LINE_BITS) + minor
    entries[number] = balance << _LINE_BITS | (packed & _LINE_MASK or line) if balance else 0


def _report_unbalanced(log: IssueLog, journal: str, number: str, packed: int, currency: str) -> None:
    line, difference = packed & _LINE_MASK, Money(packed >> _LINE_BITS, currency)
    log.add(issues.ENTRY_UNBALANCED, line=line, column="EcritureNum", value=number, number=number, journal=journal, difference=difference)


def _name_gaps(log: IssueLog, series: Mapping[_Series, Collection[int]]) -> None:
    for (journal, prefix), numbers in series.items():
        scope = Text(en=f"journal {journal}", fr=f"journal {journal}") if journal else issues.WHOLE_FILE
        for before, after in _gaps(numbers):
            first, last = prefix + str(before)[1:], prefix + str(after)[1:]
            count = _rank(after) - _rank(before) - 1
            log.add(issues.SEQUENCE_GAP, column="EcritureNum", value=first, before=first, after=last, count=count, scope=scope)


def _gaps(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(numbers, key=_rank)
    for before, after in pairwise(ordered):
        if _rank(after) > _rank(before) + 1:
            yield before, after


def _rank(number: int) -> int:
    return int(str(number)[1:])
