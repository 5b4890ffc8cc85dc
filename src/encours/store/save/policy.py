"""Keeping and reading what a company decided about differences and fees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.ledger.account import FRENCH_CHART
from encours.receivables.matching.settings import REASONS, Value, as_kept, as_meant
from encours.store.load.matching import key
from encours.store.save.accounts import account_for
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Settings:
    """What is said now: for the company, and for each customer by its key of matching."""

    company: dict[str, Value]
    customers: dict[str, dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Word:
    """One word about a setting: what it was before, what it is since, who said it and why."""

    name: str
    customer_code: str
    before: Value | None
    after: Value | None
    actor: str
    reason: str
    recorded_at: datetime


def load_settings(cursor: Any, scope: Scope) -> Settings:
    """The last word about every setting; a word taken back says nothing."""
    cursor.execute(
        """
        SELECT customer_id, name, value::text FROM (
            SELECT DISTINCT ON (name, customer_id) customer_id, name, value FROM policy_setting WHERE organization_id = %s AND company_id = %s ORDER BY name, customer_id, id DESC) s
         WHERE value IS NOT NULL ORDER BY name
        """,
        [scope.organization_id, scope.company_id],
    )
    found = Settings({}, {})
    for customer, name, kept in cursor.fetchall():
        value = as_meant(name, json.loads(kept))
        if value is not None:
            (found.company if customer is None else found.customers.setdefault(key(customer), {}))[name] = value
    return found


def save_setting(
    cursor: Any, scope: Scope, name: str, value: Value | None, *, customer_id: int | None, reason: str, recorded_at: Any
) -> int:
    """Say something about a setting; None takes the last word back. Returns the word's id."""
    cursor.execute(
        "INSERT INTO policy_setting (organization_id, company_id, customer_id, name, value, actor, reason, recorded_at) VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s) RETURNING id",
        [
            scope.organization_id,
            scope.company_id,
            customer_id,
            name,
            None if value is None else json.dumps(as_kept(value)),
            scope.actor,
            reason,
            recorded_at,
        ],
    )
    made: int = cursor.fetchone()[0]
    return made


def load_words(cursor: Any, scope: Scope, *, limit: int) -> list[Word]:
    """What was ever said, the last first."""
    cursor.execute(
        """
        SELECT s.name, coalesce(c.code, ''), (lag(s.value) OVER w)::text, s.value::text, s.actor, s.reason, s.recorded_at
          FROM policy_setting s LEFT JOIN customer c ON c.organization_id = s.organization_id AND c.id = s.customer_id
         WHERE s.organization_id = %s AND s.company_id = %s WINDOW w AS (PARTITION BY s.name, s.customer_id ORDER BY s.id) ORDER BY s.id DESC LIMIT %s
        """,
        [scope.organization_id, scope.company_id, limit],
    )
    return [
        Word(name, code, _meant(name, before), _meant(name, after), actor, reason, at)
        for name, code, before, after, actor, reason, at in cursor.fetchall()
    ]


def _meant(name: str, kept: str | None) -> Value | None:
    return None if kept is None else as_meant(name, json.loads(kept))


def account_of_reason(cursor: Any, scope: Scope, reason: str) -> int:
    """The account on which a reason is posted: the company's choice, else the usual one of its role."""
    chosen = load_settings(cursor, scope).company.get(f"account:{reason}")
    usual = REASONS[reason]
    number = chosen if isinstance(chosen, str) else usual.number
    return _numbered(cursor, scope, number) if number else account_for(cursor, scope, usual.role)


def _numbered(cursor: Any, scope: Scope, number: str) -> int:
    """The account of that number, created if need be. A company whose numbers are longer has it with zeros behind."""
    cursor.execute(
        "SELECT id FROM account WHERE organization_id = %s AND company_id = %s AND rtrim(number, '0') = rtrim(%s, '0') ORDER BY number = %s DESC, number LIMIT 1",
        [scope.organization_id, scope.company_id, number, number],
    )
    row = cursor.fetchone()
    if row is None:
        role = FRENCH_CHART.role(number)
        cursor.execute(
            "INSERT INTO account (organization_id, company_id, number, label, role) VALUES (%s, %s, %s, '', %s) RETURNING id",
            [scope.organization_id, scope.company_id, number, role.value if role else "other"],
        )
        row = cursor.fetchone()
    found: int = row[0]
    return found
