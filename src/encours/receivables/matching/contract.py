"""The values matching takes and gives. Amounts are minor units; the same receipts and items give the same proposals in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from encours.kernel.wording import Language, Text

ItemKind = Literal["invoice", "debit_note", "credit_note", "deposit", "receipt", "difference", "other"]
ApplicationKind = Literal["payment", "credit_note", "cash_discount", "bank_fee", "rounding", "currency", "penalty", "short_payment"]
Decision = Literal["automatic", "suggested"]
Confidence = Literal["certain", "probable", "possible"]
VerdictKind = Literal["receipt", "non_receivable", "duplicate", "return", "on_account", "unknown"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open item of a customer. `open_minor` is signed: a debit is positive, a credit note or an unapplied receipt negative.

    Ids are compared where nothing else decides, so they should sort in the order of recording. `document_minor` is what the whole document
    amounted to when it was issued, with its sign (the sum of its instalments), 0 where it is not known; `discount_minor` what of it may be
    withheld when the money comes by `discount_until`. `functional_minor` is the open amount at the rate it was booked at, in the company's
    currency, where the item is in another.
    """

    id: str
    customer: str
    currency: str
    open_minor: int
    issued_on: date
    due_on: date | None = None
    account: str = ""
    kind: ItemKind = "invoice"
    document_ref: str = ""
    po_number: str = ""
    creditor_reference: str = ""
    other_references: tuple[str, ...] = ()
    label: str = ""
    disputed: bool = False
    document_minor: int = 0
    discount_minor: int = 0
    discount_until: date | None = None
    functional_minor: int | None = None


@dataclass(frozen=True, slots=True)
class SettledDocument:
    """A document that nothing is open of any more: a line that names it repeats an old reference, pays twice, or says who pays."""

    customer: str
    currency: str
    document_ref: str
    document_minor: int
    settled_on: date


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """What an advice says of one document: the amount meant for it (negative: a credit note taken off), what was withheld, and why."""

    reference: str
    amount_minor: int
    discount_minor: int = 0
    memo: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceAdvice:
    """A payer's list of what a payment is for. `receipt` is the bank line where the advice names it; else total, day and payer find it."""

    id: str
    currency: str
    lines: tuple[RemittanceLine, ...]
    receipt: str | None = None
    sent_on: date | None = None
    payer_name: str = ""
    customer: str | None = None
    total_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of a bank account to be understood. Money that came in is positive; only such lines get proposals.

    `customer` is set when something outside the text already says who paid (a direct debit we sent, a person's choice). `charges_minor` is
    what the bank says it took from the payment. `bank_account` and `bank_reference` tell a line delivered twice from two equal payments.
    """

    id: str
    currency: str
    amount_minor: int
    received_on: date
    customer: str | None = None
    remittance: str = ""
    creditor_reference: str = ""
    counterparty_name: str = ""
    counterparty_iban: str = ""
    end_to_end_id: str = ""
    transaction_code: str = ""
    bank_account: str = ""
    bank_reference: str = ""
    is_return: bool = False
    charges_minor: int = 0
    mandate_reference: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of reason: its stable code and its sentence in both languages."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against. `start` is where the fragment `values["fragment"]` begins in `values["field"]`, None when it is not a text."""

    kind: EvidenceKind
    values: Mapping[str, object] = field(default_factory=dict)
    start: int | None = None

    @property
    def code(self) -> str:
        return self.kind.code

    def say(self, language: Language) -> str:
        """The reason as a sentence."""
        return self.kind.text.say(language, **self.values)


@dataclass(frozen=True, slots=True)
class Application:
    """One part of a settlement: what of an item (in its currency, with its sign: a credit note is negative and makes room) goes how.

    payment, credit_note
        settled by the receipt's money.
    cash_discount, bank_fee, rounding, currency
        settled without money, posted to the account of the reason. A negative amount is money above the item, posted as a gain.
    penalty
        money above the item, for its lateness: taken in as income, nothing of the item is settled by it.
    short_payment
        withheld: nothing is settled by it, it stays open as a deduction to be clarified.

    An item's open amount falls by its payment and credit_note parts, and by the cash_discount, bank_fee, rounding and currency parts that have its
    sign, never below zero: 100.02 for an invoice of 100.00 are a payment of 100.00 and a rounding of -0.02. The money used (payments, credit notes,
    penalties, and what is above the items) is at most the receipt; the rest stays on account.
    `paid_minor` is the money in the receipt's currency, where the item is in another.
    """

    item: str
    amount_minor: int
    kind: ApplicationKind = "payment"
    paid_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a receipt may settle; what its money is not used for would stay on account. `customer` is the payer: in a group, the items may be
    of several customers.

    `rule` names the kind of reasoning, the unit in which precision is measured. `solutions` counts the different answers the rule saw (at least; counting stops early). `rank` orders the proposals of one
    receipt, from 1. `automatic` may be recorded without a person: all automatic proposals together use no item twice.
    """

    receipt: str
    customer: str
    applications: tuple[Application, ...]
    decision: Decision
    confidence: Confidence
    rule: str
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()
    solutions: int = 1
    rank: int = 1


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """What a bank line is. `payer` is the customer who paid, None when it cannot be told."""

    receipt: str
    kind: VerdictKind
    payer: str | None = None
    reasons: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """One verdict per receipt, and the proposals, both in the order of the receipts' days and ids."""

    verdicts: tuple[LineVerdict, ...]
    proposals: tuple[Proposal, ...]
