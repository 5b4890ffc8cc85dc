"""The values lettering takes and gives. Amounts are minor units as the ledger has them: debit positive, credit negative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from encours.receivables.matching.contract import Confidence, Decision, Evidence

Side = Literal["customer", "supplier"]
"""Whose account it is: the documents of a customer are debits, those of a supplier are credits."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One unlettered line of an account. Ids are compared where nothing else decides, so they should sort in the order of recording.

    `references` are the numbers the line is known by (PieceRef, the invoice's own number); `label` may name those of other lines. All lines of an
    account are in the currency of the books: an amount in another one is a remark.
    """

    id: str
    day: date
    minor: int
    references: tuple[str, ...] = ()
    label: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """Lines of one account that balance to zero, oldest first.

    `closed_on` is the day the last of them was posted; `amount_minor` what its debits (as much as its credits) come to. `solutions` counts the
    different answers the rule saw, up to the exchange of equal lines; `exhaustive` is false where it stopped at a bound, and then there may be
    more. `rank` 1 is the first answer: all groups of rank 1 together use no line twice. The others are further answers for the same closing line.
    An `automatic` group may be recorded without a person.
    """

    lines: tuple[str, ...]
    closed_on: date
    amount_minor: int
    decision: Decision
    confidence: Confidence
    rule: str
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()
    solutions: int = 1
    exhaustive: bool = True
    rank: int = 1
