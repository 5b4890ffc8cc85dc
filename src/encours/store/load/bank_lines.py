"""Bank lines with what became of each: the ledger's own entry, a receipt with what it settles, or nothing yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from encours.store.tenant import Scope

Show = Literal["all", "waiting", "receipts", "aside"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a receipt settles: an item, by how much, by which rule, with the reasons as they were kept (codes and values)."""

    item_id: int
    document_ref: str
    amount_minor: int
    rule: str
    decided_by: str
    reasons: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of a bank statement. `in_ledger` says that the imported books have it themselves; `receipt_item_id` is its money on the customer's account."""

    id: int
    account: str
    booked_on: date
    value_on: date | None
    amount_minor: int
    currency: str
    counterparty: str
    counterparty_iban: str
    remittance: str
    reference: str
    method: str
    in_ledger: bool
    is_recorded: bool
    customer_id: int | None
    customer_code: str
    customer_name: str
    receipt_item_id: int | None
    open_minor: int | None
    applied: tuple[Applied, ...]

    @property
    def is_waiting(self) -> bool:
        """Nothing explains it: neither the books nor a customer's receipt."""
        return not self.in_ledger and self.customer_id is None


@dataclass(frozen=True, slots=True)
class BankLines:
    """One page of lines, newest first, and the place after which the next one starts."""

    rows: tuple[BankLine, ...]
    next: tuple[date, int] | None


_SHOW: dict[Show, str] = {
    "all": "",
    "waiting": " AND NOT x.in_ledger AND x.customer_id IS NULL AND x.amount_minor > 0 AND (x.posting_id IS NOT NULL OR x.is_new)",
    "receipts": " AND x.customer_id IS NOT NULL",
    "aside": " AND NOT x.in_ledger AND x.customer_id IS NULL AND NOT (x.amount_minor > 0 AND (x.posting_id IS NOT NULL OR x.is_new))",
}
# Money in waits until it is recorded for a customer. What a matching run saw and did not record it set aside: it is no customer's payment.
_LAST_RUN = """coalesce((SELECT e.recorded_at FROM event e WHERE e.organization_id = %(organization)s AND e.company_id = %(company)s
                            AND e.type = 'ReceiptsMatched' ORDER BY e.id DESC LIMIT 1), '-infinity')"""


def load_bank_lines(cursor: Any, scope: Scope, *, show: Show = "all", limit: int = 50, after: tuple[Any, ...] | None = None) -> BankLines:
    """A page of the company's bank lines; advices are left out, which only explain other lines."""
    cursor.execute(
        f"""SELECT x.*, c.code, c.name, i.id, i.open_minor,
                   (SELECT json_agg(json_build_array(a.debit_item_id, d.document_ref, a.amount_minor, m.rule, m.decided_by, m.evidence) ORDER BY d.due_on, d.id)
                      FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
                      JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id
                     WHERE a.organization_id = %(organization)s AND a.credit_item_id = i.id AND a.reverses_id IS NULL
                       AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organization_id = a.organization_id AND r.reverses_id = a.id))
              FROM (SELECT l.id, b.identifier, l.booked_on, l.value_on, l.amount_minor, l.currency, l.counterparty_name, l.counterparty_iban, l.remittance,
                           coalesce(nullif(l.bank_reference, ''), l.line_ref), l.method,
                           EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL) AS in_ledger,
                           r.posting_id, r.entry_id, r.customer_id, l.recorded_at > {_LAST_RUN} AS is_new
                      FROM statement_line l JOIN bank_account b ON b.organization_id = l.organization_id AND b.id = l.bank_account_id
                      LEFT JOIN LATERAL (SELECT r.posting_id, r.entry_id, r.customer_id FROM receipt r
                                          WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id
                                            AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = r.organization_id
                                                               AND e.reverses_posting_id = r.posting_id AND e.reverses_entry_id = r.entry_id) LIMIT 1) r ON true
                     WHERE l.organization_id = %(organization)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.level <> 'advice'
                       AND (%(on)s::date IS NULL OR (l.booked_on, l.id) < (%(on)s, %(id)s))) x
              LEFT JOIN customer c ON c.organization_id = %(organization)s AND c.id = x.customer_id
              LEFT JOIN LATERAL (SELECT i.id, i.open_minor FROM item i WHERE i.organization_id = %(organization)s AND i.posting_id = x.posting_id
                                    AND i.entry_id = x.entry_id AND i.customer_id = x.customer_id ORDER BY i.line_no LIMIT 1) i ON true
             WHERE true{_SHOW[show]} ORDER BY x.booked_on DESC, x.id DESC LIMIT %(limit)s""",
        {
            "organization": scope.organization_id, "company": scope.company_id, "limit": limit + 1,
            "on": after[0] if after else None, "id": after[1] if after else None,
        },
    )  # fmt: skip
    rows = [_line(row) for row in cursor.fetchall()]
    last = rows[limit - 1] if len(rows) > limit else None
    return BankLines(tuple(rows[:limit]), (last.booked_on, last.id) if last else None)


def _line(row: Any) -> BankLine:
    (id_, account, booked, value, minor, currency, name, iban, remittance, reference, method, in_ledger, posting, _entry, customer, _is_new, code, customer_name,
     item, open_minor, applied) = row  # fmt: skip
    listed = json.loads(applied) if isinstance(applied, str) else applied or ()
    return BankLine(
        id_, account, booked, value, minor, currency, name, iban, remittance, reference, method, in_ledger, posting is not None, customer, code or "",
        customer_name or "", item, open_minor, tuple(Applied(one[0], one[1], one[2], one[3], one[4], tuple(one[5] or ())) for one in listed),
    )  # fmt: skip


def count_waiting(cursor: Any, scope: Scope) -> tuple[int, int]:
    """How many incoming lines nothing explains, and their sum in minor units of the company's currency."""
    cursor.execute(
        f"""SELECT count(*), coalesce(sum(l.amount_minor) FILTER (WHERE l.currency = c.currency), 0)::bigint
             FROM statement_line l JOIN company c ON c.organization_id = l.organization_id AND c.id = l.company_id
            WHERE l.organization_id = %(organization)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.level <> 'advice' AND l.amount_minor > 0
              AND NOT EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
              AND CASE WHEN EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id)
                       THEN NOT EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND r.customer_id IS NOT NULL)
                       ELSE l.recorded_at > {_LAST_RUN} END""",
        {"organization": scope.organization_id, "company": scope.company_id},
    )
    count, minor = cursor.fetchone()
    return count, minor
