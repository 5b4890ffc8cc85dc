"""Payments that wait in transit: received by a payment program, a cheque or a card, and not shown by the bank yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from encours.ledger.account import TRANSIT
from encours.receivables.matching.payouts import Waiting
from encours.receivables.matching.ways import way_of_method
from encours.store.load.matching import key
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class InTransit:
    """A standing receipt whose money is on an account of money in transit, as the search reads it."""

    receipt_id: int
    account_id: int
    payment: Waiting


def load_in_transit(cursor: Any, scope: Scope) -> list[InTransit]:
    """The payments that no standing clearing brought to the bank, with the words that a bank line of them may repeat."""
    cursor.execute(
        """
        SELECT r.id, l.account_id, r.method, r.currency, r.amount_minor, r.received_on, r.payment_ref, r.reference,
               (SELECT array_agg(DISTINCT o.document_ref) FROM item i
                  JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id) AND a.reverses_id IS NULL
                  JOIN item o ON o.organization_id = a.organization_id AND o.id IN (a.debit_item_id, a.credit_item_id) AND o.id <> i.id AND o.document_ref <> ''
                 WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id)
          FROM receipt r
          JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no = 1
          JOIN account t ON t.organization_id = l.organization_id AND t.id = l.account_id AND t.role = ANY(%s)
         WHERE r.organization_id = %s AND r.company_id = %s AND r.statement_line_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = r.organization_id AND v.reverses_posting_id = r.posting_id AND v.reverses_entry_id = r.entry_id)
           AND NOT EXISTS (SELECT 1 FROM clearing_part p JOIN clearing c ON c.organization_id = p.organization_id AND c.id = p.clearing_id
                            WHERE p.organization_id = r.organization_id AND p.receipt_id = r.id AND NOT EXISTS (
                                  SELECT 1 FROM entry v WHERE v.organization_id = c.organization_id AND v.reverses_posting_id = c.posting_id AND v.reverses_entry_id = c.entry_id))
         ORDER BY r.id
        """,
        [sorted(TRANSIT), scope.organization_id, scope.company_id],
    )
    return [
        InTransit(receipt, account, Waiting(key(receipt), way_of_method(method), currency, minor, on, (ref, reference, *(documents or ()))))
        for receipt, account, method, currency, minor, on, ref, reference, documents in cursor.fetchall()
    ]


def load_refused_clearings(cursor: Any, scope: Scope) -> frozenset[tuple[str, str]]:
    """The pairs of bank line and payment that a person took back, as matching names them."""
    cursor.execute(
        """
        SELECT c.statement_line_id, p.receipt_id FROM clearing_undo u JOIN clearing c ON c.organization_id = u.organization_id AND c.id = u.clearing_id
          JOIN clearing_part p ON p.organization_id = c.organization_id AND p.clearing_id = c.id WHERE u.organization_id = %s AND c.company_id = %s
        """,
        [scope.organization_id, scope.company_id],
    )
    return frozenset((key(line), key(receipt)) for line, receipt in cursor.fetchall())


class TransitRow(NamedTuple):
    """A payment in transit as a person sees it. `is_waiting`: no bank line brought it yet, and it stands."""

    receipt_id: int
    customer_code: str
    customer_name: str
    received_on: date
    amount_minor: int
    currency: str
    method: str
    payment_ref: str
    reference: str
    is_waiting: bool


_ROWS = """
SELECT r.id, coalesce(c.code, ''), coalesce(c.name, ''), r.received_on, r.amount_minor, r.currency, r.method, r.payment_ref, r.reference,
       t.role = ANY(%(transit)s)
       AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = r.organization_id AND v.reverses_posting_id = r.posting_id AND v.reverses_entry_id = r.entry_id)
       AND NOT EXISTS (SELECT 1 FROM clearing_part p JOIN clearing k ON k.organization_id = p.organization_id AND k.id = p.clearing_id
                        WHERE p.organization_id = r.organization_id AND p.receipt_id = r.id AND NOT EXISTS (
                              SELECT 1 FROM entry v WHERE v.organization_id = k.organization_id AND v.reverses_posting_id = k.posting_id AND v.reverses_entry_id = k.entry_id)) AS waiting
  FROM receipt r LEFT JOIN customer c ON c.organization_id = r.organization_id AND c.id = r.customer_id
  JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no = 1
  JOIN account t ON t.organization_id = l.organization_id AND t.id = l.account_id
 WHERE r.organization_id = %(tenant)s AND r.company_id = %(company)s
"""


def load_transit_rows(cursor: Any, scope: Scope, ids: Collection[int]) -> dict[int, TransitRow]:
    """Payments by their receipts' ids, whether they still wait or not."""
    cursor.execute(_ROWS + " AND r.id = ANY(%(ids)s)", _values(scope) | {"ids": sorted(ids)})
    return {row[0]: TransitRow._make(row) for row in cursor.fetchall()}


def load_transit_near(cursor: Any, scope: Scope, booked_on: date, currency: str, *, limit: int = 100) -> list[TransitRow]:
    """The payments in transit that a bank line of that day may bring, the nearest day first."""
    cursor.execute(
        f"SELECT * FROM ({_ROWS} AND r.statement_line_id IS NULL AND r.currency = %(currency)s AND r.received_on BETWEEN %(day)s::date - 30 AND %(day)s::date + 5) x"
        " WHERE waiting ORDER BY abs(received_on - %(day)s::date), id LIMIT %(limit)s",
        _values(scope) | {"day": booked_on, "currency": currency, "limit": limit},
    )
    return [TransitRow._make(row) for row in cursor.fetchall()]


def _values(scope: Scope) -> dict[str, Any]:
    return {"tenant": scope.organization_id, "company": scope.company_id, "transit": sorted(TRANSIT)}
