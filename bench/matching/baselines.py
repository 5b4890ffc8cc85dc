"""The two plain baselines: exact reference and amount; and that, then fuzzy likeness, above a threshold or without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from bench.matching.answers import NOTHING, Answer
from bench.matching.books import Books
from bench.matching.model import Applied, BankLine, Document, World

CONSERVATIVE = 95.0
"""How like (0 to 100) name, number and amount must each be for the fuzzy baseline to post."""
_WITH_DISCOUNT = 90.0
"""How like an amount is that differs by the discount of the invoice's terms."""


def compact(text: str) -> str:
    """Letters and digits alone, in upper case.

    >>> compact("FA 2025-00012")
    'FA202500012'
    """
    return "".join(character for character in text if character.isalnum()).upper()


class ExactBaseline:
    """Documents whose whole number (or RF reference) stands in the line, when all are open and sum to its amount, credit notes deducted."""

    name = "exact"

    def __init__(self, world: World) -> None:
        self.world = world
        self.books = Books(world)
        self._numbers: dict[str, Document] = {}
        self._lengths: set[int] = set()
        self._lists = {compact(advice.id): advice for advice in world.advices}

    def learn(self, documents: Iterable[Document]) -> None:
        """Take in documents just issued."""
        for document in documents:
            for key in (compact(document.number), document.creditor_reference):
                self._numbers[key] = document
                self._lengths.add(len(key))

    def answer(self, line: BankLine) -> Answer:
        """What is posted, or nothing."""
        return self._exact(line, self.named(line)) if line.amount_minor > 0 else NOTHING

    def named(self, line: BankLine) -> list[Document]:
        """The documents named in the line, or in the list that it names, each once."""
        found: dict[str, Document] = {}
        listed = [
            entry.reference for word in line.remittance.split() if (advice := self._lists.get(compact(word))) for entry in advice.lines
        ]
        for text in (line.creditor_reference, line.end_to_end_id, line.remittance, *listed):
            key = compact(text)
            for length in self._lengths:
                for start in range(len(key) - length + 1):
                    document = self._numbers.get(key[start : start + length])
                    if document is not None:
                        found[document.number] = document
        return list(found.values())

    def _exact(self, line: BankLine, named: list[Document]) -> Answer:
        total = 0
        for document in named:
            total += self.books.open.get(document.number, 0) * (-1 if document.kind == "credit_note" else 1)
            if document.number not in self.books.open or document.currency != line.currency:
                return NOTHING
        return self.settling(named, "exact") if named and total == line.amount_minor else NOTHING

    def settling(self, documents: Iterable[Document], rule: str) -> Answer:
        """The answer that settles all that is open of these documents."""
        documents = list(documents)
        return Answer(
            "receipt", documents[0].customer, tuple(_whole(document, self.books.open) for document in documents), True, rule, "certain"
        )

    def observe(self, line: BankLine) -> None:
        """A person has decided on the line."""
        self.books.decide(self.world.truths[line.id], line.delivered_on)


def _whole(document: Document, open_minor: Mapping[str, int]) -> Applied:
    minor = open_minor[document.number]
    return Applied(
        document.number,
        "credit_note" if document.kind == "credit_note" else "payment",
        -minor if document.kind == "credit_note" else minor,
        minor,
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: float
    number: float
    document: Document
    discount_minor: int

    @property
    def amount(self) -> float:
        return _WITH_DISCOUNT if self.discount_minor else 100.0

    @property
    def weakest(self) -> float:
        return min(self.name, self.number, self.amount)

    @property
    def order(self) -> tuple[float, str]:
        return self.name + self.number + self.amount, self.document.number


class FuzzyBaseline(ExactBaseline):
    """What the exact baseline leaves: among the open invoices of the same amount (discount deducted or not) the one whose number and whose
    customer's name are most like the line, when the weakest likeness reaches the threshold.
    """

    name = "fuzzy"

    def __init__(self, world: World, threshold: float = CONSERVATIVE) -> None:
        super().__init__(world)
        self._threshold = threshold
        self._amounts: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)

    def learn(self, documents: Iterable[Document]) -> None:
        documents = list(documents)
        super().learn(documents)
        for document in documents:
            if document.kind == "invoice":
                self._amounts[document.currency, document.total_minor][document.number] = 0
                if document.discount_percent:
                    discount = round(document.total_minor * int(document.discount_percent) / 100)
                    self._amounts[document.currency, document.total_minor - discount][document.number] = discount

    def answer(self, line: BankLine) -> Answer:
        if line.amount_minor <= 0:
            return NOTHING
        named = self.named(line)
        exact = self._exact(line, named)
        if exact.applied:
            return exact
        best = max(self._candidates(line), key=lambda candidate: candidate.order, default=None)
        if best is None or best.weakest < self._threshold:
            return NOTHING
        minor = best.document.total_minor - best.discount_minor
        applied = [Applied(best.document.number, "payment", minor, minor)]
        if best.discount_minor:
            applied.append(Applied(best.document.number, "cash_discount", 0, best.discount_minor))
        return Answer("receipt", best.document.customer, tuple(applied), True, "fuzzy", f"{best.weakest // 5 * 5:.0f}")

    def _candidates(self, line: BankLine) -> Iterator[_Candidate]:
        text, name = compact(line.remittance), line.counterparty_name.casefold()
        same = self._amounts.get((line.currency, line.amount_minor), {})
        for number, discount in list(same.items()):
            if self.books.open.get(number) != self.world.documents[number].total_minor:
                if number not in self.books.open:
                    del same[number]
                continue
            document = self.world.documents[number]
            customer = self.world.customers[document.customer]
            known = customer.iban_known and customer.iban == line.counterparty_iban
            whose = 100.0 if known else fuzz.token_sort_ratio(name, customer.name.casefold())
            yield _Candidate(whose, fuzz.partial_ratio(compact(number), text), document, discount)
