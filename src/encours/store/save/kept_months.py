"""What key figures by month rest on, kept until something is recorded.

Items, allocations and facts about items carry the instant of the company's clock, which the database enforces (06_guards.sql): as long as the clock
stands where it stood, nothing that the months rest on has changed. Which accounts belong to the perimeter is compared too, for a role may change.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from encours.store.load.monthly import DaySales, Flow, Monthly, MonthSettled, load_monthly
from encours.store.load.open_items import Moment, Only
from encours.store.tenant import Scope

_EVER = date(9999, 12, 31)
"""The months speak of no day: whoever reads them takes those up to a day."""


def months_now(cursor: Any, scope: Scope, only: Only) -> Monthly:
    """The months of one currency with all that is known now: as they were kept, or computed and kept."""
    clock, perimeter = _stand(cursor, scope, only)
    cursor.execute(
        "SELECT body FROM kept_months WHERE organization_id = %s AND company_id = %s AND currency = %s AND perimeter = %s AND clock = %s",
        [scope.organization_id, scope.company_id, only.currency, perimeter, clock],
    )
    row = cursor.fetchone()
    if row is not None:
        return from_json(row[0])
    monthly = load_monthly(cursor, scope, Moment(_EVER), only)
    cursor.execute(
        """INSERT INTO kept_months (organization_id, company_id, currency, perimeter, clock, body) VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (organization_id, company_id, currency) DO UPDATE SET perimeter = excluded.perimeter, clock = excluded.clock, body = excluded.body""",
        [scope.organization_id, scope.company_id, only.currency, perimeter, clock, as_json(monthly)],
    )
    return monthly


def _stand(cursor: Any, scope: Scope, only: Only) -> tuple[Any, str]:
    """The company's clock, and a fingerprint of the accounts that the figures are about."""
    cursor.execute(
        """SELECT c.recorded_at, md5(coalesce((SELECT string_agg(a.id || ':' || a.role, ',' ORDER BY a.id) FROM account a
                                               WHERE a.organization_id = c.organization_id AND a.company_id = c.company_id AND is_receivable(a.role)), '') || %s)
             FROM company_clock c WHERE c.organization_id = %s AND c.company_id = %s""",
        [",".join(only.roles), scope.organization_id, scope.company_id],
    )
    clock, perimeter = cursor.fetchone()
    return clock, perimeter


def still_kept(cursor: Any, scope: Scope, only: Only) -> Monthly | None:
    """The months as they are kept, if they claim to be current; for the check, which computes them again."""
    clock, perimeter = _stand(cursor, scope, only)
    cursor.execute(
        "SELECT body FROM kept_months WHERE organization_id = %s AND company_id = %s AND currency = %s AND perimeter = %s AND clock = %s",
        [scope.organization_id, scope.company_id, only.currency, perimeter, clock],
    )
    row = cursor.fetchone()
    return from_json(row[0]) if row else None


def as_json(monthly: Monthly) -> str:
    """The text that is kept."""
    return json.dumps(
        {"flows": monthly.flows, "sales": monthly.sales, "settled": monthly.settled, "begins_on": monthly.begins_on}, default=date.isoformat, separators=(",", ":")
    )  # fmt: skip


def from_json(body: Any) -> Monthly:
    """Read it back.

    >>> one = Monthly((Flow("debit", date(2026, 1, 1), 5, 7),), (DaySales(date(2026, 1, 2), date(2026, 1, 3), 5),), (), date(2026, 1, 2))
    >>> from_json(as_json(one)) == one
    True
    """
    kept = json.loads(body) if isinstance(body, str) else body
    day = date.fromisoformat
    return Monthly(
        tuple(Flow(kind, day(month), minor, due_days) for kind, month, minor, due_days in kept["flows"]),
        tuple(DaySales(day(issued), day(posted), minor) for issued, posted, minor in kept["sales"]),
        tuple(MonthSettled(day(month), *sums) for month, *sums in kept["settled"]),
        day(kept["begins_on"]) if kept["begins_on"] else None,
    )
