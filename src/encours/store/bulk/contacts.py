"""Contacts in: by customer, role and mail address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import sql

from encours.formats.tables.contract import ContactRow
from encours.store.bulk.copying import copy_rows
from encours.store.tenant import Scope

_STAGE = """
DROP TABLE IF EXISTS stage_contact;
CREATE TEMP TABLE stage_contact (
    n integer PRIMARY KEY, code text NOT NULL, role text NOT NULL, name text NOT NULL, email text NOT NULL, language text NOT NULL, phone text NOT NULL,
    customer_id bigint, contact_id bigint
) ON COMMIT DROP;
"""
_WRITTEN = ("name", "language", "phone")


def stage_contacts(
    cursor: Any, scope: Scope, rows: Iterable[ContactRow], columns: frozenset[str]
) -> tuple[int, int, int, list[tuple[int, str]]]:
    """Put the rows into a temporary table. Returns how many are created, updated, unchanged, and the (row, code) of customers that do not exist."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_contact", ("n", "code", "role", "name", "email", "language", "phone"),
        ((r.line, r.customer_id, r.role, r.name, r.email, r.language, r.phone) for r in rows),
    )  # fmt: skip
    cursor.execute(
        "UPDATE stage_contact s SET customer_id = c.id FROM customer c WHERE c.organization_id = %s AND c.company_id = %s AND c.code = s.code",
        [scope.organization_id, scope.company_id],
    )
    cursor.execute("SELECT n, code FROM stage_contact WHERE customer_id IS NULL ORDER BY n")
    missing = cursor.fetchall()
    cursor.execute("DELETE FROM stage_contact WHERE customer_id IS NULL")
    cursor.execute(
        "UPDATE stage_contact s SET contact_id = k.id FROM contact k WHERE k.organization_id = %s AND k.customer_id = s.customer_id AND k.role = s.role AND k.email = s.email",
        [scope.organization_id],
    )
    cursor.execute(
        sql.SQL(
            "SELECT count(*) FILTER (WHERE s.contact_id IS NULL), count(*) FILTER (WHERE {changed}), count(*) FROM stage_contact s"
            " LEFT JOIN contact k ON k.organization_id = %s AND k.id = s.contact_id"
        ).format(changed=_changed(columns)),
        [scope.organization_id],
    )
    created, updated, total = cursor.fetchone()
    return created, updated, total - created - updated, missing


def _changed(columns: frozenset[str]) -> sql.Composable:
    named = [column for column in _WRITTEN if column in columns]
    old, new = (sql.SQL(", ").join(sql.Identifier(alias, column) for column in named) for alias in ("k", "s"))
    return sql.SQL("k.id IS NOT NULL AND ({}) IS DISTINCT FROM ({})").format(old, new)


def write_contacts(cursor: Any, scope: Scope, columns: frozenset[str]) -> None:
    """Create and update the staged contacts."""
    tenant = scope.organization_id
    named = [column for column in _WRITTEN if column in columns]
    cursor.execute(
        sql.SQL(
            "UPDATE contact k SET {sets} FROM stage_contact s WHERE k.organization_id = %s AND k.id = s.contact_id AND {changed}"
        ).format(
            sets=sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(column)) for column in named), changed=_changed(columns)
        ),
        [tenant],
    )
    cursor.execute(
        "INSERT INTO contact (organization_id, customer_id, role, name, email, language, phone)"
        " SELECT %s, customer_id, role, name, email, language, phone FROM stage_contact WHERE contact_id IS NULL ORDER BY n",
        [tenant],
    )
