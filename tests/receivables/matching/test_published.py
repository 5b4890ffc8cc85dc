"""A published set of payments with their truth: invoices, payments and remittance lines of a cash application exercise."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from encours.receivables.matching.contract import Matching, OpenItem, Receipt, RemittanceAdvice, RemittanceLine
from encours.receivables.matching.engine import match
from encours.receivables.matching.payer import KnownCustomer, Payers
from tests.fixtures import fixture_path


def _minor(amount: float) -> int:
    return round(amount * 100)


def _items(rows: list[dict[str, Any]]) -> list[OpenItem]:
    """Their negative invoices are credit notes."""
    return [
        OpenItem(
            row["invoice_id"], row["customer_id"], "USD", _minor(row["amount"]), date.fromisoformat(row["invoice_date"]), date.fromisoformat(row["due_date"]),
            kind="invoice" if row["amount"] > 0 else "credit_note", document_ref=row["invoice_id"], label=row["description"], document_minor=_minor(row["amount"]),
        )
        for row in rows
    ]  # fmt: skip


def _advices(rows: list[dict[str, Any]]) -> list[RemittanceAdvice]:
    lines: dict[str, list[RemittanceLine]] = {}
    for row in rows:
        lines.setdefault(row["payment_id"], []).append(RemittanceLine(row["invoice_ref"], _minor(row["amount"]), memo=row["memo"]))
    return [RemittanceAdvice(f"advice of {payment}", "USD", tuple(made), payment) for payment, made in lines.items()]


def solved(name: str) -> tuple[Matching, dict[tuple[str, str], int]]:
    """What the engine says of one file, and the truth: amounts by payment and invoice."""
    data = json.loads(fixture_path(f"ar-data/taskgraph-cash-application/{name}").read_text())
    payers = Payers.of(
        KnownCustomer(id, name) for id, name in sorted({(row["customer_id"], row["customer_name"]) for row in data["invoices"]})
    )
    receipts = [
        Receipt(row["payment_id"], "USD", _minor(row["amount"]), date.fromisoformat(row["payment_date"]), remittance=row["reference_info"], counterparty_name=row["payer_name"])
        for row in data["payments"]
    ]  # fmt: skip
    found = match(receipts, _items(data["invoices"]), payers, remittances=_advices(data["remittance_lines"]))
    truth = {(row["payment_id"], row["invoice_id"]): _minor(row["applied_amount"]) for row in data["ground_truth"]["applications"]}
    return found, truth


@pytest.mark.parametrize(("name", "least"), [("n10_seed42.json", 1.0), ("n30_seed42.json", 0.97)])
def test_payments_find_their_invoices(name: str, least: float) -> None:
    found, truth = solved(name)
    said = {
        (p.receipt, a.item): a.amount_minor
        for p in found.proposals
        if p.rank == 1
        for a in p.applications
        if a.kind in ("payment", "credit_note")
    }
    both = said.keys() & truth.keys()
    assert 2 * len(both) / (len(said) + len(truth)) >= least
    assert {pair: said[pair] for pair in both} == {pair: truth[pair] for pair in both}
    wrong = [p for p in found.proposals if p.decision == "automatic" and any((p.receipt, a.item) not in truth for a in p.applications)]
    assert wrong == []
