"""Everything behind one item: its facts, its allocations, its entry with all lines, the documents that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class FactRow:
    """A due date or a dispute as it was stated, and when."""

    kind: str
    due_on: date | None
    is_disputed: bool | None
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """What settled the item, or was settled by it. `amount_minor` is positive, negative where it takes an earlier allocation back."""

    match_id: int
    letter_no: int
    file_letter: str
    decided_by: str
    rule: str
    actor: str
    reason: str
    other_item_id: int
    other_kind: str
    other_document_ref: str
    amount_minor: int
    effective_on: date
    recorded_at: datetime
    takes_back: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the entry; `amount_minor` is signed in `currency`, debit > 0. `source_line` is its number in the imported file."""

    line_no: int
    account: str
    account_label: str
    customer_code: str | None
    amount_minor: int
    currency: str
    label: str
    letter: str
    source_line: int | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """The entry that made the item, and the act of recording it came with."""

    posting_id: int
    entry_id: int
    posting_kind: str
    journal: str
    number: str
    effective_on: date
    document_on: date | None
    document_ref: str
    label: str
    actor: str
    recorded_at: datetime
    import_id: int | None
    reversed_by_posting_id: int | None
    reverses_posting_id: int | None
    lines: tuple[LineRow, ...]
    line_count: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An invoice that made the item, or describes it."""

    invoice_id: int
    type: str
    number: str
    version: int
    issued_on: date
    total_minor: int
    currency: str
    po_number: str
    description: str
    import_id: int | None


def load_facts(cursor: Any, scope: Scope, item_id: int) -> tuple[FactRow, ...]:
    """The facts of an item, oldest first."""
    cursor.execute(
        """SELECT kind, due_on, is_disputed, source, recorded_at FROM item_fact
            WHERE organization_id = %s AND item_id = %s ORDER BY recorded_at, kind""",
        [scope.organization_id, item_id],
    )
    return tuple(FactRow(*row) for row in cursor.fetchall())


def load_allocations(cursor: Any, scope: Scope, item_id: int) -> tuple[AllocationRow, ...]:
    """Every allocation of an item, taken back or not, in the order of recording."""
    cursor.execute(
        """SELECT m.id, m.letter_no, m.file_letter, m.decided_by, m.rule, m.actor, coalesce(u.reason, m.reason), o.id, o.kind, o.document_ref,
                  a.amount_minor, a.effective_on, a.recorded_at, a.reverses_id IS NOT NULL
             FROM (SELECT *, credit_item_id AS other FROM allocation WHERE organization_id = %(organization)s AND debit_item_id = %(item)s
                   UNION ALL
                   SELECT *, debit_item_id AS other FROM allocation WHERE organization_id = %(organization)s AND credit_item_id = %(item)s) a
             JOIN match m ON m.organization_id = %(organization)s AND m.id = a.match_id
             LEFT JOIN match_undo u ON u.organization_id = %(organization)s AND u.match_id = m.id AND a.reverses_id IS NOT NULL
             JOIN item o ON o.organization_id = %(organization)s AND o.id = a.other
            ORDER BY a.recorded_at, a.id""",
        {"organization": scope.organization_id, "item": item_id},
    )
    return tuple(AllocationRow(*row) for row in cursor.fetchall())


def load_entry(cursor: Any, scope: Scope, item_id: int, *, limit: int = 50) -> EntryRow:
    """The entry of an item with its lines, in their order; of more than `limit` the item's own comes first and the last are left out (an opening
    entry has thousands). `line_count` counts them all."""
    cursor.execute(
        """SELECT e.posting_id, e.id, p.kind, j.code, e.number, e.effective_on, e.document_on, e.document_ref, e.label, p.actor, p.recorded_at, p.import_id,
                  r.posting_id, e.reverses_posting_id,
                  i.line_no, (SELECT count(*) FROM line l WHERE l.organization_id = e.organization_id AND l.posting_id = e.posting_id AND l.entry_id = e.id)
             FROM item i JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
             JOIN posting p ON p.organization_id = e.organization_id AND p.id = e.posting_id
             JOIN journal j ON j.organization_id = e.organization_id AND j.id = e.journal_id
             LEFT JOIN entry r ON r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id
            WHERE i.organization_id = %s AND i.id = %s""",
        [scope.organization_id, item_id],
    )
    *head, own_line, line_count = cursor.fetchone()
    cursor.execute(
        """SELECT l.line_no, a.number, a.label, c.code, l.amount_minor, l.currency, coalesce(l.label, ''), coalesce(l.letter, ''), l.source_line
             FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
             LEFT JOIN customer c ON c.organization_id = l.organization_id AND c.id = l.customer_id
            WHERE l.organization_id = %s AND l.posting_id = %s AND l.entry_id = %s ORDER BY (%s AND l.line_no <> %s), l.line_no LIMIT %s""",
        [scope.organization_id, head[0], head[1], line_count > limit, own_line, limit],
    )
    lines = tuple(LineRow(*row) for row in cursor.fetchall())
    return EntryRow(*[*head, lines, line_count])


def load_documents(cursor: Any, scope: Scope, item_id: int) -> tuple[DocumentRow, ...]:
    """The invoices that made or describe an item, latest version first."""
    cursor.execute(
        """SELECT v.id, v.type, v.number, v.version, v.issued_on, v.total_minor, v.currency, v.po_number, v.description, v.import_id
             FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
            WHERE x.organization_id = %s AND x.item_id = %s ORDER BY v.version DESC, v.id""",
        [scope.organization_id, item_id],
    )
    return tuple(DocumentRow(*row) for row in cursor.fetchall())


def load_terms(cursor: Any, scope: Scope, item_id: int) -> tuple[str, date | None, str]:
    """What an item's due date was computed from: the terms on its latest document, its day of delivery, and its customer's usual terms."""
    cursor.execute(
        """SELECT coalesce(v.payment_terms, ''), v.delivered_on, c.payment_terms
             FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
             LEFT JOIN LATERAL (SELECT v.payment_terms, v.delivered_on FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                                 WHERE x.organization_id = i.organization_id AND x.item_id = i.id ORDER BY v.version DESC LIMIT 1) v ON true
            WHERE i.organization_id = %s AND i.id = %s""",
        [scope.organization_id, item_id],
    )
    terms, delivered_on, usual = cursor.fetchone()
    return terms, delivered_on, usual
