"""Importing invoices.csv: in own books the documents are posted, in external books they describe what the ledger says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import md5
from typing import BinaryIO

from encours.formats.tables.contract import InvoiceRow
from encours.kernel.normal import name_key, reference_key
from encours.store.bulk.describe import describe_items, waiting_invoices
from encours.store.bulk.invoice_posting import post_invoices
from encours.store.bulk.invoice_rows import name_customers, write_invoice_rows
from encours.store.bulk.invoices import InvoicePart, StagedInvoice, compare_invoices, stage_invoices
from encours.store.load.books import codes_by_name, terms_of_customers
from encours.store.load.matching import has_external_books
from encours.usecases.imports import invoice_words as words
from encours.usecases.imports.contract import Work
from encours.usecases.imports.due_dates import document_due_of, due_parts_of, is_understood
from encours.usecases.imports.tables import TERMS_UNREADABLE, Seen, open_table

_AMOUNT_MAX = 10**15
"""In minor units: beyond it an amount is a misread one, and sums of a million of them still fit."""


class InvoiceHandler:
    """invoices.csv."""

    kind = "invoices"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        work.counts.encoding = table.encoding
        self._external = has_external_books(work.cursor, work.scope)
        # Read before the rows stream in: a COPY that is fed from them owns the connection.
        terms = terms_of_customers(work.cursor, work.scope)
        rows = table.rows if "customer_id" in table.columns else _by_name(work, table.rows, codes_by_name(work.cursor, work.scope))
        stage_invoices(work.cursor, self._checked(work, rows, "disputed" in table.columns, terms))
        compared = compare_invoices(work.cursor, work.scope, external=self._external)
        counts, log = work.counts, work.log
        counts.created, counts.updated, counts.unchanged = compared.created, compared.updated, compared.unchanged
        counts.details["books"] = "external" if self._external else "own"
        for code in compared.new_customers:
            log.add(words.CUSTOMER_CREATED, column="customer_id", value=code)
        for line, number, action in compared.reviews:
            log.add(words.REVIEWS[action], line=line, column="total" if action == "review_amount" else "customer_id", value=number)
        counts.rejected += len(compared.reviews)
        if compared.settled_more:
            log.add(words.SETTLED_MORE, count=compared.settled_more)
        if compared.waiting_for_rate:
            log.add(words.NO_RATE, count=compared.waiting_for_rate, currency=work.company.currency)

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        cursor, scope, details = work.cursor, work.scope, work.counts.details
        if not self._external:
            written = post_invoices(cursor, scope, recorded_at=work.recorded_at, import_id=work.import_id)
            work.counts.reversed = written.reversed
            details |= {"entries": written.entries, "items": written.items, "settled": written.settled, "matches_made": written.matches}
            return
        name_customers(cursor, scope)
        write_invoice_rows(cursor, scope, recorded_at=work.recorded_at, import_id=work.import_id, posting=None)
        details["described"] = describe_items(cursor, scope, recorded_at=work.recorded_at, due=document_due_of(work.company))
        if waiting := waiting_invoices(cursor):
            details["not_in_ledger"] = waiting
            work.log.add(words.NOT_IN_LEDGER, count=waiting)

    def _checked(self, work: Work, rows: Iterator[object], says_disputes: bool, terms: dict[str, str]) -> Iterator[StagedInvoice]:
        log, counts = work.log, work.counts
        seen, understood = Seen.of(work, "number"), is_understood(work.company)
        due_parts = _due_parts(work, due_parts_of(work.company), terms)
        for row in rows:
            assert isinstance(row, InvoiceRow)
            if not seen.is_new(row.number, row.number, row.line, row[1:]):
                continue
            if max(row.total_minor, row.net_minor or 0, row.tax_minor or 0) >= _AMOUNT_MAX:
                log.add(words.TOO_LARGE, line=row.line, column="total", value=row.number)
                counts.rejected += 1
                continue
            if row.payment_terms and not understood(row.payment_terms):
                log.add(TERMS_UNREADABLE, line=row.line, column="payment_terms", value=row.payment_terms)
            yield _staged(row, work.options.today, says_disputes, due_parts(row))


def _by_name(work: Work, rows: Iterator[object], codes: dict[str, str | None]) -> Iterator[InvoiceRow]:
    """The rows of a table without codes, each with that of the one customer of its name; a name that nobody has is its own code."""
    for row in rows:
        assert isinstance(row, InvoiceRow)
        name = " ".join(row.customer_name.split())
        key = name_key(name)
        if key and key not in codes:
            codes[key] = name
            work.log.add(words.CUSTOMER_NAMED, line=row.line, column="customer_name", value=name)
        if code := codes.get(key):
            yield row._replace(customer_id=code)
            continue
        work.log.add(words.CUSTOMER_AMBIGUOUS if key else words.CUSTOMER_MISSING, line=row.line, column="customer_name", value=name)
        work.counts.rejected += 1


def _due_parts(
    work: Work, parts: Callable[[str, date, date | None, int], tuple[tuple[date, str, int], ...]], of_customer: dict[str, str]
) -> Callable[[InvoiceRow], tuple[InvoicePart, ...]]:
    understood = is_understood(work.company)

    def due(row: InvoiceRow) -> tuple[InvoicePart, ...]:
        if row.type == "credit_note":
            return (InvoicePart(row.due_on or row.issued_on, "none", row.total_minor),)
        if row.due_on is not None:
            return (InvoicePart(row.due_on, "file", row.total_minor),)
        terms = row.payment_terms if understood(row.payment_terms) else of_customer.get(row.customer_id, "")
        return tuple(InvoicePart(*part) for part in parts(terms, row.issued_on, row.delivered_on, row.total_minor))

    return due


def _staged(row: InvoiceRow, today: date, says_disputes: bool, parts: tuple[InvoicePart, ...]) -> StagedInvoice:
    target = min(row.open_minor, row.total_minor) if row.open_minor is not None else (0 if row.paid_on is not None else None)
    splits = (
        row.net_minor is not None
        and row.tax_minor is not None
        and row.net_minor + row.tax_minor == row.total_minor
        and row.type != "deposit"
    )
    disputed = row.disputed if says_disputes else None
    document = (row.type, row.customer_id, row.issued_on, row.due_on, row.currency, row.total_minor, row.net_minor, row.tax_minor, row.payment_terms, row.po_number,
                row.creditor_reference, row.corrects, row.discount_percent, row.discount_until, disputed, row.delivered_on, row.sent_on, row.tax_point, row.description)  # fmt: skip
    return StagedInvoice(
        line=row.line, number=row.number, document_key=reference_key(row.number), type=row.type, sign=-1 if row.type == "credit_note" else 1,
        customer_code=row.customer_id, customer_name=row.customer_name, issued_on=row.issued_on, due_on=row.due_on, currency=row.currency, total_minor=row.total_minor,
        net_minor=row.net_minor, tax_minor=row.tax_minor, split_tax_minor=(row.tax_minor or 0) if splits else 0, target_open_minor=target,
        settled_on=row.paid_on or max(today, row.issued_on), payment_terms=row.payment_terms, po_number=row.po_number, creditor_reference=row.creditor_reference,
        corrects=row.corrects, discount_percent=row.discount_percent, discount_until=row.discount_until, is_disputed=disputed, delivered_on=row.delivered_on,
        sent_on=row.sent_on, tax_point=row.tax_point, description=row.description, content_key=_content_key(document), parts=parts,
    )  # fmt: skip


def _content_key(document: tuple[object, ...]) -> str:
    return md5(json.dumps(document, default=str).encode(), usedforsecurity=False).hexdigest()
