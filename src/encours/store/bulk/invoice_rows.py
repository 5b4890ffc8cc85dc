"""Writing the documents themselves: the customers they name and a version of each that changed."""

from __future__ import annotations

from typing import Any

from encours.kernel.normal import name_key
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.ledger import create_customers
from encours.store.tenant import Scope


def name_customers(cursor: Any, scope: Scope) -> None:
    """Create the customers that staged invoices name and nobody knew, by the name the table gives or their code."""
    cursor.execute("DROP TABLE IF EXISTS stage_customer")
    cursor.execute(
        "CREATE TEMP TABLE stage_customer (n integer PRIMARY KEY, code text NOT NULL, name text NOT NULL, name_key text NOT NULL, is_collective boolean NOT NULL, id bigint) ON COMMIT DROP"
    )
    cursor.execute(
        "SELECT min(n), customer_code, coalesce((array_agg(customer_name ORDER BY n) FILTER (WHERE customer_name <> ''))[1], customer_code)"
        " FROM stage_invoice WHERE customer_id IS NULL GROUP BY customer_code"
    )
    copy_rows(
        cursor, "stage_customer", ("n", "code", "name", "name_key", "is_collective"), ((n, code, name, name_key(name), False) for n, code, name in cursor.fetchall())
    )  # fmt: skip
    create_customers(cursor, scope)
    cursor.execute(
        "UPDATE stage_invoice s SET customer_id = m.id FROM stage_customer m WHERE m.code = s.customer_code AND s.customer_id IS NULL"
    )


def write_invoice_rows(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int, posting: int | None) -> None:
    """Record a version of every staged document that is new or changed; `invoice_id` is then the version that stands, for all but rows left for review."""
    cursor.execute(
        "UPDATE stage_invoice SET invoice_id = CASE WHEN action IN ('create', 'version', 'replace') THEN nextval((SELECT pg_get_serial_sequence('invoice', 'id')::regclass)) ELSE prior_id END"
    )
    cursor.execute(
        """
        INSERT INTO invoice (organization_id, id, company_id, customer_id, type, number, document_key, issued_on, due_on, is_disputed, currency, total_minor, net_minor, tax_minor, payment_terms,
                             po_number, creditor_reference, corrects, discount_percent, discount_until, delivered_on, sent_on, tax_point, description, content_key, import_id,
                             posting_id, version, recorded_at)
        SELECT %s, invoice_id, %s, customer_id, type, number, document_key, issued_on, due_on, is_disputed, currency, total_minor, net_minor, tax_minor, payment_terms,
               po_number, creditor_reference, corrects, discount_percent, discount_until, delivered_on, sent_on, tax_point, description, content_key, %s,
               CASE WHEN post_minor <> 0 THEN %s::bigint WHEN action = 'version' THEN prior_posting END, last_version + 1, %s
          FROM stage_invoice WHERE action IN ('create', 'version', 'replace') ORDER BY n
        """,
        [scope.organization_id, scope.company_id, import_id, posting, recorded_at],
    )
