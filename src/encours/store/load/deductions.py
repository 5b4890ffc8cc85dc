"""What payers withheld, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args

from encours.store.tenant import Scope

DeductionState = Literal["open", "awaiting_credit_note", "written_off", "refused", "settled", "withdrawn"]
STATES: tuple[DeductionState, ...] = get_args(DeductionState)


class DeductionRow(NamedTuple):
    """A deduction. `open_minor` is what is open of its item now, at most the deduction. Once nothing is open that was withheld, it is settled: the credit
    note came, or the customer paid after all. `accepted_minor` is what of it was accepted. What was written off and lost its document waits again."""

    id: int
    line_id: int | None
    customer_id: int
    customer_code: str
    customer_name: str
    item_id: int
    account_id: int
    document_ref: str
    due_on: date
    received_on: date
    amount_minor: int
    accepted_minor: int
    open_minor: int
    currency: str
    reason: str
    note: str
    said: str
    decided_by: str
    decided_at: datetime
    event_id: int
    is_decided: bool
    write_off: tuple[int, int] | None
    state: DeductionState

    def age_days(self, today: date) -> int:
        """How many days ago the short payment came."""
        return (today - self.received_on).days


_ROWS = """
SELECT d.id, r.statement_line_id, i.customer_id, c.code, c.name, i.id, i.account_id, coalesce(nullif(i.document_ref, ''), i.id::text), i.due_on,
       coalesce(r.received_on, i.effective_on), d.amount_minor,
       CASE WHEN e.state = 'accepted' AND NOT w.is_gone THEN e.amount_minor ELSE 0 END, CASE WHEN abs(i.open_minor) < abs(d.amount_minor) THEN i.open_minor ELSE d.amount_minor END AS open_minor,
       i.currency, d.reason, d.note, CASE WHEN e.state = 'open' AND e.reason = d.reason THEN '' ELSE e.reason END, e.actor, e.recorded_at, e.id, e.state IN ('accepted', 'refused') AND NOT w.is_gone, CASE WHEN NOT w.is_gone THEN e.posting_id END, e.entry_id,
       CASE WHEN e.state = 'withdrawn' THEN 'withdrawn' WHEN e.way = 'write_off' AND NOT w.is_gone THEN 'written_off' WHEN i.open_minor = 0 THEN 'settled'
            WHEN w.is_gone THEN 'open' WHEN e.state = 'accepted' THEN 'awaiting_credit_note' ELSE e.state END AS state
  FROM deduction d JOIN item i ON i.organization_id = d.organization_id AND i.id = d.item_id
  JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
  LEFT JOIN receipt r ON r.organization_id = d.organization_id AND r.posting_id = d.posting_id AND r.entry_id = d.entry_id
 CROSS JOIN LATERAL (SELECT x.* FROM deduction_event x WHERE x.organization_id = d.organization_id AND x.deduction_id = d.id ORDER BY x.id DESC LIMIT 1) e
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = e.organization_id AND v.reverses_posting_id = e.posting_id
                                       AND v.reverses_entry_id = e.entry_id) AS is_gone) w
 WHERE d.organization_id = %(tenant)s AND d.company_id = %(company)s
"""


def load_deductions(
    cursor: Any, scope: Scope, *, states: Collection[DeductionState], customer: str = "", limit: int = 50, after: tuple[Any, ...] | None = None
) -> list[DeductionRow]:  # fmt: skip
    """Deductions in these states, the oldest first; `after` is the (day, id) of the last one seen."""
    place = "" if after is None else " AND (received_on, id) > (%(day)s::date, %(id)s)"
    cursor.execute(
        f"""
        SELECT x.* FROM ({_ROWS}) x (id, line_id, customer_id, code, name, item_id, account_id, document_ref, due_on, received_on, amount_minor, accepted_minor, open_minor,
                                     currency, reason, note, said, actor, at, event_id, is_decided, posting_id, entry_id, state)
         WHERE state = ANY(%(states)s) AND (%(code)s = '' OR code = %(code)s){place} ORDER BY received_on, id LIMIT %(limit)s
        """,
        _values(scope) | {"states": sorted(states), "code": customer, "limit": limit} | ({} if after is None else {"day": after[0], "id": after[1]}),
    )
    return [_row(row) for row in cursor.fetchall()]


def load_deduction(cursor: Any, scope: Scope, deduction_id: int) -> DeductionRow | None:
    """One deduction, None where the company has none of that number."""
    cursor.execute(f"{_ROWS} AND d.id = %(id)s", _values(scope) | {"id": deduction_id})
    row = cursor.fetchone()
    return _row(row) if row else None


def _row(row: tuple[Any, ...]) -> DeductionRow:
    *told, posting, entry, state = row
    return DeductionRow._make([*told, None if posting is None else (posting, entry), state])


def _values(scope: Scope) -> dict[str, Any]:
    return {"tenant": scope.organization_id, "company": scope.company_id}


def written_off(cursor: Any, scope: Scope, posting_id: int, entry_id: int) -> int | None:
    """A deduction that the receipt of this entry showed and that is written off; None where there is none."""
    cursor.execute(
        """
        SELECT min(d.id) FROM deduction d JOIN deduction_event e ON e.organization_id = d.organization_id AND e.deduction_id = d.id AND e.posting_id IS NOT NULL
         WHERE d.organization_id = %s AND d.posting_id = %s AND d.entry_id = %s
           AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = e.organization_id AND v.reverses_posting_id = e.posting_id AND v.reverses_entry_id = e.entry_id)
        """,
        [scope.organization_id, posting_id, entry_id],
    )
    found: int | None = cursor.fetchone()[0]
    return found


def load_of_receipt(cursor: Any, scope: Scope, posting_id: int, entry_id: int) -> list[int]:
    """The deductions that the receipt of this entry showed and that are not withdrawn."""
    cursor.execute(
        """
        SELECT d.id FROM deduction d WHERE d.organization_id = %s AND d.posting_id = %s AND d.entry_id = %s
           AND (SELECT e.state FROM deduction_event e WHERE e.organization_id = d.organization_id AND e.deduction_id = d.id ORDER BY e.id DESC LIMIT 1) <> 'withdrawn' ORDER BY d.id
        """,
        [scope.organization_id, posting_id, entry_id],
    )
    return [row[0] for row in cursor.fetchall()]
