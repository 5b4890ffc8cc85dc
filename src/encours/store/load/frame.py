"""What the frame around every page shows, in one query that touches few rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class FrameRow:
    """Up to which day the bank is known (None: no statement), and how many imports one user has not finished."""

    bank_until: date | None
    waiting_imports: int


def load_frame(cursor: Any, scope: Scope, user_id: int) -> FrameRow:
    """The least of the days that the accounts which still bring statements reach: an account silent for a quarter is taken for closed."""
    cursor.execute(
        """WITH reached AS (SELECT max(coalesce(last_on, closing_on)) AS until FROM bank_statement
                             WHERE organization_id = %(organization)s AND company_id = %(company)s AND withdrawn_at IS NULL GROUP BY bank_account_id)
           SELECT (SELECT min(until) FROM reached WHERE until > (SELECT max(until) FROM reached) - 92),
                  (SELECT count(DISTINCT batch) FROM web_upload
                    WHERE organization_id = %(organization)s AND company_id = %(company)s AND user_id = %(user)s AND import_id IS NULL)""",
        {"organization": scope.organization_id, "company": scope.company_id, "user": user_id},
    )
    return FrameRow(*cursor.fetchone())
