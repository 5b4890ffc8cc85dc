"""The invariants in the order in which they are examined."""

from __future__ import annotations

from encours.store.load.check import (
    aging,
    balances,
    bounds,
    chain,
    documents,
    entries,
    kept_months,
    matches,
    open_items,
    past_days,
    receipts,
    recording,
    references,
    reversals,
    settlements,
    walls,
)
from encours.store.load.check.contract import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    entries.INVARIANT, open_items.INVARIANT, bounds.INVARIANT, receipts.INVARIANT, balances.CUSTOMERS, aging.INVARIANT, past_days.INVARIANT, balances.ACCOUNTS,
    recording.INVARIANT, reversals.INVARIANT, chain.CHAIN, chain.FINGERPRINTS, chain.ANCHORS, matches.INVARIANT, references.INVARIANT, settlements.INVARIANT, documents.INVARIANT, walls.INVARIANT,
    kept_months.INVARIANT,
)  # fmt: skip

CHEAP = frozenset({"I1", "I2", "I3", "I4", "I5", "I8", "I9", "I10", "I14", "I23", "I26"})
"""Those that are examined after every step of the simulator."""
