"""The truth about the invented company, told from what happened and not from its books, so that a program's results can be compared with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from encours.demo import world
from encours.demo.books import key_of
from encours.demo.model import BankLine, Document, Receipt
from encours.demo.stage import Case
from encours.demo.world import Calendar

SCHEMA = "encours.demo/1"


def role_of(document: Document) -> str:
    """Where an open document counts: trade receivable, doubtful, deposit."""
    if document.type == "deposit":
        return "deposit"
    return "doubtful" if document.doubtful_on else "trade"


def balances(documents: Iterable[Document], calendar: Calendar, *, in_books: bool) -> dict[str, dict[str, int]]:
    """Euros per customer and role at the day of the demo; `in_books` as far as the bank journal has come.

    Money on account and credit notes reduce. A deposit counts when it has been paid and not yet been imputed, negatively.
    """
    as_of, until = calendar.as_of, calendar.bank_until if in_books else None
    found: dict[str, dict[str, int]] = defaultdict(lambda: {"trade": 0, "doubtful": 0, "deposit": 0})
    for document in documents:
        if document.type == "on_account" and until is not None and document.issued_on > until:
            continue
        if document.type == "deposit":
            paid = document.functional_minor - document.open_functional_minor(as_of, bank_until=until)
            found[document.customer.id]["deposit"] -= paid
        else:
            found[document.customer.id][role_of(document)] += document.sign * document.open_functional_minor(as_of, bank_until=until)
            for settlement in document.settled(as_of, until):
                if settlement.kind == "deposit":
                    found[document.customer.id]["deposit"] += settlement.functional_minor
    return found


def receivables(documents: list[Document], calendar: Calendar, *, in_books: bool) -> dict[str, Any]:
    """Total, by role and per customer, in euro cents."""
    per_customer = balances(documents, calendar, in_books=in_books)
    roles = {role: sum(b[role] for b in per_customer.values()) for role in ("trade", "doubtful", "deposit")}
    return {
        "total_minor": sum(roles.values()),
        "by_role": roles,
        "customers": {customer: {**b, "total": sum(b.values())} for customer, b in sorted(per_customer.items()) if any(b.values())},
    }


def open_items(documents: Iterable[Document], calendar: Calendar) -> list[dict[str, Any]]:
    """Every document with something open at the day of the demo once every bank line is applied; credits negative, in their own currency."""
    found = []
    for document in documents:
        left = document.open_minor(calendar.as_of)
        in_books = document.open_minor(calendar.as_of, bank_until=calendar.bank_until)
        if document.type == "on_account" and document.issued_on > calendar.bank_until:
            in_books = 0
        if left or in_books:
            found.append({
                "number": document.number or key_of(document), "type": document.type, "customer_id": document.customer.id, "currency": document.currency,
                "issued_on": str(document.issued_on), "due_on": str(document.due_on) if document.due_on and document.states_due_date else None,
                "open_minor": document.sign * left, "open_in_books_minor": document.sign * in_books, "role": role_of(document), "disputed": document.disputed,
            })  # fmt: skip
    return found


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "customer_id": receipt.payer.id,
        "amount_minor": receipt.cash_minor,
        "currency": receipt.currency,
        "original_minor": receipt.original_minor,
        "pays": [
            {
                "number": key_of(p.document),
                "type": p.document.type,
                "customer_id": p.document.customer.id,
                "amount_minor": p.document.sign * p.minor,
            }
            for p in receipt.parts
        ],
        "discount_minor": receipt.discount_net_minor + receipt.discount_tax_minor,
        "fee_minor": receipt.fee_minor,
        "difference_minor": receipt.difference_minor,
        "on_account_minor": receipt.credit.total_minor if receipt.credit else 0,
    }


def bank_lines(lines: Iterable[BankLine], calendar: Calendar, *, since: dict[str, Any]) -> list[dict[str, Any]]:
    """What each line of the delivered statements really is and pays; amounts in `pays` are in the document's currency."""
    return [
        {
            "bank_reference": line.reference, "account_iban": world.ACCOUNTS[line.account].iban, "booked_on": str(line.booked_on), "amount_minor": line.amount_minor,
            "kind": line.kind, "in_books": line.booked_on <= calendar.bank_until, "case": line.case or None, "receipts": [_told(r) for r in line.receipts],
        }
        for line in lines
        if line.booked_on >= since[line.account]
    ]  # fmt: skip


def told_cases(cases: Iterable[Case], lines: Iterable[BankLine]) -> list[dict[str, Any]]:
    """The awkward cases, their documents and bank lines, and what must be found, in both languages."""
    line_of = {id(receipt): line.reference for line in lines for receipt in line.receipts}
    return [
        {
            "code": case.code, "customer_id": case.customer.id, "customer_name": case.customer.name, "documents": [key_of(d) for d in case.documents],
            "bank_references": [line_of[id(r)] for r in case.receipts], "expected": {"en": case.expected.en, "fr": case.expected.fr},
        }
        for case in cases
    ]  # fmt: skip
