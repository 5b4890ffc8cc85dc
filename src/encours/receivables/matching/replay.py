"""Going through what happened again: what matching would have said of each past receipt, and what each customer's way of paying was.

Both read one history, in the order of the days. Matching sees at each day what was open then; what it says is compared with what was recorded
by persons, by the ledger, or by a rule that nobody took back (capabilities CASH-07, CASH-10, moonshot e-2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from encours.receivables.matching.calibration import Calibration, Tally
from encours.receivables.matching.contract import Application, OpenItem, Proposal, Receipt
from encours.receivables.matching.engine import Matcher
from encours.receivables.matching.payer import Payers
from encours.receivables.matching.policy import Policy

_SETTLING = frozenset(("payment", "credit_note", "cash_discount", "bank_fee", "rounding", "currency"))
EXAMPLES = 20
"""So many answers that went wrong are kept as examples."""


@dataclass(frozen=True, slots=True)
class PastReceipt:
    """A receipt and what it turned out to be: whose, and what it settled how."""

    receipt: Receipt
    customer: str
    parts: tuple[Application, ...]

    def settled(self) -> dict[str, int]:
        """By how much each item's open amount fell."""
        fell: dict[str, int] = defaultdict(int)
        for part in self.parts:
            if part.kind in _SETTLING:
                fell[part.item] += part.amount_minor
        return {item: minor for item, minor in fell.items() if minor}


@dataclass(frozen=True)
class Trusting(Calibration):
    """Lets every rule record, so that what each would have done can be counted."""

    def may_post(self, rule: str) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A past receipt that a rule would have recorded otherwise than it was."""

    receipt: str
    rule: str
    proposed: Mapping[str, int]
    recorded: Mapping[str, int]


@dataclass(slots=True)
class BackTest:
    """What matching would have done. `tallies` count by rule what it would have recorded alone; of the receipts left to a person, `first_right` had the
    right answer as first suggestion and `missed` had not."""

    receipts: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    first_right: int = 0
    missed: int = 0
    examples: list[WrongAnswer] = field(default_factory=list)

    @property
    def alone(self) -> int:
        """Receipts that it would have recorded without a person."""
        return sum(tally.cases for tally in self.tallies.values())

    @property
    def wrong(self) -> int:
        """Those of them that were otherwise."""
        return sum(tally.wrong for tally in self.tallies.values())

    def count(self, proposal: Proposal | None, past: PastReceipt) -> None:
        """Compare one answer with what was recorded."""
        self.receipts += 1
        said, truth = settled_by(proposal.applications) if proposal else {}, past.settled()
        if proposal is None or proposal.decision != "automatic":
            self.first_right += said == truth
            self.missed += said != truth
            return
        tally = self.tallies.get(proposal.rule, Tally())
        self.tallies[proposal.rule] = Tally(tally.cases + 1, tally.wrong + (said != truth))
        if said != truth and len(self.examples) < EXAMPLES:
            self.examples.append(WrongAnswer(past.receipt.id, proposal.rule, said, truth))


def settled_by(parts: Iterable[Application]) -> dict[str, int]:
    """By how much each item's open amount falls."""
    return PastReceipt(_NOBODY, "", tuple(parts)).settled()


_NOBODY = Receipt("", "", 0, date.min)


def back_test(
    past: Iterable[PastReceipt], items: Iterable[OpenItem], payers: Payers, *, policy: Policy | None = None, progress: Callable[[int], None] | None = None
) -> BackTest:  # fmt: skip
    """Replay `past` day by day. `items` are open by what they were before any of it; an item counts from the day it was issued."""
    books = {item.id: item for item in items}
    matcher = Matcher(books.values(), payers, policy=policy, calibration=Trusting())
    result = BackTest()
    for day in by_day(past):
        found = matcher.match([one.receipt for one in day])
        first = {proposal.receipt: proposal for proposal in reversed(found.proposals) if proposal.rank == 1}
        for one in day:
            result.count(first.get(one.receipt.id), one)
        matcher.update(settle_day(books, day))
        for one in day:
            matcher.decide(one.receipt, {books[item].customer for item in one.settled() if item in books})
        if progress:
            progress(result.receipts)
    return result


def by_day(past: Iterable[PastReceipt]) -> Iterator[Sequence[PastReceipt]]:
    """The receipts of each day, in the order of the days."""
    ordered = sorted(past, key=lambda one: (one.receipt.received_on, one.receipt.id))
    return (list(day) for _, day in groupby(ordered, key=lambda one: one.receipt.received_on))


def settle_day(books: dict[str, OpenItem], day: Iterable[PastReceipt]) -> list[OpenItem]:
    """Let `books` follow what the day's receipts settled; returns the items that changed."""
    changed: dict[str, OpenItem] = {}
    for one in day:
        for item, minor in one.settled().items():
            if item in books:
                books[item] = changed[item] = replace(books[item], open_minor=_less(books[item].open_minor, minor))
    return list(changed.values())


def _less(open_minor: int, minor: int) -> int:
    """What is left open; never beyond zero, whatever history says of an item that other entries changed too."""
    left = open_minor - minor
    return left if left * open_minor > 0 else 0
