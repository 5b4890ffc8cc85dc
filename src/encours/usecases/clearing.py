"""A person says which payments in transit a bank line brings, and what was kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from encours.store.bulk.clearing import ClearingToPost, clear_lines
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant


def clear_line(company: Company, actor: str, line_id: int, receipts: Sequence[int], *, fee_minor: int = 0, today: date) -> int:
    """Record that a bank line brings these receipts (their ids), less a fee; returns how many clearings were made, which is one.

    Raises ClearingImpossible, also where somebody else decided on the line or on a payment first.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        made = clear_lines(
            cursor, scope, [ClearingToPost(line_id, tuple(receipts), fee_minor, "person", "person")], recorded_at=recorded_at
        )
        record_event(
            cursor,
            scope,
            "LineCleared",
            occurred_on=today,
            subjects=[f"lin_{line_id}"],
            payload={"payments": len(receipts), "fee_minor": fee_minor},
        )
    return made
