"""The lines of one account while they are lettered. Lines are given by their rank in age order; documents count positive, settlements negative."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from encours.receivables.matching.lettering.contract import LetterLine, Side
from encours.receivables.matching.lettering.numbers import numbers_of


class Shelf:
    """Ranks in age order; walks pass over those that are taken."""

    def __init__(self, ranks: list[int], is_open: bytearray) -> None:
        self._ranks = ranks
        self._is_open = is_open

    def oldest(self, before: int) -> Iterator[int]:
        """The open ranks below `before`, oldest first."""
        for rank in self._ranks:
            if rank >= before:
                return
            if self._is_open[rank]:
                yield rank

    def newest(self, before: int) -> Iterator[int]:
        """The open ranks below `before`, newest first."""
        ranks, is_open = self._ranks, self._is_open
        for place in range(bisect_left(ranks, before) - 1, -1, -1):
            if is_open[ranks[place]]:
                yield ranks[place]

    def since(self, first: int) -> Iterator[int]:
        """The open ranks from `first` on, oldest first."""
        ranks, is_open = self._ranks, self._is_open
        for place in range(bisect_left(ranks, first), len(ranks)):
            if is_open[ranks[place]]:
                yield ranks[place]

    def tidy(self) -> None:
        """Drop what is taken."""
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
        self.oldest_taken = 0
        """The oldest rank taken since `SumSearch` last looked: what it knows of younger lines is still true."""
        self.all = Shelf(list(range(len(self.lines))), self.is_open)
        self.documents = Shelf([rank for rank, minor in enumerate(self.minor) if minor > 0], self.is_open)
        self.settlements = Shelf([rank for rank, minor in enumerate(self.minor) if minor < 0], self.is_open)

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, ranks: Iterable[int]) -> None:
        """Close lines: they belong to a group now."""
        for rank in ranks:
            self.is_open[rank] = 0
            self.oldest_taken = min(self.oldest_taken, rank)

    def tidy(self) -> None:
        """Drop the lines taken from the shelves, so that walks stay short."""
        for shelf in (self.all, self.documents, self.settlements):
            shelf.tidy()

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
