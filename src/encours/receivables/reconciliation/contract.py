"""The values reconciliation takes and gives. Movements are known by their position on their side; whoever asks keeps what they are.

A million movements a side are usual at the end of a year, so that a side is columns and an answer is arrays, not a value per movement.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Side:
    """Movements of one side: days (proleptic ordinals), amounts in minor units of one currency (money in positive), references ('' where there is none)."""

    days: Sequence[int]
    minor: Sequence[int]
    references: Sequence[str]

    def __post_init__(self) -> None:
        if not len(self.days) == len(self.minor) == len(self.references):
            raise ValueError("the columns of a side have one value per movement")

    def __len__(self) -> int:
        return len(self.days)

    def on(self, position: int) -> date:
        """The day of a movement."""
        return date.fromordinal(self.days[position])


class Rule(IntEnum):
    """Why movements are taken for the same, from the strongest reason to the weakest."""

    NONE = 0
    REFERENCE = 1
    """Same reference, same amount."""
    AMOUNT = 2
    """Same amount, days apart at most as allowed, the nearest first."""
    TOTAL = 3
    """The movements of one reference, or of one day, add up to one movement (or one such group) of the other side."""
    SUM = 4
    """Movements near the day add up to one of the other side, and no other choice of them does."""
    VARIANCE = 5
    """Same reference, amounts that differ by no more than is allowed."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Movements that say the same together. `difference_minor` is left less right, zero but for `Rule.VARIANCE`."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    rule: Rule
    difference_minor: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What both sides say. `partner` gives for each left movement the right one it meets alone (−1: none), `rules` why; `meetings` are those of
    several movements; `left_over` and `right_over` are the positions that met nothing, in their order. `undecided` counts the left-over movements
    for which several choices of the other side add up, or too many to be tried."""

    partner: array[int]
    rules: bytearray
    meetings: tuple[Meeting, ...]
    left_over: array[int]
    right_over: array[int]
    undecided: int = 0

    @property
    def pairs(self) -> int:
        """How many movements meet one other alone."""
        return len(self.partner) - self.partner.count(-1)
