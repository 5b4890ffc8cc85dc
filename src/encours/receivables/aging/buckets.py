"""Buckets of days late: half-open, in order, covering every day from "not due" to "very late"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Bucket:
    """Days late from `from_days`, included, to `to_days`, excluded; None is open-ended. 0 day late is not due: the due date itself is no delay."""

    from_days: int | None
    to_days: int | None

    def __contains__(self, days_late: int) -> bool:
        return (self.from_days is None or days_late >= self.from_days) and (self.to_days is None or days_late < self.to_days)

    @property
    def label(self) -> Text:
        """How a column heading names it.

        >>> Bucket(31, 61).label.en, Bucket(121, None).label.fr, Bucket(None, 1).label.fr
        ('31–60 days', '> 120 jours', 'Non échu')
        """
        if self.from_days is None and self.to_days == 1:
            return Text(en="Not due", fr="Non échu")
        if self.from_days is None:
            return Text(en=f"< {self.to_days} days", fr=f"< {self.to_days} jours")
        if self.to_days is None:
            return Text(en=f"> {self.from_days - 1} days", fr=f"> {self.from_days - 1} jours")
        return Text(en=f"{self.from_days}–{self.to_days - 1} days", fr=f"{self.from_days}–{self.to_days - 1} jours")


@dataclass(frozen=True, slots=True)
class Buckets:
    """A partition of days late. `bounds` are the first days late of each bucket but the first, which is open towards the future.

    >>> [bucket.label.en for bucket in DEFAULT_BUCKETS]
    ['Not due', '1–30 days', '31–60 days', '61–90 days', '91–120 days', '> 120 days']
    """

    bounds: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.bounds or any(a >= b for a, b in pairwise(self.bounds)):
            raise ValueError("bucket bounds are strictly increasing, and there is at least one")

    def __iter__(self) -> Iterator[Bucket]:
        edges = (None, *self.bounds, None)
        return (Bucket(start, end) for start, end in pairwise(edges))

    def __len__(self) -> int:
        return len(self.bounds) + 1

    def index(self, days_late: int) -> int:
        """The place of the bucket that holds `days_late`.

        >>> [DEFAULT_BUCKETS.index(days) for days in (-5, 0, 1, 30, 31, 120, 121)]
        [0, 0, 1, 1, 2, 4, 5]
        """
        return sum(bound <= days_late for bound in self.bounds)


DEFAULT_BUCKETS = Buckets((1, 31, 61, 91, 121))
"""Not due, 1–30, 31–60, 61–90, 91–120, more than 120 days late."""
