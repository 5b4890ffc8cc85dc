"""Payments in: what of a table of payments is known, and which documents they name. The rows stay in the database; a few thousand at a time are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any, NamedTuple

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.streaming import stream_rows
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


# What becomes of a row is its `state`: new, changed, same, ledger (the imported ledger says it), no_customer, decided (it changed and a person matched it).
_STAGE = """
DROP TABLE IF EXISTS stage_payment, payment_owner, payment_part;
CREATE TEMP TABLE stage_payment (
    n integer PRIMARY KEY, payment_ref text NOT NULL, code text NOT NULL, received_on date NOT NULL, minor bigint NOT NULL, currency text NOT NULL, method text NOT NULL,
    reference text NOT NULL, document_key text NOT NULL, customer_id bigint, posting_id bigint, entry_id integer, item_id bigint, open_minor bigint NOT NULL DEFAULT 0,
    is_decided boolean NOT NULL DEFAULT false, state text NOT NULL DEFAULT 'new'
) ON COMMIT DROP;
CREATE TEMP TABLE payment_owner (n integer PRIMARY KEY, customer_id bigint NOT NULL, account_id bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE payment_part (n integer NOT NULL, k integer NOT NULL, item_id bigint NOT NULL, minor bigint NOT NULL) ON COMMIT DROP;
"""
_COLUMNS = "n payment_ref code received_on minor currency method reference document_key".split()
_AT_ONCE = 5_000
_LATE = "state = 'same' AND open_minor <> 0 AND NOT is_decided"


def stage_payments(cursor: Any, scope: Scope, payments: Iterable[StagedPayment]) -> None:
    """Send the rows to `stage_payment` and compare them with the receipts of the same names."""
    cursor.execute(_STAGE)
    copy_rows(
        cursor, "stage_payment", _COLUMNS,
        ((p.line, p.payment_ref, p.customer_code, p.received_on, p.amount_minor, p.currency, p.method, p.reference, p.document_key) for p in payments),
    )  # fmt: skip
    ours = {"tenant": scope.organization_id, "company": scope.company_id}
    cursor.execute(
        "UPDATE stage_payment s SET customer_id = c.id FROM customer c WHERE c.organization_id = %(tenant)s AND c.company_id = %(company)s AND c.code = s.code", ours
    )
    cursor.execute("ANALYZE stage_payment")
    cursor.execute(
        """
        UPDATE stage_payment s SET posting_id = k.posting_id, entry_id = k.entry_id, item_id = k.item_id, open_minor = k.open_minor, is_decided = k.is_decided,
               state = CASE WHEN k.is_same THEN 'same' WHEN k.is_decided THEN 'decided' ELSE 'changed' END
          FROM (
            SELECT DISTINCT ON (s.n) s.n, r.posting_id, r.entry_id, i.id AS item_id, coalesce(i.open_minor, 0) AS open_minor,
                   coalesce((r.received_on, r.amount_minor, r.currency) = (s.received_on, s.minor, s.currency) AND (r.customer_id = s.customer_id OR EXISTS (
                       SELECT 1 FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.rule = 'payment_names_document'
                        WHERE a.organization_id = i.organization_id AND (a.credit_item_id = i.id OR a.debit_item_id = i.id))), false) AS is_same,
                   EXISTS (SELECT 1 FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
                            WHERE a.organization_id = i.organization_id AND (a.credit_item_id = i.id OR a.debit_item_id = i.id) AND m.decided_by = 'person'
                              AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)) AS is_decided
              FROM stage_payment s
             CROSS JOIN LATERAL (SELECT r.* FROM receipt r WHERE r.organization_id = %(tenant)s AND r.company_id = %(company)s AND r.payment_ref = s.payment_ref AND r.payment_ref <> ''
                                    AND r.statement_line_id IS NULL AND NOT EXISTS (
                                        SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
                                  ORDER BY r.id DESC LIMIT 1) r
              LEFT JOIN item i ON i.organization_id = %(tenant)s AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
             ORDER BY s.n, i.id DESC) k
         WHERE k.n = s.n
        """,
        ours,
    )
    cursor.execute("UPDATE stage_payment SET state = 'no_customer' WHERE customer_id IS NULL; ANALYZE stage_payment")


def payment_counts(cursor: Any) -> dict[str, int]:
    """How many staged payments are in each state."""
    cursor.execute("SELECT state, count(*) FROM stage_payment GROUP BY 1")
    return dict(cursor.fetchall())


def payment_methods(cursor: Any) -> list[str]:
    """The methods that staged payments to record were made by."""
    cursor.execute("SELECT DISTINCT method FROM stage_payment WHERE state IN ('new', 'changed', 'same') ORDER BY 1")
    return [method for (method,) in cursor.fetchall()]


def payments_left_out(cursor: Any) -> Iterator[tuple[int, str, str, str]]:
    """Line, state, customer code and name of the payments that cannot be taken."""
    return stream_rows(cursor, "SELECT n, state, code, payment_ref FROM stage_payment WHERE state IN ('no_customer', 'decided') ORDER BY n", [])


def reverse_changed_payments(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> int:
    """Take back the receipts of payments that came again otherwise; returns their number."""
    list_to_reverse(cursor)
    cursor.execute("INSERT INTO reverse_entry SELECT posting_id, entry_id FROM stage_payment WHERE state = 'changed'")
    return reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the payment came again otherwise", import_id=import_id, rule="payment_replaced")


@dataclass(slots=True)
class NamedItem:
    """An item that a payment may settle, and what is left of it while a file is gone through."""

    item_id: int
    customer_id: int
    account_id: int
    left_minor: int


class NamingPayment(NamedTuple):
    """A payment that names a document; of one recorded before (`item_id`: its open item) what is left of it."""

    line: int
    payment_ref: str
    customer_id: int
    amount_minor: int
    is_late: bool
    item_id: int | None


def payments_by_document(cursor: Any, scope: Scope) -> Iterator[tuple[list[NamingPayment], list[NamedItem]]]:
    """For each document that payments to record name, they in the order of the file (those recorded before it come last) and its open items, oldest first."""
    rows = stream_rows(
        cursor,
        f"""
        SELECT document_key, currency, n, payment_ref, customer_id, CASE WHEN {_LATE} THEN -open_minor ELSE minor END, state = 'same', item_id FROM stage_payment
         WHERE document_key <> '' AND (state IN ('new', 'changed') OR {_LATE}) ORDER BY document_key, currency, state = 'same', n
        """,
        [],
    )
    waiting: dict[tuple[str, str], list[NamingPayment]] = {}
    count = 0
    for named, members in groupby(rows, key=lambda row: (row[0], row[1])):
        waiting[named] = [NamingPayment(*row[2:]) for row in members]
        count += len(waiting[named])
        if count >= _AT_ONCE:
            yield from _with_items(cursor, scope, waiting)
            waiting, count = {}, 0
    yield from _with_items(cursor, scope, waiting)


def _with_items(cursor: Any, scope: Scope, waiting: dict[tuple[str, str], list[NamingPayment]]) -> Iterator[tuple[list[NamingPayment], list[NamedItem]]]:
    cursor.execute(
        """
        SELECT i.document_key, i.currency, i.id, i.customer_id, i.account_id, i.open_minor FROM item i
         WHERE i.organization_id = %s AND i.company_id = %s AND i.open_minor <> 0 AND i.kind <> 'receipt' AND i.document_key = ANY(%s) AND i.document_key <> ''
         ORDER BY i.due_on, i.id
        """,
        [scope.organization_id, scope.company_id, sorted({document for document, _ in waiting})],
    )
    items: dict[tuple[str, str], list[NamedItem]] = defaultdict(list)
    for document, currency, *rest in cursor.fetchall():
        items[document, currency].append(NamedItem(*rest))
    for named, payments in waiting.items():
        yield payments, items.get(named, [])


class Applied(NamedTuple):
    """What a payment settles: of whom, on which account, and how much of each item."""

    line: int
    customer_id: int
    account_id: int
    parts: list[tuple[int, int]]


def keep_applied(cursor: Any, applied: Iterator[Applied]) -> None:
    """Remember what payments settle, for `payments_to_record` and `payments_settled_late`."""
    while some := list(islice(applied, _AT_ONCE)):
        copy_rows(cursor, "payment_owner", ("n", "customer_id", "account_id"), (one[:3] for one in some))
        copy_rows(
            cursor, "payment_part", ("n", "k", "item_id", "minor"), ((one.line, k, item, minor) for one in some for k, (item, minor) in enumerate(one.parts))
        )  # fmt: skip
    cursor.execute("ANALYZE payment_owner, payment_part")


_PARTS = "LEFT JOIN (SELECT n, array_agg(item_id ORDER BY k) AS items, array_agg(minor ORDER BY k) AS minors FROM payment_part GROUP BY n) p USING (n)"


class PaymentToRecord(NamedTuple):
    """A payment to record, with whose account it goes to and what it settles."""

    line: int
    payment_ref: str
    received_on: date
    amount_minor: int
    currency: str
    method: str
    reference: str
    document_key: str
    customer_id: int
    account_id: int | None
    items: list[int] | None
    minors: list[int] | None


def payments_to_record(cursor: Any) -> Iterator[PaymentToRecord]:
    """The payments that are new or changed, in the order of the file."""
    query = f"""
        SELECT s.n, s.payment_ref, s.received_on, s.minor, s.currency, s.method, s.reference, s.document_key, coalesce(o.customer_id, s.customer_id), o.account_id, p.items, p.minors
          FROM stage_payment s LEFT JOIN payment_owner o USING (n) {_PARTS} WHERE s.state IN ('new', 'changed') ORDER BY s.n
    """
    return (PaymentToRecord(*row) for row in stream_rows(cursor, query, []))


def payments_settled_late(cursor: Any) -> Iterator[tuple[int, list[int], list[int]]]:
    """The payments recorded before the document they name: their item, and what of which items they settle."""
    return stream_rows(
        cursor, f"SELECT s.item_id, p.items, p.minors FROM stage_payment s {_PARTS} WHERE {_LATE} AND p.n IS NOT NULL ORDER BY s.n", []
    )  # fmt: skip


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
