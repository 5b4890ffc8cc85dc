"""The world as the canonical tables, so that anybody can run another program on it: what a company sees, and apart from it the truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bench.matching.model import Customer, Document, World

_TERMS = {False: "NET{days}", True: "FDM{days}_A"}


def write_tables(world: World, folder: Path) -> list[Path]:
    """Write customers.csv, invoices.csv, bank.csv, remittances.csv, and truth.csv with truth_lines.csv. Amounts have a decimal point and two decimals."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / "customers.csv", _CUSTOMERS, (_customer(customer) for customer in world.customers.values())),
        _write(
            folder / "invoices.csv",
            _INVOICES,
            (_invoice(document, world.customers[document.customer].name) for document in world.documents.values()),
        ),
        _write(folder / "bank.csv", _BANK, _bank(world)),
        _write(folder / "remittances.csv", _REMITTANCES, _remittances(world)),
        _write(folder / "truth.csv", _TRUTH, _truth(world)),
        _write(folder / "truth_lines.csv", _TRUTH_LINES, _truth_lines(world)),
    ]


_CUSTOMERS = ("customer_id", "name", "siren", "vat_number", "country", "currency", "iban", "payment_terms", "parent_id")
_INVOICES = (
    "number",
    "type",
    "customer_id",
    "customer_name",
    "issued_on",
    "due_on",
    "currency",
    "total",
    "po_number",
    "creditor_reference",
    "corrects",
    "discount_percent",
    "discount_until",
)
_BANK = (
    "line_id",
    "booked_on",
    "amount",
    "currency",
    "account_iban",
    "counterparty_name",
    "counterparty_iban",
    "remittance",
    "creditor_reference",
    "end_to_end_id",
    "bank_reference",
    "transaction_code",
)
_REMITTANCES = ("remittance_id", "sent_on", "payer_name", "currency", "total", "invoice_reference", "amount", "discount", "memo")
_TRUTH = ("line_id", "invoice_number", "amount", "kind", "settled")
_TRUTH_LINES = ("line_id", "kind", "type", "payer_customer_id", "applied", "unapplied", "about_line_id", "noise")


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    return path


def decimal(minor: int) -> str:
    """Minor units as text.

    >>> decimal(-5), decimal(123456)
    ('-0.05', '1234.56')
    """
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _customer(customer: Customer) -> Sequence[object]:
    terms = _TERMS[customer.end_of_month].format(days=customer.terms_days)
    account = customer.iban if customer.iban_known else ""
    return (
        customer.id,
        customer.name,
        customer.siren,
        customer.vat_number,
        customer.country,
        customer.currency,
        account,
        terms,
        customer.parent or "",
    )


def _invoice(document: Document, name: str) -> Sequence[object]:
    # In the tables `discount_until` is the last day; the amount a payer rounds by itself.
    return (
        document.number, document.kind, document.customer, name, _iso(document.issued_on), _iso(document.due_on), document.currency, decimal(document.total_minor), document.po_number,
        document.creditor_reference, document.corrects, document.discount_percent, _iso(document.discount_until),
    )  # fmt: skip


def _bank(world: World) -> Iterable[Sequence[object]]:
    for line in world.lines:
        yield (
            line.id, _iso(line.booked_on), decimal(line.amount_minor), line.currency, line.account_iban, line.counterparty_name, line.counterparty_iban, line.remittance,
            line.creditor_reference, line.end_to_end_id, line.bank_reference, line.transaction_code,
        )  # fmt: skip


def _remittances(world: World) -> Iterable[Sequence[object]]:
    for advice in world.advices:
        for line in advice.lines:
            yield (
                advice.id,
                _iso(advice.sent_on),
                advice.payer_name,
                advice.currency,
                decimal(advice.total_minor),
                line.reference,
                decimal(line.amount_minor),
                decimal(line.discount_minor),
                line.memo,
            )


def _truth(world: World) -> Iterable[Sequence[object]]:
    for truth in world.truths.values():
        for applied in truth.applied:
            yield truth.line, applied.document, decimal(applied.minor), applied.kind, decimal(applied.settled_minor)


def _truth_lines(world: World) -> Iterable[Sequence[object]]:
    for truth in world.truths.values():
        applied = sum(one.minor for one in truth.applied)
        yield (
            truth.line,
            truth.kind,
            truth.type,
            truth.payer or "",
            decimal(applied),
            decimal(truth.on_account_minor),
            truth.returned or "",
            " ".join(sorted(truth.noise)),
        )
