"""Bank accounts with what their statements say of them: the last one, its balance, and days that no statement covers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from encours.store.tenant import Scope


class BankAccountRow(NamedTuple):
    """A bank account. `closing_minor` is the balance that its youngest statement ends with, on `closing_on`; None where no statement names one."""

    id: int
    identifier: str
    currency: str
    name: str
    ledger_number: str
    statements: int
    first_on: date | None
    last_on: date | None
    closing_on: date | None
    closing_minor: int | None
    imported_at: datetime | None
    waiting: int
    waiting_minor: int


class StatementRow(NamedTuple):
    """A statement as it was imported. `before_*` are those of the statement before it on the same account: what this one should go on from."""

    id: int
    bank_account_id: int
    import_id: int
    file_name: str
    reference: str
    sequence: str
    first_on: date | None
    last_on: date | None
    opening_on: date | None
    opening_minor: int | None
    closing_on: date | None
    closing_minor: int | None
    lines: int
    known_lines: int
    recorded_at: datetime
    before_on: date | None
    before_minor: int | None
    before_count: int


_ACCOUNTS = """
SELECT b.id, b.identifier, b.currency, b.name, coalesce(a.number, ''), s.statements, s.first_on, s.last_on, z.closing_on, z.closing_minor, s.imported_at,
       coalesce(w.waiting, 0), coalesce(w.waiting_minor, 0)
  FROM bank_account b
  LEFT JOIN account a ON a.organization_id = b.organization_id AND a.id = b.account_id
  LEFT JOIN LATERAL (SELECT count(*) AS statements, min(s.first_on) AS first_on, max(s.last_on) AS last_on, max(s.recorded_at) AS imported_at FROM bank_statement s
                      WHERE s.organization_id = b.organization_id AND s.bank_account_id = b.id AND s.withdrawn_at IS NULL AND s.level = 'statement') s ON true
  LEFT JOIN LATERAL (SELECT s.closing_on, s.closing_minor FROM bank_statement s
                      WHERE s.organization_id = b.organization_id AND s.bank_account_id = b.id AND s.withdrawn_at IS NULL AND s.level = 'statement' AND s.closing_minor IS NOT NULL
                      ORDER BY s.closing_on DESC NULLS LAST, s.id DESC LIMIT 1) z ON true
  LEFT JOIN (SELECT l.bank_account_id, count(*) AS waiting, sum(l.amount_minor)::bigint AS waiting_minor
               FROM line_answer n JOIN statement_line l ON l.organization_id = n.organization_id AND l.id = n.statement_line_id
              WHERE n.organization_id = %(organization)s AND n.company_id = %(company)s AND n.verdict IN ('receipt', 'on_account', 'unknown', 'return')
                AND l.withdrawn_at IS NULL AND l.level <> 'advice'
                AND NOT EXISTS (SELECT 1 FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id AND d.kind NOT IN ('question', 'undone')
                                   AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = d.organization_id AND u.undoes_id = d.id))
              GROUP BY 1) w ON w.bank_account_id = b.id
 WHERE b.organization_id = %(organization)s AND b.company_id = %(company)s ORDER BY s.last_on DESC NULLS LAST, b.identifier, b.id LIMIT 200
"""

# What a statement goes on from: the youngest one of its account that ends before it does.
_STATEMENTS = """
SELECT s.id, s.bank_account_id, s.import_id, m.file_name, s.statement_ref, s.sequence, s.first_on, s.last_on, s.opening_on, s.opening_minor, s.closing_on, s.closing_minor,
       s.lines, s.lines - (SELECT count(*) FROM statement_line l WHERE l.organization_id = s.organization_id AND l.import_id = s.import_id AND l.statement_id = s.id),
       s.recorded_at, p.closing_on, p.closing_minor, coalesce(p.n, 0)
  FROM (SELECT s.* FROM bank_statement s
         WHERE s.organization_id = %(organization)s AND s.company_id = %(company)s AND s.withdrawn_at IS NULL AND s.level = 'statement'
           AND (%(account)s::bigint IS NULL OR s.bank_account_id = %(account)s) AND (%(on)s::date IS NULL OR (coalesce(s.last_on, '-infinity'), s.id) < (%(on)s, %(id)s))
         ORDER BY coalesce(s.last_on, '-infinity') DESC, s.id DESC LIMIT %(limit)s) s
  JOIN import m ON m.organization_id = s.organization_id AND m.id = s.import_id
  LEFT JOIN LATERAL (SELECT coalesce(p.closing_on, p.last_on) AS closing_on, p.closing_minor, 1 AS n FROM bank_statement p
                      WHERE p.organization_id = s.organization_id AND p.bank_account_id = s.bank_account_id AND p.withdrawn_at IS NULL AND p.level = 'statement' AND p.id <> s.id
                        AND (coalesce(p.last_on, '-infinity'), p.id) < (coalesce(s.last_on, '-infinity'), s.id)
                      ORDER BY coalesce(p.last_on, '-infinity') DESC, p.id DESC LIMIT 1) p ON true
 ORDER BY coalesce(s.last_on, '-infinity') DESC, s.id DESC
"""


def load_bank_accounts(cursor: Any, scope: Scope) -> list[BankAccountRow]:
    """The bank accounts of the company, the one with the youngest statement first."""
    cursor.execute(_ACCOUNTS, {"organization": scope.organization_id, "company": scope.company_id})
    return [BankAccountRow._make(row) for row in cursor.fetchall()]


def load_statements(cursor: Any, scope: Scope, *, account: int | None = None, limit: int = 50, after: tuple[Any, ...] | None = None) -> list[StatementRow]:
    """Statements, the youngest first; `after` is the (last day, id) of the last one seen."""
    values = {"organization": scope.organization_id, "company": scope.company_id, "account": account, "limit": limit, "on": after[0] if after else None, "id": after[1] if after else None}
    cursor.execute(_STATEMENTS, values)
    return [StatementRow._make(row) for row in cursor.fetchall()]
