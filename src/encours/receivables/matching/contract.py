"""The values matching takes and gives. Amounts are minor units; the same receipts and items give the same proposals in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from encours.kernel.wording import Language, Text

ItemKind = Literal["invoice", "debit_note", "credit_note", "deposit", "receipt", "difference", "other"]
ApplicationKind = Literal["payment", "credit_note"]
Decision = Literal["automatic", "suggested"]
Confidence = Literal["certain", "probable", "possible"]
VerdictKind = Literal["receipt", "non_receivable", "duplicate", "return", "on_account", "unknown"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open item of a customer. `open_minor` is signed: a debit is positive, a credit note or an unapplied receipt negative.

    Ids are compared where nothing else decides, so they should sort in the order of recording.
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


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of a bank account to be understood. Money that came in is positive; only such lines get proposals.

    `customer` is set when something outside the text already says who paid (a direct debit we sent, a person's choice).
    `bank_account` and `bank_reference` tell a line delivered twice from two equal payments.
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
    """What an item gives to the settlement: at most its open amount, with its sign, so a credit note is negative and makes room."""

    item: str
    amount_minor: int
    kind: ApplicationKind = "payment"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a receipt may settle. The applications sum to at most the receipt's amount; the rest would stay on account.

    `solutions` counts the different answers the rule saw (at least; counting stops early). `rank` orders the proposals of one
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
