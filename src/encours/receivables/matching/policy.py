"""What a company lets matching do with a difference between money and documents: how much, for which reason, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from encours.receivables.matching.contract import ApplicationKind


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much a payment may differ: an amount or a share of the documents, whichever is larger, and never more than the cap.

    >>> Tolerance(absolute_minor=100, permille=5, cap_minor=1000).allowance(50000)
    250
    >>> Tolerance(absolute_minor=100, permille=5, cap_minor=1000).allowance(900000)
    1000
    """

    absolute_minor: int = 0
    permille: int = 0
    cap_minor: int = 0

    def allowance(self, documents_minor: int) -> int:
        """The largest difference allowed on documents of this sum, in minor units."""
        return min(max(self.absolute_minor, abs(documents_minor) * self.permille // 1000), self.cap_minor)


@dataclass(frozen=True, slots=True)
class CustomerTerms:
    """What one customer is allowed instead of the company's rule; None keeps the rule. `always_review`: insolvent, say."""

    short: Tolerance | None = None
    over: Tolerance | None = None
    bank_fee: Tolerance | None = None
    discount_grace_days: int | None = None
    always_review: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The company's rules about differences, and what always waits for a person.

    A discount taken up to `discount_grace_days` late is granted; later it is granted if `late_discounts` says so, and otherwise what was withheld
    stays open. Money above the documents is income for lateness only where `penalties` says so. Only kinds in `pre_approved` are
    recorded without a person. Lines before `review_before` are a backlog that nobody asked to have matched (R70): they get suggestions.
    """

    short: Tolerance = Tolerance(absolute_minor=100, cap_minor=100)
    over: Tolerance = Tolerance()
    bank_fee: Tolerance = Tolerance(absolute_minor=3500, cap_minor=3500)
    currency_permille: int = 60
    discount_grace_days: int = 5
    late_discounts: bool = False
    penalties: bool = False
    recovery_minor: int = 4000
    pre_approved: frozenset[ApplicationKind] = frozenset(
        ("credit_note", "cash_discount", "bank_fee", "rounding", "currency", "short_payment")
    )
    customers: Mapping[str, CustomerTerms] = field(default_factory=dict)
    review_before: date | None = None
    review_items: frozenset[str] = frozenset()

    def short_for(self, customer: str) -> Tolerance:
        """What this customer may pay too little."""
        own = self.customers.get(customer)
        return own.short if own is not None and own.short is not None else self.short

    def over_for(self, customer: str) -> Tolerance:
        """What this customer may pay too much."""
        own = self.customers.get(customer)
        return own.over if own is not None and own.over is not None else self.over

    def bank_fee_for(self, customer: str) -> Tolerance:
        """What banks may have taken from this customer's payment."""
        own = self.customers.get(customer)
        return own.bank_fee if own is not None and own.bank_fee is not None else self.bank_fee

    def grace_days_for(self, customer: str) -> int:
        """How many days late this customer's discount is still granted."""
        own = self.customers.get(customer)
        return own.discount_grace_days if own is not None and own.discount_grace_days is not None else self.discount_grace_days

    def always_reviews(self, customer: str) -> bool:
        """Whether every answer about this customer waits for a person."""
        own = self.customers.get(customer)
        return own is not None and own.always_review
