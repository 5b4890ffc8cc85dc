"""The order in which the schema came about. The SQL itself is in `store/schema`."""

from __future__ import annotations

from pathlib import Path

_SCHEMA = Path(__file__).resolve().parent.parent / "schema"


def schema_files() -> list[Path]:
    """Every SQL file of the schema, in the order of application."""
    return sorted(_SCHEMA.glob("*.sql"))
