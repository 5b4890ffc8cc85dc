"""A table of any size is read in bounded memory: what is remembered of a row is a digest, never the row."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from encours.usecases.imports.contract import ImportOptions
from encours.usecases.imports.run import import_file
from tests.usecases.books import TODAY, csv, give, new_company

pytestmark = pytest.mark.slow
FEW, MANY = 25_000, 50_000
BYTES_PER_ROW = 150
"""A digest and its place take 30; a table that doubles is there twice for a moment. The shortest row of a table takes 600."""


def _invoices(n: int) -> str:
    return f"FA-{n:09d},invoice,C{n % 50:05d},Client {n % 50},2026-{n % 9 + 1:02d}-{n % 28 + 1:02d},2026-12-31,EUR,{n % 1000 + 1}.12"


def _bank(n: int) -> str:
    return f"L{n:09d},2026-{n % 9 + 1:02d}-{n % 28 + 1:02d},{n % 1000 + 1}.12,EUR,FR7630001007941234567890185,Client {n % 50},VIR FA-{n:09d} du client {n}"


def _payment(n: int) -> str:
    return f"P{n:09d},C{n % 50:05d},2026-{n % 9 + 1:02d}-{n % 28 + 1:02d},{n % 1000 + 1}.12,EUR,transfer,VIR FA-{n:09d} du client {n},FA-{n:09d}"


INVOICE_HEAD = "number,type,customer_id,customer_name,issued_on,due_on,currency,total"
BANK_HEAD = "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance"
PAYMENT_HEAD = "payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number"
TABLES: dict[str, tuple[str, Callable[[int], str], dict[str, Any] | None]] = {
    "invoices.csv": (INVOICE_HEAD, _invoices, None),
    "mapped invoices": (INVOICE_HEAD.replace("number", "Facture", 1), _invoices, {
        "schema": "encours.mapping/1", "kind": "invoices", "decimal_mark": ".", "date_order": "YMD",
        "columns": {"Facture": "number", **{name: name for name in INVOICE_HEAD.split(",")[1:]}},
    }),
    "bank.csv": (BANK_HEAD, _bank, None),
    "payments.csv": (PAYMENT_HEAD, _payment, None),
    "mapped bank": (BANK_HEAD.replace("line_id", "Ligne"), _bank, {
        "schema": "encours.mapping/1", "kind": "bank", "decimal_mark": ".", "date_order": "YMD",
        "columns": {"Ligne": "line_id", **{name: name for name in BANK_HEAD.split(",")[1:]}},
    }),
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_memory_does_not_grow_with_the_rows(fresh_database: object, tmp_path: Path, table: str) -> None:
    head, row, mapping = TABLES[table]
    company, peaks = new_company(), []
    give(company, csv("customer_id,name", *(f"C{n:05d},Client {n}" for n in range(50))), "customers.csv")
    for rows in (100, FEW, MANY):  # the first one pays for what is loaded once
        path = tmp_path / f"{rows}.csv"
        path.write_text("\n".join([head, *map(row, range(rows))]) + "\n", encoding="utf-8")
        with path.open("rb") as stream:
            tracemalloc.start()
            report = import_file(company, "test", stream, path.name, ImportOptions(today=TODAY, mapping_json=mapping), dry_run=True)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert (report.state, report.created) == ("previewed", rows), report.issues
    assert peaks[2] - peaks[1] < (MANY - FEW) * BYTES_PER_ROW, peaks


def test_the_rows_of_one_key_are_told_apart_among_many(fresh_database: object) -> None:
    company = new_company()
    body = "\n".join([INVOICE_HEAD, *map(_invoices, range(3_000)), _invoices(7), _invoices(9).replace("9-10", "9-11").replace(",10.12", ",11.12")]) + "\n"
    report = import_file(company, "test", BytesIO(body.encode()), "invoices.csv", ImportOptions(today=TODAY), dry_run=True)
    assert {issue.code: (issue.line, issue.values["first"]) for issue in report.issues if "first" in issue.values} == {"row_repeated": (3002, 9), "row_twice": (3003, 11)}
