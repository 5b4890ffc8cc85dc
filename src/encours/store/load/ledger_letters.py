"""How the lines of a staged ledger file stand in the books: which match settles each of its receivable lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class StagedLetter:
    """A receivable line of the staged file. `match_id` is the live match that settles all of it, None where there is none or it settles a part;
    `members` counts the items of that match, wherever they come from."""

    line: int
    account: str
    customer: str
    amount_minor: int
    file_letter: str
    match_id: int | None
    lettered_on: date | None
    members: int


def load_staged_letters(cursor: Any, scope: Scope) -> list[StagedLetter]:
    """Every receivable line of the file that `stage_ledger` staged and `compare_ledger` compared, in the file's order."""
    cursor.execute(
        """
        CREATE TEMP TABLE staged_item ON COMMIT DROP AS
        SELECT s.line, a.number AS account, c.code AS customer, s.amount_minor, coalesce(s.letter, '') AS file_letter, i.id AS item_id
          FROM stage_line s JOIN stage_entry e USING (run) JOIN stage_account a ON a.n = s.account JOIN stage_customer c ON c.n = s.customer
          LEFT JOIN item i ON i.organization_id = %s AND i.posting_id = e.posting_id AND i.entry_id = e.entry_id AND i.line_no = s.line_no;
        CREATE INDEX ON staged_item (item_id);
        ANALYZE staged_item
        """,
        [scope.organization_id],
    )
    cursor.execute(
        """
        WITH share AS (
            SELECT s.line, a.match_id, sum(a.amount_minor) AS minor
              FROM staged_item s JOIN allocation a ON a.organization_id = %(t)s AND (a.debit_item_id = s.item_id OR a.credit_item_id = s.item_id)
              JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by <> 'reversal'
             WHERE NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
             GROUP BY 1, 2
        ), whole AS (
            SELECT h.line, h.match_id FROM share h JOIN staged_item s USING (line) WHERE h.minor = abs(s.amount_minor)
        ), members AS (
            SELECT match_id, count(DISTINCT item) AS members
              FROM (SELECT a.match_id, unnest(ARRAY[a.debit_item_id, a.credit_item_id]) AS item FROM allocation a
                     WHERE a.organization_id = %(t)s AND a.match_id IN (SELECT match_id FROM whole)) x GROUP BY 1
        )
        SELECT s.line, s.account, s.customer, s.amount_minor, s.file_letter, w.match_id, m.lettered_on, coalesce(n.members, 0)
          FROM staged_item s LEFT JOIN whole w USING (line) LEFT JOIN members n USING (match_id)
          LEFT JOIN match m ON m.organization_id = %(t)s AND m.id = w.match_id
         ORDER BY s.line
        """,
        {"t": scope.organization_id},
    )
    return [StagedLetter(*row) for row in cursor.fetchall()]
