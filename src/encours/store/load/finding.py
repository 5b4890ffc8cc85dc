"""What the search box finds: a few of each kind, through indexes alone (schema/18_search.sql)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.tenant import Scope

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer, what it owes in the company's currency, and the end of the IBAN by which it was found ('' by its name)."""

    id: int
    code: str
    name: str
    open_minor: int
    iban_end: str


@dataclass(frozen=True, slots=True)
class ItemHit:
    """A document or a payment."""

    id: int
    document_ref: str
    kind: str
    customer_name: str
    issued_on: date
    currency: str
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class LineHit:
    """A line of a bank statement."""

    id: int
    booked_on: date
    counterparty: str
    remittance: str
    currency: str
    amount_minor: int


_CUSTOMER = """SELECT c.id, c.code, c.name,
       coalesce((SELECT sum(i.open_minor) FROM item i WHERE i.organization_id = c.organization_id AND i.company_id = c.company_id AND i.customer_id = c.id
                    AND i.open_minor <> 0 AND i.currency = o.currency), 0)::bigint, {iban}
  FROM customer c JOIN company o ON o.organization_id = c.organization_id AND o.id = c.company_id
 WHERE c.organization_id = %(organization)s AND c.company_id = %(company)s"""
_ITEM = """SELECT i.id, i.document_ref, i.kind, c.name, i.issued_on, i.currency, i.amount_minor, i.open_minor
  FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
 WHERE i.organization_id = %(organization)s AND i.company_id = %(company)s AND i.kind <> 'reversal'"""
_LINE = """SELECT l.id, l.booked_on, l.counterparty_name, l.remittance, l.currency, l.amount_minor FROM statement_line l
 WHERE l.organization_id = %(organization)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.level <> 'advice'"""


def customers_named(cursor: Any, scope: Scope, words: Sequence[str], limit: int) -> list[CustomerHit]:
    """Customers in whose name or code every one of the words begins a word, those whose name begins with them all first."""
    if not words:
        return []
    values = _values(scope, limit) | {"start": " ".join(words), "start_end": " ".join(words) + _LAST}
    cursor.execute(_CUSTOMER.format(iban="''") + " AND c.name_key >= %(start)s AND c.name_key < %(start_end)s ORDER BY c.name_key, c.id LIMIT %(limit)s", values)
    first = [CustomerHit(*row) for row in cursor.fetchall()]
    if len(first) == limit:
        return first
    ranges = []
    for n, word in enumerate(words):
        values |= {f"word{n}": word, f"end{n}": word + _LAST}
        ranges.append(f"""(SELECT customer_id FROM customer_word WHERE organization_id = %(organization)s AND company_id = %(company)s
                             AND word >= %(word{n})s AND word < %(end{n})s)""")
    cursor.execute(
        _CUSTOMER.format(iban="''") + f" AND c.id IN (SELECT customer_id FROM ({' INTERSECT '.join(ranges)}) named LIMIT %(limit)s)"
        " AND NOT (c.name_key >= %(start)s AND c.name_key < %(start_end)s) ORDER BY c.name_key, c.id LIMIT %(limit)s",
        values | {"limit": 2 * limit},
    )  # fmt: skip
    return (first + [CustomerHit(*row) for row in cursor.fetchall()])[:limit]


def customers_with_iban(cursor: Any, scope: Scope, end: str, limit: int) -> list[CustomerHit]:
    """Customers that pay from an account whose IBAN ends like that."""
    cursor.execute(
        _CUSTOMER.format(iban="right(b.iban, 4)").replace("FROM customer c", "FROM customer_iban b JOIN customer c ON c.organization_id = b.organization_id AND c.id = b.customer_id")
        + " AND b.organization_id = %(organization)s AND b.iban_end >= %(end)s AND b.iban_end < %(end_end)s ORDER BY c.name_key, c.id LIMIT %(limit)s",
        _values(scope, limit) | {"end": end[::-1], "end_end": end[::-1] + _LAST},
    )  # fmt: skip
    return [CustomerHit(*row) for row in cursor.fetchall()]


def documents_numbered(cursor: Any, scope: Scope, key: str, first: str, last: str, limit: int) -> list[ItemHit]:
    """Items whose document's number begins with a key (`kernel.normal.reference_key`), or begins with the first part typed and ends with the last; late numbers first.

    `first` may be empty: every number that ends with `last`.
    """
    values = _values(scope, limit) | {"many": 8 * limit, "key": key, "key_end": key + _LAST, "first": first, "back": last[::-1], "back_end": last[::-1] + _LAST}
    cursor.execute(_ITEM + " AND i.document_key <> '' AND i.document_key >= %(key)s AND i.document_key < %(key_end)s ORDER BY i.document_key DESC, i.id DESC LIMIT %(limit)s", values)
    found = {row[0]: ItemHit(*row) for row in cursor.fetchall()}
    if len(found) < limit and len(last) >= 3:
        cursor.execute(
            _ITEM + """ AND i.document_end <> '' AND i.document_end >= %(back)s AND i.document_end < %(back_end)s AND starts_with(i.document_key, %(first)s)
                        ORDER BY i.document_end, i.id LIMIT %(many)s""",
            values,
        )  # fmt: skip
        ending = sorted((ItemHit(*row) for row in cursor.fetchall() if row[0] not in found), key=lambda hit: (hit.issued_on, hit.id), reverse=True)
        found |= {hit.id: hit for hit in ending}
    return list(found.values())[:limit]


def items_of_amount(cursor: Any, scope: Scope, amounts: Sequence[int], limit: int) -> list[ItemHit]:
    """Items of one of the amounts, or with one of them left, newest first; either sign."""
    signed = [sign * amount for amount in amounts for sign in (1, -1)]
    picked = """AND i.id IN ((SELECT id FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s AND amount_minor = ANY(%(amounts)s) ORDER BY id DESC LIMIT %(many)s)
                   UNION ALL (SELECT id FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s AND open_minor <> 0 AND kind <> '' AND open_minor <> amount_minor
                                 AND open_minor = ANY(%(amounts)s) ORDER BY id DESC LIMIT %(many)s))"""
    cursor.execute(f"{_ITEM} {picked} ORDER BY i.open_minor = 0, i.issued_on DESC, i.id DESC LIMIT %(limit)s", _values(scope, limit) | {"amounts": signed, "many": 4 * limit})
    return [ItemHit(*row) for row in cursor.fetchall()]


def lines_of_amount(cursor: Any, scope: Scope, amounts: Sequence[int], limit: int) -> list[LineHit]:
    """Bank lines of one of the amounts, either sign, newest first."""
    signed = [sign * amount for amount in amounts for sign in (1, -1)]
    cursor.execute(_LINE + " AND l.amount_minor = ANY(%(amounts)s) ORDER BY l.id DESC LIMIT %(limit)s", _values(scope, limit) | {"amounts": signed})
    return [LineHit(*row) for row in cursor.fetchall()]


def lines_from(cursor: Any, scope: Scope, name: str, limit: int) -> list[LineHit]:
    """Bank lines whose payer, as the bank writes it, begins like that."""
    cursor.execute(
        _LINE + " AND l.counterparty_key <> '' AND l.counterparty_key >= %(name)s AND l.counterparty_key < %(name_end)s ORDER BY l.counterparty_key, l.id DESC LIMIT %(limit)s",
        _values(scope, limit) | {"name": name, "name_end": name + _LAST},
    )  # fmt: skip
    return [LineHit(*row) for row in cursor.fetchall()]


def _values(scope: Scope, limit: int) -> dict[str, Any]:
    return {"organization": scope.organization_id, "company": scope.company_id, "limit": limit}
