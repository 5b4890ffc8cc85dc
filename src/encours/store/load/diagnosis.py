"""What a diagnosis says about the whole of a company: its last day, where due dates come from, what bank lines became."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.tenant import Scope


def last_day(cursor: Any, scope: Scope) -> date | None:
    """The last day that a file speaks of: an entry of an imported ledger, a bank line, an invoice."""
    cursor.execute(
        """
        SELECT greatest((SELECT max(effective_on) FROM entry WHERE organization_id = %(t)s AND company_id = %(c)s AND source_key IS NOT NULL),
                        (SELECT max(booked_on) FROM statement_line WHERE organization_id = %(t)s AND company_id = %(c)s AND withdrawn_at IS NULL),
                        (SELECT max(issued_on) FROM invoice WHERE organization_id = %(t)s AND company_id = %(c)s),
                        (SELECT max(received_on) FROM receipt WHERE organization_id = %(t)s AND company_id = %(c)s AND statement_line_id IS NULL))
        """,
        {"t": scope.organization_id, "c": scope.company_id},
    )
    found: date | None = cursor.fetchone()[0]
    return found


def due_date_sources(cursor: Any, scope: Scope) -> dict[str, int]:
    """How many items that customers owe have their due date from a file, from terms, or assumed."""
    cursor.execute(
        """
        SELECT CASE WHEN due_source = 'agreed' THEN 'file' ELSE due_source END, count(*) FROM item
         WHERE organization_id = %s AND company_id = %s AND amount_minor > 0 AND kind IN ('invoice', 'opening', 'other') GROUP BY 1
        """,
        [scope.organization_id, scope.company_id],
    )
    found = dict(cursor.fetchall())
    return {source: found.get(source, 0) for source in ("file", "terms", "assumed")}


@dataclass(frozen=True, slots=True)
class BankLineState:
    """What a bank line became: the money recorded for it, whom for, and how much of it is applied. `is_linked`: the ledger has it too."""

    line_id: int
    line_ref: str
    booked_on: date
    amount_minor: int
    currency: str
    customer_code: str
    recorded_minor: int
    applied_minor: int
    is_linked: bool


_LINE_ITEMS = """
    SELECT r.statement_line_id AS line_id, i.id AS item_id, i.customer_id, i.amount_minor, i.open_minor, false AS is_linked
      FROM receipt r JOIN item i ON i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
     WHERE r.organization_id = %(t)s AND r.company_id = %(c)s AND r.statement_line_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
    UNION ALL
    SELECT k.statement_line_id, i.id, i.customer_id, i.amount_minor, i.open_minor, true
      FROM (SELECT DISTINCT statement_line_id, organization_id, posting_id, entry_id FROM statement_line_link WHERE organization_id = %(t)s AND withdrawn_at IS NULL) k
      JOIN item i ON i.organization_id = k.organization_id AND i.posting_id = k.posting_id AND i.entry_id = k.entry_id
"""


def load_bank_lines(cursor: Any, scope: Scope) -> list[BankLineState]:
    """Every bank line of the company with what it became, by day."""
    cursor.execute(
        f"""
        WITH line_item AS ({_LINE_ITEMS})
        SELECT l.id, l.line_ref, l.booked_on, l.amount_minor, l.currency, coalesce(max(c.code), ''), coalesce(sum(-x.amount_minor), 0)::bigint,
               coalesce(sum(x.open_minor - x.amount_minor), 0)::bigint,
               EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
          FROM statement_line l LEFT JOIN line_item x ON x.line_id = l.id LEFT JOIN customer c ON c.organization_id = l.organization_id AND c.id = x.customer_id
         WHERE l.organization_id = %(t)s AND l.company_id = %(c)s AND l.withdrawn_at IS NULL AND l.level <> 'advice'
         GROUP BY l.organization_id, l.id ORDER BY l.booked_on, l.id
        """,
        {"t": scope.organization_id, "c": scope.company_id},
    )
    return [BankLineState(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LineAllocation:
    """What a bank line pays: a document and an amount, by which rule, with the evidence that was kept."""

    line_id: int
    document_ref: str
    amount_minor: int
    kind: str
    decided_by: str
    rule: str
    evidence: list[dict[str, Any]]


def load_line_allocations(cursor: Any, scope: Scope) -> list[LineAllocation]:
    """The live allocations of every bank line's money, by line."""
    cursor.execute(
        f"""
        WITH line_item AS ({_LINE_ITEMS})
        SELECT x.line_id, coalesce(v.number, o.document_ref), sum(a.amount_minor)::bigint, o.kind, m.decided_by, m.rule, coalesce(m.evidence, '[]'::jsonb)
          FROM line_item x
          JOIN allocation a ON a.organization_id = %(t)s AND (a.credit_item_id = x.item_id OR a.debit_item_id = x.item_id)
          JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by <> 'reversal'
          JOIN item o ON o.organization_id = a.organization_id AND o.id = CASE WHEN a.credit_item_id = x.item_id THEN a.debit_item_id ELSE a.credit_item_id END
          LEFT JOIN LATERAL (SELECT v.number FROM invoice_item y JOIN invoice v ON v.organization_id = y.organization_id AND v.id = y.invoice_id
                              WHERE y.organization_id = o.organization_id AND y.item_id = o.id ORDER BY v.version DESC LIMIT 1) v ON true
         WHERE NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
         GROUP BY x.line_id, 2, o.kind, o.id, m.id, m.decided_by, m.rule, m.evidence HAVING sum(a.amount_minor) <> 0 ORDER BY x.line_id, o.id
        """,
        {"t": scope.organization_id, "c": scope.company_id},
    )
    return [LineAllocation(row[0], row[1], row[2], row[3], row[4], row[5], _json(row[6])) for row in cursor.fetchall()]


def _json(value: Any) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value
    return kept


@dataclass(frozen=True, slots=True)
class LedgerLetter:
    """A receivable line of an imported ledger and the letter it has here."""

    file_name: str
    line: int
    account: str
    auxiliary: str
    item_id: int
    letter_no: int | None
    file_letter: str
    lettered_on: date | None
    decided_by: str
    rule: str


def load_ledger_letters(cursor: Any, scope: Scope) -> list[LedgerLetter]:
    """Every receivable line of the imported ledgers, by file and line, with its live match."""
    cursor.execute(
        """
        SELECT f.file_name, l.source_line, a.number, c.code, i.id, m.letter_no, coalesce(m.file_letter, ''), m.lettered_on, coalesce(m.decided_by, ''), coalesce(m.rule, '')
          FROM item i JOIN line l ON l.organization_id = i.organization_id AND l.posting_id = i.posting_id AND l.entry_id = i.entry_id AND l.line_no = i.line_no
          JOIN posting p ON p.organization_id = i.organization_id AND p.id = i.posting_id JOIN import f ON f.organization_id = p.organization_id AND f.id = p.import_id
          JOIN account a ON a.organization_id = i.organization_id AND a.id = i.account_id JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
          LEFT JOIN LATERAL (
              SELECT m.* FROM allocation x JOIN match m ON m.organization_id = x.organization_id AND m.id = x.match_id
               WHERE x.organization_id = i.organization_id AND (x.debit_item_id = i.id OR x.credit_item_id = i.id) AND m.decided_by <> 'reversal'
                 AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id) ORDER BY m.id LIMIT 1) m ON true
         WHERE i.organization_id = %s AND i.company_id = %s AND p.kind = 'ledger_import' AND l.source_line IS NOT NULL ORDER BY f.file_name, l.source_line
        """,
        [scope.organization_id, scope.company_id],
    )
    return [LedgerLetter(*row) for row in cursor.fetchall()]
