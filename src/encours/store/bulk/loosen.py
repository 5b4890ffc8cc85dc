"""Receipts that hold together: who takes back one match of a receipt with differences, or of several customers, takes the whole back, and its money is
recorded again on the payer's account."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from encours.ledger.account import Role
from encours.store.bulk.receipts import ReceiptToPost, Settlement, post_receipts
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import Scope

JOURNALS = {
    "receipt": ("BQE", "Encaissements"),
    "payment_import": ("REP", "Règlements repris"),
    "invoice_import": ("REP", "Règlements repris"),
}
"""The journal of each kind of posting that records receipts."""

# The matches of the entries that are reversed.
_MATCHES = """
INSERT INTO undo_match
SELECT x.match_id FROM (
    SELECT a.match_id FROM item i JOIN reverse_entry e USING (posting_id, entry_id)
      JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id) WHERE i.organization_id = %(tenant)s
    UNION SELECT m.match_id FROM receipt_match m JOIN reverse_entry e USING (posting_id, entry_id) WHERE m.organization_id = %(tenant)s) x
 WHERE x.match_id NOT IN (SELECT match_id FROM undo_match)
"""
# What was written off of the deductions that these receipts showed.
_WRITE_OFFS = """
INSERT INTO reverse_entry
SELECT DISTINCT v.posting_id, v.entry_id FROM reverse_entry e JOIN deduction d ON d.organization_id = %(tenant)s AND d.posting_id = e.posting_id AND d.entry_id = e.entry_id
  JOIN deduction_event v ON v.organization_id = d.organization_id AND v.deduction_id = d.id AND v.posting_id IS NOT NULL
 WHERE NOT EXISTS (SELECT 1 FROM reverse_entry x WHERE x.posting_id = v.posting_id AND x.entry_id = v.entry_id)
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = v.organization_id AND r.reverses_posting_id = v.posting_id AND r.reverses_entry_id = v.entry_id)
"""
# What was written off and loses its match with the document.
_UNMATCHED_WRITE_OFFS = """
INSERT INTO reverse_entry
SELECT DISTINCT v.posting_id, v.entry_id FROM deduction_event v JOIN item i ON i.organization_id = v.organization_id AND i.posting_id = v.posting_id AND i.entry_id = v.entry_id
  JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id) AND a.reverses_id IS NULL
  JOIN undo_match u ON u.match_id = a.match_id
 WHERE v.organization_id = %(tenant)s AND v.posting_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM reverse_entry x WHERE x.posting_id = v.posting_id AND x.entry_id = v.entry_id)
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = v.organization_id AND r.reverses_posting_id = v.posting_id AND r.reverses_entry_id = v.entry_id)
"""
# The receipts that hold together and lose a match.
_RECEIPTS = """
WITH more AS (
    INSERT INTO reverse_entry
    SELECT DISTINCT r.posting_id, r.entry_id FROM (
        SELECT i.posting_id, i.entry_id FROM undo_match u JOIN allocation a ON a.organization_id = %(tenant)s AND a.match_id = u.match_id AND a.reverses_id IS NULL
          JOIN item i ON i.organization_id = a.organization_id AND i.id IN (a.debit_item_id, a.credit_item_id)
         WHERE NOT EXISTS (SELECT 1 FROM match_undo d WHERE d.organization_id = a.organization_id AND d.match_id = u.match_id)
        UNION SELECT m.posting_id, m.entry_id FROM undo_match u JOIN receipt_match m ON m.organization_id = %(tenant)s AND m.match_id = u.match_id) x
      JOIN receipt r ON r.organization_id = %(tenant)s AND r.posting_id = x.posting_id AND r.entry_id = x.entry_id AND r.is_compound
     WHERE NOT EXISTS (SELECT 1 FROM reverse_entry e WHERE e.posting_id = r.posting_id AND e.entry_id = r.entry_id)
       AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = r.organization_id AND v.reverses_posting_id = r.posting_id AND v.reverses_entry_id = r.entry_id)
    RETURNING posting_id, entry_id)
INSERT INTO loose_receipt SELECT * FROM more
"""
# The clearings of receipts that go: their bank lines wait again.
_CLEARINGS = """
INSERT INTO reverse_entry
SELECT DISTINCT c.posting_id, c.entry_id FROM reverse_entry e JOIN receipt r ON r.organization_id = %(tenant)s AND r.posting_id = e.posting_id AND r.entry_id = e.entry_id
  JOIN clearing_part p ON p.organization_id = r.organization_id AND p.receipt_id = r.id JOIN clearing c ON c.organization_id = p.organization_id AND c.id = p.clearing_id
 WHERE NOT EXISTS (SELECT 1 FROM reverse_entry x WHERE x.posting_id = c.posting_id AND x.entry_id = c.entry_id)
   AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = c.organization_id AND v.reverses_posting_id = c.posting_id AND v.reverses_entry_id = c.entry_id)
"""
_MONEY = """
SELECT r.received_on, r.amount_minor, r.currency, l.account_id,
       (SELECT i.account_id FROM item i WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id AND i.customer_id = r.customer_id
         ORDER BY i.line_no LIMIT 1),
       r.customer_id, r.statement_line_id, r.payment_ref, r.method, r.reference, r.is_provisional, p.kind, r.import_id
  FROM {which} AND r.organization_id = %s
  JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no = 1
  JOIN posting p ON p.organization_id = r.organization_id AND p.id = r.posting_id
 ORDER BY r.id
"""
_AGAIN = _MONEY.format(which="loose_receipt x JOIN receipt r ON r.posting_id = x.posting_id AND r.entry_id = x.entry_id")
_ONE = _MONEY.format(which="(SELECT %s::bigint, %s::integer) x (posting_id, entry_id) JOIN receipt r ON r.posting_id = x.posting_id AND r.entry_id = x.entry_id")


def widen(cursor: Any, scope: Scope) -> None:
    """Complete `undo_match` and `reverse_entry` until nothing half undone is left; `loose_receipt` gets the receipts that were added."""
    cursor.execute("DROP TABLE IF EXISTS loose_receipt")
    cursor.execute("CREATE TEMP TABLE loose_receipt (posting_id bigint NOT NULL, entry_id integer NOT NULL) ON COMMIT DROP")
    while True:
        cursor.execute("ANALYZE reverse_entry, undo_match")
        cursor.execute(_WRITE_OFFS, {"tenant": scope.organization_id})
        cursor.execute(_MATCHES, {"tenant": scope.organization_id})
        cursor.execute("ANALYZE undo_match")
        cursor.execute(_RECEIPTS, {"tenant": scope.organization_id})
        added = cursor.rowcount
        cursor.execute(_UNMATCHED_WRITE_OFFS, {"tenant": scope.organization_id})
        if added <= 0 and cursor.rowcount <= 0:
            break
    cursor.execute(_CLEARINGS, {"tenant": scope.organization_id})


def record_again(cursor: Any, scope: Scope, *, recorded_at: Any) -> None:
    """Record the money of the receipts in `loose_receipt` again, on their payers' accounts, as what the same import brought."""
    cursor.execute(_AGAIN, [scope.organization_id])
    rows = cursor.fetchall()
    cursor.execute("DROP TABLE loose_receipt")
    if not rows:
        return
    trade = account_for(cursor, scope, Role.TRADE)
    again: dict[tuple[str, int | None], list[ReceiptToPost]] = defaultdict(list)
    for on, minor, currency, bank, counter, customer, line, ref, method, reference, provisional, kind, import_id in rows:
        again[kind, import_id].append(
            ReceiptToPost(on, minor, currency, bank, counter or trade, customer, line, ref, method, reference, provisional)
        )
    for (kind, import_id), receipts in again.items():
        journal = journal_for(cursor, scope, *JOURNALS[kind])
        post_receipts(cursor, scope, receipts, journal_id=journal, kind=kind, recorded_at=recorded_at, import_id=import_id)


def load_to_post(cursor: Any, scope: Scope, posting_id: int, entry_id: int, settlement: Settlement) -> tuple[str, int | None, ReceiptToPost]:
    """The money of a receipt, to be recorded again with what it settles: the kind of its posting, its import, itself."""
    cursor.execute(_ONE, [posting_id, entry_id, scope.organization_id])
    on, minor, currency, bank, counter, customer, line, ref, method, reference, provisional, kind, import_id = cursor.fetchone()
    account = counter or account_for(cursor, scope, Role.TRADE)
    return kind, import_id, ReceiptToPost(on, minor, currency, bank, account, customer, line, ref, method, reference, provisional, settlement)
