"""What people wrote about customers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note that was not withdrawn. `mentions` are the names of the users that it calls."""

    id: int
    customer_id: int
    body: str
    mentions: tuple[str, ...]
    actor: str
    recorded_at: datetime
    is_pinned: bool


# The last pin or unpin counts; a withdrawal is for good.
_NOTES = """
SELECT n.id, n.customer_id, n.body, n.mentions, n.actor, n.recorded_at, coalesce(p.kind = 'pinned', false) AS is_pinned
  FROM customer_note n
  LEFT JOIN LATERAL (SELECT k.kind FROM customer_note_mark k WHERE k.organization_id = n.organization_id AND k.note_id = n.id AND k.kind <> 'withdrawn'
                      ORDER BY k.id DESC LIMIT 1) p ON true
 WHERE n.organization_id = %(organization)s AND n.company_id = %(company)s
   AND NOT EXISTS (SELECT 1 FROM customer_note_mark k WHERE k.organization_id = n.organization_id AND k.note_id = n.id AND k.kind = 'withdrawn')
"""


def load_pinned(cursor: Any, scope: Scope, customer_id: int, *, limit: int = 20) -> tuple[NoteRow, ...]:
    """The pinned notes of a customer, newest first."""
    cursor.execute(
        f"SELECT * FROM ({_NOTES} AND n.customer_id = %(customer)s) x WHERE is_pinned ORDER BY id DESC LIMIT %(limit)s",
        {"organization": scope.organization_id, "company": scope.company_id, "customer": customer_id, "limit": limit},
    )
    return tuple(_note(row) for row in cursor.fetchall())


def load_note(cursor: Any, scope: Scope, note_id: int) -> NoteRow | None:
    """The note of that key, if it is one of the company and was not withdrawn."""
    cursor.execute(_NOTES + " AND n.id = %(note)s", {"organization": scope.organization_id, "company": scope.company_id, "note": note_id})
    row = cursor.fetchone()
    return _note(row) if row else None


def load_last_notes(cursor: Any, scope: Scope, customer_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody last wrote about each of the customers."""
    cursor.execute(
        """SELECT customer_id, max(recorded_at) FROM customer_note n WHERE organization_id = %s AND customer_id = ANY(%s)
              AND NOT EXISTS (SELECT 1 FROM customer_note_mark k WHERE k.organization_id = n.organization_id AND k.note_id = n.id AND k.kind = 'withdrawn')
            GROUP BY 1""",
        [scope.organization_id, list(customer_ids)],
    )
    return dict(cursor.fetchall())


def _note(row: Sequence[Any]) -> NoteRow:
    mentions = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return NoteRow(row[0], row[1], row[2], tuple(mentions), row[4], row[5], row[6])
