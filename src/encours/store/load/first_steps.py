"""How far a company has come: what it has, as far as its first steps ask."""

from __future__ import annotations

from typing import Any, NamedTuple

from encours.store.tenant import Scope


class Has(NamedTuple):
    """What is there: documents of customers, customers, statements of a bank, receipts that are applied."""

    items: bool
    customers: bool
    statements: bool
    applied: bool


def load_has(cursor: Any, scope: Scope) -> Has:
    """What the company has; each looked for until the first one is found."""
    cursor.execute(
        """SELECT EXISTS (SELECT 1 FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s),
                  EXISTS (SELECT 1 FROM customer WHERE organization_id = %(organization)s AND company_id = %(company)s),
                  EXISTS (SELECT 1 FROM bank_statement WHERE organization_id = %(organization)s AND company_id = %(company)s AND withdrawn_at IS NULL),
                  EXISTS (SELECT 1 FROM receipt WHERE organization_id = %(organization)s AND company_id = %(company)s AND customer_id IS NOT NULL)""",
        {"organization": scope.organization_id, "company": scope.company_id},
    )
    return Has._make(cursor.fetchone())
