"""A database for one run: new, empty, dropped afterwards. `encours diagnose` works in one, so that it leaves no fact behind."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.databases import create_database, database_exists, drop_database, rename_database
from encours.adapters.postgres.url import role_name, with_database

_PREFIX = "encours_scratch_"
_HOLDER = "encours scratch holder"
_LOCK = 0x736372617463  # "scratc"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point Django's connections at database `name` for the time of the block, and back."""
    from django.db import connections

    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    try:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = before[alias]


@contextmanager
def scratch_database(access: Access) -> Iterator[None]:
    """Work in a new, empty database with today's schema; it is dropped at the end, and by the next start if this process is killed."""
    name = _PREFIX + secrets.token_hex(6)
    holder = None
    try:
        with psycopg.connect(with_database(access.owner_url, "postgres"), autocommit=True) as keeper:
            keeper.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            create_database(access.owner_url, name, app_role=role_name(access.app_url), template=_blank(access))
            # Its session tells others that the database is in use, and ends with this process however that ends.
            holder = psycopg.connect(with_database(access.owner_url, name), autocommit=True, application_name=_HOLDER)
        with connected_to(name):
            yield
    finally:
        if holder is not None:
            holder.close()
        with suppress(psycopg.OperationalError):  # the server is gone: the next start drops what is left
            _drop(access, name)


def clear_abandoned(access: Access) -> None:
    """Drop the databases of runs that were killed, unless somebody is making or clearing one at this moment."""
    with psycopg.connect(with_database(access.owner_url, "postgres"), autocommit=True) as keeper:
        row = keeper.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
        if row == (True,):
            _drop_abandoned(access)


def _drop(access: Access, name: str) -> None:
    # By force where we may: a session that was interrupted in a long statement leaves when that ends.
    drop_database(access.backup_url, name, force=access.embedded)


def _blank(access: Access) -> str:
    """The name of an empty database with today's schema, made at its first use: copying it takes a tenth of migrating."""
    from django.db.migrations.loader import MigrationLoader

    from encours.config.schema import bring_schema_up_to_date
    from encours.store.migrations import schema_files

    known = [f"{app}.{name}" for app, name in sorted(MigrationLoader(None).disk_migrations or {})]
    digest = hashlib.sha256("\n".join(known).encode() + b"".join(path.read_bytes() for path in schema_files())).hexdigest()[:12]
    name = f"encours_blank_{digest}"
    if not database_exists(access.owner_url, name):
        making = f"{name}_new"
        drop_database(access.owner_url, making)
        create_database(access.owner_url, making, app_role=role_name(access.app_url))
        with connected_to(making):
            bring_schema_up_to_date()
        rename_database(access.owner_url, making, name)
    return name


def _drop_abandoned(access: Access) -> None:
    """Drop every scratch database whose run is gone. The caller holds the lock under which they are made."""
    with psycopg.connect(with_database(access.backup_url, "postgres"), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database d WHERE starts_with(datname, %s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname AND a.application_name = %s)",
            [_PREFIX, _HOLDER],
        ).fetchall()
    for (name,) in rows:
        _drop(access, name)
