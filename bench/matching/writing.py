"""What a payer writes with its transfer: which references, in what shape, with what else around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bench.matching import numbers
from bench.matching.levels import FREE, Dice
from bench.matching.model import AdviceLine, Customer, Document
from bench.matching.wording import Words, other_number, words_of

LONGEST = 140
"""Characters of a SEPA remittance text."""


@dataclass(slots=True)
class Paid:
    """What a payer means to do with one document: money of the transfer's currency (a credit note's negative), and the discount it takes."""

    document: Document
    minor: int
    discount_minor: int = 0


@dataclass(slots=True)
class Remark:
    """Why less is paid, as the payer may say it."""

    kind: Literal["discount", "held", "part", "foreign"]
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Written:
    """The payer's text, and for each document how it is written there. `wholly` tells a readable number from one with a wrong digit."""

    text: str = ""
    creditor_reference: str = ""
    forms: dict[str, tuple[str, bool]] = field(default_factory=dict)
    noise: set[str] = field(default_factory=set)
    misled: bool = False


@dataclass(slots=True)
class Memory:
    """What writers look up: the numbers each customer has received and paid, and numbers of anybody."""

    received: dict[str, list[str]] = field(default_factory=dict)
    paid: dict[str, list[str]] = field(default_factory=dict)
    anybody: list[Document] = field(default_factory=list)


class Writer:
    """Writes the texts of one world."""

    def __init__(self, dice: Dice, memory: Memory) -> None:
        self._dice = dice
        self._random = dice.random
        self._memory = memory

    def transfer(self, payer: Customer, paid: Sequence[Paid], remarks: Sequence[Remark]) -> Written:
        """The text of a transfer that pays documents and says so itself."""
        words, written = words_of(payer.country, payer.id), Written()
        if len(paid) == 1 and self._falls("rf_reference", written):
            self._structured(paid[0].document, words, written)
        elif self._falls("no_reference", written):
            written.text = self._random.choice(words.nothing)
        elif self._falls("other_key", written):
            self._other_key(payer, paid, words, written)
        else:
            self._numbers(paid, words, written)
        self._surround(payer, paid, words, written, remarks)
        return written

    def apart(self, payer: Customer, advice: str) -> Written:
        """The text of a transfer whose list is sent apart: it names the list."""
        words, written = words_of(payer.country, payer.id), Written(noise={"list_apart"})
        written.text = self._random.choice(words.apart).format(advice=advice)
        if self._falls("other_numbers", written):
            written.text = f"{written.text} {other_number(self._random, words)}"
        return written

    def advice_line(self, one: Paid) -> tuple[AdviceLine, bool]:
        """A line of a list sent apart, and whether its number can be read."""
        reference, wholly, _ = self._number(one.document)
        return AdviceLine(reference, one.minor, one.discount_minor), wholly

    def debit(self, paid: Sequence[Paid]) -> Written:
        """The text of a direct debit: our own, so every number stands in it as we write it."""
        named = [one.document.number for one in paid]
        return Written(" ".join(named)[:LONGEST], forms={number: (number, True) for number in named})

    def deposit(self, payer: Customer) -> Written:
        """The text of a payment for which there is no invoice yet."""
        words = words_of(payer.country, payer.id)
        return Written(self._random.choice(words.deposit).format(other=self._random.randrange(1000, 99999)), noise={"on_account"})

    def on_behalf(self, member: Customer, written: Written) -> None:
        """Add for whom somebody else pays, when it is said."""
        if self._random.random() < FREE.reason_given:
            words = words_of(member.country, member.id)
            written.text = f"{written.text} {self._random.choice(words.on_behalf).format(name=member.name)}".strip()[:LONGEST]

    def _falls(self, row: str, written: Written) -> bool:
        if self._dice.falls(row):
            written.noise.add(row)
            return True
        return False

    def _structured(self, document: Document, words: Words, written: Written) -> None:
        reference = document.creditor_reference
        if self._random.random() < 0.8:
            written.creditor_reference = reference
            written.text = self._random.choice(("", "", *words.one[:2]))
        else:
            written.text = (
                f"{self._random.choice(words.one)} {' '.join(reference[at : at + 4] for at in range(0, len(reference), 4))}".strip()
            )
        written.forms[document.number] = (reference, True)

    def _other_key(self, payer: Customer, paid: Sequence[Paid], words: Words, written: Written) -> None:
        """The payer's orders, or the number it has with us. A credit note has no order of its own."""
        orders = [one.document for one in paid if one.document.po_number]
        if orders and self._random.random() < 0.6:
            written.text = f"{self._random.choice(words.order)} {' '.join(document.po_number for document in orders)}"
            written.forms |= {document.number: (document.po_number, True) for document in orders}
        else:
            written.text = f"{self._random.choice(words.customer)} {payer.id}"

    def _numbers(self, paid: Sequence[Paid], words: Words, written: Written) -> None:
        random = self._random
        invoices = sorted((one.document for one in paid if one.document.kind == "invoice"), key=lambda d: (d.issued_on, d.number))
        credits = [one.document for one in paid if one.document.kind == "credit_note"]
        word = random.choice(words.one if len(paid) == 1 else words.several)
        if len(invoices) > 1 and self._falls("range_or_shared_prefix", written):
            listed = self._shortened([document.number for document in invoices], paid[0].document.customer, words, written)
        else:
            listed = random.choice((" ", ", ", " + ", ";", "/", " ")).join(self._in_text(document, written) for document in invoices)
        pieces = [f"{random.choice(words.credit)} {self._in_text(credit, written)}" for credit in credits]
        written.text = " ".join(piece for piece in (word, listed, *pieces) if piece)

    def _shortened(self, named: list[str], owner: str, words: Words, written: Written) -> str:
        if numbers.adjacent(named, self._memory.received.get(owner, ())):
            text = numbers.as_range(self._random, named[0], named[-1], words.until)
        else:
            text = numbers.with_shared_prefix(self._random, named)
        written.forms |= dict.fromkeys(named, (text, True))
        return text

    def _in_text(self, document: Document, written: Written) -> str:
        stale = self._memory.paid.get(document.customer)
        if document.kind == "invoice" and stale and not written.misled and self._falls("stale_number", written):
            written.misled = True
            return self._random.choice(stale[-12:])
        form, wholly, noise = self._number(document)
        written.noise |= noise
        written.forms[document.number] = (form, wholly)
        return form

    def _number(self, document: Document) -> tuple[str, bool, set[str]]:
        """A number as the payer has it, whether it is wholly there, and what hit it."""
        noise = {row for row in ("number_reshaped", "number_mistyped") if self._dice.falls(row)}
        form = numbers.reshaped(self._random, document.number) if "number_reshaped" in noise else document.number
        return numbers.mistyped(self._random, form) if "number_mistyped" in noise else form, "number_mistyped" not in noise, noise

    def _surround(self, payer: Customer, paid: Sequence[Paid], words: Words, written: Written, remarks: Sequence[Remark]) -> None:
        random = self._random
        before: list[str] = []
        after: list[str] = []
        for remark in remarks:
            if random.random() < FREE.reason_given and "no_reference" not in written.noise:
                after.append(self._say(remark, words))
        if self._falls("other_numbers", written):
            (before if random.random() < 0.3 else after).append(other_number(random, words))
        if self._falls("somebody_elses_number", written):
            theirs = random.choice(self._memory.anybody)
            if theirs.customer not in {one.document.customer for one in paid}:
                after.append(theirs.number)
                written.misled = True
        written.text = " ".join(piece for piece in (*before, written.text, *after) if piece)[:LONGEST]

    def _say(self, remark: Remark, words: Words) -> str:
        if remark.kind == "foreign":
            return "{currency} {amount}".format(**remark.values)
        phrases = {"discount": words.discount, "held": words.held, "part": words.part}[remark.kind]
        return self._random.choice(phrases).format(**remark.values)
