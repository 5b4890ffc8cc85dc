"""Taking back what a run recorded: receipts and clearings go, letters are undone, and money that lay on the suspense account lies there again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.loosen import JOURNALS
from encours.store.bulk.receipts import ReceiptToPost, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries, take_back_matches
from encours.store.bulk.settle import list_to_undo
from encours.store.save.accounts import journal_for
from encours.store.tenant import Scope

_STANDS = "NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = {t}.organization_id AND v.reverses_posting_id = {t}.posting_id AND v.reverses_entry_id = {t}.entry_id)"
# Money that a receipt took off the suspense account: the last receipt of nobody that was reversed when it was recorded.
_SUSPENDED = """
SELECT DISTINCT ON (s.statement_line_id) s.received_on, s.amount_minor, s.currency, b.account_id, c.account_id, s.statement_line_id, s.payment_ref, s.method, s.reference, s.is_provisional
  FROM (SELECT x.statement_line_id, x.organization_id, x.recorded_at FROM gone_receipt g JOIN receipt x ON x.organization_id = %(tenant)s AND x.posting_id = g.posting_id AND x.entry_id = g.entry_id
        UNION ALL SELECT x.statement_line_id, x.organization_id, x.recorded_at FROM gone_clearing g
                    JOIN clearing x ON x.organization_id = %(tenant)s AND x.posting_id = g.posting_id AND x.entry_id = g.entry_id) r
  JOIN receipt s ON s.organization_id = r.organization_id AND s.statement_line_id = r.statement_line_id AND s.customer_id IS NULL
  JOIN entry v ON v.organization_id = s.organization_id AND v.reverses_posting_id = s.posting_id AND v.reverses_entry_id = s.entry_id
  JOIN posting p ON p.organization_id = v.organization_id AND p.id = v.posting_id AND p.recorded_at = r.recorded_at
  JOIN line b ON b.organization_id = s.organization_id AND b.posting_id = s.posting_id AND b.entry_id = s.entry_id AND b.line_no = 1
  JOIN line c ON c.organization_id = s.organization_id AND c.posting_id = s.posting_id AND c.entry_id = s.entry_id AND c.line_no = 2
 ORDER BY s.statement_line_id, s.id DESC
"""


class TakenBack(NamedTuple):
    """How many receipts, clearings and other matches went, and how many stayed because a person built on them."""

    receipts: int
    clearings: int
    matches: int
    kept: int


# What a run recorded carries its instant. What a person has built on since stays: a match of theirs with a receipt's money, a deduction that they wrote off.
_RUN_RECEIPTS = f"""
SELECT r.posting_id, r.entry_id, EXISTS (
           SELECT 1 FROM item i JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
             JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by = 'person'
            WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
              AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id))
       OR EXISTS (SELECT 1 FROM deduction d JOIN deduction_event w ON w.organization_id = d.organization_id AND w.deduction_id = d.id AND w.posting_id IS NOT NULL
                   WHERE d.organization_id = r.organization_id AND d.posting_id = r.posting_id AND d.entry_id = r.entry_id AND {_STANDS.format(t="w")})
  FROM receipt r JOIN posting p ON p.organization_id = r.organization_id AND p.id = r.posting_id AND p.kind = 'receipt'
 WHERE r.organization_id = %s AND r.company_id = %s AND p.recorded_at = %s AND {_STANDS.format(t="r")}
"""


def undo_run(cursor: Any, scope: Scope, *, run_at: datetime, recorded_at: Any, reason: str) -> TakenBack:
    """Take back what the run of that instant recorded and what still stands of it. It says nothing against any pair: the next run may make them again."""
    _list_receipts(cursor)
    cursor.execute(_RUN_RECEIPTS, [scope.organization_id, scope.company_id, run_at])
    found = cursor.fetchall()
    copy_rows(cursor, "gone_receipt", ("posting_id", "entry_id"), (row[:2] for row in found if not row[2]))
    cursor.execute(
        f"""INSERT INTO gone_clearing SELECT c.posting_id, c.entry_id FROM clearing c
             WHERE c.organization_id = %s AND c.company_id = %s AND c.recorded_at = %s AND c.decided_by = 'rule' AND {_STANDS.format(t="c")}""",
        [scope.organization_id, scope.company_id, run_at],
    )
    clearings = cursor.rowcount
    _take_back(cursor, scope, recorded_at, reason)
    list_to_undo(cursor)
    cursor.execute(
        """
        INSERT INTO undo_match SELECT m.id FROM match m WHERE m.organization_id = %s AND m.company_id = %s AND m.recorded_at = %s AND m.decided_by = 'rule'
           AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
           AND NOT EXISTS (SELECT 1 FROM allocation a JOIN item i ON i.organization_id = a.organization_id AND i.id IN (a.debit_item_id, a.credit_item_id)
                             JOIN posting p ON p.organization_id = i.organization_id AND p.id = i.posting_id AND p.recorded_at = m.recorded_at
                            WHERE a.organization_id = m.organization_id AND a.match_id = m.id)
        """,
        [scope.organization_id, scope.company_id, run_at],
    )
    matches = take_back_matches(cursor, scope, recorded_at=recorded_at, reason=reason, by_person=False, rule="run_undone")
    kept = sum(1 for row in found if row[2])
    return TakenBack(len(found) - kept, clearings, matches, kept)


def _list_receipts(cursor: Any) -> None:
    cursor.execute("DROP TABLE IF EXISTS gone_receipt, gone_clearing")
    cursor.execute("CREATE TEMP TABLE gone_receipt (posting_id bigint NOT NULL, entry_id integer NOT NULL) ON COMMIT DROP")
    cursor.execute("CREATE TEMP TABLE gone_clearing (posting_id bigint NOT NULL, entry_id integer NOT NULL) ON COMMIT DROP")


def _take_back(cursor: Any, scope: Scope, recorded_at: Any, reason: str) -> None:
    list_to_reverse(cursor)
    cursor.execute("INSERT INTO reverse_entry SELECT * FROM gone_receipt UNION ALL SELECT * FROM gone_clearing")
    reverse_entries(cursor, scope, recorded_at=recorded_at, reason=reason, rule="run_undone")
    cursor.execute("ANALYZE gone_receipt")
    cursor.execute(_SUSPENDED, {"tenant": scope.organization_id})
    again = [
        ReceiptToPost(on, minor, currency, bank, suspense, None, line, ref, method, reference, provisional)
        for on, minor, currency, bank, suspense, line, ref, method, reference, provisional in cursor.fetchall()
    ]
    if again:
        post_receipts(
            cursor, scope, again, journal_id=journal_for(cursor, scope, *JOURNALS["receipt"]), kind="receipt", recorded_at=recorded_at
        )
