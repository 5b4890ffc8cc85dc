"""Where the balance of the receivable accounts comes from: the accounting files themselves, or what Encours recorded that they do not have yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from encours.store.tenant import Scope

Origin = Literal["ledger_import", "invoice_import", "payment_import", "receipt"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


class OriginSum(NamedTuple):
    """What postings of one origin, net of their reversals, come to on the receivable accounts in one currency; `lines` counts those that stand."""

    origin: Origin
    currency: str
    lines: int
    minor: int


class OriginLine(NamedTuple):
    """A ledger line on a receivable account. `item_id` is the open item it made."""

    posting_id: int
    entry_id: int
    line_no: int
    effective_on: date
    account_number: str
    customer_id: int | None
    customer_code: str
    customer_name: str
    document_ref: str
    label: str
    minor: int
    item_id: int | None


@dataclass(frozen=True, slots=True)
class OriginPage:
    """A page of lines in the order of their days, and the place after which the next one starts."""

    rows: tuple[OriginLine, ...]
    next: tuple[Any, ...] | None


# A reversal counts with what it reverses. What is reversed and its reversal take effect on one day, and add up to nothing.
_LINES = """
  FROM account a JOIN line l ON l.organization_id = a.organization_id AND l.account_id = a.id AND l.effective_on <= %(day)s
  JOIN entry e ON e.organization_id = l.organization_id AND e.posting_id = l.posting_id AND e.id = l.entry_id
  JOIN posting p ON p.organization_id = l.organization_id AND p.id = coalesce(e.reverses_posting_id, l.posting_id)
 WHERE a.organization_id = %(organization)s AND a.company_id = %(company)s AND is_receivable(a.role)
"""


def load_origins(cursor: Any, scope: Scope, day: date) -> list[OriginSum]:
    """The balance of the receivable accounts at the end of a day by origin and currency."""
    cursor.execute(
        f"SELECT p.kind, l.currency, count(*) - 2 * count(e.reverses_posting_id), sum(l.amount_minor)::bigint {_LINES} GROUP BY 1, 2 ORDER BY 2, 1",
        {"organization": scope.organization_id, "company": scope.company_id, "day": day},
    )
    return [OriginSum(*row) for row in cursor.fetchall()]


def load_origin_lines(
    cursor: Any, scope: Scope, day: date, origin: Origin, currency: str, *, limit: int | None = None, after: tuple[Any, ...] | None = None
) -> OriginPage:
    """The lines of one origin that stand: neither reversed nor reversals."""
    cursor.execute(
        f"""SELECT x.*, c.code, c.name, i.id FROM (
               SELECT l.effective_on, l.posting_id, l.entry_id, l.line_no, a.number, l.customer_id, e.document_ref, coalesce(l.label, e.label) AS label, l.amount_minor {_LINES}
                  AND p.kind = %(origin)s AND l.currency = %(currency)s AND e.reverses_posting_id IS NULL
                  AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id)
                  AND (%(on)s::date IS NULL OR (l.effective_on, l.posting_id, l.entry_id, l.line_no) < (%(on)s, %(posting)s, %(entry)s, %(line)s))
                ORDER BY l.effective_on DESC, l.posting_id DESC, l.entry_id DESC, l.line_no DESC LIMIT %(limit)s) x
             LEFT JOIN customer c ON c.organization_id = %(organization)s AND c.id = x.customer_id
             LEFT JOIN item i ON i.organization_id = %(organization)s AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id AND i.line_no = x.line_no
            ORDER BY x.effective_on DESC, x.posting_id DESC, x.entry_id DESC, x.line_no DESC""",
        {
            "organization": scope.organization_id, "company": scope.company_id, "day": day, "origin": origin, "currency": currency,
            "limit": None if limit is None else limit + 1, **dict(zip(("on", "posting", "entry", "line"), after or (None,) * 4, strict=True)),
        },
    )  # fmt: skip
    rows = [
        OriginLine(posting, entry, line, on, number, customer, code or "", name or "", document, label, minor, item)
        for on, posting, entry, line, number, customer, document, label, minor, code, name, item in cursor.fetchall()
    ]
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    return OriginPage(tuple(rows), (rows[-1].effective_on, rows[-1].posting_id, rows[-1].entry_id, rows[-1].line_no) if more else None)
