"""The state of every table, computed from the catalog alone, so that no table can be forgotten."""

from __future__ import annotations

import hashlib

import psycopg
from psycopg import sql

from encours.usecases.backup import TableState

# Text forms depend on these; fixed, the same rows give the same fingerprint on every server.
_SETTINGS = {"datestyle": "ISO, YMD", "intervalstyle": "iso_8601", "timezone": "UTC", "extra_float_digits": "1", "bytea_output": "hex"}

_TABLES = """
    SELECT n.nspname, c.relname,
           (SELECT array_agg(a.attname ORDER BY k.position) FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, position), pg_attribute a
             WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum),
           (SELECT array_agg(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attcollation <> 0)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
     ORDER BY 1, 2"""


def tables(connection: psycopg.Connection) -> list[tuple[str, str, list[str], set[str]]]:
    """Schema, name, primary key and columns with a collation, of every ordinary table."""
    return [(schema, name, key or [], set(collated or [])) for schema, name, key, collated in connection.execute(_TABLES)]


def database_state(connection: psycopg.Connection) -> dict[str, TableState]:
    """Rows and SHA-256 of every table; `connection` must see all rows and, to be consistent, hold one snapshot."""
    for name, value in _SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])
    return {
        table if schema == "public" else f"{schema}.{table}": _table_state(connection, sql.Identifier(schema, table), key, collated)
        for schema, table, key, collated in tables(connection)
    }


def _table_state(connection: psycopg.Connection, table: sql.Identifier, key: list[str], collated: set[str]) -> TableState:
    # In byte order, whatever the collation of the database; a table without a key is ordered by whole rows.
    in_bytes, as_is = sql.SQL('{} COLLATE "C"'), sql.SQL("{}")
    order = [(in_bytes if column in collated else as_is).format(sql.Identifier(column)) for column in key]
    order = order or [in_bytes.format(sql.SQL("t::text"))]
    statement = sql.SQL("COPY (SELECT t.* FROM {} t ORDER BY {}) TO STDOUT (FORMAT text, HEADER)").format(table, sql.SQL(", ").join(order))
    digest = hashlib.sha256()
    lines = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            digest.update(block)
            lines += bytes(block).count(b"\n")
    return TableState(rows=lines - 1, sha256=digest.hexdigest())
