"""Due dates that follow terms, when the terms change: new facts, never changed ones."""

from __future__ import annotations

from typing import Any

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.ledger_commit import DueDate
from encours.store.tenant import Scope


def recompute_due_dates(cursor: Any, scope: Scope, *, recorded_at: Any, due_date: DueDate) -> int:
    """Record new due dates for the items of the customers in `changed_terms (customer_id, had_none)`; returns how many changed.

    Only due dates that were computed or assumed move: what a file stated or a person agreed stays. Settled items keep the terms they
    were settled under, except where none were known: then the due date was a guess, and so that the order of two files says nothing it is corrected too.
    """
    cursor.execute("DROP TABLE IF EXISTS due_item, due_pair")
    cursor.execute(
        """
        CREATE TEMP TABLE due_item ON COMMIT DROP AS
        SELECT i.id AS item_id, k.payment_terms AS terms, i.issued_on, i.due_on, i.due_source
          FROM changed_terms t JOIN item i ON i.organization_id = %s AND i.customer_id = t.customer_id JOIN customer k ON k.organization_id = i.organization_id AND k.id = i.customer_id
         WHERE i.amount_minor > 0 AND i.kind IN ('invoice', 'opening', 'other') AND i.due_source IN ('assumed', 'terms') AND i.installment_no = 1
           AND (i.open_minor <> 0 OR (t.had_none AND i.due_source = 'assumed'))
           AND NOT EXISTS (SELECT 1 FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                            WHERE x.organization_id = i.organization_id AND x.item_id = i.id AND v.payment_terms <> '')
        """,
        [scope.organization_id],
    )
    cursor.execute("SELECT DISTINCT terms, issued_on FROM due_item")
    pairs = cursor.fetchall()
    if not pairs:
        return 0
    cursor.execute(
        "CREATE TEMP TABLE due_pair (terms text, issued_on date, due_on date, source text, PRIMARY KEY (terms, issued_on)) ON COMMIT DROP"
    )
    copy_rows(cursor, "due_pair", ("terms", "issued_on", "due_on", "source"), ((terms, on, *due_date(terms, on)) for terms, on in pairs))
    cursor.execute(
        """
        INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source)
        SELECT %s, i.item_id, %s, p.due_on, 'due_date', p.source FROM due_item i JOIN due_pair p USING (terms, issued_on)
         WHERE (p.due_on, p.source) IS DISTINCT FROM (i.due_on, i.due_source)
        """,
        [scope.organization_id, recorded_at],
    )
    changed: int = cursor.rowcount
    return changed
