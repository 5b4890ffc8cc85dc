"""The values of the benchmark: customers, documents, bank lines, advices, and the truth of every line. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bench.matching.levels import Level

DocumentKind = Literal["invoice", "credit_note"]
LineKind = Literal["receipt", "non_receivable", "duplicate", "return"]
AppliedKind = Literal["payment", "credit_note", "cash_discount", "bank_fee", "short_payment", "rounding", "fx", "penalty"]
MatchType = Literal[
    "single", "several", "partial", "netted_credit", "discount", "late_discount", "fee", "held_back", "wrong_amount", "foreign_currency", "group",
    "third_party", "direct_debit", "paid_twice", "on_account", "duplicate", "return", "non_receivable",
]  # fmt: skip


@dataclass(slots=True)
class Customer:
    """A customer as master data knows it, and its habits, which nobody outside the generator sees."""

    id: str
    name: str
    country: str
    currency: str
    iban: str
    """The account it pays from; master data has it when `iban_known`."""
    iban_known: bool
    city: str
    siren: str = ""
    vat_number: str = ""
    parent: str | None = None
    terms_days: int = 30
    end_of_month: bool = False
    discount_percent: str = ""
    discount_days: int = 0
    # habits
    weight: float = 1.0
    run_days: int = 0
    """Days between payment runs; 0 for who pays each invoice by itself."""
    run_offset: int = 0
    direct_debit: bool = False
    same_amount: int = 0
    orders: bool = False


@dataclass(slots=True)
class Document:
    """An invoice or a credit note. `total_minor` is positive for both."""

    number: str
    kind: DocumentKind
    customer: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    po_number: str = ""
    creditor_reference: str = ""
    corrects: str = ""
    discount_percent: str = ""
    discount_until: date | None = None
    series: int = 0


@dataclass(slots=True)
class BankLine:
    """A line of one of the seller's accounts, as a bank file gives it."""

    id: str
    booked_on: date
    delivered_on: date
    """The day of the statement that brings it: later than `booked_on` for a line delivered again."""
    amount_minor: int
    currency: str
    account_iban: str
    counterparty_name: str = ""
    counterparty_iban: str = ""
    remittance: str = ""
    creditor_reference: str = ""
    end_to_end_id: str = ""
    bank_reference: str = ""
    transaction_code: str = ""


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """What a payer's list says of one document: its number as the payer has it, what is paid of it, and the discount taken."""

    reference: str
    amount_minor: int
    discount_minor: int = 0
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A list that a payer sent apart from its money. It does not know our bank line."""

    id: str
    sent_on: date
    payer_name: str
    currency: str
    total_minor: int
    lines: tuple[AdviceLine, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a line does to a document. `minor` is of the line's currency, a credit note's negative; `settled_minor` of the document's, never negative.

    Differences (`cash_discount`, `bank_fee`, `rounding`, `fx`, `short_payment`) bring no money. A `short_payment` stays open as a deduction.
    """

    document: str
    kind: AppliedKind
    minor: int
    settled_minor: int


@dataclass(slots=True)
class Truth:
    """What a line is, who paid, and what it settles; the rest of its amount stays on account."""

    line: str
    kind: LineKind
    payer: str | None = None
    applied: tuple[Applied, ...] = ()
    on_account_minor: int = 0
    type: MatchType = "single"
    noise: frozenset[str] = frozenset()
    """The rows of the table that hit this line."""
    read: frozenset[str] = frozenset()
    """Documents of the answer whose number, order or reference can still be read in the line or in a list that reached us."""
    half_read: frozenset[str] = frozenset()
    """Documents of the answer whose number is there with a digit wrong."""
    late: tuple[str, ...] = ()
    """Documents whose discount was taken after its last day, the latest first: whether the line was late from the start or came again after a return."""
    misled: bool = False
    """A number is there that belongs to an earlier or to somebody else's document."""
    returned: str | None = None
    """For a return, the line that came back; for a duplicate, the line delivered before."""

    @property
    def is_payment(self) -> bool:
        """Whether a customer paid something with this line."""
        return self.kind == "receipt"


@dataclass(slots=True)
class World:
    """Everything of one level: what a company would see, and the truth."""

    level: Level
    seed: int
    as_of: date
    customers: dict[str, Customer]
    documents: dict[str, Document]
    lines: list[BankLine]
    advices: list[Advice]
    truths: dict[str, Truth]
    thrown: dict[str, int] = field(default_factory=dict)
    hit: dict[str, int] = field(default_factory=dict)
    late: int = 0
    settled: int = 0
