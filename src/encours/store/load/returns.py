"""Receipts that a bank line may send back, and what a receipt settles, so that it can settle it again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from encours.receivables.matching.returns import MOST_DAYS
from encours.store.bulk.receipts import Part
from encours.store.tenant import Scope

_STANDS = "NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = {t}.organization_id AND v.reverses_posting_id = {t}.posting_id AND v.reverses_entry_id = {t}.entry_id)"


class ReturnableRow(NamedTuple):
    """Money of a customer that stands in the books: the item of its payer, its whole amount as a positive number, and what names it."""

    item_id: int
    customer_id: int
    customer_code: str
    customer_name: str
    account_id: int
    posting_id: int
    entry_id: int
    received_on: date
    amount_minor: int
    open_minor: int
    currency: str
    method: str
    reference: str
    payment_ref: str
    end_to_end_id: str
    mandate_ref: str
    iban: str
    documents: tuple[str, ...]
    statement_line_id: int | None
    is_receipt: bool
    is_compound: bool


_ROWS = f"""
SELECT i.id, i.customer_id, c.code, c.name, i.account_id, i.posting_id, i.entry_id, i.effective_on, coalesce(r.amount_minor, -i.amount_minor), i.open_minor, i.currency,
       coalesce(r.method, ''), coalesce(r.reference, e.label), coalesce(r.payment_ref, e.document_ref), coalesce(b.end_to_end_id, ''), coalesce(b.mandate_ref, ''),
       coalesce(b.counterparty_iban, ''),
       ARRAY(SELECT DISTINCT o.document_ref FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by <> 'reversal'
               JOIN item o ON o.organization_id = a.organization_id AND o.id = a.debit_item_id AND o.document_ref <> ''
              WHERE a.organization_id = i.organization_id AND a.credit_item_id = i.id AND a.reverses_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id) ORDER BY 1) AS documents,
       r.statement_line_id, r.id IS NOT NULL, coalesce(r.is_compound, false)
  FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
  JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
  LEFT JOIN receipt r ON r.organization_id = i.organization_id AND r.posting_id = i.posting_id AND r.entry_id = i.entry_id
  LEFT JOIN statement_line b ON b.organization_id = r.organization_id AND b.id = r.statement_line_id
 WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.kind = 'receipt' AND i.amount_minor < 0 AND {_STANDS.format(t="i")}
   AND (r.id IS NULL OR i.customer_id = r.customer_id)
   AND NOT EXISTS (SELECT 1 FROM match m JOIN allocation a ON a.organization_id = m.organization_id AND a.match_id = m.id
                    WHERE a.organization_id = i.organization_id AND a.credit_item_id = i.id AND m.rule = 'returned'
                      AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id))
"""


# The item of a payment has its amount; that of several customers, or with differences, has it as a whole.
_OF_AMOUNT = """
SELECT x.id FROM item x WHERE x.organization_id = %(tenant)s AND x.company_id = %(company)s AND x.kind = 'receipt' AND x.amount_minor BETWEEN -%(most)s AND -%(least)s
UNION
SELECT x.id FROM receipt w JOIN item x ON x.organization_id = w.organization_id AND x.posting_id = w.posting_id AND x.entry_id = w.entry_id
 WHERE w.organization_id = %(tenant)s AND w.company_id = %(company)s AND w.is_compound AND w.amount_minor BETWEEN %(least)s AND %(most)s
"""


def load_returnable(
    cursor: Any, scope: Scope, *, amount_minor: int, most_fee_minor: int, currency: str, booked_on: date, limit: int = 500
) -> list[ReturnableRow]:  # fmt: skip
    """The money that a line of this amount may send back, the latest first. Money of several customers counts as a whole for its payer."""
    cursor.execute(
        f"{_ROWS} AND i.id IN ({_OF_AMOUNT}) AND i.currency = %(currency)s AND i.effective_on BETWEEN %(first)s AND %(last)s ORDER BY i.effective_on DESC, i.id DESC LIMIT %(limit)s",
        _values(scope) | {
            "currency": currency, "first": booked_on - timedelta(days=MOST_DAYS), "last": booked_on, "least": amount_minor - most_fee_minor, "most": amount_minor, "limit": limit,
        },
    )  # fmt: skip
    return [_row(row) for row in cursor.fetchall()]


def load_one_returnable(cursor: Any, scope: Scope, item_id: int) -> ReturnableRow | None:
    """The money of that item; None where it is none, was reversed, or was sent back already."""
    cursor.execute(f"{_ROWS} AND i.id = %(item)s", _values(scope) | {"item": item_id})
    row = cursor.fetchone()
    return _row(row) if row else None


def load_recorded_again(cursor: Any, scope: Scope, was: ReturnableRow, *, recorded_at: Any) -> int | None:
    """The item of the same money that this transaction recorded again; None where it did not."""
    cursor.execute(
        f"""
        SELECT i.id FROM receipt r JOIN item i ON i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id AND i.customer_id = r.customer_id
         WHERE r.organization_id = %s AND r.company_id = %s AND r.recorded_at = %s AND r.customer_id = %s AND r.amount_minor = %s AND r.payment_ref = %s
           AND r.statement_line_id IS NOT DISTINCT FROM %s AND {_STANDS.format(t="r")}
        """,
        [scope.organization_id, scope.company_id, recorded_at, was.customer_id, was.amount_minor, was.payment_ref if was.is_receipt else "", was.statement_line_id],
    )
    row = cursor.fetchone()
    return row[0] if row else None


_PARTS = """
WITH made AS (
    SELECT DISTINCT m.id FROM item i JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
      JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by <> 'reversal'
     WHERE i.organization_id = %(tenant)s AND i.posting_id = %(posting)s AND i.entry_id = %(entry)s
    UNION SELECT match_id FROM receipt_match WHERE organization_id = %(tenant)s AND posting_id = %(posting)s AND entry_id = %(entry)s
), settled AS (
    SELECT x.item_id, sum(x.minor)::bigint AS minor FROM made JOIN allocation a ON a.organization_id = %(tenant)s AND a.match_id = made.id AND a.reverses_id IS NULL
     CROSS JOIN LATERAL (VALUES (a.debit_item_id, a.amount_minor), (a.credit_item_id, -a.amount_minor)) x (item_id, minor)
     WHERE NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = a.organization_id AND u.match_id = made.id) GROUP BY 1
), difference AS (
    SELECT item_id, kind, amount_minor FROM receipt_difference WHERE organization_id = %(tenant)s AND posting_id = %(posting)s AND entry_id = %(entry)s
)
SELECT s.item_id, s.minor - coalesce((SELECT sum(d.amount_minor) FROM difference d WHERE d.item_id = s.item_id AND d.kind <> 'penalty' AND sign(d.amount_minor) = sign(i.amount_minor)), 0)::bigint,
       CASE WHEN i.amount_minor > 0 THEN 'payment' ELSE 'credit_note' END, '', '', i.currency, 1
  FROM settled s JOIN item i ON i.organization_id = %(tenant)s AND i.id = s.item_id WHERE NOT (i.posting_id = %(posting)s AND i.entry_id = %(entry)s)
UNION ALL SELECT d.item_id, d.amount_minor, d.kind, '', '', i.currency, 2 FROM difference d JOIN item i ON i.organization_id = %(tenant)s AND i.id = d.item_id
UNION ALL SELECT d.item_id, d.amount_minor, 'short_payment', d.reason, d.note, i.currency, 3 FROM deduction d JOIN item i ON i.organization_id = d.organization_id AND i.id = d.item_id
 WHERE d.organization_id = %(tenant)s AND d.posting_id = %(posting)s AND d.entry_id = %(entry)s
 ORDER BY 7, 1, 3
"""


def load_parts(cursor: Any, scope: Scope, posting_id: int, entry_id: int, currency: str) -> tuple[Part, ...]:
    """What the money of an entry settles now, as parts that would record it again; nothing where items of another currency are among them."""
    cursor.execute(_PARTS, {"tenant": scope.organization_id, "posting": posting_id, "entry": entry_id})
    rows = cursor.fetchall()
    if any(row[5] != currency for row in rows):
        return ()
    return tuple(Part(item, minor, kind, reason=reason, note=note) for item, minor, kind, reason, note, _, _ in rows if minor)


def _row(row: tuple[Any, ...]) -> ReturnableRow:
    return ReturnableRow._make([*row[:17], tuple(row[17] or ()), *row[18:]])


def _values(scope: Scope) -> dict[str, Any]:
    return {"tenant": scope.organization_id, "company": scope.company_id}
