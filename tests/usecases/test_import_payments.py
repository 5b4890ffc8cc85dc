"""Payments and instalments in."""

from __future__ import annotations

from datetime import date

import pytest

from encours.usecases.matching import match_company
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, open_on, query, receivable_minor

HEAD = "number,type,customer_id,issued_on,due_on,currency,total,open,paid_on"
INVOICES = csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,,", "FA-2,invoice,DUPONT,2024-03-02,2024-04-01,EUR,80.00,,", "AV-1,credit_note,MARTIN,2024-03-03,,EUR,10.00,,")
PAY = "payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number"


def found(company):
    return [(item[1], item[3], item[4], item[5]) for item in books(company)["items"]]


def test_a_payment_settles_the_document_it_names_and_what_exceeds_it_stays_unapplied(fresh_database):
    company = new_company()
    give(company, INVOICES, "i.csv")
    report = give(
        company,
        csv(PAY, "P1,DUPONT,2024-04-02,150.00,EUR,transfer,VIR,fa 1", "P2,DUPONT,2024-04-03,30.00,EUR,cash,,FA-2", "P3,DUPONT,2024-04-04,5.00,EUR,,,", "P4,MARTIN,2024-04-05,-10.00,EUR,,,AV-1"),
        "payments.csv",
    )
    assert (report.state, report.created, report.details["matches_made"]) == ("committed", 4, 3)
    assert found(company) == [
        ("DUPONT", "FA-1", 120_00, 0), ("DUPONT", "FA-2", 80_00, 50_00), ("DUPONT", "P1", -150_00, -30_00), ("DUPONT", "P2", -30_00, 0), ("DUPONT", "P3", -5_00, -5_00),
        ("MARTIN", "AV-1", -10_00, 0), ("MARTIN", "P4", 10_00, 0),
    ]  # fmt: skip
    assert query(company, "SELECT DISTINCT decided_by, rule FROM match") == [("file", "payment_names_document")]
    assert open_on(company, date(2024, 4, 1)) == 190_00 and open_on(company, TODAY) == 15_00
    again = give(company, csv(PAY, "P1,DUPONT,2024-04-02,150.00,EUR,transfer,VIR,fa 1", ""), "again.csv")
    assert (again.created, again.unchanged) == (0, 1)
    assert_sound(company)


def test_an_unknown_customer_or_document_and_a_payment_of_nothing_are_said(fresh_database):
    company = new_company()
    give(company, INVOICES, "i.csv")
    rows = csv(PAY, "P1,NOBODY,2024-04-02,1.00,EUR,,,", "P2,DUPONT,2024-04-02,0,EUR,,,", "P3,DUPONT,2024-04-02,2.00,EUR,,,FA-77", "P3,DUPONT,2024-04-02,3.00,EUR,,,")
    stopped = give(company, rows, "p.csv")
    assert stopped.state == "refused"
    assert dict(stopped.issue_counts) == {"customer_not_found": 1, "payment_of_nothing": 1, "row_twice": 1}
    taken = give(company, rows, "p.csv", skip_bad_rows=True)
    assert (taken.created, taken.rejected, taken.issue_counts["paid_document_unknown"]) == (1, 3, 1)
    assert receivable_minor(company) == 188_00


def test_a_payment_that_comes_before_its_document_settles_it_when_it_comes_again(fresh_database):
    company = new_company()
    give(company, csv("customer_id,name", "DUPONT,Dupont"), "c.csv")
    pay = csv(PAY, "P1,DUPONT,2024-04-02,100.00,EUR,,,FA-1")
    give(company, pay, "p.csv")
    give(company, INVOICES, "i.csv")
    again = give(company, pay + b"\n", "p again.csv")
    assert (again.unchanged, again.details["matches_made"]) == (1, 1)
    assert [(i[1], i[3]) for i in found(company)[:1]] == [("FA-1", 20_00)]
    assert_sound(company)


def test_payments_of_one_document_settle_it_in_the_order_of_the_file_however_many_there_are(fresh_database):
    company = new_company()
    give(company, csv(HEAD, *(f"FA-{n},invoice,DUPONT,2024-03-01,2024-03-31,EUR,3.00,," for n in range(2_600))), "i.csv")
    twice = [f"P{k}-{n},DUPONT,2024-04-02,2.00,EUR,,,FA-{n}" for k in (1, 2) for n in range(2_600)]
    report = give(company, csv(PAY, *twice), "p.csv")
    assert (report.created, report.details["matches_made"]) == (5_200, 5_200)
    assert query(company, "SELECT left(document_ref, 2), open_minor, count(*) FROM item WHERE kind = 'receipt' GROUP BY 1, 2 ORDER BY 1") == [("P1", 0, 2_600), ("P2", -1_00, 2_600)]
    assert receivable_minor(company) == -2_600_00
    assert_sound(company)


def test_a_changed_payment_takes_the_place_of_the_earlier_one(fresh_database):
    company = new_company()
    give(company, INVOICES, "i.csv")
    give(company, csv(PAY, "P1,DUPONT,2024-04-02,100.00,EUR,,,FA-1"), "p.csv")
    changed = give(company, csv(PAY, "P1,DUPONT,2024-04-03,120.00,EUR,,,FA-1"), "p2.csv")
    assert (changed.updated, changed.reversed) == (1, 1)
    assert found(company)[0] == ("DUPONT", "FA-1", 120_00, 0) and receivable_minor(company) == 70_00
    assert_sound(company)


@pytest.mark.parametrize("ledger_first", [True, False])
def test_payments_that_the_ledger_says_too_count_once_in_either_order(fresh_database, ledger_first):
    company = new_company()
    give(company, csv("customer_id,name", "DUPONT,Dupont"), "c.csv")
    ledger = fec("VE 1 2024-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "BQ 2 2024-04-04 V1\n512 - 100,00\n411 DUPONT -100,00")
    payments = csv(PAY, "P1,DUPONT,2024-04-02,100.00,EUR,,,FA-1", "P2,DUPONT,2024-04-02,100.00,EUR,,,")
    files = [(ledger, "FEC.txt"), (payments, "p.csv")]
    for data, name in files if ledger_first else reversed(files):
        assert give(company, data, name).state == "committed"
    assert receivable_minor(company) == 120_00 - 100_00 - 100_00 == open_on(company, TODAY)
    later = give(company, ledger.rstrip() + b"\r\n" + fec("BQ 3 2024-04-05 V2\n512 - 100,00\n411 DUPONT -100,00").split(b"\r\n", 1)[1], "FEC2.txt")
    assert later.details["payments_replaced"] == 1
    assert receivable_minor(company) == -80_00 == open_on(company, TODAY)
    give(company, payments + b"\n", "p again.csv")
    assert receivable_minor(company) == -80_00
    assert_sound(company)


SPLIT = "invoice_number,number,due_on,amount"


def test_an_invoice_is_split_into_its_instalments_and_what_settled_it_settles_the_first(fresh_database):
    company = new_company()
    give(company, INVOICES.replace(b"FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,,", b"FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,,2024-03-20"), "i.csv")
    give(company, csv(PAY, "P1,DUPONT,2024-04-02,30.00,EUR,,,FA-2"), "p.csv")
    report = give(
        company,
        csv(SPLIT, "FA-2,1,2024-04-30,20.00", "FA-2,2,2024-05-31,40.00", "fa 2,1,2024-04-30,1.00", "FA-2,3,2024-06-30,20.00").replace(b"fa 2,1,2024-04-30,1.00\n", b""),
        "installments.csv",
    )
    assert (report.state, report.updated, report.reversed) == ("committed", 1, 1)
    assert query(company, "SELECT installment_no, due_on, due_source, amount_minor, open_minor FROM item WHERE installment_no > 0 AND document_ref = 'FA-2' AND kind = 'invoice' ORDER BY id DESC LIMIT 3") == [
        (3, date(2024, 6, 30), "file", 20_00, 20_00), (2, date(2024, 5, 31), "file", 40_00, 30_00), (1, date(2024, 4, 30), "file", 20_00, 0),
    ]  # fmt: skip
    assert receivable_minor(company) == 40_00 == open_on(company, TODAY)
    assert [(a, m) for a, _, m in books(company)["balances"] if a == "70"] == [("70", -120_00), ("70", -80_00), ("70", 10_00)]
    again = give(company, csv(SPLIT, "FA-2,1,2024-04-30,20.00", "FA-2,2,2024-05-31,40.00", "FA-2,3,2024-06-30,20.00", ""), "again.csv")
    assert (again.updated, again.unchanged) == (0, 1)
    same = give(company, INVOICES + b"\n", "invoices again.csv")
    assert (same.created, same.updated) == (0, 0)
    assert_sound(company)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["FA-2,1,2024-04-30,20.00", "FA-2,2,2024-05-31,59.99"], "installments_do_not_add_up"),
        (["FA-8,1,2024-04-30,20.00"], "split_document_unknown"),
        (["FA-2,0,2024-04-30,80.00"], "installment_number"),
        (["FA-2,1,2024-04-30,40.00", "FA-2,1,2024-05-30,40.00"], "row_twice"),
    ],
)
def test_instalments_that_do_not_fit_are_refused(fresh_database, rows, code):
    company = new_company()
    give(company, INVOICES, "i.csv")
    report = give(company, csv(SPLIT, *rows), "s.csv")
    assert report.state == "refused" and code in report.issue_counts
    assert receivable_minor(company) == 190_00


SALE = "VE 1 2024-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00"


@pytest.mark.parametrize("ledger_at", [0, 1, 2], ids=["before", "between", "after"])
def test_in_external_books_a_split_invoice_falls_due_with_its_last_instalment(fresh_database, ledger_at):
    company = new_company()
    files = [(INVOICES, "i.csv"), (csv(SPLIT, "FA-1,1,2024-04-30,60.00", "FA-1,2,2024-05-31,60.00"), "s.csv")]
    files.insert(ledger_at, (fec(SALE), "FEC.txt"))
    reports = {name: give(company, data, name) for data, name in files}
    assert {report.state for report in reports.values()} == {"committed"}
    assert reports["s.csv"].issue_counts.get("ledger_holds_one_item", 0) == (1 if ledger_at < 2 else 0)
    assert found(company) == [("DUPONT", "FA-1", 120_00, 120_00)]
    assert books(company)["items"][0][6] == date(2024, 5, 31)
    # The accountant's final file has the entry under another number: it is reversed and written again, and the instalments still hold.
    give(company, fec(SALE.replace("VE 1", "VE 8").replace("706", "707")), "final.txt", reverse_missing=True)
    assert found(company) == [("DUPONT", "FA-1", 120_00, 120_00)]
    assert books(company)["items"][0][6] == date(2024, 5, 31)
    assert_sound(company)


@pytest.mark.parametrize("ledger_first", [True, False])
def test_bank_and_ledger_meet_as_soon_as_both_are_there(fresh_database, ledger_first):
    company = new_company()
    bank = csv("line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance", "L1,2024-04-02,120.00,EUR,FR7630001007941234567890185,DUPONT,FA-1")
    sale, receipt = "VE 1 2024-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "BQ 2 2024-04-03 V1\n512 - 120,00\n411 DUPONT -120,00"
    give(company, fec(sale), "march.txt")
    files = [(fec(sale, receipt), "april.txt"), (bank, "bank.csv")]
    for data, name in files if ledger_first else reversed(files):
        report = give(company, data, name)
        match_company(company, "test", today=TODAY)
    assert report.details["bank_lines_linked"] == 1 and report.details["receipts_replaced"] == (0 if ledger_first else 1)
    totals = {}
    for account, _, minor in books(company)["balances"]:
        totals[account] = totals.get(account, 0) + minor
    assert totals == {"411000": 0, "512000": 120_00, "706000": -120_00} and receivable_minor(company) == 0
    assert_sound(company)
