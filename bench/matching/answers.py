"""An answer to a line, and when it is the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bench.matching.books import SETTLES
from bench.matching.model import Applied, LineKind, Truth

Outcome = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]
"""What of each document is settled, and the sum of each kind of difference."""
_DIFFERENCES = frozenset(("cash_discount", "bank_fee", "rounding", "fx", "penalty"))


def outcome(applied: Iterable[Applied]) -> Outcome:
    """What a settlement does, whatever way it is written down: which of several documents bears a bank's charge is left open; a part held back
    stays open, and so does what is simply not paid.
    """
    documents: dict[str, int] = defaultdict(int)
    differences: dict[str, int] = defaultdict(int)
    for one in applied:
        # A difference below zero is money above the document, taken in as a gain.
        if one.kind in SETTLES and one.settled_minor > 0:
            documents[one.document] += one.settled_minor
        if one.kind in _DIFFERENCES:
            differences[one.kind] += one.settled_minor
    return frozenset(documents.items()), frozenset(differences.items())


@dataclass(frozen=True)
class Answer:
    """What a program says of a line. `payer` is None when it names none; `confidence` and `rule` are its own words."""

    kind: LineKind | None
    payer: str | None = None
    applied: tuple[Applied, ...] = ()
    automatic: bool = False
    rule: str = ""
    confidence: str = ""

    @cached_property
    def outcome(self) -> Outcome:
        return outcome(self.applied)

    @cached_property
    def documents(self) -> frozenset[str]:
        """The documents named."""
        return frozenset(one.document for one in self.applied)


NOTHING = Answer(None)


def right_outcomes(truth: Truth) -> tuple[Outcome, ...]:
    """The outcomes that count as right. Besides the truth those that differ by policy alone: of a discount taken too late, or later than a company
    lets pass, the money may be taken and the discount left open, while those in time are granted; and cents too much, from a sum rounded up, may
    be a gain instead of standing on account.
    """
    whole = outcome(truth.applied)
    if truth.late:
        refused = [frozenset(truth.late[:count]) for count in range(1, len(truth.late) + 1)]
        return whole, *(
            outcome(one for one in truth.applied if one.kind != "cash_discount" or one.document not in some) for some in refused
        )
    if "amount_wrong" in truth.noise and 0 < truth.on_account_minor < 100:
        return whole, (whole[0], whole[1] | {("rounding", -truth.on_account_minor)})
    return (whole,)


def is_right(answer: Answer, truth: Truth) -> bool:
    """Whether documents and amounts are exactly the truth, and the payer, where nothing is settled, too. Nothing posted is right where no customer paid."""
    if truth.kind != "receipt":
        return False
    if not truth.applied and answer.payer != truth.payer:
        return False
    return answer.outcome in right_outcomes(truth)
