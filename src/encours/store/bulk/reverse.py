"""Reversing whole entries (extourne), set-based: the mirror entry on the same day, its open items, and the matches between each item and its mirror."""

from __future__ import annotations

from typing import Any

from encours.store.bulk.loosen import record_again, widen
from encours.store.bulk.settle import list_to_undo, open_settlement, spread, undo_matches, write_matches
from encours.store.tenant import Scope


def reverse_entries(
    cursor: Any, scope: Scope, *, recorded_at: Any, reason: str, import_id: int | None = None, rule: str = "reversal", by_person: bool = False, widened: bool = False
) -> int:  # fmt: skip
    """Reverse the entries listed in the temporary table `reverse_entry (posting_id, entry_id)`; entries reversed before are left alone.

    Matches that touch their items, or that their receipts made, are undone first, so that what they settled is open again; `by_person`: no rule makes
    them again. A receipt that holds together and loses a match so is reversed too, and its money recorded again on its payer's account; so is the clearing of a receipt that goes
    (`widened`: `widen` saw to it). Deductions that the receipts showed are withdrawn. The mirror takes effect on the entry's own day: reports of any
    day are as if the entry had never been, and "as known then" still shows it. Returns the number of entries reversed.
    """
    tenant = scope.organization_id
    cursor.execute(
        """
        DELETE FROM reverse_entry x WHERE EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = %s
               AND r.reverses_posting_id = x.posting_id AND r.reverses_entry_id = x.entry_id)
        """,
        [tenant],
    )
    cursor.execute("SELECT count(*) FROM reverse_entry")
    count: int = cursor.fetchone()[0]
    if not count:
        return 0
    if not widened:
        list_to_undo(cursor)
        widen(cursor, scope)
    undo_matches(cursor, scope, recorded_at=recorded_at, reason=reason, by_person=by_person)
    cursor.execute(
        """
        INSERT INTO deduction_event (organization_id, deduction_id, state, reason, actor, recorded_at)
        SELECT d.organization_id, d.id, 'withdrawn', %s, %s, %s FROM deduction d JOIN reverse_entry x USING (posting_id, entry_id) WHERE d.organization_id = %s
        """,
        [rule, scope.actor, recorded_at, tenant],
    )
    cursor.execute(
        """
        UPDATE statement_line_link k SET withdrawn_at = %s FROM clearing c JOIN reverse_entry x USING (posting_id, entry_id)
         WHERE k.organization_id = %s AND c.organization_id = k.organization_id AND k.posting_id = c.posting_id AND k.entry_id = c.entry_id AND k.withdrawn_at IS NULL
        """,
        [recorded_at, tenant],
    )
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, import_id, actor, reason, recorded_at) VALUES (%s, %s, 'reversal', %s, %s, %s, %s) RETURNING id",
        [tenant, scope.company_id, import_id, scope.actor, reason, recorded_at],
    )
    posting = cursor.fetchone()[0]
    cursor.execute(
        """
        CREATE TEMP TABLE mirror_entry ON COMMIT DROP AS
        SELECT posting_id, entry_id, row_number() OVER (ORDER BY posting_id, entry_id)::integer AS mirror_id FROM reverse_entry;
        ANALYZE mirror_entry
        """
    )
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, reverses_posting_id, id, reverses_entry_id, effective_on, document_on,
                           opens_on, number, document_ref, label)
        SELECT e.organization_id, %s, e.company_id, e.journal_id, e.posting_id, m.mirror_id, e.id, e.effective_on, e.document_on,
               e.opens_on, e.number, e.document_ref, e.label
          FROM mirror_entry m JOIN entry e ON e.organization_id = %s AND e.posting_id = m.posting_id AND e.id = m.entry_id
        """,
        [posting, tenant],
    )
    entries = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, original_minor, entry_id, line_no,
                          effective_on, currency, original_currency, label)
        SELECT l.organization_id, %s, l.account_id, l.customer_id, -l.amount_minor, -l.functional_minor, -l.original_minor, m.mirror_id, l.line_no,
               l.effective_on, l.currency, l.original_currency, l.label
          FROM mirror_entry m JOIN line l ON l.organization_id = %s AND l.posting_id = m.posting_id AND l.entry_id = m.entry_id
        """,
        [posting, tenant],
    )
    lines = cursor.rowcount
    open_settlement(cursor)
    cursor.execute(
        """
        CREATE TEMP TABLE mirror_item ON COMMIT DROP AS
        SELECT i.*, m.mirror_id, nextval((SELECT pg_get_serial_sequence('item', 'id')::regclass)) AS mirror_item_id
          FROM mirror_entry m JOIN item i ON i.organization_id = %s AND i.posting_id = m.posting_id AND i.entry_id = m.entry_id
        """,
        [tenant],
    )
    cursor.execute(
        """
        INSERT INTO settle_group (group_id, account_id, customer_id, currency, decided_by, rule)
        SELECT id, account_id, customer_id, currency, 'reversal', %s FROM mirror_item
        """,
        [rule],
    )
    cursor.execute(
        """
        INSERT INTO settle_item SELECT id, id, effective_on, amount_minor FROM mirror_item
        UNION ALL SELECT id, mirror_item_id, effective_on, -amount_minor FROM mirror_item
        """
    )
    cursor.execute(
        """
        INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at,
                          first_at, last_at, facts_at, entry_id, line_no, effective_on, issued_on, due_on, first_on, last_on, installment_no, currency, kind,
                          due_source, document_ref, document_key)
        SELECT organization_id, mirror_item_id, company_id, customer_id, account_id, %s, -amount_minor, 0, -functional_minor, %s,
               %s, %s, %s, mirror_id, line_no, effective_on, issued_on, due_on, effective_on, effective_on, installment_no, currency, 'reversal',
               'none', document_ref, document_key
          FROM mirror_item
        """,
        [posting, recorded_at, recorded_at, recorded_at, recorded_at],
    )
    spread(cursor)
    write_matches(cursor, scope, recorded_at=recorded_at, reason=reason, import_id=import_id)
    cursor.execute(
        "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
        [tenant, posting, entries, lines],
    )
    cursor.execute("DROP TABLE mirror_entry, mirror_item, reverse_entry")
    record_again(cursor, scope, recorded_at=recorded_at)
    return count


def take_back_matches(
    cursor: Any, scope: Scope, *, recorded_at: Any, reason: str, by_person: bool, rule: str = "match_undone", import_id: int | None = None
) -> int:
    """Undo the matches listed in `undo_match`, and with them the whole of each receipt that holds together. Returns the number of matches undone."""
    list_to_reverse(cursor)
    widen(cursor, scope)
    cursor.execute(
        "SELECT count(*) FROM undo_match u WHERE NOT EXISTS (SELECT 1 FROM match_undo d WHERE d.organization_id = %s AND d.match_id = u.match_id)",
        [scope.organization_id],
    )
    count: int = cursor.fetchone()[0]
    if not reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason=reason, import_id=import_id, rule=rule, by_person=by_person, widened=True
    ):
        undo_matches(cursor, scope, recorded_at=recorded_at, reason=reason, by_person=by_person)
    return count


def list_to_reverse(cursor: Any) -> None:
    """Make `reverse_entry`, empty, for `reverse_entries`."""
    cursor.execute("DROP TABLE IF EXISTS reverse_entry")
    cursor.execute("CREATE TEMP TABLE reverse_entry (posting_id bigint NOT NULL, entry_id integer NOT NULL) ON COMMIT DROP")
