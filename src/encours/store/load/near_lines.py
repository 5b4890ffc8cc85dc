"""What a few bank lines need of the books, found through indexes: who may have paid, what they name, what has their amount.

A run of matching reads every open item and every customer; one line of a large company needs a few hundred rows of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from encours.kernel.normal import name_key, reference_key
from encours.receivables.matching.contract import Receipt
from encours.receivables.matching.names import LEGAL_FORMS
from encours.receivables.matching.words import words_of
from encours.store.tenant import Scope

MOST_OF_CUSTOMER = 500
"""More open items of one customer are not read for a line, the latest due first: matching looks at 250 of them."""
_SHORTEST_WORD = 3
_STEM = 4
_MOST_WORDS = 8

# An account, a code or a whole name tells the payer; only where none does are names searched that share the beginning of a word.
_TOLD = """
SELECT customer_id FROM customer_iban WHERE organization_id = %(tenant)s AND iban = ANY(%(ibans)s)
UNION SELECT id FROM customer WHERE organization_id = %(tenant)s AND company_id = %(company)s AND code = ANY(%(codes)s)
UNION SELECT id FROM customer WHERE organization_id = %(tenant)s AND company_id = %(company)s AND name_key = ANY(%(names)s)
"""
_ALIKE = """
SELECT id FROM customer WHERE organization_id = %(tenant)s AND company_id = %(company)s AND name_key ~ %(stems)s
UNION SELECT a.customer_id FROM customer_alias a WHERE a.organization_id = %(tenant)s AND upper(a.alias) ~ %(stems)s
"""
_NAMED = """
SELECT id, customer_id FROM item WHERE organization_id = %(tenant)s AND company_id = %(company)s AND document_key <> '' AND document_key = ANY(%(keys)s) AND open_minor <> 0
UNION
SELECT i.id, i.customer_id FROM invoice v JOIN invoice_item x ON x.organization_id = v.organization_id AND x.invoice_id = v.id
  JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
 WHERE v.organization_id = %(tenant)s AND v.company_id = %(company)s AND v.document_key <> '' AND v.document_key = ANY(%(keys)s) AND i.open_minor <> 0
"""
# Up to the head of a group and down again, and to those that somebody pays for.
_FAMILY = """
WITH RECURSIVE kin AS (
    SELECT id, parent_id FROM customer WHERE organization_id = %(tenant)s AND company_id = %(company)s AND id = ANY(%(ids)s)
    UNION
    SELECT x.id, x.parent_id FROM kin k CROSS JOIN LATERAL (
        SELECT c.id, c.parent_id FROM customer c WHERE c.organization_id = %(tenant)s AND c.id = k.parent_id
        UNION ALL SELECT c.id, c.parent_id FROM customer c WHERE c.organization_id = %(tenant)s AND c.parent_id = k.id
        UNION ALL SELECT c.id, c.parent_id FROM customer c WHERE c.organization_id = %(tenant)s AND c.payer_id = k.id) x
)
SELECT id FROM kin
"""
_ITEMS = """
SELECT o.id FROM unnest(%(ids)s::bigint[]) AS c (id)
 CROSS JOIN LATERAL (SELECT i.id FROM item i WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.customer_id = c.id AND i.open_minor <> 0
                      ORDER BY i.due_on DESC LIMIT %(most)s) o
UNION
SELECT id FROM item WHERE organization_id = %(tenant)s AND company_id = %(company)s AND open_minor <> 0 AND kind <> '' AND open_minor = ANY(%(amounts)s)
"""


def find_near(cursor: Any, scope: Scope, receipts: Sequence[Receipt], keys: Iterable[str]) -> tuple[list[int], list[int]]:
    """The customers who may have paid `receipts` or whose documents these name, with their groups, and the open items that may be meant; `keys` is
    everything in the texts that could be a document number (`wanted_keys`).

    A document of a stranger that is named by a part of its number only, and has another amount, is not found.
    """
    values: dict[str, Any] = {"tenant": scope.organization_id, "company": scope.company_id, "keys": sorted(keys), "most": MOST_OF_CUSTOMER}
    values |= {
        "amounts": sorted({one.amount_minor for one in receipts}),
        "ibans": _ibans(receipts),
        "codes": _codes(receipts, values["keys"]),
    }
    names = [one.counterparty_name or one.remittance for one in receipts]
    values["names"] = sorted({name_key(name) for name in names} - {""})
    cursor.execute(_NAMED, values)
    named = cursor.fetchall()
    cursor.execute(_TOLD, values)
    told = {row[0] for row in cursor.fetchall()}
    if not told or len(receipts) > 1:
        values["stems"] = _stems(names)
        if values["stems"]:
            cursor.execute(_ALIKE, values)
            told |= {row[0] for row in cursor.fetchall()}
    values["ids"] = sorted(told | {customer for _, customer in named})
    cursor.execute(_FAMILY, values)
    values["ids"] = sorted(row[0] for row in cursor.fetchall())
    cursor.execute(_ITEMS, values)
    return values["ids"], sorted({item for item, _ in named} | {row[0] for row in cursor.fetchall()})


def _ibans(receipts: Iterable[Receipt]) -> list[str]:
    written = {one.counterparty_iban for one in receipts if one.counterparty_iban}
    return sorted(written | {reference_key(iban) for iban in written})


def _codes(receipts: Iterable[Receipt], keys: Iterable[str]) -> list[str]:
    words = {word for one in receipts for word in f"{one.remittance} {one.end_to_end_id}".upper().split()}
    return sorted(words.union(keys))


def _stems(names: Iterable[str]) -> str:
    """The beginnings of the words of names, as a pattern of names that have one of them; empty where no word says anything."""
    words = {
        word[:_STEM]
        for name in names
        for word in words_of(name).split()[:_MOST_WORDS]
        if len(word) >= _SHORTEST_WORD and word not in LEGAL_FORMS
    }
    return f"(^| )({'|'.join(sorted(words))})" if words else ""
