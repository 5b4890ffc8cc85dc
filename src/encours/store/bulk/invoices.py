"""Invoices in: the staged rows of a table against the documents and items that the books have, and what each row would change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from encours.store.bulk.copying import copy_rows, copy_text
from encours.store.tenant import Scope


class InvoicePart(NamedTuple):
    """What is due on one day: positive minor units and the source of the due date."""

    due_on: date
    source: str
    minor: int


class StagedInvoice(NamedTuple):
    """A row of a table of invoices, checked. `tax_minor` is what of the total goes to the VAT account; `target_open_minor` what the file says is
    still open (None: it does not say), `settled_on` the day on which the rest was settled; `content_key` is equal as long as the document is."""

    line: int
    number: str
    document_key: str
    type: str
    sign: int
    customer_code: str
    customer_name: str
    issued_on: date
    due_on: date | None
    currency: str
    total_minor: int
    net_minor: int | None
    tax_minor: int | None
    split_tax_minor: int
    target_open_minor: int | None
    settled_on: date
    payment_terms: str
    po_number: str
    creditor_reference: str
    corrects: str
    discount_percent: Decimal | None
    discount_until: date | None
    is_disputed: bool | None
    delivered_on: date | None
    sent_on: date | None
    tax_point: date | None
    description: str
    content_key: str
    parts: tuple[InvoicePart, ...]


_STAGE = """
DROP TABLE IF EXISTS stage_invoice, stage_part, live_item;
CREATE TEMP TABLE stage_invoice (
    n integer PRIMARY KEY, number text NOT NULL, document_key text NOT NULL, type text NOT NULL, sign integer NOT NULL, customer_code text NOT NULL, customer_name text NOT NULL,
    issued_on date NOT NULL, due_on date, currency text NOT NULL, total_minor bigint NOT NULL, net_minor bigint, tax_minor bigint, split_tax_minor bigint NOT NULL,
    target_open_minor bigint, settled_on date NOT NULL, payment_terms text NOT NULL, po_number text NOT NULL, creditor_reference text NOT NULL, corrects text NOT NULL,
    discount_percent numeric, discount_until date, is_disputed boolean, delivered_on date, sent_on date, tax_point date, description text NOT NULL, content_key uuid NOT NULL,
    customer_id bigint, prior_id bigint, prior_posting bigint, prior_tax bigint, last_version integer NOT NULL DEFAULT 0, live integer NOT NULL DEFAULT 0,
    live_minor bigint NOT NULL DEFAULT 0, live_open bigint NOT NULL DEFAULT 0, account_id bigint, action text NOT NULL DEFAULT 'create', post_minor bigint NOT NULL DEFAULT 0,
    post_tax bigint NOT NULL DEFAULT 0, settle_minor bigint NOT NULL DEFAULT 0, new_due boolean NOT NULL DEFAULT false, new_dispute boolean NOT NULL DEFAULT false, invoice_id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE stage_part (n integer NOT NULL, part smallint NOT NULL, due_on date NOT NULL, source text NOT NULL, minor bigint NOT NULL, PRIMARY KEY (n, part)) ON COMMIT DROP;
"""
_COLUMNS = (
    "n number document_key type sign customer_code customer_name issued_on due_on currency total_minor net_minor tax_minor split_tax_minor target_open_minor settled_on "
    "payment_terms po_number creditor_reference corrects discount_percent discount_until is_disputed delivered_on sent_on tax_point description content_key"
).split()
assert len(_COLUMNS) == len(StagedInvoice._fields) - 1

NOT_REVERSED = "NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)"


@dataclass(frozen=True, slots=True)
class InvoiceComparison:
    """What a table of invoices would change. `reviews` are (row, number, action) that no import decides; `settled_more` counts documents of
    which the books have less open than the file says."""

    created: int
    updated: int
    unchanged: int
    new_customers: tuple[str, ...]
    reviews: tuple[tuple[int, str, str], ...]
    settled_more: int
    waiting_for_rate: int


def stage_invoices(cursor: Any, rows: Iterable[StagedInvoice]) -> None:
    """Put checked rows into temporary tables. Their parts wait in a file: the connection takes one COPY at a time."""
    cursor.execute(_STAGE)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as parts:

        def staged() -> Iterable[tuple[object, ...]]:
            for row in rows:
                parts.writelines(f"{row.line}\t{n}\t{part.due_on}\t{part.source}\t{part.minor}\n" for n, part in enumerate(row.parts, 1))
                yield row[:-1]

        copy_rows(cursor, "stage_invoice", _COLUMNS, staged())
        parts.seek(0)
        copy_text(cursor, "stage_part", ("n", "part", "due_on", "source", "minor"), (line.rstrip("\n") for line in parts))
    cursor.execute("CREATE INDEX ON stage_invoice (number)")
    cursor.execute("ANALYZE stage_invoice, stage_part")


def compare_invoices(cursor: Any, scope: Scope, *, external: bool) -> InvoiceComparison:
    """Decide for every staged row what it does (`action`): create, repost (known, but nothing of it stands in the books), same, version (the document
    changed), replace (who, when or in what currency changed, and nothing was settled), review_identity and review_amount (a person decides).

    In `external` books a document describes what the ledger says, and posts nothing.
    """
    ours = {"tenant": scope.organization_id, "company": scope.company_id, "external": external}
    _find_prior(cursor, ours)
    cursor.execute(
        """
        UPDATE stage_invoice s SET action = CASE
            WHEN s.prior_id IS NULL THEN 'create'
            WHEN %(external)s THEN CASE WHEN v.content_key = s.content_key THEN 'same' ELSE 'version' END
            WHEN s.live = 0 AND s.total_minor <> 0 THEN CASE WHEN v.content_key = s.content_key THEN 'repost' ELSE 'create' END
            WHEN v.content_key = s.content_key THEN 'same'
            WHEN (c.code, v.currency, v.type, v.issued_on) IS NOT DISTINCT FROM (s.customer_code, s.currency, s.type, s.issued_on)
                THEN CASE WHEN s.sign * (s.sign * s.total_minor - s.live_minor) < 0 AND abs(s.sign * s.total_minor - s.live_minor) > abs(s.live_open) THEN 'review_amount' ELSE 'version' END
            WHEN s.live_open = s.live_minor THEN 'replace'
            ELSE 'review_identity' END
          FROM stage_invoice o LEFT JOIN invoice v ON v.organization_id = %(tenant)s AND v.id = o.prior_id
          LEFT JOIN customer c ON c.organization_id = v.organization_id AND c.id = v.customer_id
         WHERE o.n = s.n
        """,
        ours,
    )
    if not external:
        _decide_amounts(cursor, ours)
        _decide_facts(cursor, ours)
    return _comparison(cursor, ours)


def _find_prior(cursor: Any, ours: dict[str, Any]) -> None:
    """The customer, the latest version and the live items of every staged document."""
    cursor.execute(
        "UPDATE stage_invoice s SET customer_id = c.id FROM customer c WHERE c.organization_id = %(tenant)s AND c.company_id = %(company)s AND c.code = s.customer_code",
        ours,
    )
    cursor.execute(
        """
        UPDATE stage_invoice s SET prior_id = p.id, prior_posting = p.posting_id, last_version = p.last_version,
               prior_tax = CASE WHEN p.net_minor + p.tax_minor = p.total_minor AND p.type <> 'deposit' THEN p.tax_minor ELSE 0 END
          FROM (SELECT DISTINCT ON (o.n) o.n, max(v.version) OVER (PARTITION BY o.n) AS last_version, m.state, v.*
                  FROM stage_invoice o JOIN invoice v ON v.organization_id = %(tenant)s AND v.company_id = %(company)s AND v.number = o.number
                  LEFT JOIN import m ON m.organization_id = v.organization_id AND m.id = v.import_id
                 ORDER BY o.n, m.state IS DISTINCT FROM 'undone' DESC, v.version DESC) p
         WHERE p.n = s.n AND p.state IS DISTINCT FROM 'undone'
        """,
        ours,
    )
    cursor.execute(
        """
        UPDATE stage_invoice s SET last_version = p.last_version
          FROM (SELECT o.n, max(v.version) AS last_version FROM stage_invoice o
                  JOIN invoice v ON v.organization_id = %(tenant)s AND v.company_id = %(company)s AND v.number = o.number GROUP BY 1) p
         WHERE p.n = s.n AND s.prior_id IS NULL
        """,
        ours,
    )
    cursor.execute(
        f"""
        CREATE TEMP TABLE live_item ON COMMIT DROP AS
        SELECT s.n, i.id AS item_id, i.account_id, i.amount_minor, i.open_minor, i.effective_on, i.due_on, i.due_source, i.is_disputed, i.posting_id, i.entry_id
          FROM stage_invoice s JOIN invoice_item x ON x.organization_id = %(tenant)s AND x.invoice_id = s.prior_id
          JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id WHERE {NOT_REVERSED};
        CREATE INDEX ON live_item (n);
        ANALYZE live_item
        """,
        ours,
    )
    cursor.execute(
        """
        UPDATE stage_invoice s SET live = l.items, live_minor = l.amount, live_open = l.open, account_id = l.account_id
          FROM (SELECT n, count(*) AS items, sum(amount_minor)::bigint AS amount, sum(open_minor)::bigint AS open, min(account_id) AS account_id FROM live_item GROUP BY 1) l
         WHERE l.n = s.n
        """
    )


def _decide_amounts(cursor: Any, ours: dict[str, Any]) -> None:
    """How much each row posts and settles, signed as the document's item is."""
    cursor.execute(
        """
        UPDATE stage_invoice s SET
            post_minor = CASE WHEN action IN ('create', 'repost', 'replace') THEN sign * total_minor WHEN action = 'version' THEN sign * total_minor - live_minor ELSE 0 END,
            post_tax = CASE WHEN action IN ('create', 'repost', 'replace') THEN sign * split_tax_minor
                            WHEN action = 'version' AND sign * total_minor <> live_minor THEN sign * (split_tax_minor - coalesce(prior_tax, 0)) ELSE 0 END
         WHERE action IN ('create', 'repost', 'replace', 'version')
        """
    )
    cursor.execute(
        """
        UPDATE stage_invoice SET settle_minor =
            sign * greatest(0, sign * (CASE WHEN action IN ('same', 'version') THEN live_open ELSE 0 END + post_minor) - target_open_minor)
         WHERE action NOT LIKE 'review%%' AND sign * (CASE WHEN action IN ('same', 'version') THEN live_open ELSE 0 END + post_minor) > target_open_minor
        """,
        ours,
    )


def _decide_facts(cursor: Any, ours: dict[str, Any]) -> None:
    """Which due dates and disputes of standing items the row changes. What a person agreed or said stays; a stated date never gives way to an assumed one."""
    cursor.execute(
        """
        UPDATE stage_invoice s SET new_due = true FROM live_item l, stage_part p
         WHERE l.n = s.n AND p.n = s.n AND s.live = 1 AND p.part = 1 AND NOT EXISTS (SELECT 1 FROM stage_part q WHERE q.n = s.n AND q.part = 2)
           AND s.action IN ('same', 'version') AND l.due_source IN ('file', 'terms', 'assumed') AND (l.due_on, l.due_source) IS DISTINCT FROM (p.due_on, p.source)
           AND array_position(ARRAY['assumed', 'terms', 'file'], p.source) >= array_position(ARRAY['assumed', 'terms', 'file'], l.due_source)
        """
    )
    cursor.execute(
        """
        UPDATE stage_invoice s SET new_dispute = true FROM live_item l
         WHERE l.n = s.n AND s.action IN ('same', 'version') AND l.is_disputed <> s.is_disputed
           AND coalesce((SELECT f.source FROM item_fact f WHERE f.organization_id = %(tenant)s AND f.item_id = l.item_id AND f.kind = 'dispute'
                          ORDER BY f.recorded_at DESC LIMIT 1), 'file') = 'file'
        """,
        ours,
    )


def _comparison(cursor: Any, ours: dict[str, Any]) -> InvoiceComparison:
    cursor.execute(
        """
        SELECT count(*) FILTER (WHERE action IN ('create', 'repost')),
               count(*) FILTER (WHERE action IN ('version', 'replace') OR (action = 'same' AND (settle_minor <> 0 OR new_due OR new_dispute))),
               count(*) FILTER (WHERE action = 'same' AND settle_minor = 0 AND NOT new_due AND NOT new_dispute),
               count(*) FILTER (WHERE action IN ('same', 'version') AND NOT %(external)s AND sign * (live_open + post_minor) < target_open_minor),
               count(*) FILTER (WHERE action <> 'same' AND NOT %(external)s AND currency <> (SELECT currency FROM company WHERE organization_id = %(tenant)s AND id = %(company)s))
          FROM stage_invoice
        """,
        ours,
    )
    created, updated, unchanged, more, waiting = cursor.fetchone()
    cursor.execute("SELECT customer_code FROM stage_invoice WHERE customer_id IS NULL GROUP BY 1 ORDER BY min(n)")
    strangers = tuple(row[0] for row in cursor.fetchall())
    cursor.execute("SELECT n, number, action FROM stage_invoice WHERE action LIKE 'review%' ORDER BY n")
    return InvoiceComparison(created, updated, unchanged, strangers, tuple(cursor.fetchall()), more, waiting)
