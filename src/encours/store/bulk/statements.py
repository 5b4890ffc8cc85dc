"""Bank statements in: which lines are new, and writing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from uuid import UUID

from encours.formats.statements.contract import Statement, StatementLine
from encours.kernel.normal import name_key
from encours.store.bulk.copying import copy_rows
from encours.store.tenant import Scope

_COLUMNS = (
    "n statement line_position entry level amount_minor currency booked_on value_on is_reversal identity occurrence original_minor original_currency charges_minor "
    "line_ref bank_reference end_to_end_id creditor_reference mandate_ref counterparty_name counterparty_iban remittance transaction_code return_reason batch_ref method"
).split()
_STAGE = """
DROP TABLE IF EXISTS stage_statement, stage_bank_line;
CREATE TEMP TABLE stage_statement (
    n integer PRIMARY KEY, account text NOT NULL, currency text NOT NULL, account_name text, level text NOT NULL, statement_ref text, sequence text,
    opening_on date, opening_minor bigint, closing_on date, closing_minor bigint, first_on date, last_on date, lines integer, bank_account_id bigint, id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE stage_bank_line (
    n integer PRIMARY KEY, statement integer NOT NULL, line_position integer NOT NULL, entry integer NOT NULL, level text NOT NULL, amount_minor bigint NOT NULL,
    currency text NOT NULL, booked_on date NOT NULL, value_on date, is_reversal boolean NOT NULL, identity uuid NOT NULL, occurrence integer NOT NULL,
    original_minor bigint, original_currency text, charges_minor bigint, line_ref text, bank_reference text, end_to_end_id text, creditor_reference text, mandate_ref text,
    counterparty_name text, counterparty_iban text, remittance text, transaction_code text, return_reason text, batch_ref text, method text, is_known boolean NOT NULL DEFAULT false
) ON COMMIT DROP;
"""
NO_ACCOUNT = "?"
"""The account of movements whose file names none."""

# What banks write where they have no reference.
_NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOT PROVIDED", "NOREF"})


@dataclass(frozen=True, slots=True)
class Twin:
    """Lines that equal, by account, day and amount, lines that came before under other references."""

    account: str
    lines: int
    total: int


@dataclass(frozen=True, slots=True)
class StagedStatements:
    new_lines: int
    known_lines: int
    twins: tuple[Twin, ...]


def line_identity(statement: Statement, line: StatementLine) -> UUID:
    """What makes a line the same line in every file that brings it: its account, day and amount with the bank's own reference, else with its text.

    The bank's reference alone would merge the details of a batch, which share it, and lines of banks that repeat or re-use their
    references; with day, amount and occurrence it cannot.
    """
    reference = line.bank_reference.strip().upper()
    mark = (line.line_id and f"L:{line.line_id}") or (f"R:{reference}" if reference not in _NO_REFERENCE else f"T:{_text(line)}")
    return UUID(
        md5(
            f"{statement.account}|{statement.currency}|{line.booked_on}|{line.amount_minor}|{mark}".encode(), usedforsecurity=False
        ).hexdigest()
    )


def _text(line: StatementLine) -> str:
    return name_key(f"{line.counterparty_name} {line.counterparty_iban} {line.remittance} {line.end_to_end_id} {line.creditor_reference}")


def stage_statements(cursor: Any, scope: Scope, statements: Sequence[Statement]) -> StagedStatements:
    """Put the statements into temporary tables and mark the lines that the company has already."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor,
        "stage_statement",
        "n account currency account_name level statement_ref sequence opening_on opening_minor closing_on closing_minor first_on last_on lines".split(),
        (_statement_row(n, statement) for n, statement in enumerate(statements)),
    )
    copy_rows(cursor, "stage_bank_line", _COLUMNS, _line_rows(statements))
    cursor.execute("ANALYZE stage_statement, stage_bank_line")
    _count_occurrences(cursor)
    cursor.execute(
        "UPDATE stage_statement s SET bank_account_id = b.id FROM bank_account b WHERE b.organization_id = %s AND b.company_id = %s AND b.identifier = s.account AND b.currency = s.currency",
        [scope.organization_id, scope.company_id],
    )
    cursor.execute(
        """
        UPDATE stage_bank_line l SET is_known = true FROM stage_statement s
         WHERE s.n = l.statement AND l.level <> 'advice' AND EXISTS (
               SELECT 1 FROM statement_line k WHERE k.organization_id = %s AND k.bank_account_id = s.bank_account_id AND k.identity = l.identity
                  AND k.occurrence = l.occurrence AND k.withdrawn_at IS NULL AND k.level <> 'advice')
        """,
        [scope.organization_id],
    )
    cursor.execute("SELECT count(*) FILTER (WHERE NOT is_known), count(*) FILTER (WHERE is_known) FROM stage_bank_line")
    new, known = cursor.fetchone()
    return StagedStatements(new, known, _twins(cursor, scope))


def _statement_row(n: int, statement: Statement) -> tuple[object, ...]:
    opening, closing = statement.opening, statement.closing
    days = {line.booked_on for line in statement.lines} | {balance.on for balance in (opening, closing) if balance}
    return (
        n, statement.account or NO_ACCOUNT, statement.currency, statement.account_name, statement.level, statement.statement_id, statement.sequence,
        opening and opening.on, opening and opening.minor, closing and closing.on, closing and closing.minor,
        min(days, default=None), max(days, default=None), len(statement.lines),
    )  # fmt: skip


def _line_rows(statements: Sequence[Statement]) -> Iterator[tuple[object, ...]]:
    number = 0
    for n, statement in enumerate(statements):
        for position, line in enumerate(statement.lines, 1):
            number += 1
            yield (
                number, n, position, line.entry, statement.level, line.amount_minor, statement.currency, line.booked_on, line.value_on, line.is_reversal,
                line_identity(statement, line), 1, line.original_minor, line.original_currency, line.charges_minor, line.line_id, line.bank_reference, line.end_to_end_id,
                line.creditor_reference, line.mandate_id, line.counterparty_name, line.counterparty_iban, line.remittance, line.transaction_code, line.return_reason,
                line.batch_id, line.method,
            )  # fmt: skip


def _count_occurrences(cursor: Any) -> None:
    """The same line in two statements of one file (an overlap) is one line: occurrences count within a statement, and the largest count stands."""
    cursor.execute(
        """
        UPDATE stage_bank_line l SET occurrence = o.occurrence
          FROM (SELECT n, row_number() OVER (PARTITION BY statement, identity ORDER BY n) AS occurrence FROM stage_bank_line) o
         WHERE o.n = l.n AND o.occurrence > 1
        """
    )
    cursor.execute(
        """
        DELETE FROM stage_bank_line l USING (SELECT n, row_number() OVER (PARTITION BY identity, occurrence ORDER BY n) AS times FROM stage_bank_line WHERE level <> 'advice') o
         WHERE o.n = l.n AND o.times > 1
        """
    )


def _twins(cursor: Any, scope: Scope) -> tuple[Twin, ...]:
    """Accounts of which most new lines equal, by day and amount, lines that came before and that this file does not bring."""
    cursor.execute(
        """
        WITH fresh AS (
            SELECT s.account, s.bank_account_id, l.booked_on, l.amount_minor, count(*) AS n FROM stage_bank_line l JOIN stage_statement s ON s.n = l.statement
             WHERE NOT l.is_known AND l.level = 'statement' AND s.bank_account_id IS NOT NULL GROUP BY 1, 2, 3, 4
        ), before AS (
            SELECT k.bank_account_id, k.booked_on, k.amount_minor, count(*) AS n FROM statement_line k
             WHERE k.organization_id = %s AND k.company_id = %s AND k.withdrawn_at IS NULL AND k.level = 'statement'
               AND k.bank_account_id IN (SELECT bank_account_id FROM fresh)
               AND k.booked_on BETWEEN (SELECT min(booked_on) FROM fresh) AND (SELECT max(booked_on) FROM fresh)
               AND NOT EXISTS (SELECT 1 FROM stage_bank_line l WHERE l.identity = k.identity AND l.occurrence = k.occurrence)
             GROUP BY 1, 2, 3
        )
        SELECT f.account, coalesce(sum(least(f.n, coalesce(b.n, 0))), 0)::bigint AS same, sum(f.n)::bigint AS total FROM fresh f
          LEFT JOIN before b USING (bank_account_id, booked_on, amount_minor) GROUP BY 1
        HAVING sum(f.n) >= 5 AND coalesce(sum(least(f.n, coalesce(b.n, 0))), 0) >= 0.8 * sum(f.n)
        """,
        [scope.organization_id, scope.company_id],
    )
    return tuple(Twin(*row) for row in cursor.fetchall())


def write_statements(cursor: Any, scope: Scope, staged: StagedStatements, *, recorded_at: Any, import_id: int) -> None:
    """Write the staged statements and their new lines. Intraday lines that the final statement brings again become final."""
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        """
        INSERT INTO bank_account (organization_id, company_id, identifier, currency, name)
        SELECT DISTINCT ON (account, currency) %s, %s, account, currency, coalesce(account_name, '') FROM stage_statement
        ON CONFLICT (organization_id, company_id, identifier, currency) DO NOTHING
        """,
        [tenant, company],
    )
    cursor.execute(
        """
        UPDATE stage_statement s SET bank_account_id = b.id, id = nextval((SELECT pg_get_serial_sequence('bank_statement', 'id')::regclass)) FROM bank_account b
         WHERE b.organization_id = %s AND b.company_id = %s AND b.identifier = s.account AND b.currency = s.currency
        """,
        [tenant, company],
    )
    cursor.execute(
        """
        INSERT INTO bank_statement (organization_id, id, company_id, bank_account_id, import_id, level, statement_ref, sequence, opening_on, opening_minor, closing_on,
                                    closing_minor, first_on, last_on, lines, recorded_at)
        SELECT %s, id, %s, bank_account_id, %s, level, coalesce(statement_ref, ''), coalesce(sequence, ''), opening_on, opening_minor, closing_on, closing_minor,
               first_on, last_on, lines, %s FROM stage_statement ORDER BY n
        """,
        [tenant, company, import_id, recorded_at],
    )
    cursor.execute(
        """
        UPDATE statement_line k SET level = 'statement' FROM stage_bank_line l JOIN stage_statement s ON s.n = l.statement
         WHERE l.is_known AND l.level = 'statement' AND k.organization_id = %s AND k.bank_account_id = s.bank_account_id AND k.identity = l.identity
           AND k.occurrence = l.occurrence AND k.withdrawn_at IS NULL AND k.level = 'intraday'
        """,
        [tenant],
    )
    cursor.execute(
        """
        INSERT INTO statement_line (organization_id, company_id, bank_account_id, statement_id, import_id, amount_minor, original_minor, charges_minor, recorded_at, position, entry,
                                    occurrence, booked_on, value_on, is_reversal, level, identity, currency, line_ref, bank_reference, end_to_end_id, creditor_reference,
                                    mandate_ref, counterparty_name, counterparty_iban, remittance, transaction_code, return_reason, original_currency, batch_ref, method)
        SELECT %s, %s, s.bank_account_id, s.id, %s, l.amount_minor, l.original_minor, coalesce(l.charges_minor, 0), %s, l.line_position, l.entry, l.occurrence, l.booked_on,
               l.value_on, l.is_reversal, l.level, l.identity, l.currency, l.line_ref, l.bank_reference, l.end_to_end_id, l.creditor_reference, l.mandate_ref,
               l.counterparty_name, l.counterparty_iban, l.remittance, l.transaction_code, l.return_reason, l.original_currency, l.batch_ref, l.method
          FROM stage_bank_line l JOIN stage_statement s ON s.n = l.statement WHERE NOT l.is_known ORDER BY l.n
        """,
        [tenant, company, import_id, recorded_at],
    )
