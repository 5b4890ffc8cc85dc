"""Writing the staged ledger: entries, lines, open items with their due dates, and the matches that its letters say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.receivables.openings import CarriedItem, OpeningDifference, OpeningLine, tie_openings
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.describe import DocumentDue, find_described, hand_over_to_ledger, link_described
from encours.store.bulk.ledger import Comparison
from encours.store.bulk.ledger_letters import stage_letters
from encours.store.bulk.reverse import reverse_entries
from encours.store.bulk.settle import spread, write_matches
from encours.store.tenant import Scope

DueDate = Callable[[str, date], tuple[date, str]]
"""Terms of a customer (may be blank) and the document's day → due date and its source, 'terms' or 'assumed'."""


@dataclass(frozen=True, slots=True)
class LedgerWritten:
    """What one ledger file changed. `letters_left` are letter groups that do not balance, or that a person's own match stands against;
    `letters_taken_back` those of them whose very items a person unmatched."""

    entries_added: int
    entries_reversed: int
    items: int
    matches_made: int
    matches_undone: int
    letters_left: int
    letters_taken_back: int
    opening_differences: tuple[OpeningDifference, ...]
    described: int
    handed_over: int


def write_ledger(
    cursor: Any, scope: Scope, comparison: Comparison, *, recorded_at: Any, import_id: int, due_date: DueDate, document_due: DocumentDue
) -> LedgerWritten:  # fmt: skip
    """Bring the books to what the staged file says (`stage_ledger`, `compare_ledger` and `resolve_names` come before)."""
    reversed_entries = reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason="absent from the ledger's later file", import_id=import_id, rule="ledger_replaced"
    )
    handed_over = hand_over_to_ledger(cursor, scope, recorded_at=recorded_at, import_id=import_id)
    posting = None
    if comparison.added:
        posting = _open_posting(cursor, scope, recorded_at, import_id)
        _write_entries(cursor, scope, posting, comparison.year_start)
    _stage_items(cursor, scope, posting)
    differences = _tie(cursor, scope, comparison)
    letters = stage_letters(cursor, scope, recorded_at)
    spread(cursor)
    described = find_described(
        cursor, scope, "SELECT item_id, customer_id, document_key, (SELECT currency FROM company WHERE organization_id = %(tenant)s AND id = %(company)s) AS currency,"
        " amount_minor AS minor FROM stage_item WHERE is_new AND kind IN ('invoice', 'credit_note', 'deposit', 'opening', 'other') AND document_key <> ''",
        {"tenant": scope.organization_id, "company": scope.company_id}, document_due,
    )  # fmt: skip
    items = _write_items(cursor, scope, posting, recorded_at, due_date) if posting is not None else 0
    link_described(cursor, scope, recorded_at=recorded_at)
    made = write_matches(cursor, scope, recorded_at=recorded_at, reason="lettered in the ledger", import_id=import_id)
    if posting is not None:
        cursor.execute(
            """
            INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256)
            SELECT %s, %s, count(*), coalesce(sum(lines), 0), '' FROM stage_entry WHERE posting_id IS NULL
            """,
            [scope.organization_id, posting],
        )
    return LedgerWritten(
        comparison.added, reversed_entries, items, made, letters.undone, letters.left, letters.taken_back, differences, described, handed_over
    )  # fmt: skip


def _open_posting(cursor: Any, scope: Scope, recorded_at: Any, import_id: int) -> int:
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, import_id, actor, recorded_at) VALUES (%s, %s, 'ledger_import', %s, %s, %s) RETURNING id",
        [scope.organization_id, scope.company_id, import_id, scope.actor, recorded_at],
    )
    posting: int = cursor.fetchone()[0]
    return posting


def _write_entries(cursor: Any, scope: Scope, posting: int, year_start: date) -> None:
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_on, validated_on, opens_on, number, document_ref, label, source_key)
        SELECT %s, %s, %s, j.id, e.entry_id, e.effective_on, e.document_on, e.validated_on, CASE WHEN e.is_opening THEN %s::date END,
               e.number, e.document_ref, e.label, e.source_key
          FROM stage_entry e JOIN stage_journal j ON j.n = e.journal WHERE e.posting_id IS NULL
        """,
        [tenant, posting, company, year_start],
    )
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, original_minor, entry_id, line_no, effective_on,
                          currency, original_currency, label, letter, lettered_on, source_line)
        SELECT %s, %s, a.id, c.id, s.amount_minor, s.amount_minor, s.original_minor, e.entry_id, s.line_no, s.effective_on,
               (SELECT currency FROM company WHERE organization_id = %s AND id = %s), CASE WHEN s.original_minor IS NOT NULL THEN s.original_currency END, nullif(s.label, e.label), s.letter, s.lettered_on, s.line
          FROM stage_line s JOIN stage_entry e ON e.run = s.run AND e.posting_id IS NULL JOIN stage_account a ON a.n = s.account
          LEFT JOIN stage_customer c ON c.n = s.customer
        """,
        [tenant, posting, tenant, company],
    )


def _stage_items(cursor: Any, scope: Scope, posting: int | None) -> None:
    """One row per receivable line of the file: the item it is, or will be."""
    cursor.execute(
        """
        CREATE TEMP TABLE stage_item ON COMMIT DROP AS
        SELECT s.line, s.run, coalesce(e.posting_id, %s) AS posting_id, e.entry_id, s.line_no, a.id AS account_id, a.role AS account_role, c.id AS customer_id, s.amount_minor, s.effective_on,
               coalesce(s.document_on, s.effective_on) AS issued_on, s.document_ref, s.document_key, s.letter, s.lettered_on, c.code AS customer_code,
               CASE WHEN e.is_opening THEN 'opening'
                    WHEN a.role = 'deposit' THEN 'deposit'
                    WHEN e.has_sales AND s.amount_minor > 0 THEN 'invoice' WHEN e.has_sales THEN 'credit_note'
                    WHEN e.has_bank AND s.amount_minor < 0 THEN 'receipt' WHEN e.has_bank THEN 'refund' ELSE 'other' END AS kind,
               CASE WHEN e.posting_id IS NULL THEN nextval((SELECT pg_get_serial_sequence('item', 'id')::regclass)) END AS item_id, e.posting_id IS NULL AS is_new
          FROM stage_line s JOIN stage_entry e USING (run) JOIN stage_account a ON a.n = s.account JOIN stage_customer c ON c.n = s.customer
         WHERE s.role = 3 AND s.amount_minor <> 0
        """,
        [posting],
    )
    cursor.execute(
        """
        UPDATE stage_item s SET item_id = i.id FROM item i
         WHERE NOT s.is_new AND i.organization_id = %s AND i.posting_id = s.posting_id AND i.entry_id = s.entry_id AND i.line_no = s.line_no
        """,
        [scope.organization_id],
    )
    cursor.execute("ANALYZE stage_item")


def _tie(cursor: Any, scope: Scope, comparison: Comparison) -> tuple[OpeningDifference, ...]:
    """Add to `stage_item` the earlier items that the file's opening lines repeat, under the letters of those lines."""
    if not comparison.openings_tied:
        return ()
    cursor.execute(
        """
        SELECT t.line, a.id, c.id, coalesce(t.document_key, ''), t.document_on, t.amount_minor, coalesce(t.letter, ''), t.lettered_on
          FROM tied_line t JOIN stage_account a ON a.n = t.account JOIN stage_customer c ON c.n = t.customer WHERE t.role = 3 ORDER BY t.line
        """
    )
    rows = cursor.fetchall()
    lines = [OpeningLine(*row[:7]) for row in rows]
    lettered = {row[0]: (row[6], row[7]) for row in rows}
    cursor.execute(
        """
        SELECT i.id, i.account_id, i.customer_id, i.document_key, i.issued_on,
               i.amount_minor - CASE WHEN i.first_on IS NULL OR i.first_on >= %(start)s THEN 0 ELSE sign(i.amount_minor)::bigint * coalesce((
                   SELECT sum(a.amount_minor) FROM allocation a WHERE a.organization_id = i.organization_id AND a.effective_on < %(start)s
                      AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)), 0)::bigint END AS carried, i.effective_on
          FROM item i
         WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.effective_on < %(start)s
           AND (i.open_minor <> 0 OR i.last_on >= %(start)s) ORDER BY i.effective_on, i.id
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "start": comparison.year_start},
    )
    carried = [row for row in cursor.fetchall() if row[5]]
    items = {row[0]: CarriedItem(*row[:6]) for row in carried}
    days = {row[0]: row[6] for row in carried}
    ties = tie_openings(lines, items.values())
    copy_rows(
        cursor,
        "stage_item",
        ("line", "account_id", "customer_id", "amount_minor", "effective_on", "letter", "lettered_on", "item_id", "is_new"),
        (
            (
                line,
                items[i].account_id,
                items[i].customer_id,
                items[i].open_minor,
                days[i],
                lettered[line][0] or None,
                lettered[line][1],
                i,
                False,
            )
            for line, ids in ties.items_of_line.items()
            for i in ids
        ),
    )
    return ties.differences


def _write_items(cursor: Any, scope: Scope, posting: int, recorded_at: Any, due_date: DueDate) -> int:
    tenant = scope.organization_id
    _stage_due_dates(cursor, scope, due_date)
    cursor.execute(
        """
        INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at,
                          first_at, last_at, facts_at, entry_id, line_no, effective_on, issued_on, due_on, first_on, last_on, is_disputed, currency, kind, due_source,
                          document_ref, document_key)
        SELECT %(tenant)s, s.item_id, %(company)s, s.customer_id, s.account_id, %(posting)s, s.amount_minor, s.amount_minor - coalesce(p.amount, 0), s.amount_minor, %(at)s,
               CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, %(at)s,
               s.entry_id, s.line_no, s.effective_on, s.issued_on, coalesce(x.due_on, d.due_on, s.issued_on), p.first_on, p.last_on, coalesce(x.is_disputed, false), c.currency, s.kind,
               coalesce(x.source, d.source, 'none'), coalesce(s.document_ref, ''), coalesce(s.document_key, '')
          FROM stage_item s JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s
          JOIN customer k ON k.organization_id = %(tenant)s AND k.id = s.customer_id
          LEFT JOIN (SELECT item_id, sum(amount)::bigint AS amount, min(effective_on) AS first_on, max(effective_on) AS last_on FROM (
                         SELECT debit_item_id AS item_id, amount_minor AS amount, effective_on FROM settle_pair
                         UNION ALL SELECT credit_item_id, -amount_minor, effective_on FROM settle_pair) x GROUP BY 1) p ON p.item_id = s.item_id
          LEFT JOIN described x ON x.item_id = s.item_id
          LEFT JOIN stage_due d ON s.amount_minor > 0 AND s.kind IN ('invoice', 'opening', 'other') AND d.terms = k.payment_terms AND d.issued_on = s.issued_on
         WHERE s.is_new ORDER BY s.item_id
        """,
        {"tenant": tenant, "company": scope.company_id, "posting": posting, "at": recorded_at},
    )
    items: int = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source)
        SELECT organization_id, id, recorded_at, due_on, NULL::boolean, 'due_date', due_source FROM item WHERE organization_id = %s AND posting_id = %s
        UNION ALL
        SELECT organization_id, id, recorded_at, NULL, true, 'dispute', 'file' FROM item WHERE organization_id = %s AND posting_id = %s AND is_disputed
        """,
        [tenant, posting, tenant, posting],
    )
    return items


def _stage_due_dates(cursor: Any, scope: Scope, due_date: DueDate) -> None:
    """Due dates are computed once per terms and day, not once per item."""
    cursor.execute(
        """
        SELECT DISTINCT k.payment_terms, s.issued_on FROM stage_item s JOIN customer k ON k.organization_id = %s AND k.id = s.customer_id
         WHERE s.is_new AND s.amount_minor > 0 AND s.kind IN ('invoice', 'opening', 'other')
        """,
        [scope.organization_id],
    )
    pairs = cursor.fetchall()
    cursor.execute(
        "CREATE TEMP TABLE stage_due (terms text, issued_on date, due_on date, source text, PRIMARY KEY (terms, issued_on)) ON COMMIT DROP"
    )
    copy_rows(cursor, "stage_due", ("terms", "issued_on", "due_on", "source"), ((terms, on, *due_date(terms, on)) for terms, on in pairs))
    cursor.execute("ANALYZE stage_due")
