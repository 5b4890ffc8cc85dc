"""The aged balance (balance âgée): bounds of its buckets, and the pure oracle of its SQL."""

from __future__ import annotations

from encours.receivables.aging.balance import (
    AgeBy,
    AgedBalance,
    AgedRow,
    Allocation,
    DueFact,
    DueSource,
    Item,
    aged_balance,
    by_customer,
    by_group,
    by_item,
    open_amounts,
)
from encours.receivables.aging.buckets import DEFAULT_BUCKETS, Bucket, Buckets

__all__ = [
    "DEFAULT_BUCKETS",
    "AgeBy",
    "AgedBalance",
    "AgedRow",
    "Allocation",
    "Bucket",
    "Buckets",
    "DueFact",
    "DueSource",
    "Item",
    "aged_balance",
    "by_customer",
    "by_group",
    "by_item",
    "open_amounts",
]
