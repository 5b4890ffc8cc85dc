"""What people say of differences with accounting; the last word about each counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Note:
    """The last word about a difference: explained or taken up again, why, by whom and when."""

    is_explained: bool
    reason: str
    actor: str
    recorded_at: datetime


def load_notes(cursor: Any, scope: Scope) -> dict[str, Note]:
    """The last word about each difference of the company, by the difference's key."""
    cursor.execute(
        """SELECT DISTINCT ON (difference) difference, is_explained, reason, actor, recorded_at FROM difference_note
            WHERE organization_id = %s AND company_id = %s ORDER BY difference, id DESC""",
        [scope.organization_id, scope.company_id],
    )
    return {key: Note(*rest) for key, *rest in cursor.fetchall()}


def save_note(cursor: Any, scope: Scope, key: str, *, is_explained: bool, reason: str, recorded_at: Any) -> None:
    """Add a word about a difference."""
    cursor.execute(
        "INSERT INTO difference_note (organization_id, company_id, difference, is_explained, reason, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [scope.organization_id, scope.company_id, key, is_explained, reason, scope.actor, recorded_at],
    )
