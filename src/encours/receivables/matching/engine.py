"""Matching as a whole: every receipt gets a verdict, the sure answers are taken first, no item is paid twice.

The passes go from the strongest evidence to the weakest, each in order of day and id; what a pass takes, the next cannot see, and what it
learns about accounts and names, the next may use. A receipt that no pass could settle gets suggestions among what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from encours.receivables.matching import reasons
from encours.receivables.matching.advice import Advices
from encours.receivables.matching.amounts import MOST_SHOWN, Amounts
from encours.receivables.matching.answer import EXACT, Answer, Case, document
from encours.receivables.matching.book import Book
from encours.receivables.matching.calibration import SHIPPED, Calibration
from encours.receivables.matching.contract import (
    Evidence,
    LineVerdict,
    Matching,
    OpenItem,
    Proposal,
    Receipt,
    RemittanceAdvice,
    SettledDocument,
)
from encours.receivables.matching.decide import Judge, distinct
from encours.receivables.matching.differences import Differences
from encours.receivables.matching.habits import HabitBook
from encours.receivables.matching.index import Index, readings_of
from encours.receivables.matching.keys import SHORT
from encours.receivables.matching.mangled import Mangled
from encours.receivables.matching.named import Named
from encours.receivables.matching.payer import WEAK_SIGNS, Learned, Payer, Payers, find_payer
from encours.receivables.matching.policy import Policy
from encours.receivables.matching.repeats import Decided, repeated
from encours.receivables.matching.set_aside import set_aside
from encours.receivables.matching.verdicts import Verdicts

FindSettled = Callable[[Iterable[Receipt]], Iterable[SettledDocument]]
"""Gives the settled documents that receipts may name."""


def match(
    receipts: Iterable[Receipt],
    items: Iterable[OpenItem],
    payers: Payers,
    *,
    refused_pairs: Set[tuple[str, str]] = frozenset(),
    settled: Iterable[SettledDocument] | FindSettled = (),
    remittances: Iterable[RemittanceAdvice] = (),
    policy: Policy | None = None,
    calibration: Calibration = SHIPPED,
    habits: HabitBook | None = None,
) -> Matching:
    """Propose who paid what. `refused_pairs` are (receipt, item) ids that a person undid: shown again perhaps, never automatic again.

    `settled` are documents of which nothing is open and which a line may name (`wanted_keys` says which); or finds them, and is then asked once, for
    the few receipts that name no open document paid to the cent: nothing else depends on them. The order of all inputs does not
    matter. Nothing is recorded here, and nothing is retroactive: the caller says which receipts and items take part.
    """
    matcher = Matcher(
        items, payers, refused_pairs=refused_pairs, settled=settled, remittances=remittances, policy=policy, calibration=calibration, habits=habits
    )  # fmt: skip
    return matcher.match(receipts)


class Matcher:
    """The open items, indexed once, to match receipts against as they come. Each call of `match` starts from all items open."""

    def __init__(
        self,
        items: Iterable[OpenItem],
        payers: Payers,
        *,
        refused_pairs: Set[tuple[str, str]] = frozenset(),
        settled: Iterable[SettledDocument] | FindSettled = (),
        remittances: Iterable[RemittanceAdvice] = (),
        policy: Policy | None = None,
        calibration: Calibration = SHIPPED,
        habits: HabitBook | None = None,
    ) -> None:
        policy, habits = policy or Policy(), habits or HabitBook()
        self.book = Book(items)
        self.index = Index(self.book.items)
        self._find_settled = settled if callable(settled) else None
        self.index.know_settled(() if callable(settled) else settled)
        self.payers, self.habits = payers, habits
        differences = Differences(self.book, policy, habits)
        self.named = Named(self.book, payers, differences, Mangled(self.book, self.index))
        self.amounts = Amounts(self.book, differences, habits)
        self.advices = Advices(remittances, self.book, self.index, payers, policy.bank_fee.cap_minor)
        self.judge = Judge(self.book, payers, policy, calibration, frozenset(refused_pairs))

        self.verdicts = Verdicts(self.book, self.index, self.amounts)
        self.learned = Learned()
        self.decided = Decided()

    def update(self, items: Iterable[OpenItem]) -> None:
        """Take in items that are new or whose open amount changed; 0 settles one."""
        for item in items:
            rank = self.book.update(item)
            if rank is not None:
                self.index.add(rank, item)

    def decide(self, receipt: Receipt, customers: Iterable[str] = ()) -> None:
        """Take note that a line was decided on, and whose items it settled: for accounts and names learned, and for lines that come again."""
        self.decided.note(receipt)
        for customer in customers:
            self.learned.note(receipt, customer)

    def match(self, receipts: Iterable[Receipt]) -> Matching:
        """Propose who paid what, for these receipts together."""
        self.book.reset()
        self.advices.used.clear()
        return _Run(self).match(receipts)

    def find_settled(self, receipts: Iterable[Receipt]) -> None:
        """Learn of the settled documents that these receipts may name, if they are not known from the start."""
        if self._find_settled is not None:
            self.index.know_settled(self._find_settled(receipts))

    def family(self, payer: Payer) -> frozenset[str]:
        """The customers whose items the payer may settle."""
        found = set[str]()
        for customer in payer.customers:
            found |= self.payers.pays_for(customer) | self.habits.pays_for(customer)
        return frozenset(found)


class _Run:
    """One call of `match`: what was taken so far, what was learned, who waits."""

    def __init__(self, matcher: Matcher) -> None:
        self._m = matcher
        self._book = matcher.book
        self._learned = Learned(matcher.learned)
        self._named_by: dict[int, str] = {}

    def match(self, receipts: Iterable[Receipt]) -> Matching:
        ordered = sorted(receipts, key=lambda receipt: (receipt.received_on, receipt.id))
        verdicts: dict[str, LineVerdict] = {twin.receipt: twin for twin in repeated(ordered, self._m.decided)}
        proposals: dict[str, list[Proposal]] = {}
        waiting = []
        for receipt in ordered:
            if receipt.id not in verdicts:
                case = self._open(receipt, verdicts)
                if case is not None and not any(
                    self._settle(case, found(case), verdicts, proposals) for found in (self._stated, self._explicit, self._advised)
                ):
                    waiting.append(case)
        self._recall(waiting)
        for _ in range(2):
            self._look_again(waiting)
            waiting = [case for case in waiting if not self._settle(case, self._named(case), verdicts, proposals)]
            self._remember_named(waiting)
            waiting = [case for case in waiting if not self._settle(case, self._by_amount(case), verdicts, proposals)]
        for case in waiting:
            made = self._suggest(case)
            proposals[case.receipt.id] = made
            verdicts[case.receipt.id] = self._m.verdicts.of(case, made)
        return Matching(
            tuple(verdicts[receipt.id] for receipt in ordered), tuple(one for receipt in ordered for one in proposals.get(receipt.id, ()))
        )  # fmt: skip

    def _open(self, receipt: Receipt, verdicts: dict[str, LineVerdict]) -> Case | None:
        """The case of a receipt, unless a verdict can be given at once."""
        aside = set_aside(receipt)
        if aside is not None and (aside.kind == "return" or receipt.amount_minor <= 0):
            verdicts[receipt.id] = aside
            return None
        if receipt.amount_minor <= 0:
            verdicts[receipt.id] = LineVerdict(receipt.id, "unknown", None, (Evidence(reasons.NO_CLUE),))
            return None
        readings = readings_of(receipt)
        hits = self._m.index.find(readings)
        payer = find_payer(receipt, self._m.payers, readings, self._learned)
        if aside is not None and not any(grade >= SHORT for hit in hits for _, grade in hit.options) and not payer.customers:
            verdicts[receipt.id] = aside
            return None
        case = Case(receipt, readings, hits, payer, self._m.family(payer))
        case.again = self._m.decided.same_again(receipt)
        return case

    def _recall(self, waiting: Sequence[Case]) -> None:
        """Note which settled documents the receipts name that no open one explains."""
        if waiting:
            self._m.find_settled(case.receipt for case in waiting)
        for case in waiting:
            case.paid_before = tuple(
                Evidence(
                    reasons.PAID_BEFORE, {"fragment": fragment, "field": field, "document": old.document_ref, "day": old.settled_on}, start
                )
                for old, fragment, field, start in self._m.index.find_settled(case.readings)
            )

    def _look_again(self, waiting: Sequence[Case]) -> None:
        """Ask again who paid, now that this run has learned whose accounts are whose."""
        for case in waiting:
            if len(case.payer.customers) != 1 or "near" in case.payer.signs or "far" in case.payer.signs:
                case.payer = find_payer(case.receipt, self._m.payers, case.readings, self._learned)
                case.family = self._m.family(case.payer)

    def _stated(self, case: Case) -> list[Answer]:
        advices = self._m.advices
        found = advices.stated(case) if advices else None
        answer = advices.answer(case, found, 1) if found is not None else None
        return [] if answer is None else [answer]

    def _advised(self, case: Case) -> list[Answer]:
        advices = self._m.advices
        found = advices.find(case) if advices else []
        made = [advices.answer(case, one, len(found)) for one in found[:MOST_SHOWN]]
        return [answer for answer in made if answer is not None]

    def _explicit(self, case: Case) -> list[Answer]:
        return self._m.named.explicit(case) if case.hits else []

    def _named(self, case: Case) -> list[Answer]:
        named = self._m.named.all(case) if case.readings else []
        advices = self._m.advices
        if advices and case.family and not (named and named[0].money in EXACT):
            near = advices.near(case)
            made = [answer for one in near[:MOST_SHOWN] if (answer := advices.answer(case, one, len(near))) is not None]
            if made:
                return made
        if named and named[0].money not in EXACT and case.family:
            # An amount that fits something else to the cent speaks against documents named for another sum.
            fitting = [answer for answer in self._m.amounts.known(case) if answer.is_striking and answer.ranks != named[0].ranks]
            if fitting:
                return [*named, *fitting] if _fits_named(case, named[0]) else [*fitting, *named]
        return named

    def _by_amount(self, case: Case) -> list[Answer]:
        """Answers from the amount, with what the text says against them: documents of others, items that another line names."""
        if not case.family or self._m.verdicts.is_advance(case) or (self._m.advices and self._advised(case)):
            return []
        made = []
        doubt, strangers = self._m.verdicts.disagreement(case), self._m.verdicts.strangers_named(case)
        told = (Evidence(reasons.SAME_AGAIN, {"day": case.again}),) if case.again is not None else ()
        for answer in self._m.amounts.known(case):
            against = [
                Evidence(reasons.CLAIMED, {"document": document(self._book.items[rank]), "by": by})
                for rank in answer.ranks
                if (by := self._named_by.get(rank, case.receipt.id)) != case.receipt.id
            ]
            doubts = doubt + self._m.verdicts.repetition(case, answer)
            answer = replace(answer, what=answer.what + doubts, evidence=(*answer.evidence, *told))
            made.append(answer.against((*against, *strangers)))
        return made

    def _settle(
        self, case: Case, answers: list[Answer], verdicts: dict[str, LineVerdict], proposals: dict[str, list[Proposal]]
    ) -> bool:  # fmt: skip
        """Take the answer when there is exactly one that may be recorded without a person."""
        if len(answers) != 1:
            return False
        judged = self._m.judge.judge(case, answers[0])
        if not self._m.judge.may_post(judged):
            return False
        self._book.take(judged.ranks, case.receipt.id)
        self._m.advices.used.update(
            str(one.values["advice"]) for one in judged.evidence if one.kind in (reasons.ADVICE, reasons.ADVICE_TOTAL)
        )
        owners = {self._book.items[rank].customer for rank in judged.ranks}
        if len(owners) == 1:
            self._learned.note(case.receipt, next(iter(owners)))
        made = [self._m.judge.proposal(case, judged, rank=1, automatic=True)]
        proposals[case.receipt.id] = made
        verdicts[case.receipt.id] = self._m.verdicts.of(case, made)
        return True

    def _remember_named(self, waiting: Sequence[Case]) -> None:
        self._named_by = {}
        for case in waiting:
            for hit in case.hits:
                for rank, grade in hit.options:
                    if grade >= SHORT and self._book.is_open(rank) and (not case.family or self._book.items[rank].customer in case.family):
                        self._named_by.setdefault(rank, case.receipt.id)

    def _suggest(self, case: Case) -> list[Proposal]:
        """What is worth showing among what is left: advices, documents named, amounts, the oldest items; each answer once."""
        if self._m.verdicts.is_paid_again(case) or self._m.verdicts.is_advance(case):
            return []
        answers = self._advised(case)
        if not answers:
            named = self._named(case)
            over = bool(named) and named[0].money == "over"
            fitting = self._by_amount(case) if not named or named[0].solutions > 1 or over else []
            # Nobody pays more than what he means to pay: what fits the money comes first.
            answers = [*fitting, *named] if over and fitting and fitting[0].solutions == 1 else [*named, *fitting]
        if not answers:
            # A name that is merely alike may be another's: somebody's item of exactly this sum is likelier than a part of the oldest.
            anybody = self._m.amounts.unknown(case) if set(case.payer.signs) <= WEAK_SIGNS else []
            answers = [*anybody, *self._m.amounts.oldest_first(case)]
        judged = [self._m.judge.judge(case, answer) for answer in distinct(answers, MOST_SHOWN)]
        return [self._m.judge.proposal(case, answer, rank=rank, automatic=False) for rank, answer in enumerate(judged, 1) if answer.parts]


def _fits_named(case: Case, answer: Answer) -> bool:
    """Whether a partial answer rests on a number of the payer's own, written in full: then the amount is what is unusual.

    Nobody pays more than the one document he means: that number is an old one, or somebody else's.
    """
    return bool(case.family) and answer.money != "over" and answer.what.startswith(("rf", "number", "digits"))
