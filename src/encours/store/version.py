"""Which schema a database has, and which ones this program knows."""

from __future__ import annotations

from functools import cache


@cache
def known_schema_versions() -> frozenset[str]:
    """The names of the store's migrations."""
    from django.db.migrations.loader import MigrationLoader

    return frozenset(name for app, name in MigrationLoader(None).disk_migrations or {} if app == "store")
