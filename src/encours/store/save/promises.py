"""Recording promises and holds, and what ends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from encours.store.tenant import Scope


def save_promise(
    cursor: Any, scope: Scope, *, customer_id: int, amount_minor: int, currency: str, promised_on: date, pay_on: date, deadline_on: date, channel: str,
    note: str, item_ids: Sequence[int], recorded_at: Any,
) -> int:  # fmt: skip
    """Record a promise; returns its id."""
    cursor.execute(
        """INSERT INTO promise (organization_id, company_id, customer_id, amount_minor, currency, promised_on, pay_on, deadline_on, channel, note, actor, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        [scope.organization_id, scope.company_id, customer_id, amount_minor, currency, promised_on, pay_on, deadline_on, channel, note, scope.actor, recorded_at],
    )
    promise_id: int = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO promise_item (organization_id, promise_id, item_id) SELECT %s, %s, unnest(%s::bigint[])", [scope.organization_id, promise_id, list(item_ids)]
    )
    return promise_id


def end_promise(cursor: Any, scope: Scope, promise_id: int, *, on: date, reason: str, recorded_at: Any) -> bool:
    """Cancel a promise of the company; False where it was cancelled before."""
    return _end(cursor, scope, "promise_end", "promise_id", promise_id, on, reason, recorded_at)


def save_hold(
    cursor: Any, scope: Scope, *, customer_id: int, item_id: int | None, from_on: date, until_on: date | None, cause: str, note: str, recorded_at: Any
) -> int:  # fmt: skip
    """Record a hold; returns its id."""
    cursor.execute(
        """INSERT INTO hold (organization_id, company_id, customer_id, item_id, from_on, until_on, cause, note, actor, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        [scope.organization_id, scope.company_id, customer_id, item_id, from_on, until_on, cause, note, scope.actor, recorded_at],
    )
    hold_id: int = cursor.fetchone()[0]
    return hold_id


def end_hold(cursor: Any, scope: Scope, hold_id: int, *, on: date, reason: str, recorded_at: Any) -> bool:
    """Lift a hold of the company; False where it was lifted before."""
    return _end(cursor, scope, "hold_end", "hold_id", hold_id, on, reason, recorded_at)


def _end(cursor: Any, scope: Scope, table: str, column: str, key: int, on: date, reason: str, recorded_at: Any) -> bool:
    cursor.execute(
        f"INSERT INTO {table} (organization_id, {column}, ended_on, reason, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [scope.organization_id, key, on, reason, scope.actor, recorded_at],
    )
    ended: bool = cursor.rowcount == 1
    return ended
