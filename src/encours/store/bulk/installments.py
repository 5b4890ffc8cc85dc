"""Instalments in: documents that were posted as one item are posted again as several, each with its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from encours.formats.tables.contract import InstallmentRow
from encours.kernel.normal import reference_key
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.invoices import NOT_REVERSED, stage_invoices
from encours.store.load.streaming import stream_rows
from encours.store.tenant import Scope

_STAGE = """
DROP TABLE IF EXISTS stage_installment, split_document;
CREATE TEMP TABLE stage_installment (n integer PRIMARY KEY, number text NOT NULL, document_key text NOT NULL, part smallint NOT NULL, due_on date NOT NULL, minor bigint NOT NULL) ON COMMIT DROP;
"""
# One row per document of the table: what the books have of it.
_DOCUMENTS = f"""
CREATE TEMP TABLE split_document ON COMMIT DROP AS
WITH wanted AS (SELECT number, min(document_key) AS document_key, min(n) AS n, sum(minor) AS minor, count(*) AS parts FROM stage_installment GROUP BY number),
chosen AS (
    SELECT DISTINCT ON (w.n) w.n, w.number, w.minor, w.parts, v.id AS invoice_id, v.total_minor, v.currency
      FROM wanted w LEFT JOIN invoice v ON v.organization_id = %(tenant)s AND v.company_id = %(company)s AND v.document_key = w.document_key
           AND NOT EXISTS (SELECT 1 FROM import m WHERE m.organization_id = v.organization_id AND m.id = v.import_id AND m.state = 'undone')
     ORDER BY w.n, v.number = w.number DESC, v.version DESC
), live AS (
    SELECT c.n, i.id, i.amount_minor, i.due_on, i.installment_no, e.source_key IS NOT NULL AS is_ledgers,
           EXISTS (SELECT 1 FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by = 'person'
                    WHERE a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
                      AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)) AS is_decided
      FROM chosen c JOIN invoice_item x ON x.organization_id = %(tenant)s AND x.invoice_id = c.invoice_id JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
      JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
     WHERE {NOT_REVERSED}
)
SELECT c.*, CASE
           WHEN c.invoice_id IS NULL THEN 'unknown'
           WHEN c.minor <> c.total_minor THEN 'sum_differs'
           WHEN %(external)s OR l.is_ledgers THEN 'external'
           WHEN l.items IS NULL OR l.minor <> l.sign * c.total_minor THEN 'changed'
           WHEN l.is_decided THEN 'decided'
           WHEN l.items = c.parts AND NOT EXISTS (SELECT 1 FROM stage_installment s WHERE s.number = c.number AND NOT EXISTS (
                    SELECT 1 FROM live i WHERE i.n = c.n AND i.installment_no = s.part AND i.due_on = s.due_on AND abs(i.amount_minor) = s.minor)) THEN 'same'
           ELSE 'split' END AS action
  FROM chosen c
  LEFT JOIN (SELECT n, count(*) AS items, sum(amount_minor) AS minor, min(sign(amount_minor)) AS sign, bool_or(is_ledgers) AS is_ledgers, bool_or(is_decided) AS is_decided
               FROM live GROUP BY n) l ON l.n = c.n
"""


def stage_installments(cursor: Any, scope: Scope, rows: Iterable[InstallmentRow], *, external: bool) -> Iterator[tuple[Any, ...]]:
    """Put the rows into temporary tables. Gives for each document (row, number, sum, total, currency, action): split, same, external, or
    what stands in the way: unknown, sum_differs, changed, decided. Read them to the end before the connection is asked for anything else."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_installment", ("n", "number", "document_key", "part", "due_on", "minor"),
        ((r.line, r.invoice_number, reference_key(r.invoice_number), r.number, r.due_on, r.amount_minor) for r in rows),
    )  # fmt: skip
    cursor.execute("CREATE INDEX ON stage_installment (number)")
    cursor.execute("ANALYZE stage_installment")
    cursor.execute(_DOCUMENTS, {"tenant": scope.organization_id, "company": scope.company_id, "external": external})
    return stream_rows(cursor, "SELECT n, number, minor::bigint, total_minor, currency, action FROM split_document ORDER BY n", {})


def stage_splits(cursor: Any, scope: Scope) -> None:
    """Fill the tables of `invoice_posting` with the documents to split, as they stand, and their instalments."""
    ours = {"tenant": scope.organization_id}
    stage_invoices(cursor, ())
    cursor.execute(
        """
        INSERT INTO stage_invoice (n, number, document_key, type, sign, customer_code, customer_name, issued_on, due_on, currency, total_minor, net_minor, tax_minor, split_tax_minor,
                                   settled_on, payment_terms, po_number, creditor_reference, corrects, discount_percent, discount_until, is_disputed, delivered_on, sent_on, tax_point,
                                   description, content_key, customer_id, prior_id, prior_posting, last_version, action, post_minor, post_tax)
        SELECT d.n, v.number, v.document_key, v.type, x.sign, '', '', v.issued_on, v.due_on, v.currency, v.total_minor, v.net_minor, v.tax_minor, x.tax,
               v.issued_on, v.payment_terms, v.po_number, v.creditor_reference, v.corrects, v.discount_percent, v.discount_until, v.is_disputed, v.delivered_on, v.sent_on, v.tax_point,
               v.description, v.content_key, v.customer_id, v.id, v.posting_id, v.version, 'split', x.sign * v.total_minor, x.sign * x.tax
          FROM split_document d JOIN invoice v ON v.organization_id = %(tenant)s AND v.id = d.invoice_id
         CROSS JOIN LATERAL (SELECT CASE WHEN v.type = 'credit_note' THEN -1 ELSE 1 END AS sign,
                                    CASE WHEN v.net_minor + v.tax_minor = v.total_minor AND v.type <> 'deposit' THEN v.tax_minor ELSE 0 END AS tax) x
         WHERE d.action = 'split'
        """,
        ours,
    )
    cursor.execute(
        "INSERT INTO stage_part SELECT d.n, s.part, s.due_on, 'file', s.minor FROM stage_installment s JOIN split_document d USING (number) WHERE d.action = 'split'"
    )
    cursor.execute(
        f"""
        CREATE TEMP TABLE live_item ON COMMIT DROP AS
        SELECT s.n, i.id AS item_id, i.account_id, i.amount_minor, i.open_minor, i.effective_on, i.due_on, i.due_source, i.is_disputed, i.posting_id, i.entry_id
          FROM stage_invoice s JOIN invoice_item x ON x.organization_id = %(tenant)s AND x.invoice_id = s.prior_id
          JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id WHERE {NOT_REVERSED};
        ANALYZE stage_invoice, stage_part, live_item
        """,
        ours,
    )
    cursor.execute(
        "UPDATE stage_invoice s SET account_id = l.account_id, is_disputed = l.is_disputed FROM"
        " (SELECT n, min(account_id) AS account_id, bool_or(is_disputed) AS is_disputed FROM live_item GROUP BY n) l WHERE l.n = s.n"
    )


def move_last_due(cursor: Any, scope: Scope, *, recorded_at: Any) -> int:
    """In external books the ledger's item stays whole: it falls due with its last instalment, so that nothing is claimed before its day."""
    cursor.execute(
        f"""
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source)
        SELECT %(tenant)s, d.item_id, %(at)s, d.last_on, 'due_date', 'file'
          FROM (SELECT i.id AS item_id, i.amount_minor, i.due_on, i.due_source, s.last_on, count(*) OVER (PARTITION BY x.invoice_id) AS items
                  FROM split_document d JOIN (SELECT number, max(due_on) AS last_on FROM stage_installment GROUP BY 1) s USING (number)
                  JOIN invoice_item x ON x.organization_id = %(tenant)s AND x.invoice_id = d.invoice_id
                  JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
                 WHERE d.action = 'external' AND {NOT_REVERSED}) d
         WHERE d.items = 1 AND d.amount_minor > 0 AND d.due_source IN ('file', 'terms', 'assumed') AND (d.due_on, d.due_source) IS DISTINCT FROM (d.last_on, 'file')
        """,
        {"tenant": scope.organization_id, "at": recorded_at},
    )
    count: int = cursor.rowcount
    return count
