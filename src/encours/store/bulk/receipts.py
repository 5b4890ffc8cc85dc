"""Recording money that came in: one posting for a run, one entry for each receipt, its open item, and what it settles at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.settle import open_settlement, spread, write_matches
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a receipt settles: (item, amount) with the items' signs, by which rule, and why, as JSON text: a run has a hundred thousand of them at once."""

    applications: tuple[tuple[int, int], ...]
    decided_by: str
    rule: str
    evidence: str = "[]"


@dataclass(frozen=True, slots=True)
class ReceiptToPost:
    """Money received (positive) or paid back (negative). Without a customer it waits on the suspense account and has no open item.

    `bank_account` and `counter_account` are ledger accounts; the counter account is the customer's receivable account, or suspense.
    """

    received_on: date
    amount_minor: int
    currency: str
    bank_account: int
    counter_account: int
    customer_id: int | None = None
    statement_line_id: int | None = None
    payment_ref: str = ""
    method: str = ""
    reference: str = ""
    is_provisional: bool = False
    settlement: Settlement | None = field(default=None)


_STAGE = """
DROP TABLE IF EXISTS stage_receipt;
CREATE TEMP TABLE stage_receipt (
    n integer PRIMARY KEY, received_on date NOT NULL, amount_minor bigint NOT NULL, currency text NOT NULL, bank_account bigint NOT NULL, counter_account bigint NOT NULL,
    customer_id bigint, statement_line_id bigint, payment_ref text NOT NULL, method text NOT NULL, reference text NOT NULL, is_provisional boolean NOT NULL, item_id bigint
) ON COMMIT DROP;
"""
_COLUMNS = "n received_on amount_minor currency bank_account counter_account customer_id statement_line_id payment_ref method reference is_provisional".split()


def post_receipts(
    cursor: Any, scope: Scope, receipts: Iterable[ReceiptToPost], *, journal_id: int, kind: str, recorded_at: Any, import_id: int | None = None
) -> tuple[int, int]:  # fmt: skip
    """Record receipts and what they settle; returns how many were recorded and how many matches were made.

    A receipt in a currency that the company does not keep its books in is recorded in that currency and waits for its rate.
    """
    tenant, company = scope.organization_id, scope.company_id
    listed = list(receipts)
    if not listed:
        return 0, 0
    cursor.execute(_STAGE)
    copy_rows(
        cursor,
        "stage_receipt",
        _COLUMNS,
        (
            (n, r.received_on, r.amount_minor, r.currency, r.bank_account, r.counter_account, r.customer_id, r.statement_line_id, r.payment_ref, r.method, r.reference, r.is_provisional)
            for n, r in enumerate(listed, 1)
        ),
    )  # fmt: skip
    cursor.execute("UPDATE stage_receipt SET item_id = nextval((SELECT pg_get_serial_sequence('item', 'id')::regclass)) WHERE customer_id IS NOT NULL")
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, import_id, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [tenant, company, kind, import_id, scope.actor, recorded_at],
    )
    posting = cursor.fetchone()[0]
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_ref, label)
        SELECT %s, %s, %s, %s, n, received_on, coalesce(nullif(payment_ref, ''), left(reference, 100)), left(reference, 200) FROM stage_receipt ORDER BY n
        """,
        [tenant, posting, company, journal_id],
    )
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
        SELECT %s, %s, x.account_id, CASE WHEN x.line_no = 2 THEN r.customer_id END, x.amount, CASE WHEN r.currency = c.currency THEN x.amount END, r.n, x.line_no, r.received_on, r.currency
          FROM stage_receipt r JOIN company c ON c.organization_id = %s AND c.id = %s
         CROSS JOIN LATERAL (VALUES (1, r.bank_account, r.amount_minor), (2, r.counter_account, -r.amount_minor)) x(line_no, account_id, amount)
         ORDER BY r.n, x.line_no
        """,
        [tenant, posting, tenant, company],
    )
    _stage_settlements(cursor, listed)
    spread(cursor)
    cursor.execute(
        """
        INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, first_at, last_at,
                          facts_at, entry_id, line_no, effective_on, issued_on, due_on, first_on, last_on, currency, kind, due_source, document_ref)
        SELECT %(tenant)s, r.item_id, %(company)s, r.customer_id, r.counter_account, %(posting)s, -r.amount_minor, coalesce(p.amount, 0) - r.amount_minor,
               CASE WHEN r.currency = c.currency THEN -r.amount_minor END, %(at)s, CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END,
               CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, %(at)s, r.n, 2, r.received_on, r.received_on, r.received_on, p.first_on, p.last_on, r.currency,
               CASE WHEN r.amount_minor > 0 THEN 'receipt' ELSE 'refund' END, 'none', coalesce(nullif(r.payment_ref, ''), left(r.reference, 100))
          FROM stage_receipt r JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s
          LEFT JOIN (SELECT item_id, sum(amount)::bigint AS amount, min(effective_on) AS first_on, max(effective_on) AS last_on FROM (
                         SELECT credit_item_id AS item_id, amount_minor AS amount, effective_on FROM settle_pair
                         UNION ALL SELECT debit_item_id, -amount_minor, effective_on FROM settle_pair) x GROUP BY 1) p ON p.item_id = r.item_id
         WHERE r.item_id IS NOT NULL ORDER BY r.n
        """,
        {"tenant": tenant, "company": company, "posting": posting, "at": recorded_at},
    )
    cursor.execute(
        """
        INSERT INTO receipt (organization_id, company_id, posting_id, entry_id, customer_id, statement_line_id, payment_ref, received_on, currency, amount_minor, method,
                             reference, is_provisional, import_id, recorded_at)
        SELECT %s, %s, %s, n, customer_id, statement_line_id, payment_ref, received_on, currency, amount_minor, method, reference, is_provisional, %s, %s
          FROM stage_receipt ORDER BY n
        """,
        [tenant, company, posting, import_id, recorded_at],
    )
    matches = write_matches(cursor, scope, recorded_at=recorded_at, import_id=import_id)
    cursor.execute(
        "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')", [tenant, posting, len(listed), 2 * len(listed)]
    )
    return len(listed), matches


def _stage_settlements(cursor: Any, receipts: list[ReceiptToPost]) -> None:
    open_settlement(cursor)
    settled = [(n, receipt, receipt.settlement) for n, receipt in enumerate(receipts, 1) if receipt.settlement is not None and receipt.customer_id is not None]
    copy_rows(
        cursor,
        "settle_group",
        ("group_id", "account_id", "customer_id", "currency", "decided_by", "rule", "evidence"),
        (
            (n, receipt.counter_account, receipt.customer_id, receipt.currency, settlement.decided_by, settlement.rule, settlement.evidence)
            for n, receipt, settlement in settled
        ),
    )  # fmt: skip
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS settle_wish (n integer, item_id bigint, amount_minor bigint) ON COMMIT DROP")
    cursor.execute("DELETE FROM settle_wish")
    copy_rows(cursor, "settle_wish", ("n", "item_id", "amount_minor"), ((n, item, minor) for n, _, settlement in settled for item, minor in settlement.applications))
    cursor.execute(
        """
        INSERT INTO settle_item
        SELECT w.n, w.item_id, i.effective_on, w.amount_minor FROM settle_wish w JOIN item i ON i.id = w.item_id
        UNION ALL
        SELECT r.n, r.item_id, r.received_on, -sum(w.amount_minor)::bigint FROM stage_receipt r JOIN settle_wish w ON w.n = r.n GROUP BY r.n, r.item_id, r.received_on
        """
    )
