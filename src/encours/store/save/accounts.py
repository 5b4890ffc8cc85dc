"""The accounts and journals that Encours itself posts to."""

from __future__ import annotations

from typing import Any

from encours.ledger.account import FRENCH_CHART, Role
from encours.store.tenant import Scope


def account_for(cursor: Any, scope: Scope, role: Role, label: str = "") -> int:
    """The account of a role: the company's one that has most entries, else the chart's default, created."""
    cursor.execute(
        """
        SELECT a.id FROM account a WHERE a.organization_id = %s AND a.company_id = %s AND a.role = %s
         ORDER BY (SELECT count(*) FROM (SELECT 1 FROM line l WHERE l.organization_id = a.organization_id AND l.account_id = a.id LIMIT 1000) x) DESC, a.number LIMIT 1
        """,
        [scope.organization_id, scope.company_id, role.value],
    )
    row = cursor.fetchone()
    if row:
        found: int = row[0]
        return found
    cursor.execute(
        "INSERT INTO account (organization_id, company_id, number, label, role) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (organization_id, company_id, number) DO UPDATE SET label = account.label RETURNING id",
        [scope.organization_id, scope.company_id, FRENCH_CHART.account(role), label, role.value],
    )
    created: int = cursor.fetchone()[0]
    return created


def journal_for(cursor: Any, scope: Scope, code: str, label: str) -> int:
    """The journal of that code, created if need be."""
    cursor.execute(
        "INSERT INTO journal (organization_id, company_id, code, label) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (organization_id, company_id, code) DO UPDATE SET label = journal.label RETURNING id",
        [scope.organization_id, scope.company_id, code, label],
    )
    found: int = cursor.fetchone()[0]
    return found
