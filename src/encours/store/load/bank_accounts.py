"""Bank accounts with their last statement and its balance, and the statements as they came."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from encours.store.tenant import Scope


class BankAccountRow(NamedTuple):
    """A bank account. `closing_minor` is the balance that its youngest statement with one ends with, on `closing_on`; `last_on` the last day it has a line of."""

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


class StatementRow(NamedTuple):
    """A statement as its file had it; `known_lines` came before with another statement and were not taken twice."""

    id: int
    identifier: str
    currency: str
    account_name: str
    import_id: int
    file_name: str
    reference: str
    level: str
    first_on: date | None
    last_on: date | None
    opening_minor: int | None
    closing_minor: int | None
    lines: int
    known_lines: int
    recorded_at: datetime


_OF_ACCOUNT = "s.organization_id = b.organization_id AND s.bank_account_id = b.id AND s.withdrawn_at IS NULL AND s.level = 'statement'"


def load_bank_accounts(cursor: Any, scope: Scope) -> list[BankAccountRow]:
    """The bank accounts of the company, the one with the youngest statement first."""
    cursor.execute(
        f"""SELECT b.id, b.identifier, b.currency, b.name, coalesce(a.number, ''), s.statements, s.first_on, s.last_on, z.closing_on, z.closing_minor, s.imported_at
              FROM bank_account b LEFT JOIN account a ON a.organization_id = b.organization_id AND a.id = b.account_id
              LEFT JOIN LATERAL (SELECT count(*) AS statements, min(s.first_on) AS first_on, max(s.last_on) AS last_on, max(s.recorded_at) AS imported_at
                                   FROM bank_statement s WHERE {_OF_ACCOUNT}) s ON true
              LEFT JOIN LATERAL (SELECT s.closing_on, s.closing_minor FROM bank_statement s WHERE {_OF_ACCOUNT} AND s.closing_minor IS NOT NULL
                                  ORDER BY s.closing_on DESC NULLS LAST, s.id DESC LIMIT 1) z ON true
             WHERE b.organization_id = %s AND b.company_id = %s ORDER BY s.last_on DESC NULLS LAST, b.identifier, b.id LIMIT 200""",
        [scope.organization_id, scope.company_id],
    )
    return [BankAccountRow._make(row) for row in cursor.fetchall()]


def load_statements(cursor: Any, scope: Scope, *, account: int | None = None, limit: int = 50, before: int | None = None) -> list[StatementRow]:
    """Statements in the order in which they came, the last first; `before` is the key of the last one seen."""
    cursor.execute(
        """SELECT s.id, b.identifier, s.currency, b.name, s.import_id, m.file_name, s.statement_ref, s.level, s.first_on, s.last_on, s.opening_minor, s.closing_minor, s.lines,
                  greatest(0, s.lines - (SELECT count(*) FROM statement_line l WHERE l.organization_id = s.organization_id AND l.import_id = s.import_id AND l.statement_id = s.id)), s.recorded_at
             FROM (SELECT s.*, b.currency FROM bank_statement s JOIN bank_account b ON b.organization_id = s.organization_id AND b.id = s.bank_account_id
                    WHERE s.organization_id = %(organization)s AND s.company_id = %(company)s AND s.withdrawn_at IS NULL
                      AND (%(account)s::bigint IS NULL OR s.bank_account_id = %(account)s) AND (%(before)s::bigint IS NULL OR s.id < %(before)s) ORDER BY s.id DESC LIMIT %(limit)s) s
             JOIN bank_account b ON b.organization_id = s.organization_id AND b.id = s.bank_account_id
             JOIN import m ON m.organization_id = s.organization_id AND m.id = s.import_id ORDER BY s.id DESC""",
        {"organization": scope.organization_id, "company": scope.company_id, "account": account, "limit": limit, "before": before},
    )
    return [StatementRow._make(row) for row in cursor.fetchall()]
