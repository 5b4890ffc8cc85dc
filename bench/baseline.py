"""What the import is measured against: the very rows it produced, sent by COPY into identical tables without security or triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.clock import Clock, Spent
from encours.adapters.postgres.access import Access
from encours.adapters.postgres.url import with_database

_BLOCK = 1 << 18
_SCHEMA = "bare"


@dataclass(frozen=True, slots=True)
class Copied:
    """What the COPY cost, and how much it moved."""

    spent: Spent
    rows: int
    size: int


@contextmanager
def administrator(access: Access) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the database that Django works in, as the role that may read every row."""
    from django.db import connections

    with psycopg.connect(with_database(access.backup_url, connections["default"].settings_dict["NAME"]), autocommit=True) as connection:
        yield connection


def settle(access: Access) -> None:
    """Write what is pending to disk, so that no measurement pays for the one before it."""
    with administrator(access) as connection:
        connection.execute("CHECKPOINT")


def copy_again(access: Access, folder: Path, organization_id: int) -> Copied:
    """Export every row of the organization, then send the rows back into identical tables: same columns, keys, checks and indexes; no
    row-level security, no triggers, no foreign keys. One transaction, committed to disk like any other."""
    with administrator(access) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}").format(sql.Identifier(_SCHEMA)))
        exported: dict[str, tuple[Path, int]] = {}
        for table in _tables(connection):
            target = folder / table
            rows = _export(connection, table, target, organization_id)
            if rows:
                exported[table] = (target, rows)
                connection.execute(
                    sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                        sql.Identifier(_SCHEMA, table), sql.Identifier("public", table)
                    )
                )
        connection.execute("CHECKPOINT")
        clock = Clock(connection.info.backend_pid)
        with connection.transaction():
            for table, (source, _) in exported.items():
                _load(connection, table, source)
        spent = clock.spent()
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(_SCHEMA)))
    copied = Copied(spent, sum(rows for _, rows in exported.values()), sum(source.stat().st_size for source, _ in exported.values()))
    for source, _ in exported.values():
        source.unlink()
    return copied


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    """The tables that carry an organization's rows."""
    found = connection.execute(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
        """
    )
    return [name for (name,) in found]


def _columns(connection: psycopg.Connection[Any], table: str) -> sql.Composable:
    """The columns that are written; generated ones are computed on both sides."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'public."{table}"'],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)


def _export(connection: psycopg.Connection[Any], table: str, target: Path, organization_id: int) -> int:
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE organization_id = {}) TO STDOUT").format(
        _columns(connection, table), sql.Identifier("public", table), sql.Literal(organization_id)
    )
    with target.open("wb") as file, connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount


def _load(connection: psycopg.Connection[Any], table: str, source: Path) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(_SCHEMA, table), _columns(connection, table))
    with source.open("rb") as file, connection.cursor() as cursor, cursor.copy(statement) as copy:
        while block := file.read(_BLOCK):
            copy.write(block)
