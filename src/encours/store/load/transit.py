"""Payments that wait in transit: received by a payment program, a cheque or a card, and not shown by the bank yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
