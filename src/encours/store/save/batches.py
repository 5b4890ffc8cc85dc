"""Runs that can be taken back as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from encours.store.tenant import Scope


class Batch(NamedTuple):
    """A run: what it recorded carries its instant."""

    id: int
    actor: str
    recorded_at: datetime
    is_undone: bool


def open_batch(cursor: Any, scope: Scope, *, recorded_at: Any) -> int:
    """Name what this transaction records."""
    cursor.execute(
        "INSERT INTO batch (organization_id, company_id, actor, recorded_at) VALUES (%s, %s, %s, %s) RETURNING id",
        [scope.organization_id, scope.company_id, scope.actor, recorded_at],
    )
    found: int = cursor.fetchone()[0]
    return found


def load_batches(cursor: Any, scope: Scope, *, batch_id: int | None = None, limit: int = 20) -> list[Batch]:
    """The company's runs, newest first, or the one of that number."""
    cursor.execute(
        """
        SELECT b.id, b.actor, b.recorded_at, EXISTS (SELECT 1 FROM batch_undo u WHERE u.organization_id = b.organization_id AND u.batch_id = b.id) FROM batch b
         WHERE b.organization_id = %s AND b.company_id = %s AND (%s::bigint IS NULL OR b.id = %s) ORDER BY b.id DESC LIMIT %s
        """,
        [scope.organization_id, scope.company_id, batch_id, batch_id, limit],
    )
    return [Batch(*row) for row in cursor.fetchall()]


def mark_undone(cursor: Any, scope: Scope, batch_id: int, *, reason: str, recorded_at: Any) -> None:
    """Remember that the run was taken back, by whom and why."""
    cursor.execute(
        "INSERT INTO batch_undo (organization_id, batch_id, actor, reason, recorded_at) VALUES (%s, %s, %s, %s, %s)",
        [scope.organization_id, batch_id, scope.actor, reason, recorded_at],
    )
