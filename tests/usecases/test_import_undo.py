"""Undoing imports: as if they had never been, until somebody built on them."""

from __future__ import annotations

from datetime import date

import pytest

from encours.kernel.refusal import Refusal
from encours.store.bulk.apply import Group, apply_groups
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from encours.usecases.imports.history import import_list
from encours.usecases.imports.undo import undo_import
from encours.usecases.matching import match_company
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, query, receivable_minor

HEAD = "number,type,customer_id,issued_on,due_on,currency,total,open,paid_on,disputed"
INVOICES = csv(
    HEAD,
    "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,,2024-04-02,",
    "FA-2,invoice,DUPONT,2024-03-02,2024-04-01,EUR,80.00,50.00,,",
    "AV-1,credit_note,MARTIN,2024-03-03,,EUR,10.00,,,",
)
PAY = "payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number"
SPLIT = csv("invoice_number,number,due_on,amount", "FA-2,1,2024-04-30,20.00", "FA-2,2,2024-05-31,60.00")
SALE_1 = "VE 1 2024-03-01 FA-1\n411 DUPONT 120,00 A\n706 - -120,00"
SALE_2 = "VE 2 2024-03-02 FA-2\n411 DUPONT 80,00\n706 - -80,00"
SALE_3 = "VE 3 2024-04-02 FA-3\n411 MARTIN 7,00\n706 - -7,00"
RECEIPT = "BQ 4 2024-04-02 V1\n512 - 120,00\n411 DUPONT -120,00 A"
SALE_25 = "VE 2 2025-02-01 FA-25\n411 DUPONT 9,00\n706 - -9,00"
NEXT_YEAR = "AN 1 2025-01-01 AN\n411 DUPONT 80,00\n512 - 120,00\n120 - -200,00"
BANK = csv(
    "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance",
    "L1,2024-05-02,50.00,EUR,FR7630001007941234567890185,DUPONT,VIR FA-2",
    "L2,2024-05-03,9.99,EUR,FR7630001007941234567890185,QUI,X",
)


def state(company):
    """The books, with what is known of each item, and the bank lines."""
    facts = query(
        company,
        "SELECT i.document_ref, i.amount_minor, i.due_on, i.due_source, i.is_disputed FROM item i WHERE i.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM entry r"
        " WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id) ORDER BY 1, 2, 3",
    )
    return books(company), facts, query(company, "SELECT amount_minor, level FROM statement_line WHERE withdrawn_at IS NULL ORDER BY id")


STORIES = {
    "the only invoices": [("i.csv", INVOICES)],
    "invoices that change others": [("i.csv", INVOICES), ("i2.csv", csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-05-31,EUR,150.00,,,yes", "AV-1,credit_note,DUPONT,2024-03-03,,EUR,10.00,,,"))],
    "invoices that are paid": [("i.csv", INVOICES), ("i2.csv", csv(HEAD, "FA-2,invoice,DUPONT,2024-03-02,2024-04-01,EUR,80.00,,2024-06-01,"))],
    "payments": [("i.csv", INVOICES), ("p.csv", csv(PAY, "P1,DUPONT,2024-04-02,50.00,EUR,,,FA-2", "P2,DUPONT,2024-04-02,5.00,EUR,,,"))],
    "payments again": [("i.csv", INVOICES), ("p.csv", csv(PAY, "P1,DUPONT,2024-04-02,50.00,EUR,,,FA-2")), ("p2.csv", csv(PAY, "P1,DUPONT,2024-04-09,40.00,EUR,,,FA-2"))],
    "instalments": [("i.csv", INVOICES), ("s.csv", SPLIT)],
    "instalments of what a payment settled": [("i.csv", INVOICES), ("p.csv", csv(PAY, "P1,DUPONT,2024-04-02,45.00,EUR,,,FA-2")), ("s.csv", SPLIT)],
    "a ledger": [("FEC.txt", fec(SALE_1, SALE_2, RECEIPT))],
    "a later ledger that changes letters": [("FEC.txt", fec(SALE_1, SALE_2, RECEIPT)), ("FEC2.txt", fec(SALE_1, SALE_2, RECEIPT, SALE_3).replace(b"|A|", b"||"))],
    "a later ledger that loses an entry": [("FEC.txt", fec(SALE_1, SALE_2, RECEIPT)), ("FEC2.txt", fec(SALE_1, RECEIPT, SALE_3))],
    "the next year": [("FEC24.txt", fec(SALE_1, SALE_2, RECEIPT)), ("FEC25.txt", fec(NEXT_YEAR, SALE_25))],
    "the year before": [("FEC25.txt", fec(NEXT_YEAR, SALE_25)), ("FEC24.txt", fec(SALE_1, SALE_2, RECEIPT))],
    "a ledger that took over": [("i.csv", INVOICES), ("s.csv", SPLIT), ("p.csv", csv(PAY, "P1,MARTIN,2024-04-02,-10.00,EUR,,,AV-1")), ("FEC.txt", fec(SALE_1, SALE_2, RECEIPT))],
    "invoices that describe": [("FEC.txt", fec(SALE_1, SALE_2, RECEIPT)), ("i.csv", INVOICES.replace(b"80.00,50.00,,", b"80.00,,,yes"))],
    "a statement": [("FEC.txt", fec(SALE_1, SALE_2)), ("bank.csv", BANK)],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_an_undone_import_leaves_the_books_as_they_were_and_can_come_again(fresh_database, story):
    *before, (name, data) = STORIES[story]
    company = new_company()
    for earlier_name, earlier in before:
        assert give(company, earlier, earlier_name, reverse_missing=True).state == "committed"
    expected = state(company)
    made = give(company, data, name, reverse_missing=True)
    assert made.state == "committed"
    with_it = state(company)
    assert with_it != expected
    if name == "bank.csv":
        match_company(company, "test", today=TODAY)
        assert query(company, "SELECT count(*) FROM receipt") == [(2,)]
    undone = undo_import(company, "test", made.import_id, today=TODAY)
    assert undone.import_id == made.import_id
    assert state(company) == expected
    assert_sound(company)
    assert import_list(scope_of(company, "test"))[0].state == "undone"
    again = give(company, data, name, reverse_missing=True)
    assert again.state == "committed"
    assert state(company) == with_it
    assert_sound(company)


def test_an_import_is_undone_once_and_only_in_its_company(fresh_database):
    company = new_company()
    made = give(company, INVOICES, "i.csv")
    for wrong, code in ((999_999, "import_unknown"), (made.import_id, None), (made.import_id, "import_already_undone")):
        if code is None:
            undo_import(company, "test", wrong, today=TODAY)
            continue
        with pytest.raises(Refusal) as refused:
            undo_import(company, "test", wrong, today=TODAY)
        assert refused.value.code == code
    with pytest.raises(Refusal) as foreign:
        undo_import(new_company("Other"), "test", made.import_id, today=TODAY)
    assert foreign.value.code == "import_unknown"


def test_the_directory_is_not_undone_and_says_what_to_do(fresh_database):
    company = new_company()
    made = give(company, csv("customer_id,name", "A,A"), "c.csv")
    with pytest.raises(Refusal) as refused:
        undo_import(company, "test", made.import_id, today=TODAY)
    assert refused.value.code == "undo_impossible"


@pytest.mark.parametrize(
    ("files", "undo", "words"),
    [
        ([("i.csv", INVOICES), ("p.csv", csv(PAY, "P1,DUPONT,2024-04-02,50.00,EUR,,,FA-2"))], 0, "settled 1 of its items (such as FA-2)"),
        ([("i.csv", INVOICES), ("i2.csv", INVOICES.replace(b"120.00", b"130.00"))], 0, "brought 1 of its invoices again"),
        ([("i.csv", INVOICES), ("s.csv", SPLIT)], 0, "took the place of 1 of its entries"),
        ([("FEC.txt", fec(SALE_1)), ("FEC2.txt", fec(SALE_1, SALE_2))], 0, "brought a later ledger"),
        ([("a.csv", BANK), ("b.csv", BANK + b"L9,2024-05-03,1.00,EUR,FR7630001007941234567890185,A,B\n")], 0, "same account and days"),
    ],
)
def test_what_later_imports_rest_on_is_not_undone_and_they_are_named(fresh_database, files, undo, words):
    company = new_company()
    made = [give(company, data, name) for name, data in files]
    before = state(company)
    with pytest.raises(Refusal) as refused:
        undo_import(company, "test", made[undo].import_id, today=TODAY)
    assert refused.value.code == "undo_refused" and words in refused.value.say("en") and str(made[1].import_id) in refused.value.say("fr")
    assert state(company) == before
    for report in reversed(made):
        undo_import(company, "test", report.import_id, today=TODAY)
    assert receivable_minor(company) == 0 and state(company)[2] == []
    assert_sound(company)


def test_R55_what_a_person_matched_stands_in_the_way_and_what_a_rule_matched_does_not(fresh_database):
    company = new_company()
    made = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,,EUR,120.00,,,"), "i.csv")
    give(company, csv(PAY, "P1,DUPONT,2024-04-02,120.00,EUR,,,"), "p.csv")
    items = dict(query(company, "SELECT document_ref, id FROM item"))

    def match(decided_by):
        with tenant(company.organization_id) as cursor:
            scope = scope_of(company, "marie")
            apply_groups(
                cursor,
                scope,
                [Group(((items["FA-1"], 120_00), (items["P1"], -120_00)), decided_by, "test")],
                recorded_at=record_now(cursor, scope),
            )

    match("person")
    with pytest.raises(Refusal) as refused:
        undo_import(company, "test", made.import_id, today=TODAY)
    assert "a person matched 1 of its items (such as FA-1)" in refused.value.say("en")
    with tenant(company.organization_id) as cursor:
        from encours.store.bulk.settle import list_to_undo, undo_matches

        list_to_undo(cursor)
        cursor.execute("INSERT INTO undo_match SELECT id FROM match WHERE decided_by = 'person'")
        undo_matches(
            cursor, scope_of(company, "marie"), recorded_at=record_now(cursor, scope_of(company, "marie")), reason="wrong", by_person=True
        )
    match("rule")
    undo_import(company, "test", made.import_id, today=TODAY)
    assert receivable_minor(company) == -120_00
    assert_sound(company)


def test_a_report_as_known_before_the_undo_still_shows_the_import(fresh_database):
    from encours.usecases.aging import aged_balance

    company = new_company()
    made = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,,EUR,120.00,,,"), "i.csv")
    known = query(company, "SELECT recorded_at FROM company_clock")[0][0]
    undo_import(company, "test", made.import_id, today=TODAY)
    scope = scope_of(company, "test")
    assert aged_balance(scope, TODAY, known_at=known).total("EUR").total_minor == 120_00
    assert aged_balance(scope, date(2024, 3, 1)).total("EUR") is None
