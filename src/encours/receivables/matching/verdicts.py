"""What a line is, once its proposals are made; and what its text says against an answer from the amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from encours.receivables.matching import reasons
from encours.receivables.matching.amounts import Amounts
from encours.receivables.matching.answer import Answer, Case, document
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, LineVerdict, OpenItem, Proposal
from encours.receivables.matching.index import Index
from encours.receivables.matching.keys import DIGITS, ORDER, SHORT
from encours.receivables.matching.said import said, share_said

# A payment made twice by mistake comes within some weeks; what comes later is the next month's.
_SOON_AGAIN = timedelta(days=21)
_A_WEEK = timedelta(days=7)


class Verdicts:
    """Judges lines against the book."""

    def __init__(self, book: Book, index: Index, amounts: Amounts) -> None:
        self._book, self._index, self._amounts = book, index, amounts

    def of(self, case: Case, made: Sequence[Proposal]) -> LineVerdict:
        """The verdict on a line that is no obvious case, once its proposals are made."""
        receipt, payer = case.receipt, case.payer.known
        if payer is None and made and made[0].decision == "automatic":
            owner = Evidence(reasons.BY_REFERENCE, {"customer": made[0].customer})
            return LineVerdict(receipt.id, "receipt", made[0].customer, (*case.payer.evidence, owner))
        if payer is None:
            owners = {self._book.items[rank].customer for hit in case.hits for rank, grade in hit.options if grade >= SHORT}
            if made and not case.payer.customers and len(owners) == 1:
                payer = owners.pop()
                return LineVerdict(receipt.id, "receipt", payer, (Evidence(reasons.BY_REFERENCE, {"customer": payer}),))
            doubts = (*case.payer.evidence, *case.payer.counter_evidence, *self._settled(case)) or (Evidence(reasons.NO_CLUE),)
            return LineVerdict(receipt.id, "receipt" if made and case.payer.customers else "unknown", None, doubts)
        if made:
            return LineVerdict(receipt.id, "receipt", payer, case.payer.evidence)
        told = (*case.payer.evidence, *self._settled(case), *case.paid_before)
        if self.is_paid_again(case):
            return LineVerdict(receipt.id, "on_account", payer, told)
        if self.is_advance(case):
            return LineVerdict(receipt.id, "on_account", payer, (*told, Evidence(reasons.ADVANCE)))
        nothing = Evidence(reasons.NOTHING_OPEN, {"customer": payer})
        if not case.payer.is_sure:
            return LineVerdict(receipt.id, "unknown", None, (*told, nothing))
        return LineVerdict(receipt.id, "receipt" if self._owes_anything(case) else "on_account", payer, (*told, nothing))

    def _owes_anything(self, case: Case) -> bool:
        return any(self._book.owes_anything(customer) for customer in case.family)

    def is_advance(self, case: Case) -> bool:
        """Whether a payer who is sure says that it pays in advance: no part of something, and no document of its own named or nearly so."""
        text, items = case.receipt.remittance, self._book.items
        if not case.payer.is_sure or "advance" not in said(text) or share_said(text) is not None:
            return False
        named = any(grade >= ORDER and items[rank].customer in case.family for hit in case.hits for rank, grade in hit.options)
        return not named and not case.paid_before and not self._index.looks_like_a_number(case.readings)

    def is_paid_again(self, case: Case) -> bool:
        """Whether the line names documents of the payer that are settled already, for the sum that they came to or that it paid before, and no other
        of that sum is open.

        Where the same sum came some days before, one that is open but not due, or several that are, do not outweigh the number written.
        """
        amount, items = case.receipt.amount_minor, self._book.items
        named = [rank for hit in case.hits for rank, grade in hit.options if grade >= ORDER and items[rank].customer in case.family]
        settled = any(not self._book.is_open(rank) and amount in _sums_of(items[rank]) for rank in named)
        settled = settled or amount == sum(items[rank].document_minor for rank in set(named)) or (bool(named) and case.again is not None)
        if not settled or not case.payer.is_sure or any(self._book.is_open(rank) for rank in named):
            return False
        striking = [answer for answer in self._amounts.known(case) if answer.is_striking]
        return not striking or (len(striking) > 1 and self.repetition(case, striking[0]) != "_monthly" and case.again is not None)

    def repetition(self, case: Case, answer: Answer) -> str:
        """How the same sum, paid lately, speaks against an answer, as a part of its rule: after some weeks hardly; more when the answer is not due."""
        if case.again is None:
            return ""
        if abs(case.receipt.received_on - case.again) > _SOON_AGAIN:
            return "_monthly"
        items = (self._book.items[rank] for rank in answer.ranks)
        early = any(item.due_on is not None and item.due_on - case.receipt.received_on > _A_WEEK for item in items)
        return "_again_early" if early else "_again"

    def _settled(self, case: Case) -> Iterable[Evidence]:
        for hit in case.hits:
            for rank, _ in hit.options:
                by = self._book.taken_by.get(rank)
                if by is not None and by != case.receipt.id:
                    yield Evidence(reasons.ALREADY_SETTLED, {"document": document(self._book.items[rank]), "by": by})

    def strangers_named(self, case: Case) -> tuple[Evidence, ...]:
        """The conflict, where the text names an open document of somebody else for exactly this sum (reliability R68)."""
        items, amount = self._book.items, case.receipt.amount_minor
        named = (rank for hit in case.hits for rank, grade in hit.options if grade >= DIGITS and self._book.is_open(rank))
        strangers = {items[rank].customer for rank in named if items[rank].customer not in case.family and items[rank].open_minor == amount}
        if not strangers:
            return ()
        shown = {"payer": ", ".join(sorted(case.payer.customers)), "customer": ", ".join(sorted(strangers))}
        return (Evidence(reasons.PAYER_CONFLICT, shown),)

    def disagreement(self, case: Case) -> str:
        """How the text speaks against an answer from the amount, as a part of its rule: it names something open, or settled, or nothing we have."""
        items = self._book.items
        named = [rank for hit in case.hits for rank, grade in hit.options if grade >= ORDER]
        own = [rank for rank in named if not case.family or items[rank].customer in case.family]
        if any(self._book.is_open(rank) for rank in own):
            return "_other_named"
        if own or case.paid_before:
            same = any(
                items[rank].document_minor == case.receipt.amount_minor or items[rank].open_minor == case.receipt.amount_minor
                for rank in own
            )
            return "_paid_again" if same else "_stale"
        return "_unread" if self._index.looks_like_a_number(case.readings) else ""


def _sums_of(item: OpenItem) -> tuple[int, ...]:
    """What a document is usually paid with."""
    return item.document_minor, item.open_minor, item.document_minor - item.discount_minor
