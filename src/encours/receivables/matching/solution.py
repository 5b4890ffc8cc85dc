"""A possible answer to one receipt, before anybody decided: which items, by which rule, and what speaks for and against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from encours.kernel.money import Money
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Application, Confidence, Evidence, OpenItem, Proposal, Receipt
from encours.receivables.matching.pool import Pool

# Rules that may record without a person. The others find answers that are worth showing and too often wrong to be posted.
AUTOMATIC_RULES = frozenset({"creditor_reference", "references", "references_credit_note", "single_amount", "all_open"})


@dataclass(frozen=True, slots=True)
class Solution:
    """The items (by rank) that would be settled whole, unless the receipt is too small for them."""

    ranks: tuple[int, ...]
    rule: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()
    solutions: int = 1

    @property
    def is_automatic(self) -> bool:
        """One answer, by a rule that may post, and nothing against it."""
        return self.rule in AUTOMATIC_RULES and self.solutions == 1 and not self.counter_evidence

    def against(self, more: Iterable[Evidence]) -> Solution:
        """The same answer with more against it."""
        return replace(self, counter_evidence=(*self.counter_evidence, *more))


def document(item: OpenItem) -> str:
    """How a reason calls an item."""
    return item.document_ref or item.label or item.id


def applications(receipt_minor: int, items: Iterable[OpenItem]) -> tuple[Application, ...]:
    """Share a receipt over items: credits first, which make room, then debits in the given order until the money is used up.

    Never exceeds an item, never gives out more than the receipt and its credits.
    """
    listed = list(items)
    credits = [item for item in listed if item.open_minor < 0]
    room = receipt_minor - sum(item.open_minor for item in credits)
    debits = []
    for item in listed:
        if item.open_minor > 0 and room > 0:
            amount = min(item.open_minor, room)
            debits.append(Application(item.id, amount))
            room -= amount
    spare = min(max(room - receipt_minor, 0), -sum(item.open_minor for item in credits))
    used = []
    # What the debits leave of the credits stays on the credits: the receipt's own money is spent last.
    for item in reversed(credits):
        kept = min(spare, -item.open_minor)
        spare -= kept
        if item.open_minor + kept:
            used.append(Application(item.id, item.open_minor + kept, "credit_note"))
    return (*debits, *reversed(used))


def judge(solution: Solution, receipt: Receipt, pool: Pool, *, refused: frozenset[tuple[str, str]]) -> Solution:
    """`solution` with what speaks against any answer: undone before, in dispute, money before the document, several answers."""
    against = []
    for rank in solution.ranks:
        item = pool.items[rank]
        if (receipt.id, item.id) in refused:
            against.append(Evidence(reasons.UNDONE))
        if item.disputed:
            against.append(Evidence(reasons.DISPUTED, {"document": document(item)}))
    named = solution.rule in ("references", "creditor_reference", "references_credit_note")
    if not named and any(pool.items[rank].issued_on > receipt.received_on for rank in solution.ranks):
        against.append(Evidence(reasons.BEFORE_ISSUE))
    if solution.solutions > 1:
        against.append(Evidence(reasons.SEVERAL, {"count": solution.solutions}))
    return solution.against(against) if against else solution


def proposal(solution: Solution, receipt: Receipt, pool: Pool, *, payer: str | None, rank: int = 1) -> Proposal:
    """The proposal that a solution makes."""
    items = [pool.items[place] for place in solution.ranks]
    automatic = solution.is_automatic
    return Proposal(
        receipt=receipt.id,
        customer=payer or items[0].customer,
        applications=applications(receipt.amount_minor, items),
        decision="automatic" if automatic else "suggested",
        confidence=solution.confidence if automatic or solution.confidence == "possible" else "probable",
        rule=solution.rule,
        evidence=solution.evidence,
        counter_evidence=solution.counter_evidence,
        solutions=solution.solutions,
        rank=rank,
    )


def amount_of(receipt: Receipt) -> Money:
    """The receipt's money, for sentences."""
    return Money(receipt.amount_minor, receipt.currency)
