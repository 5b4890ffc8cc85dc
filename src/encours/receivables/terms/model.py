"""What payment terms are made of: a base, steps, a shift and a split, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from encours.kernel.wording import Text

Base = Literal["ISSUE", "DELIVERY", "PERFORMANCE", "RECEIPT", "ORDER", "DEKADE_END", "MONTH_END_DELIVERY"]
"""The day counting starts from. A décade is days 1–10, 11–20 and 21–end of the month of delivery."""

Shift = Literal["NONE", "NEXT", "PREV", "MODIFIED_FOLLOWING"]
"""Where a due date goes when it is no working day. No law moves a contractual due date, hence NONE unless agreed."""


class WorkingDays(Protocol):
    """A calendar that can say whether people work on a day."""

    def is_working_day(self, day: date, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class AddDays:
    """Calendar days later, the start day not counted."""

    days: int


@dataclass(frozen=True, slots=True)
class AddMonths:
    """The same day number some months later, or the last day of a shorter month."""

    months: int


@dataclass(frozen=True, slots=True)
class EndOfMonth:
    """The last day of the month reached."""


@dataclass(frozen=True, slots=True)
class OnDay:
    """The first day of that number strictly after the date reached; 31 means the last day of a shorter month."""

    day: int


Step = AddDays | AddMonths | EndOfMonth | OnDay


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: its share (a fraction of the total, fixed minor units, or None for the remainder), and when it is due."""

    share: Fraction | int | None
    base: Base
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """A cash discount offered with the terms: so many percent when paid within so many days of the issue."""

    percent: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms that were understood. `code` reads back to the same terms; `doubt` says what was chosen where the words allow two readings."""

    code: str
    parts: tuple[Part, ...]
    shift: Shift = "NONE"
    discount: DiscountOffer | None = None
    doubt: Text | None = None

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("terms have at least one part")
        if any(part.share is None for part in self.parts[:-1]):
            raise ValueError("only the last part takes the remainder")
        fractions = [part.share for part in self.parts if isinstance(part.share, Fraction)]
        if any(share <= 0 for share in fractions) or sum(fractions) > 1:
            raise ValueError("shares are positive and make at most the whole")
        if self.parts[-1].share is not None and (len(fractions) != len(self.parts) or sum(fractions) != 1):
            raise ValueError("without a remainder the shares make the whole")


@dataclass(frozen=True, slots=True)
class Installment:
    """A part to pay: its due date and its minor units. `counted_from` is the base day; `assumed` that the base day was unknown and the issue date stood in."""

    due_on: date
    minor: int
    counted_from: date
    assumed: bool
