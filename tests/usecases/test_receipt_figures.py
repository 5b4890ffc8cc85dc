"""Key figures of the money received: what was applied the same day, what found its documents by itself, what waits."""

from __future__ import annotations

from decimal import Decimal

from encours.receivables.indicators.contract import Missing, Value
from encours.usecases.companies import scope_of
from encours.usecases.indicators import indicators
from encours.usecases.matching import match_company
from encours.usecases.review.decide import leave_on_account
from encours.usecases.review.queue import review_line
from tests.usecases.books import TODAY, csv, give, new_company, query
from tests.usecases.test_import_statements import IBAN


def test_receipts_are_told_by_who_found_what_and_what_waits(fresh_database):
    company = new_company()
    scope = scope_of(company, "test")
    assert isinstance(indicators(scope, TODAY)["unapplied_cash"], Missing) and isinstance(indicators(scope, TODAY)["match_rates"], Missing)
    give(company, csv("customer_id,name,iban", "C1,Dupont SA,FR7630006000011234567890189", "C2,Martin Fils,"), "customers.csv")
    give(
        company,
        csv(
            "number,type,customer_id,issued_on,due_on,currency,total",
            "FA-2026-0101,invoice,C1,2026-10-01,2026-10-31,EUR,1234.56",
            "FA-2026-0102,invoice,C2,2026-10-01,2026-10-31,EUR,500.00",
        ),
        "invoices.csv",
    )
    give(
        company,
        csv(
            "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance",
            f"L1,2026-11-20,1234.56,EUR,{IBAN},DUPONT SA,FR7630006000011234567890189,FA-2026-0101",
            f"L2,2026-11-21,333.00,EUR,{IBAN},INCONNU,,VIREMENT",
        ),
        "bank.csv",
    )
    match_company(company, "test", today=TODAY)
    found = indicators(scope, TODAY)
    cash, rates = found["unapplied_cash"], found["match_rates"]
    assert isinstance(cash, Value) and isinstance(rates, Value)
    assert (cash.value, cash.variants["waiting"], cash.variants["oldest_days"]) == (Decimal("50.00"), Decimal(1), Decimal(4))
    assert cash.note is not None and "€333.00" in cash.note.en
    assert (rates.value, rates.variants["header"], rates.variants["invoice_level"]) == (
        Decimal("50.00"),
        Decimal("50.00"),
        Decimal("50.00"),
    )
    [(line,)] = query(company, "SELECT id FROM statement_line WHERE line_ref = 'L2'")
    seen = review_line(company, "ines", line, today=TODAY)
    leave_on_account(company, "ines", line, customer="C2", version=seen.row.line.version, today=TODAY)
    rates = indicators(scope, TODAY)["match_rates"]
    assert isinstance(rates, Value) and rates.variants["header"] == Decimal("50.00"), "a person named the payer"
