"""What the books hold: imports, journals, spans."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.store.tenant import Scope


def later_ledger_imports(cursor: Any, scope: Scope, *, after: date, but: int) -> list[int]:
    """The committed ledger imports whose own opening entries stand in the books although an earlier year is there now, oldest year first."""
    cursor.execute(
        """
        SELECT p.import_id FROM entry e JOIN posting p ON p.organization_id = e.organization_id AND p.id = e.posting_id
          JOIN import i ON i.organization_id = p.organization_id AND i.id = p.import_id
         WHERE e.organization_id = %s AND e.company_id = %s AND e.opens_on > %s AND e.reverses_posting_id IS NULL AND i.state = 'committed' AND p.import_id <> %s
           AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id)
         GROUP BY p.import_id ORDER BY min(e.opens_on)
        """,
        [scope.organization_id, scope.company_id, after, but],
    )
    return [row[0] for row in cursor.fetchall()]


def terms_of_customers(cursor: Any, scope: Scope) -> dict[str, str]:
    """The payment terms of every customer that has some, by its code."""
    cursor.execute("SELECT code, payment_terms FROM customer WHERE organization_id = %s AND company_id = %s AND payment_terms <> ''", [scope.organization_id, scope.company_id])
    return dict(cursor.fetchall())
