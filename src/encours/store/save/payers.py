"""The accounts and names under which customers pay: what was learned from decisions, and forgetting it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from encours.store.tenant import Scope

Sign = Literal["iban", "alias"]
_TABLES: dict[Sign, tuple[str, str]] = {"iban": ("customer_iban", "iban"), "alias": ("customer_alias", "alias")}


class PayerSign(NamedTuple):
    """An account or a name by which a customer is recognised, and the decision that taught it."""

    kind: Sign
    customer_id: int
    customer_code: str
    customer_name: str
    value: str
    decision_id: int | None
    actor: str
    recorded_at: datetime


def customers_of_iban(cursor: Any, scope: Scope, iban: str) -> set[int]:
    """The customers of the company that are known to pay from an account."""
    cursor.execute(
        """SELECT c.id FROM customer_iban b JOIN customer c ON c.organization_id = b.organization_id AND c.id = b.customer_id
            WHERE b.organization_id = %s AND b.iban = %s AND c.company_id = %s""",
        [scope.organization_id, iban, scope.company_id],
    )
    return {row[0] for row in cursor.fetchall()}


def is_own_account(cursor: Any, scope: Scope, iban: str) -> bool:
    """Whether an account is one of the company's own."""
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM bank_account WHERE organization_id = %s AND company_id = %s AND identifier = %s)",
        [scope.organization_id, scope.company_id, iban],
    )
    found: bool = cursor.fetchone()[0]
    return found


def names_like(cursor: Any, scope: Scope, customer_id: int, word: str) -> list[tuple[int, str]]:
    """Names and aliases that may be the same as a payer's: all of one customer, and those of the others that start with a word (in normal form)."""
    cursor.execute(
        """
        SELECT id, name FROM customer WHERE organization_id = %(o)s AND company_id = %(c)s AND (id = %(id)s OR (name_key >= %(word)s AND name_key < %(end)s))
        UNION ALL
        SELECT a.customer_id, a.alias FROM customer_alias a JOIN customer c ON c.organization_id = a.organization_id AND c.id = a.customer_id
         WHERE a.organization_id = %(o)s AND c.company_id = %(c)s
        """,
        {"o": scope.organization_id, "c": scope.company_id, "id": customer_id, "word": word, "end": word + "\U0010ffff"},
    )
    return [(row[0], row[1]) for row in cursor.fetchall()]


def keep_sign(cursor: Any, scope: Scope, kind: Sign, customer_id: int, value: str, *, decision_id: int | None) -> bool:
    """Remember an account or a name of a customer; says whether it was new."""
    table, column = _TABLES[kind]
    cursor.execute(
        f"INSERT INTO {table} (organization_id, customer_id, {column}, source, decision_id) VALUES (%s, %s, %s, 'learned', %s) ON CONFLICT DO NOTHING",
        [scope.organization_id, customer_id, value, decision_id],
    )
    return bool(cursor.rowcount)


def drop_signs_of(cursor: Any, scope: Scope, decision_id: int) -> int:
    """Forget what a decision taught; returns how much it was."""
    dropped = 0
    for table, _ in _TABLES.values():
        cursor.execute(
            f"DELETE FROM {table} WHERE organization_id = %s AND decision_id = %s AND source = 'learned'",
            [scope.organization_id, decision_id],
        )
        dropped += cursor.rowcount
    return dropped


def drop_sign(cursor: Any, scope: Scope, kind: Sign, customer_id: int, value: str) -> bool:
    """Forget one learned sign of a customer; says whether it was there."""
    table, column = _TABLES[kind]
    cursor.execute(
        f"DELETE FROM {table} WHERE organization_id = %s AND customer_id = %s AND {column} = %s AND source = 'learned'",
        [scope.organization_id, customer_id, value],
    )
    return bool(cursor.rowcount)


def load_learned(cursor: Any, scope: Scope) -> list[PayerSign]:
    """Everything that was learned about who pays how, by customer."""
    cursor.execute(
        " UNION ALL ".join(
            f"""SELECT '{kind}', c.id, c.code, c.name, s.{column}, s.decision_id, coalesce(d.actor, ''), s.recorded_at
                  FROM {table} s JOIN customer c ON c.organization_id = s.organization_id AND c.id = s.customer_id
                  LEFT JOIN line_decision d ON d.organization_id = s.organization_id AND d.id = s.decision_id
                 WHERE s.organization_id = %(o)s AND c.company_id = %(c)s AND s.source = 'learned'"""
            for kind, (table, column) in _TABLES.items()
        )
        + " ORDER BY 4, 3, 1, 5",
        {"o": scope.organization_id, "c": scope.company_id},
    )
    return [PayerSign._make(row) for row in cursor.fetchall()]
