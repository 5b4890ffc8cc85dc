"""Invoices in: posted in own books, describing the ledger in external ones."""

from __future__ import annotations

from datetime import date

from encours.store.tenant import tenant
from encours.usecases.aging import aged_balance
from encours.usecases.companies import scope_of
from tests.usecases.books import books, give, new_company


def csv(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


HEAD = "number,type,customer_id,issued_on,due_on,currency,total,net,tax,open,paid_on,payment_terms,disputed"
ONE = "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,100.00,20.00,,,,"


def query(company, text, *values):
    with tenant(company.organization_id) as cursor:
        cursor.execute(text, list(values))
        return cursor.fetchall()


def open_on(company, day, currency="EUR"):
    found = aged_balance(scope_of(company, "test"), day)
    assert all(tie.ties for tie in found.ties), found.ties
    total = found.total(currency)
    return total.total_minor if total else 0


def test_an_invoice_is_posted_with_its_net_and_its_tax(fresh_database):
    company = new_company()
    report = give(company, csv(HEAD, ONE), "invoices.csv")
    assert (report.state, report.kind, report.records, report.created) == ("committed", "invoices", 1, 1), report
    assert books(company)["balances"] == [("411", date(2024, 3, 1), 120_00), ("44571", date(2024, 3, 1), -20_00), ("70", date(2024, 3, 1), -100_00)]
    assert books(company)["items"] == [("411", "DUPONT", date(2024, 3, 1), "FA-1", 120_00, 120_00, date(2024, 3, 31))]
    assert report.issue_counts["customer_created"] == 1


def test_the_same_rows_again_change_nothing(fresh_database):
    company = new_company()
    give(company, csv(HEAD, ONE), "invoices.csv")
    before = books(company)
    again = give(company, csv(HEAD, ONE, ""), "again.csv")
    assert (again.state, again.created, again.updated, again.unchanged) == ("committed", 0, 0, 1)
    assert books(company) == before
