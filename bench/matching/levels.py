"""What the five levels of noise mean, as one table; and the dice that read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

Level = Literal["clean", "low", "medium", "high", "adversarial"]
LEVELS: tuple[Level, ...] = get_args(Level)

TABLE: dict[str, tuple[float, float, float, float, float]] = {
    # what the payer writes
    "rf_reference": (0.10, 0.12, 0.10, 0.06, 0.04),
    "no_reference": (0.00, 0.03, 0.09, 0.17, 0.25),
    "other_key": (0.00, 0.02, 0.05, 0.08, 0.10),
    "number_reshaped": (0.00, 0.12, 0.27, 0.38, 0.40),
    "number_mistyped": (0.00, 0.01, 0.025, 0.06, 0.11),
    "stale_number": (0.00, 0.004, 0.010, 0.02, 0.035),
    "range_or_shared_prefix": (0.00, 0.02, 0.05, 0.08, 0.10),
    "other_numbers": (0.10, 0.25, 0.40, 0.55, 0.70),
    "somebody_elses_number": (0.00, 0.002, 0.008, 0.02, 0.05),
    "list_apart": (0.30, 0.30, 0.30, 0.25, 0.20),
    "list_lost": (0.00, 0.10, 0.25, 0.40, 0.55),
    # what the bank does to it
    "cut_at_35": (0.00, 0.02, 0.06, 0.10, 0.15),
    "blank_every_27": (0.00, 0.04, 0.12, 0.20, 0.28),
    "upper_case": (0.20, 0.35, 0.50, 0.60, 0.65),
    "delivered_twice": (0.00, 0.001, 0.003, 0.006, 0.012),
    # who pays
    "name_differs": (0.00, 0.15, 0.35, 0.50, 0.65),
    "account_known": (0.95, 0.85, 0.70, 0.50, 0.35),
    "no_account": (0.00, 0.01, 0.03, 0.08, 0.15),
    "parent_pays": (0.30, 0.50, 0.65, 0.75, 0.85),
    "third_party": (0.00, 0.004, 0.012, 0.025, 0.05),
    # how much
    "parts": (0.01, 0.015, 0.025, 0.035, 0.05),
    "bank_charge": (0.00, 0.01, 0.02, 0.03, 0.04),
    "late_discount": (0.00, 0.03, 0.08, 0.13, 0.20),
    "held_back": (0.00, 0.006, 0.012, 0.022, 0.035),
    "amount_wrong": (0.00, 0.001, 0.003, 0.006, 0.010),
    "paid_twice": (0.000, 0.002, 0.004, 0.007, 0.012),
    "credit_netted": (0.60, 0.65, 0.70, 0.75, 0.80),
    "comes_back": (0.002, 0.003, 0.005, 0.008, 0.010),
    "paid_in_euro": (0.00, 0.05, 0.15, 0.25, 0.35),
    "on_account": (0.00, 0.004, 0.008, 0.012, 0.015),
    "not_receivable": (0.05, 0.06, 0.08, 0.10, 0.12),
    # the ledger
    "same_amount": (0.15, 0.20, 0.25, 0.30, 0.40),
    "near_homonym": (0.01, 0.02, 0.03, 0.05, 0.08),
}  # fmt: skip
"""Probability of each row at each level. Who or what a row is drawn for is said where it is drawn."""

CHARGE_OUTSIDE_SEPA = 8
"""Banks outside SEPA deduct a charge so many times as often."""


@dataclass(frozen=True, slots=True)
class Free:
    """What the table leaves open. These hold at every level and were set once, from what is usual; `docs/matching-benchmark.md` says how."""

    customers_per_invoice: float = 1 / 50
    countries: tuple[tuple[str, float], ...] = (
        ("FR", 0.58),
        ("DE", 0.13),
        ("BE", 0.08),
        ("NL", 0.06),
        ("IT", 0.06),
        ("AT", 0.04),
        ("US", 0.02),
        ("CA", 0.01),
        ("MA", 0.02),
    )
    in_runs: float = 1 / 3
    in_groups: float = 0.06
    direct_debits: float = 0.05
    credit_notes: float = 0.03
    late: float = 0.475
    discount_terms: float = 0.16
    """Share of customers granted a cash discount, and how often they take it in time."""
    discount_taken: float = 0.60
    purchase_orders: float = 0.60
    """Share of customers whose purchase orders we know."""
    joined: float = 0.30
    """How often what a customer outside runs pays on one day travels in one transfer."""
    reason_given: float = 0.80
    """How often who holds back, pays in parts or nets says so."""


FREE = Free()


@dataclass(slots=True)
class Dice:
    """Throws for the rows of the table at one level, and remembers how often each was thrown and hit."""

    level: Level
    random: Random
    thrown: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)

    def chance(self, row: str) -> float:
        """The probability of a row at this level."""
        return TABLE[row][LEVELS.index(self.level)]

    def falls(self, row: str) -> bool:
        """Whether the row happens this time."""
        self.thrown[row] += 1
        happens = self.random.random() < self.chance(row)
        self.hit[row] += happens
        return happens
