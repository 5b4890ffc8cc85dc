"""The facts of the invented company, as values that the simulation fills in.

Amounts are minor units. A document's amounts are positive; `signed_minor` says which way it moves what the customer owes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

DocumentType = Literal["invoice", "credit_note", "deposit", "on_account"]
Method = Literal["transfer", "direct_debit", "cheque", "card"]


@dataclass(slots=True, eq=False)
class Customer:
    """A customer and its habits. `terms` is the true rule, `payment_terms` what customers.csv says of it (a code, a sentence or nothing)."""

    id: str
    name: str
    country: str = "FR"
    language: str = "fr"
    currency: str = "EUR"
    city: str = ""
    siren: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    ibans: tuple[str, ...] = ()
    known_ibans: int = 1
    terms: str = "NET30"
    payment_terms: str = "NET30"
    parent_id: str = ""
    payer_id: str = ""
    credit_limit_minor: int | None = None
    segment: str = ""
    aliases: tuple[str, ...] = ()
    habit: str = "punctual"
    method: Method = "transfer"
    account: str = "main"
    weight: float = 0.0
    scale_minor: int = 100_000
    subscription_minor: int = 0
    uses_po: bool = False
    discount_percent: Decimal | None = None
    rate: Decimal = Decimal(20)
    scripted: bool = False


@dataclass(slots=True)
class Settlement:
    """Part of a document settled: `minor` in its currency, `functional_minor` in euros, both positive. `by_bank` waits for the bank journal."""

    on: date
    minor: int
    functional_minor: int
    kind: str
    by_bank: bool


@dataclass(slots=True, eq=False)
class Document:
    """An invoice, credit note or deposit invoice; or money received on account, which the customer may use later like a credit note."""

    type: DocumentType
    customer: Customer
    issued_on: date
    net_minor: int
    tax_minor: int
    rate: Decimal
    currency: str = "EUR"
    functional_minor: int = 0
    due_on: date | None = None
    number: str = ""
    po_number: str = ""
    description: str = ""
    corrects: Document | None = None
    deposit: Document | None = None
    discount_percent: Decimal | None = None
    discount_until: date | None = None
    disputed: bool = False
    delivered_on: date | None = None
    is_service: bool = False
    states_due_date: bool = True
    scripted: bool = False
    doubtful_on: date | None = None
    settlements: list[Settlement] = field(default_factory=list)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor

    @property
    def sign(self) -> int:
        return 1 if self.type in ("invoice", "deposit") else -1

    def open_minor(self, on: date, *, bank_until: date | None = None) -> int:
        """What is open on a day, positive; with `bank_until`, as the books know it whose bank journal stops on that day."""
        return self.total_minor - sum(s.minor for s in self.settled(on, bank_until))

    def open_functional_minor(self, on: date, *, bank_until: date | None = None) -> int:
        """The same in euros, at the rate of the invoice."""
        return self.functional_minor - sum(s.functional_minor for s in self.settled(on, bank_until))

    def settled(self, on: date, bank_until: date | None) -> list[Settlement]:
        """What had settled this document by a day, as far as the books know it."""
        return [s for s in self.settlements if s.on <= on and (bank_until is None or not s.by_bank or s.on <= bank_until)]

    def settle(self, on: date, minor: int, kind: str, *, by_bank: bool) -> int:
        """Record a settlement and return its euros: the last one takes what is left, so that no cent is lost. A return is negative."""
        left = self.total_minor - sum(s.minor for s in self.settlements)
        left_functional = self.functional_minor - sum(s.functional_minor for s in self.settlements)
        if minor > left:
            raise ValueError(f"{self.number}: {minor} settles more than the {left} left")
        functional = left_functional if minor == left else (2 * minor * self.functional_minor + self.total_minor) // (2 * self.total_minor)
        self.settlements.append(Settlement(on, minor, functional, kind, by_bank))
        return functional


@dataclass(slots=True)
class Part:
    """What one receipt does to one document: positive settles it; negative reopens it, as when a direct debit comes back."""

    document: Document
    minor: int
    functional_minor: int


@dataclass(slots=True, eq=False)
class Receipt:
    """Money that came in (or went back) for documents.

    Cash = Σ signed parts − discount − fee − difference + what is left on account, in `currency`; `cash_minor` is in euros.
    """

    payer: Customer
    on: date
    parts: list[Part]
    cash_minor: int
    currency: str = "EUR"
    original_minor: int = 0
    discount_net_minor: int = 0
    discount_tax_minor: int = 0
    fee_minor: int = 0
    difference_minor: int = 0
    credit: Document | None = None
    method: Method = "transfer"
    account: str = "main"
    iban: str = ""
    name: str = ""
    remittance: str = ""
    creditor_reference: str = ""
    end_to_end_id: str = ""
    returned: bool = False
    case: str = ""


@dataclass(slots=True)
class Leg:
    """One line of an entry. `key` names the item it belongs to: lines whose keys were joined are lettered together."""

    account: str
    minor: int
    auxiliary: str = ""
    key: str = ""
    reference: str = ""
    currency: str = ""
    original_minor: int = 0


@dataclass(slots=True)
class Entry:
    """A balanced accounting entry: debits positive, credits negative."""

    journal: str
    on: date
    reference: str
    reference_on: date
    label: str
    legs: list[Leg]


@dataclass(slots=True, eq=False)
class BankLine:
    """One movement of a bank account as its bank reports it; a batch has several receipts and one amount."""

    account: str
    booked_on: date
    amount_minor: int
    kind: str
    label: str
    receipts: list[Receipt] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    name: str = ""
    iban: str = ""
    remittance: str = ""
    is_batch: bool = False
    reference: str = ""
    case: str = ""
