"""Recording money that came in: one posting for a run, one balanced entry for each receipt, its open items, and what it settles at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from encours.receivables.matching.contract import ApplicationKind
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.receipt_lines import stage_lines
from encours.store.bulk.receipt_parts import refuse_conflicts, stage_parts
from encours.store.bulk.settle import open_settlement, spread, write_matches
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Part:
    """What of an item goes how, as `contract.Application` means it: `amount_minor` in the item's currency and with its sign, `paid_minor` the money in
    the receipt's currency where the item is in another. `reason` (a code) and `note` say why a payer withheld a short payment.
    """

    item: int
    amount_minor: int
    kind: ApplicationKind = "payment"
    paid_minor: int | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a receipt settles, of one customer or of several, by which rule, and why, as JSON text: a run has a hundred thousand of them at once."""

    parts: tuple[Part, ...]
    decided_by: str
    rule: str
    evidence: str = "[]"


@dataclass(frozen=True, slots=True)
class Share:
    """Money that stays on the account of a customer beside the payer, in the receipt's currency."""

    customer_id: int
    account_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptToPost:
    """Money received (positive) or paid back (negative). Without a customer it waits on the suspense account, has no open item and settles nothing.

    `bank_account` and `counter_account` are ledger accounts; the counter account is the payer's receivable account, on which stays what settles
    nothing, or suspense.
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
    shares: tuple[Share, ...] = ()


_STAGE = """
DROP TABLE IF EXISTS stage_receipt, stage_settlement, stage_part, stage_share;
CREATE TEMP TABLE stage_receipt (
    n integer PRIMARY KEY, received_on date NOT NULL, amount_minor bigint NOT NULL, currency text NOT NULL, bank_account bigint NOT NULL, counter_account bigint NOT NULL,
    customer_id bigint, statement_line_id bigint, payment_ref text NOT NULL, method text NOT NULL, reference text NOT NULL, is_provisional boolean NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE stage_settlement (n integer PRIMARY KEY, decided_by text NOT NULL, rule text NOT NULL, evidence jsonb) ON COMMIT DROP;
CREATE TEMP TABLE stage_share (n integer NOT NULL, customer_id bigint NOT NULL, account_id bigint NOT NULL, amount_minor bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE stage_part (
    n integer NOT NULL, part_no integer NOT NULL, item_id bigint NOT NULL, kind text NOT NULL, amount_minor bigint NOT NULL, paid_minor bigint, reason text NOT NULL, note text NOT NULL
) ON COMMIT DROP;
"""
_RECEIPT = "n received_on amount_minor currency bank_account counter_account customer_id statement_line_id payment_ref method reference is_provisional".split()
_PART = "n part_no item_id kind amount_minor paid_minor reason note".split()
_AT_ONCE = 5_000
"""Receipts held in memory at a time."""


def post_receipts(
    cursor: Any, scope: Scope, receipts: Iterable[ReceiptToPost], *, journal_id: int, kind: str, recorded_at: Any, import_id: int | None = None,
    discount_adjusts_tax: bool = True,
) -> tuple[int, int]:  # fmt: skip
    """Record receipts and what they settle; returns how many were recorded and how many matches were made. `receipts` are gone through once, a few
    thousand at a time.

    An entry has the money's line, one line with its open item for each customer, account and currency that the money pays, and a line per difference
    on the account of its reason; what is left of the money stays on the payer's account. With `discount_adjusts_tax` a cash discount takes the tax
    of its document with it, where that is known. A receipt in a currency that the company does not keep its books in, and that pays items in that
    currency, is recorded in it and waits for its rate.

    Raises OpenChanged, SettlementImpossible.
    """
    count = _stage(cursor, iter(receipts))
    if not count:
        return 0, 0
    values = {
        "tenant": scope.organization_id,
        "company": scope.company_id,
        "at": recorded_at,
        "actor": scope.actor,
        "import": import_id,
        "journal": journal_id,
    }
    stage_parts(cursor, values)
    refuse_conflicts(cursor)
    stage_lines(cursor, scope, discount_adjusts_tax=discount_adjusts_tax)
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, import_id, actor, recorded_at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [scope.organization_id, scope.company_id, kind, import_id, scope.actor, recorded_at],
    )
    values["posting"] = cursor.fetchone()[0]
    lines = _write_entries(cursor, values)
    _stage_settlements(cursor, values)
    _write_items(cursor, values)
    matches = write_matches(cursor, scope, recorded_at=recorded_at, import_id=import_id)
    _write_differences(cursor, values)
    cursor.execute(
        "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
        [scope.organization_id, values["posting"], count, lines],
    )
    return count, matches


def _stage(cursor: Any, receipts: Iterator[ReceiptToPost]) -> int:
    """Send the receipts with what they settle; returns their number."""
    count = 0
    while some := list(islice(receipts, _AT_ONCE)):
        if not count:
            cursor.execute(_STAGE)
        numbered = list(enumerate(some, count + 1))
        count += len(some)
        copy_rows(
            cursor, "stage_receipt", _RECEIPT,
            (
                (n, r.received_on, r.amount_minor, r.currency, r.bank_account, r.counter_account, r.customer_id, r.statement_line_id, r.payment_ref, r.method, r.reference, r.is_provisional)
                for n, r in numbered
            ),
        )  # fmt: skip
        settled = [(n, r.settlement) for n, r in numbered if r.settlement is not None and r.customer_id is not None]
        copy_rows(
            cursor, "stage_settlement", ("n", "decided_by", "rule", "evidence"), ((n, s.decided_by, s.rule, s.evidence) for n, s in settled)
        )
        copy_rows(
            cursor, "stage_part", _PART,
            ((n, k, p.item, p.kind, p.amount_minor, p.paid_minor, p.reason, p.note) for n, s in settled for k, p in enumerate(s.parts)),
        )  # fmt: skip
        shares = [(n, one.customer_id, one.account_id, one.amount_minor) for n, r in numbered for one in r.shares]
        if shares:
            copy_rows(cursor, "stage_share", ("n", "customer_id", "account_id", "amount_minor"), shares)
    if count:
        cursor.execute("ANALYZE stage_receipt, stage_part")
    return count


def _write_entries(cursor: Any, values: dict[str, Any]) -> int:
    cursor.execute(
        """
        INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_ref, label)
        SELECT %(tenant)s, %(posting)s, %(company)s, %(journal)s, n, received_on, coalesce(nullif(payment_ref, ''), left(reference, 100)), left(reference, 200)
          FROM stage_receipt ORDER BY n
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, original_minor, entry_id, line_no, effective_on, currency,
                          original_currency, label)
        SELECT %(tenant)s, %(posting)s, l.account_id, l.customer_id, l.minor, l.functional_minor, l.original_minor, l.n, l.line_no, r.received_on, l.currency, l.original_currency, l.label
          FROM posted_line l JOIN stage_receipt r USING (n) ORDER BY l.n, l.line_no
        """,
        values,
    )
    lines: int = cursor.rowcount
    return lines


def _stage_settlements(cursor: Any, values: dict[str, Any]) -> None:
    """One group for each receipt and each customer, account and currency that it pays. An item in another currency than its receipt is settled by a line
    of its own, so that its value in the books is settled whole with it."""
    open_settlement(cursor)
    cursor.execute(
        """
        DROP TABLE IF EXISTS posted_group;
        CREATE TEMP TABLE posted_group ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY n, customer_id, account_id, currency) AS group_id, x.* FROM (
            SELECT DISTINCT n, customer_id, account_id, currency FROM posted_part WHERE settled <> 0) x;
        INSERT INTO settle_group (group_id, account_id, customer_id, currency, decided_by, rule, evidence)
        SELECT g.group_id, g.account_id, g.customer_id, g.currency, s.decided_by, s.rule, s.evidence FROM posted_group g JOIN stage_settlement s USING (n);
        INSERT INTO settle_item
        SELECT g.group_id, p.item_id, p.effective_on, sum(p.settled)::bigint FROM posted_part p JOIN posted_group g USING (n, customer_id, account_id, currency)
         WHERE NOT p.is_foreign AND p.settled <> 0 GROUP BY g.group_id, p.item_id, p.effective_on
        UNION ALL
        SELECT g.group_id, c.item_id, r.received_on, -c.settled FROM posted_credit c JOIN posted_group g USING (n, customer_id, account_id, currency) JOIN stage_receipt r USING (n)
         WHERE c.foreign_item = 0 AND c.settled <> 0 AND c.item_id IS NOT NULL
        """
    )
    spread(cursor)
    cursor.execute(
        """
        INSERT INTO settle_pair
        SELECT g.group_id, CASE WHEN c.settled > 0 THEN c.foreign_item ELSE c.item_id END, CASE WHEN c.settled > 0 THEN c.item_id ELSE c.foreign_item END, abs(c.settled),
               greatest(i.effective_on, r.received_on)
          FROM posted_credit c JOIN posted_group g USING (n, customer_id, account_id, currency) JOIN stage_receipt r USING (n)
          JOIN item i ON i.organization_id = %(tenant)s AND i.id = c.foreign_item WHERE c.foreign_item > 0
        """,
        values,
    )


def _write_items(cursor: Any, values: dict[str, Any]) -> None:
    cursor.execute(
        """
        INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, first_at, last_at,
                          facts_at, entry_id, line_no, effective_on, issued_on, due_on, first_on, last_on, currency, kind, due_source, document_ref)
        SELECT %(tenant)s, l.item_id, %(company)s, l.customer_id, l.account_id, %(posting)s, l.minor, coalesce(p.amount, 0) + l.minor, l.functional_minor,
               %(at)s, CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, CASE WHEN p.item_id IS NOT NULL THEN %(at)s::timestamptz END, %(at)s, r.n, l.line_no,
               r.received_on, r.received_on, r.received_on, p.first_on, p.last_on, l.currency, CASE WHEN l.minor < 0 THEN 'receipt' ELSE 'refund' END, 'none',
               coalesce(nullif(r.payment_ref, ''), left(r.reference, 100))
          FROM posted_line l JOIN stage_receipt r USING (n)
          LEFT JOIN (SELECT item_id, sum(amount)::bigint AS amount, min(effective_on) AS first_on, max(effective_on) AS last_on FROM (
                         SELECT credit_item_id AS item_id, amount_minor AS amount, effective_on FROM settle_pair
                         UNION ALL SELECT debit_item_id, -amount_minor, effective_on FROM settle_pair) x GROUP BY 1) p ON p.item_id = l.item_id
         WHERE l.item_id IS NOT NULL ORDER BY l.item_id
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO receipt (organization_id, company_id, posting_id, entry_id, customer_id, statement_line_id, payment_ref, received_on, currency, amount_minor, method,
                             reference, is_provisional, is_compound, import_id, recorded_at)
        SELECT %(tenant)s, %(company)s, %(posting)s, r.n, r.customer_id, statement_line_id, payment_ref, received_on, currency, amount_minor, method, reference, is_provisional,
               r.n IN (SELECT n FROM posted_difference) OR r.n IN (SELECT n FROM stage_share) OR r.n IN (SELECT g.n FROM posted_group g JOIN stage_receipt x USING (n) WHERE g.customer_id <> x.customer_id), %(import)s, %(at)s
          FROM stage_receipt r ORDER BY r.n
        """,
        values,
    )


def _write_differences(cursor: Any, values: dict[str, Any]) -> None:
    cursor.execute(
        """
        INSERT INTO receipt_difference (organization_id, posting_id, entry_id, item_id, kind, amount_minor, booked_minor, recorded_at)
        SELECT %(tenant)s, %(posting)s, n, item_id, kind, amount, booked, %(at)s FROM posted_difference ORDER BY n, item_id, kind
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO receipt_match (organization_id, match_id, posting_id, entry_id, recorded_at)
        SELECT %(tenant)s, m.match_id, %(posting)s, g.n, %(at)s FROM settle_match m JOIN posted_group g USING (group_id)
         WHERE NOT EXISTS (SELECT 1 FROM posted_credit c WHERE (c.n, c.customer_id, c.account_id, c.currency) = (g.n, g.customer_id, g.account_id, g.currency) AND c.settled <> 0)
        """,
        values,
    )
    cursor.execute(
        """
        WITH made AS (
            INSERT INTO deduction (organization_id, company_id, item_id, posting_id, entry_id, amount_minor, reason, note, actor, recorded_at)
            SELECT %(tenant)s, %(company)s, item_id, %(posting)s, n, amount, reason, note, %(actor)s, %(at)s FROM posted_part WHERE kind = 'short_payment' ORDER BY n, part_no
            RETURNING organization_id, id, reason, note, actor, recorded_at)
        INSERT INTO deduction_event (organization_id, deduction_id, state, reason, note, actor, recorded_at)
        SELECT organization_id, id, 'open', reason, note, actor, recorded_at FROM made ORDER BY id
        """,
        values,
    )
