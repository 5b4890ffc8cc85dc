"""The journal of receipts: customers' money with what each sum settles and what of it is on account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from encours.receivables.matching.ways import WORDS_OF_WAYS, Way
from encours.store.load.candidates import Search, plain
from encours.store.tenant import Scope

JournalShow = Literal["all", "on_account", "applied", "cancelled"]


class Allocated(NamedTuple):
    """What a receipt settles: an item, by how much, by which rule, decided by whom (`rule`, `person` or `file`). An item of kind `refund` is money that went back."""

    receipt_item_id: int
    item_id: int
    document_ref: str
    amount_minor: int
    rule: str
    decided_by: str
    kind: str


class JournalRow(NamedTuple):
    """A receipt on its customer's account; amounts are positive. `line_id` is its bank line, `import_id` the file that brought it."""

    item_id: int
    received_on: date
    customer_id: int
    customer_code: str
    customer_name: str
    reference: str
    method: str
    source: str
    line_id: int | None
    import_id: int | None
    currency: str
    amount_minor: int
    on_account_minor: int
    is_cancelled: bool


class JournalSum(NamedTuple):
    """The receipts of a filter in one currency."""

    currency: str
    receipts: int
    amount_minor: int
    on_account_minor: int


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which receipts. `since` and `until` are days of receipt, both included."""

    show: JournalShow = "all"
    since: date | None = None
    until: date | None = None
    way: Way | None = None
    customer_id: int | None = None
    search: Search | None = None


_REVERSED = """EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = i.organization_id AND x.reverses_posting_id = i.posting_id AND x.reverses_entry_id = i.entry_id)"""
_SHOW: dict[JournalShow, str] = {
    "all": f"NOT {_REVERSED}",
    "on_account": f"i.open_minor <> 0 AND NOT {_REVERSED}",
    "applied": f"i.open_minor = 0 AND NOT {_REVERSED}",
    "cancelled": _REVERSED,
}
# A receipt of the ledger alone has no row of its own: its entry says all there is.
_RECEIPT = "LEFT JOIN receipt r ON r.organization_id = i.organization_id AND r.posting_id = i.posting_id AND r.entry_id = i.entry_id"
_LINE = "LEFT JOIN statement_line l ON l.organization_id = r.organization_id AND l.id = r.statement_line_id"
_ROWS = """
SELECT i.id, i.effective_on, i.customer_id, c.code, c.name, coalesce(nullif(r.reference, ''), nullif(i.document_ref, ''), e.label), coalesce(nullif(r.method, ''), l.method, ''),
       CASE WHEN r.id IS NULL THEN 'ledger' WHEN r.statement_line_id IS NOT NULL THEN 'bank' ELSE 'file' END, r.statement_line_id, coalesce(r.import_id, p.import_id),
       i.currency, -i.amount_minor, -i.open_minor, i.reversed
  FROM (SELECT i.*, {reversed} AS reversed {source} ORDER BY i.effective_on DESC, i.id DESC {limit}) i
  JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
  JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
  JOIN posting p ON p.organization_id = i.organization_id AND p.id = i.posting_id {receipt} {line}
 ORDER BY i.effective_on DESC, i.id DESC
"""


def load_journal(cursor: Any, scope: Scope, wanted: JournalFilter, *, limit: int | None = 50, after: tuple[Any, ...] | None = None) -> list[JournalRow]:
    """Receipts, the youngest first; `after` is the (day, key) of the last one seen."""
    source, values = _source(scope, wanted)
    if after is not None:
        source += " AND (i.effective_on, i.id) < (%(after_on)s, %(after_id)s)"
        values |= {"after_on": after[0], "after_id": after[1]}
    if limit is not None:
        values["limit"] = limit
    cursor.execute(_ROWS.format(reversed=_REVERSED, source=source, limit="LIMIT %(limit)s" if limit is not None else "", receipt=_RECEIPT, line=_LINE), values)
    return [JournalRow._make(row) for row in cursor.fetchall()]


def load_journal_sums(cursor: Any, scope: Scope, wanted: JournalFilter) -> list[JournalSum]:
    """The whole filter by currency."""
    source, values = _source(scope, wanted)
    cursor.execute(f"SELECT i.currency, count(*), -sum(i.amount_minor)::bigint, -sum(i.open_minor)::bigint {source} GROUP BY 1 ORDER BY 1", values)
    return [JournalSum._make(row) for row in cursor.fetchall()]


def load_unapplied(cursor: Any, scope: Scope, day: date) -> dict[str, tuple[int, int]]:
    """What is owed to customers on a day, by currency: of receipts, and of credit notes and other credits; positive amounts."""
    cursor.execute(
        """SELECT i.currency, coalesce(-sum(i.open_minor) FILTER (WHERE i.kind = 'receipt'), 0)::bigint, coalesce(-sum(i.open_minor) FILTER (WHERE i.kind <> 'receipt'), 0)::bigint
             FROM item i WHERE i.organization_id = %s AND i.company_id = %s AND i.open_minor < 0 AND i.effective_on <= %s GROUP BY 1""",
        [scope.organization_id, scope.company_id, day],
    )
    return {currency: (receipts, others) for currency, receipts, others in cursor.fetchall()}


def load_allocated(cursor: Any, scope: Scope, receipts: Sequence[int], *, most: int = 200) -> Mapping[int, list[Allocated]]:
    """What receipts settle, as it stands; of each receipt at most so many items."""
    cursor.execute(
        """SELECT x.credit_item_id, x.debit_item_id, x.document_ref, x.amount_minor, x.rule, x.decided_by, x.kind
             FROM unnest(%(receipts)s::bigint[]) n(id) CROSS JOIN LATERAL (
                  SELECT a.credit_item_id, a.debit_item_id, d.document_ref, a.amount_minor, m.rule, m.decided_by, d.kind
                    FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
                    JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id
                   WHERE a.organization_id = %(organization)s AND a.credit_item_id = n.id AND a.reverses_id IS NULL AND m.decided_by <> 'reversal'
                     AND NOT EXISTS (SELECT 1 FROM allocation u WHERE u.organization_id = a.organization_id AND u.reverses_id = a.id)
                   ORDER BY d.due_on, d.id LIMIT %(most)s) x""",
        {"organization": scope.organization_id, "receipts": list(receipts), "most": most},
    )
    found: dict[int, list[Allocated]] = {}
    for row in cursor.fetchall():
        found.setdefault(row[0], []).append(Allocated._make(row))
    return found


def load_receipt_matches(cursor: Any, scope: Scope, item_id: int) -> tuple[int | None, list[int]] | None:
    """The bank line of a receipt and the matches that stand on it; None where the company has no such receipt."""
    cursor.execute(
        f"SELECT r.statement_line_id FROM item i {_RECEIPT} WHERE i.organization_id = %s AND i.company_id = %s AND i.id = %s AND i.kind = 'receipt' AND NOT {_REVERSED}",
        [scope.organization_id, scope.company_id, item_id],
    )
    row = cursor.fetchone()
    if row is None:
        return None
    cursor.execute(
        """SELECT DISTINCT m.id FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
            WHERE a.organization_id = %s AND a.credit_item_id = %s AND m.decided_by <> 'reversal'
              AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id) ORDER BY 1""",
        [scope.organization_id, item_id],
    )
    return row[0], [match for (match,) in cursor.fetchall()]


def _source(scope: Scope, wanted: JournalFilter) -> tuple[str, dict[str, Any]]:
    parts = ["i.organization_id = %(organization)s", "i.company_id = %(company)s", "i.kind = 'receipt'", _SHOW[wanted.show]]
    values: dict[str, Any] = {"organization": scope.organization_id, "company": scope.company_id}
    joined = ""
    for name, value, condition in (
        ("since", wanted.since, "i.effective_on >= %(since)s"), ("until", wanted.until, "i.effective_on <= %(until)s"),
        ("customer", wanted.customer_id, "i.customer_id = %(customer)s"),
    ):  # fmt: skip
        if value is not None:
            parts.append(condition)
            values[name] = value
    if wanted.way is not None:
        joined = f"{_RECEIPT} {_LINE}"
        parts.append(_way_condition(wanted.way))
        values |= {f"way_{way}": list(words) for way, words in WORDS_OF_WAYS}
    if wanted.search is not None and wanted.search.text:
        parts.append(_FOUND)
        search = wanted.search
        values |= {
            "amounts": [-minor for minor in search.amounts], "like": f"%{plain(search.text)}%", "name": f"{plain(search.name)}%" if search.name else "",
            "document": f"%{plain(search.document)}%" if search.document else "",
        }  # fmt: skip
    return f"FROM item i {joined} WHERE {' AND '.join(parts)}", values


_FOUND = """(i.amount_minor = ANY(%(amounts)s) OR i.document_ref ILIKE %(like)s
             OR EXISTS (SELECT 1 FROM customer c WHERE c.organization_id = i.organization_id AND c.id = i.customer_id AND (c.name_key LIKE %(name)s OR upper(c.code) LIKE %(name)s))
             OR EXISTS (SELECT 1 FROM receipt r WHERE r.organization_id = i.organization_id AND r.posting_id = i.posting_id AND r.entry_id = i.entry_id AND r.reference ILIKE %(like)s)
             OR EXISTS (SELECT 1 FROM allocation a JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id
                         WHERE a.organization_id = i.organization_id AND a.credit_item_id = i.id AND d.document_key LIKE %(document)s AND %(document)s <> ''))"""
_SAID = "regexp_split_to_array(translate(upper(coalesce(nullif(r.method, ''), l.method, '')), 'ÈÉÊ', 'EEE'), '[^A-Z0-9]+')"


def _way_condition(way: Way) -> str:
    """As `way_of_method` reads a method: the first way whose word it has; none of them is a transfer."""
    if way == "transfer":
        return " AND ".join(f"NOT ({_SAID} && %(way_{other})s::text[])" for other, _ in WORDS_OF_WAYS)
    return f"{_SAID} && %(way_{way})s::text[]"
