"""Matching as a whole: every receipt gets a verdict, the sure answers are taken first, no item is paid twice.

The passes go from the strongest evidence to the weakest, each in order of day and id; what a pass takes, the next cannot see. A receipt
that no pass could settle gets suggestions among what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from encours.receivables.matching import reasons
from encours.receivables.matching.by_amount import by_amount, by_amount_alone
from encours.receivables.matching.by_reference import by_reference
from encours.receivables.matching.contract import Evidence, LineVerdict, Matching, OpenItem, Proposal, Receipt
from encours.receivables.matching.payer import Payer, Payers, find_payer
from encours.receivables.matching.pool import Pool
from encours.receivables.matching.references import Hit, ReferenceIndex
from encours.receivables.matching.repeats import repeated
from encours.receivables.matching.set_aside import set_aside
from encours.receivables.matching.solution import Solution, document, judge, proposal


@dataclass(slots=True)
class _Case:
    """One receipt that may be a customer's payment, and what it says."""

    receipt: Receipt
    hits: list[Hit]
    payer: Payer
    answers: list[Solution] | None = None


def match(
    receipts: Iterable[Receipt], items: Iterable[OpenItem], payers: Payers, *, refused_pairs: Set[tuple[str, str]] = frozenset()
) -> Matching:
    """Who paid what. `refused_pairs` are (receipt, item) ids that a person undid: shown again perhaps, never automatic again.

    The order of `receipts` and `items` does not matter. Nothing is recorded here, and nothing is retroactive: the caller says which
    receipts and items take part.
    """
    return _Run(items, payers, frozenset(refused_pairs)).match(receipts)


class _Run:
    def __init__(self, items: Iterable[OpenItem], payers: Payers, refused: frozenset[tuple[str, str]]) -> None:
        self._pool = Pool(items)
        self._index = ReferenceIndex(self._pool.items)
        self._payers = payers
        self._refused = refused
        self._named_by: dict[int, str] = {}

    def match(self, receipts: Iterable[Receipt]) -> Matching:
        ordered = sorted(receipts, key=lambda receipt: (receipt.received_on, receipt.id))
        verdicts: dict[str, LineVerdict] = {twin.receipt: twin for twin in repeated(ordered)}
        cases = [self._open(receipt, verdicts) for receipt in ordered if receipt.id not in verdicts]
        waiting = [case for case in cases if case is not None]
        for sure_of_payer in (True, False):
            for case in waiting:
                if case.hits and case.answers is None and bool(case.payer.known) is sure_of_payer:
                    self._settle(case, by_reference(case.receipt, case.hits, self._pool, case.payer, self._payers))
        for case in waiting:
            if case.hits and case.answers is None:
                self._remember_named(case)
        for case in waiting:
            if case.payer.known and case.answers is None:
                self._settle(case, self._by_amount(case))
        proposals = []
        for case in waiting:
            made = self._proposals(case)
            proposals += made
            verdicts[case.receipt.id] = self._verdict(case, made)
        return Matching(tuple(verdicts[receipt.id] for receipt in ordered), tuple(proposals))

    def _open(self, receipt: Receipt, verdicts: dict[str, LineVerdict]) -> _Case | None:
        """The case of a receipt, unless a verdict can be given at once."""
        aside = set_aside(receipt)
        if aside is not None and (aside.kind == "return" or receipt.amount_minor <= 0):
            verdicts[receipt.id] = aside
            return None
        if receipt.amount_minor <= 0:
            verdicts[receipt.id] = LineVerdict(receipt.id, "unknown", None, (Evidence(reasons.NO_CLUE),))
            return None
        hits = self._index.find(receipt)
        payer = find_payer(receipt, self._payers)
        if aside is not None and not hits and not payer.customers:
            verdicts[receipt.id] = aside
            return None
        return _Case(receipt, hits, payer)

    def _settle(self, case: _Case, answers: list[Solution]) -> None:
        """Take the answer when there is exactly one that may be recorded without a person."""
        judged = [judge(answer, case.receipt, self._pool, refused=self._refused) for answer in answers]
        if len(judged) == 1 and judged[0].is_automatic:
            case.answers = judged
            self._pool.take(judged[0].ranks, case.receipt.id)

    def _remember_named(self, case: _Case) -> None:
        for hit in case.hits:
            for rank in hit.items:
                if self._pool.is_open(rank):
                    self._named_by.setdefault(rank, case.receipt.id)

    def _by_amount(self, case: _Case) -> list[Solution]:
        """Answers from the amount, with what the text says against them: documents of others, numbers that are not open."""
        answers = by_amount(case.receipt, self._pool, case.payer, self._payers)
        if not answers:
            return []
        against = []
        if case.hits:
            against.append(Evidence(reasons.OTHER_NAMED))
        elif (strange := self._index.looks_like_a_number(case.receipt, case.hits)) is not None:
            fragment, where, start = strange
            against.append(Evidence(reasons.NOT_OPEN, {"fragment": fragment, "field": where}, start))
        return [answer.against((*against, *self._claims(case, answer))) for answer in answers]

    def _claims(self, case: _Case, answer: Solution) -> Iterable[Evidence]:
        for rank in answer.ranks:
            by = self._named_by.get(rank, case.receipt.id)
            if by != case.receipt.id and self._pool.is_open(rank):
                yield Evidence(reasons.CLAIMED, {"document": document(self._pool.items[rank]), "by": by})

    def _proposals(self, case: _Case) -> list[Proposal]:
        """What was taken, or what is worth showing: documents named before amounts, each answer once."""
        if case.answers is None:
            answers = by_reference(case.receipt, case.hits, self._pool, case.payer, self._payers) if case.hits else []
            if case.payer.customers:
                fitting = self._by_amount(case)
                # Documents named for another sum say less than an amount that fits to the cent.
                partial = bool(answers) and answers[0].rule == "references_partial"
                answers = fitting + answers if partial else answers + fitting
            elif not answers:
                answers = by_amount_alone(case.receipt, self._pool)
            judged = [judge(answer, case.receipt, self._pool, refused=self._refused) for answer in answers]
            case.answers = list({answer.ranks: answer for answer in reversed(judged)}.values())[::-1]
            if len(case.answers) > 1:
                case.answers = [_one_among(answer, len(case.answers)) for answer in case.answers]
        payer = case.payer.known
        made = [proposal(answer, case.receipt, self._pool, payer=payer, rank=rank) for rank, answer in enumerate(case.answers, 1)]
        return [one for one in made if one.applications]

    def _verdict(self, case: _Case, made: list[Proposal]) -> LineVerdict:
        receipt, payer = case.receipt, case.payer.known
        if payer is not None:
            if made:
                return LineVerdict(receipt.id, "receipt", payer, case.payer.evidence)
            nothing = (*case.payer.evidence, Evidence(reasons.NOTHING_OPEN, {"customer": payer}))
            return LineVerdict(receipt.id, "on_account", payer, (*nothing, *self._already_settled(case)))
        owners = {self._pool.items[rank].customer for hit in case.hits for rank in hit.items}
        if not case.payer.customers and len(owners) == 1:
            payer = owners.pop()
            told = Evidence(reasons.BY_REFERENCE, {"customer": payer})
            return LineVerdict(receipt.id, "receipt" if made else "on_account", payer, (told, *self._already_settled(case)))
        doubts = (*case.payer.evidence, *case.payer.counter_evidence) or (Evidence(reasons.NO_CLUE),)
        return LineVerdict(receipt.id, "receipt" if made and case.payer.customers else "unknown", None, doubts)

    def _already_settled(self, case: _Case) -> Iterable[Evidence]:
        for hit in case.hits:
            for rank in hit.items:
                by = self._pool.taken_by.get(rank)
                if by is not None and by != case.receipt.id:
                    yield Evidence(reasons.ALREADY_SETTLED, {"document": document(self._pool.items[rank]), "by": by})


def _one_among(answer: Solution, count: int) -> Solution:
    """The answer, told that it has rivals."""
    if answer.solutions > 1:
        return answer
    return Solution(
        answer.ranks, answer.rule, answer.confidence, answer.evidence,
        (*answer.counter_evidence, Evidence(reasons.SEVERAL, {"count": count})), count,
    )  # fmt: skip
