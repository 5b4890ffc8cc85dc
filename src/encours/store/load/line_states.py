"""What a bank line's money is recorded as now, and how often that has changed: what a person who decides on it saw, and must still see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class LineState:
    """A bank line and its standing receipt, if it has one. `version` grows with whatever is recorded about the line, and never falls."""

    line_id: int
    version: int
    booked_on: date
    amount_minor: int
    currency: str
    ledger_account_id: int | None
    method: str
    label: str
    is_withdrawn: bool
    is_in_ledger: bool
    is_cleared: bool
    receipt: tuple[int, int] | None
    customer_id: int | None


_STANDS = "NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = {t}.organization_id AND v.reverses_posting_id = {t}.posting_id AND v.reverses_entry_id = {t}.entry_id)"
_STATES = f"""
SELECT l.id, (SELECT count(*) FROM receipt x WHERE x.organization_id = l.organization_id AND x.statement_line_id = l.id)
             + (SELECT count(*) FROM receipt x JOIN entry v ON v.organization_id = x.organization_id AND v.reverses_posting_id = x.posting_id AND v.reverses_entry_id = x.entry_id
                 WHERE x.organization_id = l.organization_id AND x.statement_line_id = l.id)
             + (SELECT count(DISTINCT a.match_id) + count(DISTINCT u.match_id) FROM receipt x
                  JOIN item i ON i.organization_id = x.organization_id AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id
                  JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
                  LEFT JOIN match_undo u ON u.organization_id = a.organization_id AND u.match_id = a.match_id
                 WHERE x.organization_id = l.organization_id AND x.statement_line_id = l.id)
             + (SELECT count(*) + count(k.withdrawn_at) FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id)
             + (SELECT count(*) + count(v.id) FROM clearing x
                  LEFT JOIN entry v ON v.organization_id = x.organization_id AND v.reverses_posting_id = x.posting_id AND v.reverses_entry_id = x.entry_id
                 WHERE x.organization_id = l.organization_id AND x.statement_line_id = l.id)
             + (l.withdrawn_at IS NOT NULL)::integer,
       l.booked_on, l.amount_minor, l.currency, b.account_id, l.method, concat_ws(' ', nullif(l.counterparty_name, ''), nullif(l.remittance, '')), l.withdrawn_at IS NOT NULL,
       EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL),
       EXISTS (SELECT 1 FROM clearing x WHERE x.organization_id = l.organization_id AND x.statement_line_id = l.id AND {_STANDS.format(t="x")}),
       r.posting_id, r.entry_id, r.customer_id
  FROM statement_line l JOIN bank_account b ON b.organization_id = l.organization_id AND b.id = l.bank_account_id
  LEFT JOIN LATERAL (SELECT * FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND {_STANDS.format(t="r")} LIMIT 1) r ON true
 WHERE l.organization_id = %s AND l.company_id = %s AND l.level <> 'advice' AND l.id = ANY(%s)
"""


def load_line_states(cursor: Any, scope: Scope, lines: Collection[int]) -> dict[int, LineState]:
    """The states of bank lines of the company, by id; lines it does not have are missing."""
    cursor.execute(_STATES, [scope.organization_id, scope.company_id, sorted(lines)])
    return {row[0]: LineState(*row[:-3], None if row[-3] is None else (row[-3], row[-2]), row[-1]) for row in cursor.fetchall()}
