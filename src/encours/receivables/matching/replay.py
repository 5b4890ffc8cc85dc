"""Going through what happened again: what matching would have said of each past receipt, and what each customer's way of paying was.

Matching sees at each day what was open then; what it says is compared with what persons recorded or the ledger says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
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
    """A receipt and what it turned out to be: whose, and what it settled how. `is_told`: a person or the ledger said so, which counts as the truth; what a
    rule recorded happened too, but proves nothing of rules. `among`: where one letter of a ledger joins several credits, which of them settled which of
    these items is nobody's statement, and any answer within them is right."""

    receipt: Receipt
    customer: str
    parts: tuple[Application, ...]
    is_told: bool = True
    among: frozenset[str] = frozenset()

    def settled(self) -> dict[str, int]:
        """By how much each item's open amount fell."""
        fell: dict[str, int] = defaultdict(int)
        for part in self.parts:
            if part.kind in _SETTLING:
                fell[part.item] += part.amount_minor
        return {item: minor for item, minor in fell.items() if minor}

    def agrees(self, said: Mapping[str, int]) -> bool:
        """Whether an answer is what was recorded."""
        return said == self.settled() or bool(said and self.among.issuperset(said))


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

    def of(self, rules: Container[str]) -> Tally:
        """What these rules would have recorded, together."""
        chosen = [tally for rule, tally in self.tallies.items() if rule in rules]
        return Tally(sum(tally.cases for tally in chosen), sum(tally.wrong for tally in chosen))

    def count(self, proposal: Proposal | None, past: PastReceipt) -> None:
        """Compare one answer with what was recorded."""
        self.receipts += 1
        said = settled_by(proposal.applications) if proposal else {}
        is_right = past.agrees(said)
        if proposal is None or proposal.decision != "automatic":
            self.first_right += is_right
            self.missed += not is_right
            return
        tally = self.tallies.get(proposal.rule, Tally())
        self.tallies[proposal.rule] = Tally(tally.cases + 1, tally.wrong + (not is_right))
        if not is_right and len(self.examples) < EXAMPLES:
            self.examples.append(WrongAnswer(past.receipt.id, proposal.rule, said, past.settled()))


def settled_by(parts: Iterable[Application]) -> dict[str, int]:
    """By how much each item's open amount falls."""
    return PastReceipt(_NOBODY, "", tuple(parts)).settled()


_NOBODY = Receipt("", "", 0, date.min)


def back_test(history: History, payers: Payers, *, policy: Policy | None = None, progress: Callable[[int], None] | None = None) -> BackTest:
    """Replay `history` day by day, with every rule allowed to record."""
    matcher = Matcher(history.items.values(), payers, policy=policy, calibration=Trusting())
    result = BackTest()
    for day in history.days():
        matcher.update(history.take_changed())
        found = matcher.match([one.receipt for one in day])
        first = {proposal.receipt: proposal for proposal in found.proposals if proposal.rank == 1}
        for one in day:
            if one.is_told:
                result.count(first.get(one.receipt.id), one)
            matcher.decide(one.receipt, {history.items[item].customer for item in one.settled() if item in history.items})
        if progress:
            progress(result.receipts)
    return result


class History:
    """Receipts, and the items as they were before any of them. Going through the days, `items` follow what was settled.

    `closings` are what else settled items (another way of paying, a credit note): day, item, and by how much its open amount fell.
    """

    def __init__(self, past: Iterable[PastReceipt], items: Iterable[OpenItem], closings: Iterable[tuple[date, str, int]] = ()) -> None:
        self.past = sorted(past, key=lambda one: (one.receipt.received_on, one.receipt.id))
        self.items = {item.id: item for item in items}
        self._closings = sorted(closings, reverse=True)
        self._before = dict(self.items)
        self._changed: dict[str, OpenItem] = {}

    def days(self) -> Iterator[Sequence[PastReceipt]]:
        """The receipts of each day, in the order of the days, from the beginning; what they settled is settled when the next day is asked for."""
        self.items, self._changed = dict(self._before), {}
        waiting = list(self._closings)
        for on, receipts in groupby(self.past, key=lambda one: one.receipt.received_on):
            while waiting and waiting[-1][0] < on:
                self._settle(*waiting.pop()[1:])
            day = list(receipts)
            yield day
            for one in day:
                for item, minor in one.settled().items():
                    self._settle(item, minor)

    def take_changed(self) -> list[OpenItem]:
        """The items that changed since this was asked last."""
        changed, self._changed = list(self._changed.values()), {}
        return changed

    def _settle(self, item: str, minor: int) -> None:
        if (was := self.items.get(item)) is not None:
            left = was.open_minor - minor
            # Never beyond zero, whatever history says of an item that other entries changed too.
            self.items[item] = self._changed[item] = replace(was, open_minor=left if left * was.open_minor > 0 else 0)
