"""Customers in: the staged rows of a table against the directory, and bringing the directory to what the table says.

Only the columns that the table has are compared and written; what it does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from encours.kernel.normal import name_key
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.ledger import create_customers
from encours.store.tenant import Scope

_STAGE = """
DROP TABLE IF EXISTS stage_customer, stage_customer_row, stage_iban, stage_alias, changed_terms;
CREATE TEMP TABLE stage_customer (n integer PRIMARY KEY, code text NOT NULL, name text NOT NULL, name_key text NOT NULL, is_collective boolean NOT NULL, id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_customer_row (
    n integer PRIMARY KEY, code text NOT NULL, name text NOT NULL, name_key text NOT NULL, siren text NOT NULL, vat_number text NOT NULL, country text NOT NULL,
    language text NOT NULL, currency text NOT NULL, email text NOT NULL, phone text NOT NULL, payment_terms text NOT NULL, segment text NOT NULL,
    credit_limit_minor bigint, parent_code text NOT NULL, payer_code text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE stage_iban (code text NOT NULL, iban text NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE stage_alias (code text NOT NULL, alias text NOT NULL) ON COMMIT DROP;
"""
_COLUMNS = "n code name name_key siren vat_number country language currency email phone payment_terms segment credit_limit_minor parent_code payer_code".split()

# Column of the table → column of the directory.
_OF_CUSTOMER = {"name": "name", "currency": "currency", "language": "language", "email": "email", "phone": "phone", "payment_terms": "payment_terms",
                "segment": "segment", "credit_limit": "credit_limit_minor"}  # fmt: skip
_OF_PARTY = {"name": "name", "siren": "siren", "vat_number": "vat_number", "country": "country"}


@dataclass(frozen=True, slots=True)
class StagedCustomer:
    """A customer as a table says it, checked. `line` is its row."""

    line: int
    code: str
    name: str
    siren: str
    vat_number: str
    country: str
    language: str
    currency: str
    email: str
    phone: str
    payment_terms: str
    segment: str
    credit_limit_minor: int | None
    parent_code: str
    payer_code: str
    ibans: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerComparison:
    created: int
    updated: int
    unchanged: int
    missing: tuple[tuple[int, str, str], ...]
    """(row, column, code) of parents and payers that neither the table nor the directory has."""


def stage_customers(cursor: Any, scope: Scope, rows: Iterable[StagedCustomer], columns: frozenset[str]) -> CustomerComparison:
    """Put checked rows into temporary tables and say what they would change."""
    cursor.execute(_STAGE)
    listed = list(rows)
    copy_rows(
        cursor, "stage_customer_row", _COLUMNS,
        ((r.line, r.code, r.name, name_key(r.name), r.siren, r.vat_number, r.country, r.language, r.currency, r.email, r.phone, r.payment_terms, r.segment,
          r.credit_limit_minor, r.parent_code, r.payer_code) for r in listed),
    )  # fmt: skip
    copy_rows(cursor, "stage_iban", ("code", "iban"), ((r.code, iban) for r in listed for iban in r.ibans))
    copy_rows(cursor, "stage_alias", ("code", "alias"), ((r.code, alias) for r in listed for alias in r.aliases))
    cursor.execute("INSERT INTO stage_customer SELECT n, code, name, name_key, false FROM stage_customer_row")
    cursor.execute("ANALYZE stage_customer, stage_customer_row, stage_iban, stage_alias")
    ours = {"tenant": scope.organization_id, "company": scope.company_id}
    cursor.execute(
        sql.SQL(
            """
            SELECT count(*) FILTER (WHERE c.id IS NULL), count(*) FILTER (WHERE c.id IS NOT NULL AND ({changed})), count(*) FROM stage_customer_row s
              LEFT JOIN customer c ON c.organization_id = %(tenant)s AND c.company_id = %(company)s AND c.code = s.code
              LEFT JOIN party p ON p.organization_id = c.organization_id AND p.id = c.party_id
            """
        ).format(changed=_changed(columns)),
        ours,
    )
    created, updated, total = cursor.fetchone()
    cursor.execute(
        """
        SELECT s.n, x.name, x.code FROM stage_customer_row s CROSS JOIN LATERAL (VALUES ('parent_id', s.parent_code), ('payer_id', s.payer_code)) x(name, code)
         WHERE x.code <> '' AND NOT EXISTS (SELECT 1 FROM stage_customer_row o WHERE o.code = x.code)
           AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.organization_id = %(tenant)s AND c.company_id = %(company)s AND c.code = x.code) ORDER BY 1, 2
        """,
        ours,
    )
    return CustomerComparison(created, updated, total - created - updated, tuple(cursor.fetchall()))


def _changed(columns: frozenset[str]) -> sql.Composable:
    """The condition under which a known customer (c, its party p) differs from its row (s)."""
    tests: list[sql.Composable] = [
        sql.SQL("{}.{} IS DISTINCT FROM s.{}").format(sql.Identifier(alias), sql.Identifier(column), sql.Identifier(column))
        for alias, mapping in (("c", _OF_CUSTOMER), ("p", _OF_PARTY))
        for name, column in mapping.items()
        if name in columns
    ]
    for name, column in (("parent_id", "parent_code"), ("payer_id", "payer_code")):
        if name in columns:
            tests.append(
                sql.SQL(
                    "coalesce((SELECT o.code FROM customer o WHERE o.organization_id = c.organization_id AND o.id = c.{}), '') IS DISTINCT FROM s.{}"
                ).format(sql.Identifier(name), sql.Identifier(column))
            )
    if "iban" in columns:
        tests.append(
            sql.SQL(
                "EXISTS ((SELECT iban FROM stage_iban i WHERE i.code = s.code EXCEPT SELECT iban FROM customer_iban b WHERE b.organization_id = c.organization_id"
                " AND b.customer_id = c.id) UNION ALL (SELECT iban FROM customer_iban b WHERE b.organization_id = c.organization_id AND b.customer_id = c.id"
                " AND b.source = 'file' EXCEPT SELECT iban FROM stage_iban i WHERE i.code = s.code))"
            )
        )
    if "aliases" in columns:
        tests.append(
            sql.SQL(
                "EXISTS (SELECT alias FROM stage_alias i WHERE i.code = s.code EXCEPT SELECT alias FROM customer_alias b"
                " WHERE b.organization_id = c.organization_id AND b.customer_id = c.id)"
            )
        )
    return sql.SQL(" OR ").join(tests)


def write_customers(cursor: Any, scope: Scope, columns: frozenset[str]) -> None:
    """Create and update the staged customers. Those whose terms change are listed in `changed_terms (customer_id, had_none)`."""
    tenant = scope.organization_id
    create_customers(cursor, scope)
    cursor.execute(
        """
        CREATE TEMP TABLE changed_terms ON COMMIT DROP AS
        SELECT c.id AS customer_id, c.payment_terms = '' AS had_none FROM stage_customer m JOIN stage_customer_row s USING (n)
          JOIN customer c ON c.organization_id = %s AND c.id = m.id WHERE c.payment_terms <> s.payment_terms AND %s
        """,
        [tenant, "payment_terms" in columns],
    )
    cursor.execute("ANALYZE changed_terms")
    _update(cursor, tenant, "party", _OF_PARTY, columns)
    _update(cursor, tenant, "customer", _OF_CUSTOMER, columns)
    for name, column in (("parent_id", "parent_code"), ("payer_id", "payer_code")):
        if name in columns:
            cursor.execute(
                sql.SQL(
                    """
                    UPDATE customer c SET {name} = o.id FROM stage_customer m JOIN stage_customer_row s USING (n)
                      LEFT JOIN customer o ON o.organization_id = %s AND o.company_id = %s AND o.code = s.{column} AND o.code <> s.code
                     WHERE c.organization_id = %s AND c.id = m.id AND c.{name} IS DISTINCT FROM o.id
                    """
                ).format(name=sql.Identifier(name), column=sql.Identifier(column)),
                [tenant, scope.company_id, tenant],
            )
    if "iban" in columns:
        # The table tells which accounts it knows; those that were learned, or that a person entered, are not its to take away.
        cursor.execute(
            """
            DELETE FROM customer_iban b USING stage_customer m WHERE b.organization_id = %s AND b.customer_id = m.id AND b.source = 'file'
               AND NOT EXISTS (SELECT 1 FROM stage_iban i WHERE i.code = m.code AND i.iban = b.iban)
            """,
            [tenant],
        )
        cursor.execute(
            "INSERT INTO customer_iban (organization_id, customer_id, iban, source) SELECT DISTINCT %s::bigint, m.id, i.iban, 'file' FROM stage_iban i"
            " JOIN stage_customer m ON m.code = i.code ON CONFLICT DO NOTHING",
            [tenant],
        )
    cursor.execute(
        "INSERT INTO customer_alias (organization_id, customer_id, alias) SELECT DISTINCT %s::bigint, m.id, i.alias FROM stage_alias i"
        " JOIN stage_customer m ON m.code = i.code ON CONFLICT DO NOTHING",
        [tenant],
    )


def _update(cursor: Any, tenant: int, table: str, mapping: dict[str, str], columns: frozenset[str]) -> None:
    named = [column for name, column in mapping.items() if name in columns]
    written = [*named, "name_key"] if "name" in named else named
    if not named:
        return
    cursor.execute(
        sql.SQL(
            """
            UPDATE {table} t SET {sets} FROM stage_customer m JOIN stage_customer_row s USING (n) JOIN customer c ON c.organization_id = %s AND c.id = m.id
             WHERE t.organization_id = c.organization_id AND t.id = {key} AND ({old}) IS DISTINCT FROM ({new})
            """
        ).format(
            table=sql.Identifier(table),
            sets=sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(column)) for column in written),
            key=sql.SQL("c.party_id" if table == "party" else "c.id"),
            old=sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(column)) for column in named),
            new=sql.SQL(", ").join(sql.SQL("s.{}").format(sql.Identifier(column)) for column in named),
        ),
        [tenant],
    )
