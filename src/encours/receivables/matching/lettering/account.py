"""The lines of one account while they are lettered. Lines are given by their rank in age order; documents count positive, settlements negative."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from encours.receivables.matching.lettering.contract import LetterLine, Side
from encours.receivables.matching.lettering.numbers import numbers_of


class Shelf:
    """Ranks in age order, walked past those that are taken; those are dropped now and then, so that a walk stays short."""

    def __init__(self, ranks: list[int], is_open: bytearray) -> None:
        self._ranks = ranks
        self._is_open = is_open

    def oldest(self, before: int) -> Iterator[int]:
        """The open ranks below `before`, oldest first."""
        self._tidy()
        for rank in self._ranks:
            if rank >= before:
                return
            if self._is_open[rank]:
                yield rank

    def newest(self, before: int, since: int = 0) -> Iterator[int]:
        """The open ranks from `since` up to `before`, newest first."""
        for place in range(bisect_left(self._ranks, before) - 1, -1, -1):
            rank = self._ranks[place]
            if rank < since:
                return
            if self._is_open[rank]:
                yield rank

    def _tidy(self) -> None:
        head = self._ranks[:256]
        if len(head) == 256 and 2 * sum(self._is_open[rank] for rank in head) < 256:
            self._ranks = [rank for rank in self._ranks if self._is_open[rank]]


class Account:
    """One account: its lines, which of them are still open, and the shelves they are looked up on."""

    def __init__(self, lines: Iterable[LetterLine], side: Side) -> None:
        sign = 1 if side == "customer" else -1
        self.lines = sorted((line for line in lines if line.minor), key=lambda line: (line.day, line.id))
        self.minor = [sign * line.minor for line in self.lines]
        self.days = [line.day for line in self.lines]
        self.numbers = [numbers_of(line.references, line.label, line.day) for line in self.lines]
        self.is_open = bytearray(b"\x01" * len(self.lines))
        self.all = Shelf(list(range(len(self.lines))), self.is_open)
        self.documents = Shelf([rank for rank, minor in enumerate(self.minor) if minor > 0], self.is_open)
        self.settlements = Shelf([rank for rank, minor in enumerate(self.minor) if minor < 0], self.is_open)

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, ranks: Iterable[int]) -> None:
        """Close lines: they belong to a group now."""
        for rank in ranks:
            self.is_open[rank] = 0

    def open_ranks(self) -> list[int]:
        """Every open line, oldest first."""
        return [rank for rank, state in enumerate(self.is_open) if state]

    def end_of_day(self, rank: int) -> int:
        """The first rank that is younger than the day of `rank`."""
        return bisect_right(self.days, self.days[rank])

    def start_of_day(self, rank: int) -> int:
        """The first rank of the day of `rank`."""
        return bisect_left(self.days, self.days[rank])

    def total(self, ranks: Iterable[int]) -> int:
        return sum(self.minor[rank] for rank in ranks)
