"""What the books hold: imports, journals, spans."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.store.tenant import Scope


def later_ledger_imports(cursor: Any, scope: Scope, *, after: date, but: int) -> list[int]:
    """For each year whose own opening entries stand in the books although an earlier year is there now, the import that knows most of it:
    the committed one that reaches furthest, the latest of those. Oldest year first."""
    cursor.execute(
        """
        SELECT DISTINCT ON (o.opens_on) i.id
          FROM (SELECT DISTINCT e.opens_on FROM entry e
                 WHERE e.organization_id = %(tenant)s AND e.company_id = %(company)s AND e.opens_on > %(after)s AND e.reverses_posting_id IS NULL
                   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id)) o
          JOIN import i ON i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.kind = 'ledger' AND i.state = 'committed' AND i.id <> %(but)s
           AND (i.preview->'details'->>'year_start')::date = o.opens_on
         ORDER BY o.opens_on, i.preview->'details'->>'last_on' DESC, i.id DESC
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "after": after, "but": but},
    )
    return [row[0] for row in cursor.fetchall()]


def terms_of_customers(cursor: Any, scope: Scope) -> dict[str, str]:
    """The payment terms of every customer that has some, by its code."""
    cursor.execute(
        "SELECT code, payment_terms FROM customer WHERE organization_id = %s AND company_id = %s AND payment_terms <> ''",
        [scope.organization_id, scope.company_id],
    )
    return dict(cursor.fetchall())


def codes_by_name(cursor: Any, scope: Scope) -> dict[str, str | None]:
    """The code of the one customer of each name, by the name as names are compared; None where several share it."""
    cursor.execute(
        "SELECT name_key, CASE WHEN count(*) = 1 THEN min(code) END FROM customer WHERE organization_id = %s AND company_id = %s AND name_key <> '' GROUP BY 1",
        [scope.organization_id, scope.company_id],
    )
    return dict(cursor.fetchall())
