"""What the database says of its own state: schema, connections, what waits, the last check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When the books were last examined by `encours check`, by whom, and how many violations were found."""

    recorded_at: datetime
    actor: str
    violations: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files brought and not confirmed, imports made; and about how many items the whole database holds."""

    uploads: int
    imports: int
    items: int


def load_last_check(cursor: Any, scope: Scope) -> LastCheck | None:
    """The last check of the company, or of its whole organization."""
    cursor.execute(
        """SELECT recorded_at, actor, payload FROM (
               (SELECT id, recorded_at, actor, payload FROM event WHERE organization_id = %(organization)s AND company_id = %(company)s AND type = 'BooksChecked' ORDER BY recorded_at DESC, id DESC LIMIT 1)
               UNION ALL
               (SELECT id, recorded_at, actor, payload FROM event WHERE organization_id = %(organization)s AND company_id IS NULL AND type = 'BooksChecked' ORDER BY recorded_at DESC, id DESC LIMIT 1)) x
            ORDER BY recorded_at DESC, id DESC LIMIT 1""",
        {"organization": scope.organization_id, "company": scope.company_id},
    )
    row = cursor.fetchone()
    if row is None:
        return None
    payload = json.loads(row[2]) if isinstance(row[2], str) else row[2]
    return LastCheck(row[0], row[1], int(payload.get("violations", 0)))


def load_waiting(cursor: Any, scope: Scope) -> Waiting:
    """How much waits and how much there is; the number of items is the planner's estimate, for counting a million rows takes longer than a page may."""
    cursor.execute(
        """SELECT (SELECT count(*) FROM web_upload WHERE organization_id = %(organization)s AND company_id = %(company)s AND import_id IS NULL),
                  (SELECT count(*) FROM import WHERE organization_id = %(organization)s AND company_id = %(company)s AND committed_at IS NOT NULL),
                  (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'item'::regclass)""",
        {"organization": scope.organization_id, "company": scope.company_id},
    )
    return Waiting(*cursor.fetchone())
