"""Matches by their key or by their letter."""

from __future__ import annotations

from typing import Any, NamedTuple

from encours.store.tenant import Scope


class MatchRow(NamedTuple):
    """A match: on whose account, by which letter, decided how, and whether it was taken back."""

    id: int
    letter_no: int
    customer_code: str
    account: str
    decided_by: str
    rule: str
    is_undone: bool


_SELECT = """
SELECT m.id, m.letter_no, c.code, a.number, m.decided_by, m.rule, EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
  FROM match m JOIN customer c ON c.organization_id = m.organization_id AND c.id = m.customer_id JOIN account a ON a.organization_id = m.organization_id AND a.id = m.account_id
 WHERE m.organization_id = %s AND m.company_id = %s
"""


def load_match(cursor: Any, scope: Scope, match_id: int) -> MatchRow | None:
    """The match of that key, if it is one of the company."""
    cursor.execute(_SELECT + " AND m.id = %s", [scope.organization_id, scope.company_id, match_id])
    row = cursor.fetchone()
    return MatchRow(*row) if row else None


def find_matches(cursor: Any, scope: Scope, customer_code: str, letter_no: int, account: str = "") -> list[MatchRow]:
    """The matches of a letter on a customer's accounts, or on one of them."""
    cursor.execute(
        _SELECT + " AND c.code = %s AND m.letter_no = %s AND (%s = '' OR a.number = %s) ORDER BY m.id",
        [scope.organization_id, scope.company_id, customer_code, letter_no, account, account],
    )
    return [MatchRow(*row) for row in cursor.fetchall()]
