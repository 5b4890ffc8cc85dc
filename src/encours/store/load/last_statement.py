"""What became of the money of the last statement that was imported, and where one bank line stands in its file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from encours.store.tenant import Scope

MOST = 5000
"""Lines of a file up to which its progress is counted: a file of years is no morning's work."""


class Progress(NamedTuple):
    """The incoming lines of one import: how many, how many are settled, how many of those no person decided."""

    import_id: int
    file_name: str
    imported_at: datetime
    lines: int
    settled: int
    by_rule: int


class LineSource(NamedTuple):
    """Where a bank line comes from, and what the bank says beside its text."""

    import_id: int
    file_name: str
    value_on: date | None
    end_to_end_id: str
    creditor_reference: str
    mandate_ref: str
    transaction_code: str
    return_reason: str
    counterparty_known: bool


_STANDS = "NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)"
_PROGRESS = f"""
SELECT count(*), count(*) FILTER (WHERE explained OR applied OR decided IN ('on_account', 'excluded')),
       count(*) FILTER (WHERE (explained OR applied) AND decided IS NULL)
  FROM (SELECT (EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
                OR EXISTS (SELECT 1 FROM clearing r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND {_STANDS})) AS explained,
               EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND r.customer_id IS NOT NULL AND {_STANDS}
                          AND NOT EXISTS (SELECT 1 FROM item i WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
                                             AND i.kind = 'receipt' AND i.open_minor <> 0)) AS applied,
               (SELECT d.kind FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id AND d.kind NOT IN ('question', 'undone')
                   AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = d.organization_id AND u.undoes_id = d.id) ORDER BY d.id DESC LIMIT 1) AS decided
          FROM statement_line l
         WHERE l.organization_id = %(organization)s AND l.company_id = %(company)s AND l.import_id = %(import)s AND l.withdrawn_at IS NULL AND l.level <> 'advice' AND l.amount_minor > 0) x
"""


def load_last_progress(cursor: Any, scope: Scope) -> Progress | None:
    """The progress of the youngest import of bank lines; None where there is none, or where its file is larger than `MOST` lines."""
    cursor.execute(
        """SELECT id, file_name, committed_at, coalesce((preview ->> 'records')::bigint, 0) FROM import
            WHERE organization_id = %s AND company_id = %s AND kind IN ('statement', 'bank') AND state = 'committed' ORDER BY id DESC LIMIT 1""",
        [scope.organization_id, scope.company_id],
    )
    row = cursor.fetchone()
    if row is None or row[3] > MOST:
        return None
    cursor.execute(_PROGRESS, {"organization": scope.organization_id, "company": scope.company_id, "import": row[0]})
    return Progress(*row[:3], *cursor.fetchone())


def load_line_source(cursor: Any, scope: Scope, line_id: int) -> LineSource | None:
    """The file of a line and the bank's own references; `counterparty_known` says that its IBAN is one of its probable payer's."""
    cursor.execute(
        """SELECT l.import_id, m.file_name, l.value_on, l.end_to_end_id, l.creditor_reference, l.mandate_ref, l.transaction_code, l.return_reason,
                  EXISTS (SELECT 1 FROM line_answer a JOIN customer_iban c ON c.organization_id = a.organization_id AND c.customer_id = a.payer_id
                           WHERE a.organization_id = l.organization_id AND a.statement_line_id = l.id AND c.iban = l.counterparty_iban AND l.counterparty_iban <> '')
             FROM statement_line l JOIN import m ON m.organization_id = l.organization_id AND m.id = l.import_id
            WHERE l.organization_id = %s AND l.company_id = %s AND l.id = %s""",
        [scope.organization_id, scope.company_id, line_id],
    )
    row = cursor.fetchone()
    return LineSource._make(row) if row else None


def load_account_names(cursor: Any, scope: Scope) -> list[tuple[int, str, str, str]]:
    """The bank accounts: key, identifier, name, currency."""
    cursor.execute(
        "SELECT id, identifier, name, currency FROM bank_account WHERE organization_id = %s AND company_id = %s ORDER BY name, identifier LIMIT 100",
        [scope.organization_id, scope.company_id],
    )
    return list(cursor.fetchall())
