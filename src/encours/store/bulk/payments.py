"""Payments in: what of a table of payments is known, what the ledger says already, and which documents they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.receivables.meeting import Movement, meet
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class StagedPayment:
    """A row of a table of payments; `document_key` is the number of the document it names, as references are compared."""

    line: int
    payment_ref: str
    customer_code: str
    received_on: date
    amount_minor: int
    currency: str
    method: str
    reference: str
    document_key: str


@dataclass(frozen=True, slots=True)
class KnownPayment:
    """What the books have for a staged payment. `receipt` is its standing receipt (posting, entry, item) with what is open of it, if any;
    `is_same` whether it says the same; `is_decided` whether a person matched it."""

    line: int
    customer_id: int | None
    receipt: tuple[int, int, int | None] | None
    open_minor: int
    is_same: bool
    is_decided: bool


_STAGE = """
DROP TABLE IF EXISTS stage_payment;
CREATE TEMP TABLE stage_payment (
    n integer PRIMARY KEY, payment_ref text NOT NULL, code text NOT NULL, received_on date NOT NULL, minor bigint NOT NULL, currency text NOT NULL, document_key text NOT NULL,
    customer_id bigint
) ON COMMIT DROP;
"""


def stage_payments(cursor: Any, scope: Scope, payments: Sequence[StagedPayment]) -> dict[int, KnownPayment]:
    """Compare the rows with the receipts of the same names; by row."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_payment", ("n", "payment_ref", "code", "received_on", "minor", "currency", "document_key"),
        ((p.line, p.payment_ref, p.customer_code, p.received_on, p.amount_minor, p.currency, p.document_key) for p in payments),
    )  # fmt: skip
    ours = {"tenant": scope.organization_id, "company": scope.company_id}
    cursor.execute(
        "UPDATE stage_payment s SET customer_id = c.id FROM customer c WHERE c.organization_id = %(tenant)s AND c.company_id = %(company)s AND c.code = s.code",
        ours,
    )
    cursor.execute("ANALYZE stage_payment")
    cursor.execute(
        """
        SELECT s.n, s.customer_id, r.posting_id, r.entry_id, i.id, coalesce(i.open_minor, 0),
               coalesce((r.received_on, r.amount_minor, r.currency) = (s.received_on, s.minor, s.currency) AND (r.customer_id = s.customer_id OR EXISTS (
                   SELECT 1 FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.rule = 'payment_names_document'
                    WHERE a.organization_id = i.organization_id AND (a.credit_item_id = i.id OR a.debit_item_id = i.id))), false),
               EXISTS (SELECT 1 FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
                        WHERE a.organization_id = i.organization_id AND (a.credit_item_id = i.id OR a.debit_item_id = i.id) AND m.decided_by = 'person'
                          AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id))
          FROM stage_payment s
          LEFT JOIN LATERAL (SELECT r.* FROM receipt r WHERE r.organization_id = %(tenant)s AND r.company_id = %(company)s AND r.payment_ref = s.payment_ref AND r.payment_ref <> ''
                                AND r.statement_line_id IS NULL AND NOT EXISTS (
                                    SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
                              ORDER BY r.id DESC LIMIT 1) r ON true
          LEFT JOIN item i ON i.organization_id = %(tenant)s AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
         ORDER BY s.n
        """,
        ours,
    )
    return {
        n: KnownPayment(n, customer, None if posting is None else (posting, entry, item), open_minor, same, decided)
        for n, customer, posting, entry, item, open_minor, same, decided in cursor.fetchall()
    }


@dataclass(slots=True)
class NamedItem:
    """An item that a payment may settle, and what is left of it while a file is gone through."""

    item_id: int
    customer_id: int
    account_id: int
    left_minor: int


def items_named(cursor: Any, scope: Scope) -> dict[tuple[str, str], list[NamedItem]]:
    """The open items of the documents that staged payments name, by document and currency, oldest first."""
    cursor.execute(
        """
        SELECT i.document_key, i.currency, i.id, i.customer_id, i.account_id, i.open_minor FROM item i
         WHERE i.organization_id = %s AND i.company_id = %s AND i.open_minor <> 0 AND i.kind <> 'receipt' AND i.document_key IN (SELECT document_key FROM stage_payment WHERE document_key <> '')
         ORDER BY i.due_on, i.id
        """,
        [scope.organization_id, scope.company_id],
    )
    found: dict[tuple[str, str], list[NamedItem]] = defaultdict(list)
    for key, currency, *rest in cursor.fetchall():
        found[key, currency].append(NamedItem(*rest))
    return found


def refused_by_person(cursor: Any, scope: Scope) -> set[tuple[str, int]]:
    """(payment, item) pairs that a person took back: no file applies them again."""
    cursor.execute(
        """
        SELECT DISTINCT r.payment_ref, x.item_id FROM match_undo u JOIN allocation a ON a.organization_id = u.organization_id AND a.match_id = u.match_id AND a.reverses_id IS NULL
          CROSS JOIN LATERAL (VALUES (a.credit_item_id, a.debit_item_id), (a.debit_item_id, a.credit_item_id)) x(receipt_item, item_id)
          JOIN item c ON c.organization_id = a.organization_id AND c.id = x.receipt_item
          JOIN receipt r ON r.organization_id = c.organization_id AND r.posting_id = c.posting_id AND r.entry_id = c.entry_id
         WHERE u.organization_id = %s AND r.company_id = %s AND u.by_person AND r.payment_ref <> ''
        """,
        [scope.organization_id, scope.company_id],
    )
    return set(cursor.fetchall())


_LEDGER_RECEIPTS = """
SELECT i.id, i.customer_id, i.currency, -i.amount_minor, i.effective_on FROM item i
  JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
 WHERE i.organization_id = %s AND i.company_id = %s AND i.kind IN ('receipt', 'refund') AND e.source_key IS NOT NULL AND i.customer_id = ANY(%s) AND (%s OR i.recorded_at = %s)
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)
"""


def payments_in_ledger(
    cursor: Any, scope: Scope, payments: Iterable[tuple[int, int, str, int, date]], *, recorded_at: Any = None
) -> set[int]:
    """Which of the payments (key, customer, currency, amount, day) the imported ledger says too: same customer, currency and amount, within days, each
    entry once. With `recorded_at` only what the ledger brought at that instant is looked at."""
    listed = list(payments)
    cursor.execute(
        _LEDGER_RECEIPTS, [scope.organization_id, scope.company_id, sorted({customer for _, customer, *_ in listed}), recorded_at is None, recorded_at]
    )  # fmt: skip
    sides: dict[tuple[int, str], tuple[list[Movement[int]], list[Movement[int]]]] = defaultdict(lambda: ([], []))
    for key, customer, currency, minor, on in listed:
        sides[customer, currency][0].append(Movement(key, on, minor))
    for item, customer, currency, minor, on in cursor.fetchall():
        sides[customer, currency][1].append(Movement(item, on, minor))
    return {key for left, right in sides.values() for key, _ in meet(left, right)}


def yield_payments_to_ledger(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> int:
    """Reverse the receipts of imported payments that the ledger has now brought itself. Returns their number."""
    cursor.execute(
        """
        SELECT r.id, r.posting_id, r.entry_id, r.customer_id, r.currency, r.amount_minor, r.received_on FROM receipt r
          JOIN posting p ON p.organization_id = r.organization_id AND p.id = r.posting_id AND p.kind = 'payment_import'
         WHERE r.organization_id = %s AND r.company_id = %s AND r.customer_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
        """,
        [scope.organization_id, scope.company_id],
    )
    standing = {row[0]: row[1:] for row in cursor.fetchall()}
    if not standing:
        return 0
    there = payments_in_ledger(
        cursor,
        scope,
        ((key, customer, currency, minor, on) for key, (_, _, customer, currency, minor, on) in standing.items()),
        recorded_at=recorded_at,
    )
    list_to_reverse(cursor)
    copy_rows(cursor, "reverse_entry", ("posting_id", "entry_id"), (standing[key][:2] for key in sorted(there)))
    return reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason="the ledger brought its own entry", import_id=import_id, rule="receipt_replaced"
    )
