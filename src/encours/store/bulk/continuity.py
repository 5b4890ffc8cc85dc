"""Whether statements follow each other: a statement opens where the one before it closed, or the lines of others explain the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Gap:
    """A statement that does not open where the one before it closed."""

    account: str
    currency: str
    opening_on: date
    opening_minor: int
    closing_on: date
    closing_minor: int


_BREAKS = """
SELECT identifier, currency, opening_on, opening_minor, closing_on, closing_minor, bank_account_id, id, ends_on, lines_before FROM (
    SELECT b.identifier, b.currency, s.bank_account_id, s.id, s.import_id, s.opening_on, s.opening_minor, s.closing_on AS ends_on, lag(s.import_id) OVER o AS import_before,
           lag(s.lines) OVER o AS lines_before, lag(s.closing_on) OVER o AS closing_on, lag(s.closing_minor) OVER o AS closing_minor
      FROM bank_statement s JOIN bank_account b ON b.organization_id = s.organization_id AND b.id = s.bank_account_id
     WHERE s.organization_id = %(tenant)s AND s.company_id = %(company)s AND s.level = 'statement' AND s.withdrawn_at IS NULL AND s.opening_on IS NOT NULL AND s.closing_on IS NOT NULL
       AND (%(import)s::bigint IS NULL OR s.bank_account_id IN (SELECT bank_account_id FROM bank_statement WHERE organization_id = %(tenant)s AND import_id = %(import)s))
    WINDOW o AS (PARTITION BY s.bank_account_id ORDER BY s.closing_on, s.opening_on, s.id)) x
 WHERE closing_minor <> opening_minor AND opening_on >= closing_on AND (%(import)s::bigint IS NULL OR %(import)s IN (import_before, import_id))
 ORDER BY identifier, opening_on
"""
# What each statement says of the account before all of its lines: where two say the same, the lines between them are complete.
_LEVELS = """
SELECT s.id, s.opening_on, s.closing_on, s.opening_minor - coalesce(f.moved, 0)::bigint, s.closing_minor - coalesce(l.moved, 0)::bigint
  FROM bank_statement s
  LEFT JOIN LATERAL (SELECT sum(amount_minor) AS moved FROM day_line d WHERE d.booked_on < s.opening_on) f ON true
  LEFT JOIN LATERAL (SELECT sum(amount_minor) AS moved FROM day_line d WHERE d.booked_on <= s.closing_on) l ON true
 WHERE s.organization_id = %(tenant)s AND s.bank_account_id = %(account)s AND s.level = 'statement' AND s.withdrawn_at IS NULL
   AND s.opening_on IS NOT NULL AND s.closing_on IS NOT NULL
"""


class _Level(NamedTuple):
    statement_id: int
    opening_on: date
    closing_on: date
    opening_minor: int
    closing_minor: int


def continuity_gaps(cursor: Any, scope: Scope, import_id: int | None = None) -> list[Gap]:
    """The gaps at either end of the statements that an import brought, or of all that the company has. Statements may overlap, and one may begin or end within a day that others have."""
    values = {"tenant": scope.organization_id, "company": scope.company_id, "import": import_id}
    cursor.execute(_BREAKS, values)
    levels: dict[int, list[_Level]] = {}
    gaps = []
    for *gap, account, statement, ends_on, lines_before in cursor.fetchall():
        if account not in levels:
            levels[account] = _levels(cursor, scope, account)
        found = Gap(*gap)
        if not _is_bridged(levels[account], found.opening_on, ends_on, but=None if lines_before else statement):
            gaps.append(found)
    return gaps


def _levels(cursor: Any, scope: Scope, account: int) -> list[_Level]:
    values = {"tenant": scope.organization_id, "account": account}
    cursor.execute("DROP TABLE IF EXISTS day_line")
    cursor.execute(
        """
        CREATE TEMP TABLE day_line ON COMMIT DROP AS
        SELECT booked_on, sum(amount_minor) AS amount_minor FROM statement_line
         WHERE organization_id = %(tenant)s AND bank_account_id = %(account)s AND level = 'statement' AND withdrawn_at IS NULL GROUP BY 1
        """,
        values,
    )
    cursor.execute(_LEVELS, values)
    return [_Level(*row) for row in cursor.fetchall()]


def _is_bridged(levels: Sequence[_Level], opening_on: date, ends_on: date, *, but: int | None) -> bool:
    """Whether a balance before a statement and one at or after its end differ by exactly the lines between them: then none is missing at its opening.

    Before the account's first day there is only what its statements open with. A statement's own opening counts too: where it has all lines of that day,
    it has those of the one before it; not where that one (`but` is set then) has none, and says nothing but its balance.
    """
    first = min(level.opening_on for level in levels)
    before = {level.closing_minor for level in levels if level.closing_on < opening_on}
    before |= {level.opening_minor for level in levels if level.opening_on == first and level.statement_id != but}
    return any(level.closing_on >= ends_on and level.closing_minor in before for level in levels)
