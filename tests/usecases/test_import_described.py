"""Invoices beside an imported ledger: they describe its items, whichever of the two files came first (I13)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, open_on, query, receivable_minor

HEAD = "number,type,customer_id,issued_on,due_on,currency,total,paid_on,payment_terms,disputed,po_number"
SALE_1 = "VE 1 2024-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00"
SALE_2 = "VE 2 2024-03-02 FA-2\n411 DUPONT 240,00\n706 - -240,00"
SALE_3 = "VE 3 2024-03-03 FA-3\n411 MARTIN 50,00\n706 - -50,00"
CREDIT = "VE 4 2024-03-04 AV-1\n411 MARTIN -10,00\n706 - 10,00"
RECEIPT = "BQ 5 2024-04-01 V1\n512 - 120,00\n411 DUPONT -120,00"
INVOICES = csv(
    HEAD,
    "FA-1,invoice,DUPONT,2024-03-01,2024-05-15,EUR,120.00,2024-04-01,,yes,PO-7",
    "fa 2,invoice,DUPONT,2024-03-02,,EUR,240.00,,NET45,,",
    "FA-3,invoice,SOMEBODY,2024-03-03,2024-03-20,EUR,50.00,,,,",
    "AV-1,credit_note,MARTIN,2024-03-04,2024-03-20,EUR,10.00,,,,",
    "FA-9,invoice,DUPONT,2024-03-09,,EUR,9.00,,,,",
    "FA-2bis,invoice,DUPONT,2024-03-02,,EUR,241.00,,,,",
)
LEDGER = fec(SALE_1, SALE_2, SALE_3, CREDIT, RECEIPT)
CUSTOMERS = csv("customer_id,name,payment_terms", "DUPONT,Dupont SA,NET10", "MARTIN,Martin,FDM30_A")


def described(company):
    return query(
        company,
        "SELECT v.number, i.document_ref, i.due_on, i.due_source, i.is_disputed FROM invoice v JOIN invoice_item x ON x.invoice_id = v.id JOIN item i ON i.id = x.item_id"
        " WHERE i.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id) ORDER BY 1",
    )


@pytest.mark.parametrize("ledger_first", [True, False])
def test_I13_invoices_describe_the_ledgers_items_in_either_order(fresh_database, ledger_first):
    company = new_company()
    files = [(LEDGER, "FEC.txt"), (INVOICES, "invoices.csv")]
    reports = {name: give(company, data, name) for data, name in (files if ledger_first else reversed(files))}
    assert described(company) == [
        ("AV-1", "AV-1", date(2024, 3, 4), "none", False),
        ("FA-1", "FA-1", date(2024, 5, 15), "file", True),
        ("FA-3", "FA-3", date(2024, 3, 20), "file", False),
        ("fa 2", "FA-2", date(2024, 4, 16), "terms", False),
    ]
    assert receivable_minor(company) == 400_00 - 120_00 == open_on(company, TODAY)
    assert {account for account, _, _ in books(company)["balances"]} == {"411000", "512000", "706000"}
    if ledger_first:
        assert reports["invoices.csv"].details["not_in_ledger"] == 2 and reports["invoices.csv"].issue_counts["not_in_ledger_yet"] == 1
    else:
        assert reports["FEC.txt"].issue_counts["ledger_took_over"] == 1
    assert_sound(company)


def test_invoices_that_come_before_their_month_of_the_ledger_are_linked_when_it_comes(fresh_database):
    company = new_company()
    give(company, fec(SALE_1), "march.txt")
    first = give(company, INVOICES, "invoices.csv")
    assert (first.details["described"], first.details["not_in_ledger"]) == (1, 5)
    second = give(company, LEDGER, "april.txt")
    assert second.details["described"] == 3 and len(described(company)) == 4
    again = give(company, INVOICES + b"\n", "invoices again.csv")
    assert (again.unchanged, again.created, again.updated) == (6, 0, 0)
    assert_sound(company)


def test_a_changed_invoice_describes_what_the_ledger_says_by_then(fresh_database):
    company = new_company()
    give(company, LEDGER, "FEC.txt")
    give(company, INVOICES, "1.csv")
    changed = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-06-30,EUR,120.00,,,no,PO-8"), "2.csv")
    assert changed.updated == 1 and receivable_minor(company) == 280_00
    assert query(company, "SELECT due_on, is_disputed FROM item WHERE document_ref = 'FA-1'") == [(date(2024, 6, 30), False)]
    assert query(company, "SELECT max(version) FROM invoice WHERE number = 'FA-1'") == [(2,)]
    assert_sound(company)


def test_an_invoice_of_an_entry_that_the_ledger_replaced_is_linked_to_its_successor(fresh_database):
    company = new_company()
    draft = LEDGER.replace(b"||\r\n", b"||\r\n")
    give(company, draft.replace(b"|20240302||", b"|||"), "draft.txt")
    give(company, INVOICES, "invoices.csv")
    moved = fec(SALE_1, SALE_2.replace("VE 2", "VE 7").replace("706", "707"), SALE_3, CREDIT, RECEIPT)
    assert give(company, moved, "final.txt", reverse_missing=True).reversed >= 1
    assert [row[0] for row in described(company)] == ["AV-1", "FA-1", "FA-3", "fa 2"]
    assert_sound(company)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["ledger", "invoices", "customers"]))
def test_I13_the_order_of_the_files_never_shows(fresh_database, order):
    files = {"ledger": (LEDGER, "FEC.txt"), "invoices": (INVOICES, "invoices.csv"), "customers": (CUSTOMERS, "customers.csv")}
    found = []
    for sequence in (["customers", "ledger", "invoices"], order):
        company = new_company(f"C{len(found)} {'-'.join(order)} {next(_numbers)}")
        for name in sequence:
            assert give(company, *files[name]).state == "committed"
        facts = query(company, "SELECT code, payment_terms FROM customer ORDER BY code")
        found.append((books(company), described(company), facts))
    assert found[0] == found[1]


_numbers = iter(range(1_000_000))
