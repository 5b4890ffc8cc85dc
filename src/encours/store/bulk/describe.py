"""Documents that describe items of an imported ledger: finding the item that each one means, in whatever order the two files came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.invoices import NOT_REVERSED
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.tenant import Scope

DocumentDue = Callable[[str, date, date | None], tuple[date, str]]
"""Terms of a document, its day, the day of delivery → due date and source."""

_WAITING = f"""
DROP TABLE IF EXISTS waiting_invoice, described;
CREATE TEMP TABLE waiting_invoice ON COMMIT DROP AS
SELECT v.id, v.customer_id, v.document_key, v.currency, v.total_minor * CASE WHEN v.type = 'credit_note' THEN -1 ELSE 1 END AS minor, v.due_on, v.issued_on, v.delivered_on,
       v.payment_terms, v.is_disputed
  FROM (SELECT DISTINCT ON (v.number) v.* FROM invoice v LEFT JOIN import m ON m.organization_id = v.organization_id AND m.id = v.import_id
         WHERE v.organization_id = %(tenant)s AND v.company_id = %(company)s AND m.state IS DISTINCT FROM 'undone' ORDER BY v.number, v.version DESC) v
 WHERE v.total_minor <> 0 AND v.document_key <> ''
   AND NOT EXISTS (SELECT 1 FROM invoice_item x JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
                    WHERE x.organization_id = v.organization_id AND x.invoice_id = v.id AND {NOT_REVERSED})
"""
# An item is meant by a document of its customer, or of anybody where only one customer has that number, whose total is that of the items on its side.
_DESCRIBED = """
CREATE TEMP TABLE described ON COMMIT DROP AS
WITH found AS (
    SELECT customer_id, document_key, currency, sign(minor) AS side, sum(minor) AS minor, count(*) AS items, array_agg(item_id) AS item_ids,
           count(*) OVER (PARTITION BY document_key, currency, sign(minor)) AS customers
      FROM describe_candidate GROUP BY customer_id, document_key, currency, sign(minor)
), chosen AS (
    SELECT DISTINCT ON (f.customer_id, f.document_key, f.currency, f.side) w.id AS invoice_id, f.items, f.side, f.item_ids, w.due_on, w.issued_on, w.delivered_on, w.payment_terms,
           w.is_disputed
      FROM waiting_invoice w JOIN found f ON f.document_key = w.document_key AND f.currency = w.currency AND f.side = sign(w.minor) AND f.minor = w.minor
     WHERE f.customer_id = w.customer_id OR f.customers = 1
     ORDER BY f.customer_id, f.document_key, f.currency, f.side, f.customer_id = w.customer_id DESC, w.id DESC
)
SELECT invoice_id, item_id, items, side, due_on, CASE WHEN due_on IS NOT NULL THEN 'file' END AS source, issued_on, delivered_on, payment_terms, is_disputed
  FROM chosen CROSS JOIN LATERAL unnest(item_ids) x(item_id)
"""
# What a document stood for before, in own books or as an entry that the ledger replaced, keeps what its instalments stated: one item falls due
# with the last of them.
_LAST_PART = """
UPDATE described d SET due_on = s.due_on, source = 'file'
  FROM (SELECT x.invoice_id, max(i.due_on) AS due_on FROM described d JOIN invoice_item x ON x.organization_id = %(tenant)s AND x.invoice_id = d.invoice_id
          JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id WHERE d.items = 1 AND d.side > 0 AND i.due_source = 'file'
           AND NOT EXISTS (SELECT 1 FROM posting p JOIN import m ON m.organization_id = p.organization_id AND m.id = p.import_id AND m.state = 'undone'
                            WHERE p.organization_id = i.organization_id AND p.id = i.posting_id) GROUP BY 1) s
 WHERE d.invoice_id = s.invoice_id AND (d.due_on, d.source) IS DISTINCT FROM (s.due_on, 'file')
"""


def find_described(cursor: Any, scope: Scope, candidates: str, values: dict[str, Any], due: DocumentDue) -> int:
    """Fill `described (invoice_id, item_id, due_on, source, is_disputed)` with the documents that wait for an item of `candidates`, a query of
    (item_id, customer_id, document_key, currency, minor). Returns the number of items. Neither a document
    of several items nor a credit note says when any one of them is due."""
    cursor.execute(_WAITING, {"tenant": scope.organization_id, "company": scope.company_id})
    cursor.execute("CREATE INDEX ON waiting_invoice (document_key)")
    cursor.execute("ANALYZE waiting_invoice")
    cursor.execute("DROP TABLE IF EXISTS describe_candidate")
    cursor.execute(f"CREATE TEMP TABLE describe_candidate ON COMMIT DROP AS {candidates}", values)
    cursor.execute("ANALYZE describe_candidate")
    cursor.execute(_DESCRIBED)
    count: int = cursor.rowcount
    cursor.execute("UPDATE described SET due_on = NULL, source = NULL, payment_terms = '' WHERE items > 1 OR side < 0")
    cursor.execute("ANALYZE described")
    cursor.execute(_LAST_PART, {"tenant": scope.organization_id})
    cursor.execute("SELECT DISTINCT payment_terms, issued_on, delivered_on FROM described WHERE due_on IS NULL AND payment_terms <> ''")
    stated = [(terms, on, delivered, *due(terms, on, delivered)) for terms, on, delivered in cursor.fetchall()]
    if stated:
        cursor.execute(
            "CREATE TEMP TABLE described_due (payment_terms text, issued_on date, delivered_on date, due_on date, source text) ON COMMIT DROP"
        )
        copy_rows(cursor, "described_due", ("payment_terms", "issued_on", "delivered_on", "due_on", "source"), stated)
        cursor.execute(
            """
            UPDATE described d SET due_on = x.due_on, source = x.source FROM described_due x
             WHERE d.due_on IS NULL AND (d.payment_terms, d.issued_on, d.delivered_on) IS NOT DISTINCT FROM (x.payment_terms, x.issued_on, x.delivered_on)
            """
        )
        cursor.execute("DROP TABLE described_due")
    return count


def link_described(cursor: Any, scope: Scope, *, recorded_at: Any) -> None:
    """Record which document describes which item, and that a file says it is disputed."""
    values = {"tenant": scope.organization_id, "at": recorded_at}
    cursor.execute(
        "INSERT INTO invoice_item (organization_id, item_id, invoice_id, recorded_at) SELECT %(tenant)s, item_id, invoice_id, %(at)s FROM described ON CONFLICT DO NOTHING",
        values,
    )


def describe_items(cursor: Any, scope: Scope, *, recorded_at: Any, due: DocumentDue) -> int:
    """Let the waiting documents describe the items that are in the books: the link, the due date and the dispute that they state. Returns the number of items."""
    values = {"tenant": scope.organization_id, "company": scope.company_id, "at": recorded_at}
    count = find_described(
        cursor,
        scope,
        f"""
        SELECT i.id AS item_id, i.customer_id, i.document_key, i.currency, i.amount_minor AS minor FROM item i
          JOIN (SELECT DISTINCT document_key FROM waiting_invoice) w USING (document_key)
         WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.kind IN ('invoice', 'credit_note', 'deposit', 'opening', 'other') AND {NOT_REVERSED}
        """,
        values,
        due,
    )
    link_described(cursor, scope, recorded_at=recorded_at)
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source)
        SELECT %(tenant)s, i.id, %(at)s, d.due_on, NULL::boolean, 'due_date', d.source FROM described d JOIN item i ON i.organization_id = %(tenant)s AND i.id = d.item_id
         WHERE d.due_on IS NOT NULL AND i.due_source IN ('file', 'terms', 'assumed') AND (i.due_on, i.due_source) IS DISTINCT FROM (d.due_on, d.source)
        UNION ALL
        SELECT %(tenant)s, i.id, %(at)s, NULL, d.is_disputed, 'dispute', 'file' FROM described d JOIN item i ON i.organization_id = %(tenant)s AND i.id = d.item_id
         WHERE i.is_disputed <> d.is_disputed
           AND coalesce((SELECT f.source FROM item_fact f WHERE f.organization_id = i.organization_id AND f.item_id = i.id AND f.kind = 'dispute'
                          ORDER BY f.recorded_at DESC LIMIT 1), 'file') = 'file'
        """,
        values,
    )
    return count


def hand_over_to_ledger(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> int:
    """From the first ledger on, the ledger says what customers owe: reverse what imported documents posted themselves. Returns the number of entries."""
    list_to_reverse(cursor)
    cursor.execute(
        """
        INSERT INTO reverse_entry SELECT e.posting_id, e.id FROM posting p JOIN entry e ON e.organization_id = p.organization_id AND e.posting_id = p.id
         WHERE p.organization_id = %s AND p.company_id = %s AND p.kind = 'invoice_import'
        """,
        [scope.organization_id, scope.company_id],
    )
    return reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason="the ledger says it itself", import_id=import_id, rule="ledger_took_over"
    )


def waiting_invoices(cursor: Any) -> int:
    """How many staged documents no item of the ledger answers to."""
    cursor.execute(
        "SELECT count(*) FROM stage_invoice s JOIN waiting_invoice w ON w.id = s.invoice_id WHERE NOT EXISTS (SELECT 1 FROM described d WHERE d.invoice_id = s.invoice_id)"
    )
    count: int = cursor.fetchone()[0]
    return count
