"""Late-payment penalties, shown line by line (docs/rules/penalties.md)."""

from __future__ import annotations

from encours.receivables.penalties.penalty import Penalty, Reduction, Segment, capitalized, penalty_owed
from encours.receivables.penalties.rates import HalfYear, RateMissing, RateTable
from encours.receivables.penalties.rules import ContractRate, FixedAtStart, FloatingRate, NoRate, RateRule, Span

__all__ = [
    "ContractRate",
    "FixedAtStart",
    "FloatingRate",
    "HalfYear",
    "NoRate",
    "Penalty",
    "RateMissing",
    "RateRule",
    "RateTable",
    "Reduction",
    "Segment",
    "Span",
    "capitalized",
    "penalty_owed",
]
