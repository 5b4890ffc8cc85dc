"""Customers as a page or a document names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer of one company with its party's identity. `parent_name` is '' where it has none."""

    id: int
    code: str
    name: str
    siren: str
    vat_number: str
    country: str
    currency: str
    language: str
    email: str
    phone: str
    payment_terms: str
    segment: str
    credit_limit_minor: int | None
    parent_id: int | None
    parent_name: str
    is_collective: bool
    is_public: bool
    is_consumer: bool


_SELECT = """
SELECT c.id, c.code, c.name, p.siren, p.vat_number, p.country, c.currency, c.language, c.email, c.phone, c.payment_terms, c.segment, c.credit_limit_minor,
       c.parent_id, coalesce(parent.name, ''), c.is_collective, c.is_public, c.is_consumer
  FROM customer c JOIN party p ON p.organization_id = c.organization_id AND p.id = c.party_id
  LEFT JOIN customer parent ON parent.organization_id = c.organization_id AND parent.id = c.parent_id
 WHERE c.organization_id = %s AND c.company_id = %s
"""


def load_customer(cursor: Any, scope: Scope, customer_id: int) -> CustomerRow | None:
    """The customer of that key, if it is one of the company."""
    cursor.execute(_SELECT + " AND c.id = %s", [scope.organization_id, scope.company_id, customer_id])
    row = cursor.fetchone()
    return CustomerRow(*row) if row else None


def load_customer_by_code(cursor: Any, scope: Scope, code: str) -> CustomerRow | None:
    """The customer of that code in the company."""
    cursor.execute(_SELECT + " AND c.code = %s", [scope.organization_id, scope.company_id, code])
    row = cursor.fetchone()
    return CustomerRow(*row) if row else None


def load_customers(cursor: Any, scope: Scope, customer_ids: Sequence[int]) -> list[CustomerRow]:
    """The customers of those keys, in no order."""
    cursor.execute(_SELECT + " AND c.id = ANY(%s)", [scope.organization_id, scope.company_id, list(customer_ids)])
    return [CustomerRow(*row) for row in cursor.fetchall()]


# Each half has its own index; one condition of both would read every customer.
_STARTS = """SELECT id FROM customer WHERE organization_id = %s AND company_id = %s AND name_key >= %s AND name_key < %s
             UNION SELECT id FROM customer WHERE organization_id = %s AND company_id = %s AND upper(code) >= %s AND upper(code) < %s"""


def _starts(scope: Scope, text_key: str) -> list[Any]:
    return [scope.organization_id, scope.company_id, text_key, text_key + "\U0010ffff"] * 2


def customers_that_start(cursor: Any, scope: Scope, text_key: str, *, limit: int) -> tuple[int, ...]:
    """The keys of customers whose name or code starts with a normal form, no more than `limit`."""
    cursor.execute(f"{_STARTS} LIMIT %s", [*_starts(scope, text_key), limit])
    return tuple(row[0] for row in cursor.fetchall())


def search_customers(
    cursor: Any, scope: Scope, text_key: str, *, segment: str = "", limit: int | None = 50, after: tuple[str, int] | None = None
) -> list[CustomerRow]:  # fmt: skip
    """Customers whose name or code starts with a normal form (`kernel.normal.name_key`), by name; `after` is the (name_key, id) of the last one seen."""
    query = _SELECT
    values: list[Any] = [scope.organization_id, scope.company_id]
    if text_key:
        query += f" AND c.id IN ({_STARTS})"
        values += _starts(scope, text_key)
    if segment:
        query += " AND c.segment = %s"
        values.append(segment)
    if after:
        query += " AND (c.name_key, c.id) > (%s, %s)"
        values += after
    cursor.execute(query + " ORDER BY c.name_key, c.id LIMIT %s", [*values, limit])
    return [CustomerRow(*row) for row in cursor.fetchall()]


def known_codes(cursor: Any, scope: Scope, codes: Iterable[str]) -> set[str]:
    """Which of the codes are customers of the company."""
    cursor.execute("SELECT code FROM customer WHERE organization_id = %s AND company_id = %s AND code = ANY(%s)", [scope.organization_id, scope.company_id, list(codes)])
    return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Relation:
    """Another customer that this one belongs to, that belongs to it, that pays for it or that it pays for."""

    kind: str
    customer_id: int
    code: str
    name: str


def load_relations(cursor: Any, scope: Scope, customer_id: int, *, limit: int = 100) -> tuple[Relation, ...]:
    """The group and payer links of a customer, both ways: kinds `parent`, `payer`, `child`, `pays_for`."""
    cursor.execute(
        """
        SELECT 'parent', p.id, p.code, p.name FROM customer c JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.parent_id
         WHERE c.organization_id = %(organization)s AND c.id = %(customer)s
        UNION ALL
        SELECT 'payer', p.id, p.code, p.name FROM customer c JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.payer_id
         WHERE c.organization_id = %(organization)s AND c.id = %(customer)s
        UNION ALL
        (SELECT 'child', id, code, name FROM customer WHERE organization_id = %(organization)s AND company_id = %(company)s AND parent_id = %(customer)s ORDER BY name_key, id LIMIT %(limit)s)
        UNION ALL
        (SELECT 'pays_for', id, code, name FROM customer WHERE organization_id = %(organization)s AND company_id = %(company)s AND payer_id = %(customer)s ORDER BY name_key, id LIMIT %(limit)s)
        """,
        {"organization": scope.organization_id, "company": scope.company_id, "customer": customer_id, "limit": limit},
    )
    return tuple(Relation(*row) for row in cursor.fetchall())
