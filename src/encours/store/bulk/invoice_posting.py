"""Posting invoices in own books: one posting for a file, one entry per document, one for what the file says was settled, with their items and matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from encours.ledger.account import Role
from encours.store.bulk.invoice_rows import name_customers, write_invoice_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.bulk.settle import open_settlement, spread, write_matches
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class InvoicesWritten:
    """What a file of invoices recorded."""

    entries: int
    items: int
    settled: int
    matches: int
    reversed: int


def post_invoices(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> InvoicesWritten:
    """Record what `compare_invoices` decided. A document in a currency that the books are not kept in is posted without an amount in the books'
    currency, and waits for its rate."""
    name_customers(cursor, scope)
    _carry_settlements(cursor, scope)
    undone = _reverse_replaced(cursor, scope, recorded_at, import_id)
    cursor.execute("SELECT EXISTS (SELECT 1 FROM stage_invoice WHERE post_minor <> 0 OR settle_minor <> 0)")
    posting = None
    if cursor.fetchone()[0]:
        cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, import_id, actor, recorded_at) VALUES (%s, %s, 'invoice_import', %s, %s, %s) RETURNING id",
            [scope.organization_id, scope.company_id, import_id, scope.actor, recorded_at],
        )
        posting = cursor.fetchone()[0]
    write_invoice_rows(cursor, scope, recorded_at=recorded_at, import_id=import_id, posting=posting)
    entries = lines = items = settled = matches = 0
    if posting is not None:
        _stage_lines(cursor, scope)
        entries, lines = _write_lines(cursor, scope, posting)
        _stage_settlements(cursor)
        items = _write_items(cursor, scope, posting, recorded_at)
        settled = _write_receipts(cursor, scope, posting, recorded_at, import_id)
        matches = write_matches(cursor, scope, recorded_at=recorded_at, import_id=import_id)
        cursor.execute(
            "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
            [scope.organization_id, posting, entries, lines],
        )
    _link_standing(cursor, scope, recorded_at)
    return InvoicesWritten(entries, items, settled, matches, undone)


_CARRIED_TO_PARTS = """
SELECT l.n, l.account_id, c.id AS item_id, c.effective_on, sum(a.amount_minor)::bigint * sign(c.amount_minor)::bigint AS minor
  FROM live_item l JOIN stage_invoice s ON s.n = l.n AND s.action = 'split'
  JOIN allocation a ON a.organization_id = %(tenant)s AND (a.debit_item_id = l.item_id OR a.credit_item_id = l.item_id)
  JOIN item c ON c.organization_id = a.organization_id AND c.id = CASE WHEN a.debit_item_id = l.item_id THEN a.credit_item_id ELSE a.debit_item_id END
 GROUP BY l.n, l.account_id, c.id, c.effective_on, c.amount_minor HAVING sum(a.amount_minor) <> 0
"""
_STANDING_SETTLEMENTS = """
SELECT s.n, i.account_id, i.id, i.effective_on, i.open_minor FROM stage_invoice s
  JOIN item i ON i.organization_id = %(tenant)s AND i.customer_id = s.customer_id AND i.currency = s.currency AND i.document_ref = s.number AND i.open_minor <> 0
       AND i.kind IN ('receipt', 'refund')
  JOIN posting p ON p.organization_id = i.organization_id AND p.id = i.posting_id AND p.kind = 'invoice_import'
 WHERE s.action = 'repost'
"""


def _carry_settlements(cursor: Any, scope: Scope) -> None:
    """`carried_item`: what settled a document that is split into instalments settles its instalments, and a settlement of an earlier file that
    stands alone settles its document again: (item, amount) with the items' signs."""
    cursor.execute("DROP TABLE IF EXISTS carried_item")
    cursor.execute(
        f"CREATE TEMP TABLE carried_item ON COMMIT DROP AS {_CARRIED_TO_PARTS} UNION ALL {_STANDING_SETTLEMENTS}",
        {"tenant": scope.organization_id},
    )
    cursor.execute(
        """
        UPDATE stage_invoice s SET settle_minor = s.sign * greatest(0, abs(s.settle_minor) - c.minor), account_id = c.account_id
          FROM (SELECT n, abs(sum(minor))::bigint AS minor, min(account_id) AS account_id FROM carried_item GROUP BY n) c WHERE c.n = s.n AND s.action = 'repost'
        """
    )


def _reverse_replaced(cursor: Any, scope: Scope, recorded_at: Any, import_id: int) -> int:
    list_to_reverse(cursor)
    cursor.execute(
        "INSERT INTO reverse_entry SELECT DISTINCT l.posting_id, l.entry_id FROM live_item l JOIN stage_invoice s USING (n) WHERE s.action IN ('replace', 'split')"
    )
    return reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason="the document was issued again", import_id=import_id, rule="document_replaced"
    )


def _stage_lines(cursor: Any, scope: Scope) -> None:
    """`post_entry` and `post_line`: what will be written. A line with `kind` has an item."""
    accounts = {role.value: account_for(cursor, scope, role) for role in (Role.TRADE, Role.SALES, Role.VAT_COLLECTED, Role.DEPOSIT)}
    accounts["in_transit"] = account_for(cursor, scope, Role.IN_TRANSIT, "Règlements repris")
    accounts["sales_journal"] = journal_for(cursor, scope, "VTE", "Ventes")
    accounts["settled_journal"] = journal_for(cursor, scope, "REP", "Règlements repris")
    cursor.execute("DROP TABLE IF EXISTS post_entry, post_line")
    cursor.execute(
        "UPDATE stage_invoice SET account_id = %(trade)s WHERE account_id IS NULL OR (action NOT IN ('same', 'version', 'split') AND n NOT IN (SELECT n FROM carried_item))",
        accounts,
    )
    cursor.execute(
        """
        CREATE TEMP TABLE post_entry ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY is_settlement, n)::integer AS entry_id, x.* FROM (
            SELECT n, false AS is_settlement, issued_on AS effective_on, issued_on AS document_on, %(sales_journal)s::bigint AS journal_id,
                   CASE WHEN description <> '' THEN left(description, 200) WHEN type = 'credit_note' THEN 'Avoir ' || number WHEN type = 'deposit' THEN 'Acompte ' || number
                        ELSE 'Facture ' || number END AS label FROM stage_invoice WHERE post_minor <> 0
            UNION ALL
            SELECT n, true, settled_on, NULL, %(settled_journal)s::bigint, 'Règlement repris ' || number FROM stage_invoice WHERE settle_minor <> 0) x
        """,
        accounts,
    )
    cursor.execute(
        """
        CREATE TEMP TABLE post_line ON COMMIT DROP AS
        SELECT entry_id, row_number() OVER (PARTITION BY entry_id ORDER BY rank)::integer AS line_no, n, account_id, customer_id, minor, kind, due_on, source, part,
               CASE WHEN kind IS NOT NULL THEN nextval((SELECT pg_get_serial_sequence('item', 'id')::regclass)) END AS item_id
          FROM (
            SELECT e.entry_id, p.part AS rank, s.n, s.account_id, s.customer_id, CASE WHEN s.action = 'version' THEN s.post_minor ELSE s.sign * p.minor END AS minor,
                   CASE WHEN s.post_minor < 0 THEN 'credit_note' WHEN s.type = 'credit_note' THEN 'other' ELSE 'invoice' END AS kind, p.due_on, p.source, p.part
              FROM post_entry e JOIN stage_invoice s USING (n) JOIN stage_part p USING (n)
             WHERE NOT e.is_settlement AND CASE s.action WHEN 'version' THEN p.part = (SELECT max(q.part) FROM stage_part q WHERE q.n = s.n) ELSE p.minor <> 0 END
            UNION ALL
            SELECT e.entry_id, 1000, s.n, CASE WHEN s.type = 'deposit' THEN %(deposit)s ELSE %(sales)s END, CASE WHEN s.type = 'deposit' THEN s.customer_id END,
                   s.post_tax - s.post_minor, CASE WHEN s.type = 'deposit' THEN 'deposit' END, s.issued_on, 'none', 1
              FROM post_entry e JOIN stage_invoice s USING (n) WHERE NOT e.is_settlement
            UNION ALL
            SELECT e.entry_id, 1001, s.n, %(vat_collected)s, NULL, -s.post_tax, NULL, NULL, NULL, 1 FROM post_entry e JOIN stage_invoice s USING (n) WHERE NOT e.is_settlement
            UNION ALL
            SELECT e.entry_id, 1, s.n, %(in_transit)s, NULL, s.settle_minor, NULL, NULL, NULL, 1 FROM post_entry e JOIN stage_invoice s USING (n) WHERE e.is_settlement
            UNION ALL
            SELECT e.entry_id, 2, s.n, s.account_id, s.customer_id, -s.settle_minor, CASE WHEN s.settle_minor > 0 THEN 'receipt' ELSE 'refund' END, s.settled_on, 'none', 1
              FROM post_entry e JOIN stage_invoice s USING (n) WHERE e.is_settlement) x
         WHERE minor <> 0;
        CREATE INDEX ON post_line (n);
        ANALYZE post_entry, post_line
        """,
        accounts,
    )


def _write_lines(cursor: Any, scope: Scope, posting: int) -> tuple[int, int]:
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_on, document_ref, label)
        SELECT %s, %s, %s, e.journal_id, e.entry_id, e.effective_on, e.document_on, s.number, e.label FROM post_entry e JOIN stage_invoice s USING (n) ORDER BY e.entry_id
        """,
        [tenant, posting, company],
    )
    entries = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
        SELECT %s, %s, l.account_id, l.customer_id, l.minor, CASE WHEN s.currency = c.currency THEN l.minor END, l.entry_id, l.line_no, e.effective_on, s.currency
          FROM post_line l JOIN post_entry e USING (entry_id) JOIN stage_invoice s ON s.n = l.n JOIN company c ON c.organization_id = %s AND c.id = %s
         ORDER BY l.entry_id, l.line_no
        """,
        [tenant, posting, tenant, company],
    )
    return entries, cursor.rowcount


def _stage_settlements(cursor: Any) -> None:
    """One group per document that is settled, or whose amount went down: what stood open of it with what is posted now."""
    open_settlement(cursor)
    cursor.execute(
        """
        INSERT INTO settle_group (group_id, account_id, customer_id, currency, decided_by, rule)
        SELECT n, account_id, customer_id, currency, 'file', CASE action WHEN 'split' THEN 'carried_to_installments' WHEN 'version' THEN CASE WHEN settle_minor <> 0 THEN 'settled_in_file' ELSE 'amount_changed' END ELSE 'settled_in_file' END
          FROM stage_invoice WHERE settle_minor <> 0 OR (action = 'version' AND sign * post_minor < 0) OR n IN (SELECT n FROM carried_item)
        """
    )
    cursor.execute(
        """
        INSERT INTO settle_item
        SELECT g.group_id, l.item_id, l.effective_on, l.open_minor FROM settle_group g JOIN live_item l ON l.n = g.group_id AND l.account_id = g.account_id
          JOIN stage_invoice s ON s.n = l.n WHERE s.action IN ('same', 'version')
        UNION ALL
        SELECT g.group_id, l.item_id, e.effective_on, l.minor FROM settle_group g JOIN post_line l ON l.n = g.group_id AND l.account_id = g.account_id
          JOIN post_entry e USING (entry_id) WHERE l.item_id IS NOT NULL
        UNION ALL
        SELECT c.n, c.item_id, c.effective_on, c.minor FROM carried_item c JOIN settle_group g ON g.group_id = c.n AND g.account_id = c.account_id
        """
    )
    spread(cursor)


def _write_items(cursor: Any, scope: Scope, posting: int, recorded_at: Any) -> int:
    values = {"tenant": scope.organization_id, "company": scope.company_id, "posting": posting, "at": recorded_at}
    cursor.execute(
        """
        INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, first_at, last_at,
                          facts_at, entry_id, line_no, effective_on, issued_on, due_on, first_on, last_on, installment_no, is_disputed, currency, kind, due_source, document_ref,
                          document_key)
        SELECT %(tenant)s, l.item_id, %(company)s, l.customer_id, l.account_id, %(posting)s, l.minor, l.minor - coalesce(p.amount, 0),
               CASE WHEN s.currency = c.currency THEN l.minor END, %(at)s, CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END,
               CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, %(at)s, l.entry_id, l.line_no, e.effective_on, e.effective_on, l.due_on, p.first_on, p.last_on, l.part,
               coalesce(s.is_disputed, false) AND l.kind IN ('invoice', 'other', 'credit_note'), s.currency, l.kind, l.source, s.number,
               CASE WHEN e.is_settlement THEN '' ELSE s.document_key END
          FROM post_line l JOIN post_entry e USING (entry_id) JOIN stage_invoice s ON s.n = l.n JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s
          LEFT JOIN (SELECT item_id, sum(amount)::bigint AS amount, min(effective_on) AS first_on, max(effective_on) AS last_on FROM (
                         SELECT debit_item_id AS item_id, amount_minor AS amount, effective_on FROM settle_pair
                         UNION ALL SELECT credit_item_id, -amount_minor, effective_on FROM settle_pair) x GROUP BY 1) p ON p.item_id = l.item_id
         WHERE l.item_id IS NOT NULL ORDER BY l.item_id
        """,
        values,
    )
    items: int = cursor.rowcount
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source)
        SELECT organization_id, id, recorded_at, due_on, NULL::boolean, 'due_date', due_source FROM item WHERE organization_id = %(tenant)s AND posting_id = %(posting)s
        UNION ALL
        SELECT organization_id, id, recorded_at, NULL, true, 'dispute', 'file' FROM item WHERE organization_id = %(tenant)s AND posting_id = %(posting)s AND is_disputed
        """,
        values,
    )
    cursor.execute(
        "INSERT INTO invoice_item (organization_id, item_id, invoice_id, recorded_at) SELECT %(tenant)s, l.item_id, s.invoice_id, %(at)s"
        " FROM post_line l JOIN stage_invoice s USING (n) WHERE l.kind IN ('invoice', 'credit_note', 'other')",
        values,
    )
    return items


def _write_receipts(cursor: Any, scope: Scope, posting: int, recorded_at: Any, import_id: int) -> int:
    cursor.execute(
        """
        INSERT INTO receipt (organization_id, company_id, posting_id, entry_id, customer_id, received_on, currency, amount_minor, reference, import_id, recorded_at)
        SELECT %s, %s, %s, e.entry_id, s.customer_id, s.settled_on, s.currency, s.settle_minor, s.number, %s, %s
          FROM post_entry e JOIN stage_invoice s USING (n) WHERE e.is_settlement ORDER BY e.entry_id
        """,
        [scope.organization_id, scope.company_id, posting, import_id, recorded_at],
    )
    count: int = cursor.rowcount
    return count


def _link_standing(cursor: Any, scope: Scope, recorded_at: Any) -> None:
    """Items that stood before belong to the new version of their document too; their due dates and disputes follow it."""
    values = {"tenant": scope.organization_id, "at": recorded_at}
    cursor.execute(
        "INSERT INTO invoice_item (organization_id, item_id, invoice_id, recorded_at) SELECT %(tenant)s, l.item_id, s.invoice_id, %(at)s"
        " FROM live_item l JOIN stage_invoice s USING (n) WHERE s.action = 'version'",
        values,
    )
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source)
        SELECT %(tenant)s, l.item_id, %(at)s, p.due_on, NULL::boolean, 'due_date', p.source FROM stage_invoice s JOIN live_item l USING (n) JOIN stage_part p USING (n) WHERE s.new_due
        UNION ALL
        SELECT %(tenant)s, l.item_id, %(at)s, NULL, s.is_disputed, 'dispute', 'file' FROM stage_invoice s JOIN live_item l USING (n)
         WHERE s.new_dispute AND l.is_disputed <> s.is_disputed
        """,
        values,
    )
