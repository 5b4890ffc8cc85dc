"""customers.csv, contacts.csv and invoices.csv: the canonical tables (design §10) that enrich what the FEC says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from random import Random

from encours.demo.identifiers import creditor_reference
from encours.demo.model import Customer, Document
from encours.demo.names import Names, domain
from encours.demo.write_camt import decimal
from encours.kernel.normal import name_key

CUSTOMER_COLUMNS = (
    "customer_id", "name", "siren", "vat_number", "country", "language", "currency", "email", "phone", "iban", "payment_terms", "parent_id", "payer_id",
    "credit_limit", "segment", "aliases",
)  # fmt: skip
CONTACT_COLUMNS = ("customer_id", "role", "name", "email", "language", "phone")
INVOICE_COLUMNS = (
    "number", "type", "customer_id", "customer_name", "issued_on", "due_on", "currency", "total", "net", "tax", "tax_rate", "payment_terms", "po_number",
    "creditor_reference", "corrects", "discount_percent", "discount_until", "disputed", "delivered_on", "sent_on", "tax_point", "description",
)  # fmt: skip
_SEGMENTS = {"trade": "négoce", "group": "groupe", "counter": "comptoir"}
"""As this French company names them in its own files."""


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A canonical CSV file; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def customer_rows(customers: Iterable[Customer]) -> list[tuple[object, ...]]:
    """The master data, with the accounts the company knows of, which are not all there are."""
    return [
        (
            c.id, c.name, c.siren, c.vat_number, c.country, c.language, c.currency, c.email, c.phone, ";".join(c.ibans[: c.known_ibans]), c.payment_terms,
            c.parent_id, c.payer_id, None if c.credit_limit_minor is None else decimal(c.credit_limit_minor), _SEGMENTS.get(c.segment, c.segment), ";".join(c.aliases),
        )
        for c in customers
    ]  # fmt: skip


def contact_rows(rng: Random, customers: Iterable[Customer]) -> list[tuple[object, ...]]:
    """Who to write to: the accountant everywhere a mail address exists, a buyer or a director at the larger ones."""
    names = Names(rng)
    rows: list[tuple[object, ...]] = []
    for customer in customers:
        if not customer.email:
            continue
        for role in ("accounting", *(("buyer",) if rng.random() < 0.3 else ()), *(("director",) if rng.random() < 0.15 else ())):
            person = names.person()
            mailbox = name_key(person).lower().replace(" ", ".")
            rows.append(
                (
                    customer.id,
                    role,
                    person,
                    f"{mailbox}@{domain(customer.name)}",
                    customer.language,
                    customer.phone if role == "accounting" else "",
                )
            )
    return rows


def invoice_rows(documents: Iterable[Document]) -> list[tuple[object, ...]]:
    """Every document but money on account. What is open is not said: that is for the ledger to tell."""
    return [
        (
            d.number, d.type, d.customer.id, d.customer.name, d.issued_on, d.due_on if d.states_due_date else None, d.currency, decimal(d.total_minor),
            decimal(d.net_minor), decimal(d.tax_minor), d.rate, d.customer.payment_terms if d.type == "invoice" else "", d.po_number,
            creditor_reference(d.number) if d.type == "invoice" else "", d.corrects.number if d.corrects else "", d.discount_percent, d.discount_until,
            "true" if d.disputed else "", d.delivered_on, d.issued_on, d.delivered_on or d.issued_on, d.description,
        )
        for d in documents
        if d.type != "on_account"
    ]  # fmt: skip
