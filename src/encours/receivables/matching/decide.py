"""Whether an answer may be recorded without a person, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from sys import intern

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Answer, Case, document
from encours.receivables.matching.book import Book
from encours.receivables.matching.calibration import Calibration
from encours.receivables.matching.contract import Application, Confidence, Evidence, Proposal
from encours.receivables.matching.payer import Payers, account_key
from encours.receivables.matching.policy import Policy

_PROBABLE = 0.9
# Rules that rest on the payer and the amount: a strange account counts against them.
_NAMED = ("rf", "number", "digits", "short", "order", "fuzzy", "tail", "advice")


class Judge:
    """Applies the flags that always force review, the company's policy and the measured precision of the answer's rule."""

    def __init__(self, book: Book, payers: Payers, policy: Policy, calibration: Calibration, refused: frozenset[tuple[str, str]]) -> None:
        self._book, self._payers, self._policy, self._calibration, self._refused = book, payers, policy, calibration, refused
        self._bounds: dict[str, float] = {}
        self._posting: dict[str, bool] = {}

    def judge(self, case: Case, answer: Answer) -> Answer:
        """The answer with everything that speaks against recording it alone."""
        return answer.against(self._against(case, answer))

    def may_post(self, answer: Answer) -> bool:
        """Whether the answer, judged, may be recorded without a person."""
        return answer.solutions == 1 and not answer.counter_evidence

    def _against(self, case: Case, answer: Answer) -> Iterator[Evidence]:
        receipt, policy, items = case.receipt, self._policy, self._book.items
        if answer.solutions > 1:
            yield Evidence(reasons.SEVERAL, {"count": answer.solutions})
        for rank in answer.ranks:
            item = items[rank]
            if (receipt.id, item.id) in self._refused:
                yield Evidence(reasons.UNDONE)
            if item.disputed:
                yield Evidence(reasons.DISPUTED, {"document": document(item)})
            if item.id in policy.review_items:
                yield Evidence(reasons.ITEM_REVIEWED, {"document": document(item)})
        for customer in sorted({*case.payer.customers, *(items[rank].customer for rank in answer.ranks)}):
            if policy.always_reviews(customer):
                yield Evidence(reasons.CUSTOMER_REVIEWED, {"customer": customer})
        if policy.review_before is not None and receipt.received_on < policy.review_before:
            yield Evidence(reasons.BACKLOG)
        if not answer.what.startswith(_NAMED):
            yield from self._strange_account(case)
            yield from case.paid_before
        unapproved = {part.kind for part in answer.parts} - policy.pre_approved - {"payment"}
        if unapproved and not any(one.kind is reasons.NOT_APPROVED for one in answer.counter_evidence):
            yield Evidence(reasons.NOT_APPROVED)
        if not self._posts(answer.rule):
            yield Evidence(reasons.UNPROVEN)

    def _strange_account(self, case: Case) -> Iterator[Evidence]:
        """An account that is not among those of a customer who has some, where nothing but the payer and the amount speak."""
        iban, customer = case.receipt.counterparty_iban, case.payer.known
        if (
            iban
            and customer in self._payers.with_account
            and account_key(iban) not in self._payers.ibans
            and "learned" not in case.payer.signs
        ):
            yield Evidence(reasons.NEW_ACCOUNT, {"customer": customer})

    def _posts(self, rule: str) -> bool:
        known = self._posting.get(rule)
        if known is None:
            known = self._posting[rule] = self._calibration.may_post(rule)
        return known

    def confidence(self, answer: Answer, *, automatic: bool) -> Confidence:
        """How sure the answer is, from the measured precision of its rule."""
        if automatic:
            return "certain"
        bound = self._bounds.get(answer.rule)
        if bound is None:
            bound = self._bounds[answer.rule] = self._calibration.precision_bound(answer.rule)
        return "probable" if bound >= _PROBABLE and answer.solutions == 1 else "possible"

    def proposal(self, case: Case, answer: Answer, *, rank: int, automatic: bool) -> Proposal:
        """The proposal that a judged answer makes."""
        items = self._book.items
        payer = case.payer.known or items[answer.parts[0].rank].customer
        return Proposal(
            receipt=case.receipt.id,
            customer=payer,
            applications=tuple(Application(items[part.rank].id, part.amount_minor, part.kind, part.paid_minor) for part in answer.parts),
            decision="automatic" if automatic else "suggested",
            confidence=self.confidence(answer, automatic=automatic),
            rule=intern(answer.rule),
            evidence=answer.evidence,
            counter_evidence=answer.counter_evidence,
            solutions=answer.solutions,
            rank=rank,
        )


def distinct(answers: Iterable[Answer], most: int) -> Sequence[Answer]:
    """The answers, each set of parts once, in order."""
    return list({answer.parts: answer for answer in reversed(list(answers))}.values())[::-1][:most]
