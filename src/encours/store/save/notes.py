"""Notes about customers, and their marks: both are appended, neither is changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args

from encours.store.tenant import Scope

Mark = Literal["pinned", "unpinned", "withdrawn"]
MARKS: tuple[Mark, ...] = get_args(Mark)


def save_note(cursor: Any, scope: Scope, customer_id: int, body: str, mentions: Sequence[str], *, recorded_at: Any) -> int:
    """Write a note; returns its key."""
    cursor.execute(
        "INSERT INTO customer_note (organization_id, company_id, customer_id, body, mentions, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [scope.organization_id, scope.company_id, customer_id, body, json.dumps(list(mentions)), scope.actor, recorded_at],
    )
    note_id: int = cursor.fetchone()[0]
    return note_id


def save_note_mark(cursor: Any, scope: Scope, note_id: int, kind: Mark, *, recorded_at: Any) -> None:
    """Pin, unpin or withdraw a note."""
    cursor.execute(
        "INSERT INTO customer_note_mark (organization_id, company_id, note_id, kind, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s)",
        [scope.organization_id, scope.company_id, note_id, kind, scope.actor, recorded_at],
    )
