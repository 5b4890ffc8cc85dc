"""Column mappings that were saved under a name, for every company of an organization."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from encours.store.tenant import Scope


def save_mapping(cursor: Any, scope: Scope, name: str, mapping: Mapping[str, Any]) -> None:
    """Keep a mapping under a name, in the place of an earlier one of that name."""
    cursor.execute(
        "INSERT INTO column_mapping (organization_id, name, mapping) VALUES (%s, %s, %s)"
        " ON CONFLICT (organization_id, name) DO UPDATE SET mapping = excluded.mapping, recorded_at = excluded.recorded_at",
        [scope.organization_id, name, json.dumps(mapping, ensure_ascii=False)],
    )


def load_mapping(cursor: Any, scope: Scope, name: str) -> dict[str, Any] | None:
    """The mapping of that name."""
    cursor.execute("SELECT mapping::text FROM column_mapping WHERE organization_id = %s AND name = %s", [scope.organization_id, name])
    row = cursor.fetchone()
    return None if row is None else json.loads(row[0])


def load_mapping_names(cursor: Any, scope: Scope) -> list[tuple[str, str]]:
    """Every name with the kind of table it is for, by name."""
    cursor.execute("SELECT name, mapping->>'kind' FROM column_mapping WHERE organization_id = %s ORDER BY name", [scope.organization_id])
    found: list[tuple[str, str]] = cursor.fetchall()
    return found


def load_mappings(cursor: Any, scope: Scope) -> list[dict[str, Any]]:
    """Every saved mapping, by name."""
    cursor.execute("SELECT mapping::text FROM column_mapping WHERE organization_id = %s ORDER BY name", [scope.organization_id])
    return [json.loads(row[0]) for row in cursor.fetchall()]
