"""The imports of a company, as a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import that was committed, undone or not. `counts` are its figures: records, created, updated, unchanged, rejected, reversed, details."""

    id: int
    kind: str
    file_name: str
    sha256: str
    state: str
    counts: Mapping[str, Any]
    actor: str
    committed_at: datetime
    undone_at: datetime | None


_SELECT = """SELECT id, kind, file_name, encode(sha256, 'hex'), state, preview, actor, committed_at, undone_at FROM import
              WHERE organization_id = %s AND company_id = %s AND committed_at IS NOT NULL"""


def load_imports(cursor: Any, scope: Scope, *, limit: int = 50, before: int | None = None) -> list[ImportRow]:
    """Imports, newest first; `before` is the id of the last one seen."""
    query, values = _SELECT, [scope.organization_id, scope.company_id]
    if before is not None:
        query, values = query + " AND id < %s", [*values, before]
    cursor.execute(query + " ORDER BY id DESC LIMIT %s", [*values, limit])
    return [_row(row) for row in cursor.fetchall()]


def load_import(cursor: Any, scope: Scope, import_id: int) -> ImportRow | None:
    """One import, if it is the company's."""
    cursor.execute(_SELECT + " AND id = %s", [scope.organization_id, scope.company_id, import_id])
    row = cursor.fetchone()
    return _row(row) if row else None


def _row(row: Any) -> ImportRow:
    counts = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    return ImportRow(row[0], row[1], row[2], row[3], row[4], counts, row[6], row[7], row[8])
