"""What an ideal poster could post: one who knows how the lines were garbled, sees what is left of them, and weighs every answer it leaves possible.

It is an upper bound, and generous where it simplifies: a number in any other shape counts as read; a number with a digit wrong counts as read
when the amount agrees to the cent; of answers that nothing names it weighs single documents, pairs, a document less a credit note, known
discounts and usual charges, by how likely each is and by how late its documents would be paid, against parts and remainders of any amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import exp

from bench.matching.answers import Outcome, outcome, right_outcomes
from bench.matching.books import Books
from bench.matching.deductions import CHARGES
from bench.matching.levels import FREE, LEVELS, TABLE
from bench.matching.model import Applied, BankLine, Document, Truth, World
from bench.matching.oracle_payer import WhoPaid

CERTAIN = 0.999
"""Posterior from which the ideal poster posts."""
LIKELY = 0.5
"""Posterior from which a line identifies its answer at all: no other is as likely."""
_PAIR, _NETTED = 0.05, 0.02
"""How often, roughly, a transfer that names nothing pays two documents, or one less a credit note."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """The lines of one world that an ideal poster would post, and those whose evidence identifies them."""

    postable: frozenset[str]
    identifiable: frozenset[str]
    payments: int

    @property
    def rate(self) -> float:
        """The straight-through rate of the ideal poster."""
        return len(self.postable) / self.payments if self.payments else 1.0


def consult(world: World) -> Oracle:
    """Weigh every payment of a world, each on what is open when it comes."""
    weigher = _Weigher(world)
    postable, identifiable, payments = set(), set(), 0
    for line in world.lines:
        truth = world.truths[line.id]
        weigher.books.issue_until(line.delivered_on)
        if truth.is_payment:
            payments += 1
            posterior = weigher.posterior(line, truth)
            if posterior >= CERTAIN:
                postable.add(line.id)
            if posterior >= LIKELY:
                identifiable.add(line.id)
        weigher.learn(line, truth)
    return Oracle(frozenset(postable), frozenset(identifiable), payments)


class _Weigher:
    def __init__(self, world: World) -> None:
        self._world = world
        self.books = Books(world)
        self._who = WhoPaid(world)
        at = LEVELS.index(world.level)
        self._chance = {row: chances[at] for row, chances in TABLE.items()}
        self._members: dict[str, list[str]] = defaultdict(list)
        for customer in world.customers.values():
            if customer.parent is not None:
                self._members[customer.parent].append(customer.id)

    def learn(self, line: BankLine, truth: Truth) -> None:
        self.books.decide(truth, line.delivered_on)
        self._who.learn(line, truth)

    def posterior(self, line: BankLine, truth: Truth) -> float:
        """The probability of the true answer among all that the evidence leaves."""
        if not truth.applied:
            return self._on_account(line, truth)
        documents = {applied.document for applied in truth.applied}
        if documents <= truth.read | truth.half_read:
            return self._named(truth, bool(documents & truth.half_read))
        return self._unnamed(line, truth, documents & (truth.read | truth.half_read))

    def _named(self, truth: Truth, half: bool) -> float:
        """All documents are named: what is left to weigh is why the amount differs, if it does."""
        kinds = {applied.kind for applied in truth.applied} - {"payment", "credit_note"}
        paid = [applied for applied in truth.applied if applied.kind == "payment"]
        short = any(applied.settled_minor < self.books.open[applied.document] for applied in paid) and not kinds & {
            "cash_discount",
            "bank_fee",
            "rounding",
        }
        if "bank_fee" in kinds and ("short_payment" in kinds or ("parts" in truth.noise and not self._is_share(paid[0], truth))):
            # Of a sum that nobody knows the bank took something: that it took nothing is likelier.
            return self._chance["bank_charge"]
        if len(kinds) > 1 or (half and (short or kinds & {"short_payment"} or truth.on_account_minor)):
            return LIKELY
        if "paid_in_euro" in truth.noise:
            return LIKELY if kinds or "parts" in truth.noise else 1.0
        if "bank_fee" in kinds:
            return self._share_of_charge(max(applied.settled_minor for applied in paid))
        return 1.0

    def _is_share(self, paid: Applied, truth: Truth) -> bool:
        """Whether a part of a document was a half or a third of what was open, or a round half, before the bank took its charge."""
        rest = self.books.open[paid.document]
        charge = sum(applied.settled_minor for applied in truth.applied if applied.kind == "bank_fee")
        return paid.settled_minor + charge in (rest, rest // 2, rest // 3, rest // 10_000 * 5_000)

    def _share_of_charge(self, paid_minor: int) -> float:
        """How sure it is that a missing usual charge is a charge, not by chance what was held back or is still to come."""
        charge = self._chance["bank_charge"] / len(CHARGES)
        return charge / (charge + (self._chance["held_back"] + self._chance["parts"]) / paid_minor)

    def _on_account(self, line: BankLine, truth: Truth) -> float:
        """No document is open for it: the payer must be known, and nothing open may explain the amount."""
        payer = self._payers(line, truth).get(truth.payer or "", 0.0)
        explained = sum(weight for _, weight in self._singles(line, self._pool(truth.payer or "", line.currency)))
        settled = any(name in self.books.settled_on for name in truth.read)
        said = "on_account" in truth.noise or settled
        return payer * (1.0 if said and not explained else 0.6 if said else self._chance["paid_twice"])

    def _payers(self, line: BankLine, truth: Truth) -> dict[str, float]:
        """The text may say for whom somebody pays, or the number the payer has with us."""
        assert truth.payer is not None
        text = line.remittance.upper()
        said = "third_party" in truth.noise and self._world.customers[truth.payer].name.upper() in text
        if said or ("other_key" in truth.noise and truth.payer in text):
            return {truth.payer: 1.0}
        return self._who.candidates(line)

    def _pool(self, payer: str, currency: str) -> list[Document]:
        """What a payer may pay: its own open documents and those of its group's members."""
        found = [
            self._world.documents[name]
            for owner in (payer, *self._members.get(payer, ()))
            for name in self.books.of_customer.get(owner, ())
        ]
        return [document for document in found if document.currency == currency]

    def _unnamed(self, line: BankLine, truth: Truth, named: set[str]) -> float:
        """Some documents are not named: every payer's open documents compete for the rest of the amount."""
        if "paid_in_euro" in truth.noise or "short_payment" in {applied.kind for applied in truth.applied}:
            return 0.0
        rest = line.amount_minor - sum(applied.minor for applied in truth.applied if applied.document in named)
        wanted = {
            outcome(applied for applied in truth.applied if applied.document not in named),
            *(right_outcomes(truth) if not named else ()),
        }
        right = every = 0.0
        for payer, chance in self._payers(line, truth).items():
            pool = [document for document in self._pool(payer, line.currency) if document.number not in named]
            for found, weight in self._explanations(line, rest, pool):
                every += chance * weight
                right += chance * weight * (found in wanted)
            every += chance * self._background(line.booked_on, rest, pool)
        return right / every if every else 0.0

    def _explanations(self, line: BankLine, rest: int, pool: list[Document]) -> Iterator[tuple[Outcome, float]]:
        """Answers that explain an amount to the cent, with their weights."""
        yield from self._singles(line, pool, rest)
        likely = {document.number: _timing(document, line.booked_on) for document in pool}
        by_amount: dict[int, list[Document]] = defaultdict(list)
        for document in pool:
            by_amount[self.books.open[document.number]].append(document)
        for first in pool:
            sign = -1 if first.kind == "credit_note" else 1
            for second in by_amount.get(rest - sign * self.books.open[first.number], ()):
                if second.kind == "credit_note" or second.number == first.number or (sign > 0 and second.number < first.number):
                    continue
                weight = _NETTED if sign < 0 else _PAIR
                yield self._settling((first, second)), weight * likely[second.number] * (likely[first.number] if sign > 0 else 1 / 30)

    def _singles(self, line: BankLine, pool: Iterable[Document], rest: int | None = None) -> Iterator[tuple[Outcome, float]]:
        rest = line.amount_minor if rest is None else rest
        for document in pool:
            if document.kind == "credit_note":
                continue
            left, likely = self.books.open[document.number], _timing(document, line.booked_on)
            if left == rest:
                yield self._settling((document,)), (1 - _PAIR - _NETTED) * likely
            elif left - rest in CHARGES:
                applied = (Applied(document.number, "payment", rest, rest), Applied(document.number, "bank_fee", 0, left - rest))
                yield outcome(applied), self._chance["bank_charge"] / len(CHARGES) * likely
            elif document.discount_percent and document.discount_until is not None:
                discount = round(document.total_minor * int(document.discount_percent) / 100)
                if left - rest == discount and left == document.total_minor:
                    applied = (Applied(document.number, "payment", rest, rest), Applied(document.number, "cash_discount", 0, discount))
                    in_time = line.booked_on <= document.discount_until
                    yield outcome(applied), FREE.discount_taken * 0.2 if in_time else self._chance["late_discount"] * likely

    def _settling(self, documents: Iterable[Document]) -> Outcome:
        return outcome(Applied(document.number, "payment", 0, self.books.open[document.number]) for document in documents)

    def _background(self, day: date, rest: int, pool: list[Document]) -> float:
        """The weight of all answers of any amount: parts, parts held back, money on account."""
        partly = self._chance["parts"] + self._chance["held_back"] + self._chance["amount_wrong"]
        weight = self._chance["on_account"] / 500_000
        for document in pool:
            left = self.books.open[document.number]
            if document.kind == "invoice" and rest < left:
                weight += partly * _timing(document, day) / left
        return weight


def _timing(document: Document, day: date) -> float:
    """How likely an open invoice is paid on this day of all days."""
    late = (day - document.due_on).days
    if late < -7:
        return 0.001
    return 0.065 if late <= 0 else FREE.late / 16 * exp(-late / 16) + 0.0005
