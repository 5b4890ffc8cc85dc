"""The public cash-application sets of taskgraph as canonical tables: customers, invoices, bank lines, remittance advices, and the truth.

Their negative invoices are credit notes, their remittance lines of one payment its advice; the bank line of a payment carries its payer and reference.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.fixtures import fixture_path

FOLDER = "ar-data/taskgraph-cash-application"
SETS = ("n10_seed42", "n30_seed42")


@dataclass(frozen=True)
class Taskgraph:
    """The files of one set, and the pairs (payment, invoice) that are right."""

    files: list[Path]
    truth: set[tuple[str, str]]
    payments: int
    advice_lines: int


def write_tables(name: str, folder: Path) -> Taskgraph:
    """Write a set into `folder`."""
    found = json.loads(fixture_path(f"{FOLDER}/{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    invoices, payments, remitted = found["invoices"], found["payments"], found["remittance_lines"]
    names = {one["customer_id"]: one["customer_name"] for one in reversed(invoices)}
    files = [
        _write(folder / "customers.csv", ("customer_id", "name", "currency"), [(code, name, "USD") for code, name in sorted(names.items())]),
        _write(
            folder / "invoices.csv", ("number", "type", "customer_id", "customer_name", "issued_on", "due_on", "currency", "total", "description"),
            [
                (one["invoice_id"], "credit_note" if one["amount"] < 0 else "invoice", one["customer_id"], one["customer_name"], one["invoice_date"], one["due_date"], "USD",
                 _money(abs(one["amount"])), one["description"])
                for one in invoices
            ],
        ),
        _write(
            folder / "bank.csv", ("line_id", "booked_on", "amount", "currency", "counterparty_name", "remittance", "method"),
            [(one["payment_id"], one["payment_date"], _money(one["amount"]), "USD", one["payer_name"], one["reference_info"], one["method"].lower()) for one in payments],
        ),
        _write(
            folder / "remittances.csv", ("remittance_id", "line_id", "currency", "invoice_reference", "amount", "memo"),
            [(f"ADVICE-{one['payment_id']}", one["payment_id"], "USD", one["invoice_ref"], _money(one["amount"]), one["memo"]) for one in remitted],
        ),
    ]  # fmt: skip
    truth = {(one["payment_id"], one["invoice_id"]) for one in found["ground_truth"]["applications"]}
    return Taskgraph(files, truth, len(payments), len(remitted))


def _money(amount: Any) -> str:
    return format(Decimal(amount).quantize(Decimal("0.01")), "f")


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def pair_f1(found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> Decimal:
    """F1 of the pairs, in percent."""
    return Decimal(200 * len(found & truth)) / Decimal(len(found) + len(truth)) if found or truth else Decimal(100)
