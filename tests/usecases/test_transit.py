"""Money told of by a payment program and shown by the bank later counts once: it waits in transit, and the bank line that brings it clears it."""

from __future__ import annotations

from typing import Any

import pytest

from encours.store.bulk.clearing import ClearingImpossible, ClearingToPost, post_clearings
from encours.store.load.companies import Company
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from encours.usecases.imports.undo import undo_import
from encours.usecases.matching import MatchRun, match_company
from encours.usecases.review.clear import clear_line
from encours.usecases.runs import undo_matching
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, query, receivable_minor

INVOICES = csv(
    "number,type,customer_id,issued_on,due_on,currency,total", "FA-2601,invoice,ACME,2026-03-01,2026-03-31,EUR,1200.00", "FA-2602,invoice,BETA,2026-03-01,2026-03-31,EUR,300.00",
    "FA-2603,invoice,CERA,2026-03-01,2026-03-31,EUR,500.00",
)  # fmt: skip
PAY = "payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number"
BANK = "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance,transaction_code,charges"


def company_with(payments: tuple[str, ...], lines: tuple[str, ...], *, head: str = BANK) -> Company:
    company = new_company()
    assert give(company, INVOICES, "invoices.csv").state == "committed"
    assert give(company, csv(PAY, *payments), "payments.csv").state == "committed"
    assert give(company, csv(head, *lines), "bank.csv").state == "committed"
    return company


def line(id_: str, on: str, amount: str, text: str = "", code: str = "", charges: str = "") -> str:
    return f"{id_},{on},{amount},EUR,FR7630001007941234567890185,,{text},{code},{charges}"


def run(company: Company, **options: Any) -> MatchRun:
    return match_company(company, "test", today=TODAY, **options)


def balances(company: Company) -> dict[str, int]:
    """What stands on each account, but for customers and sales."""
    rows = query(
        company,
        "SELECT a.number, sum(l.functional_minor)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id"
        " WHERE a.number NOT LIKE '411%%' AND a.number NOT LIKE '70%%' AND a.number NOT LIKE '4457%%' GROUP BY 1 HAVING sum(l.functional_minor) <> 0 ORDER BY 1",
    )
    return dict(rows)


ACCOUNTS = [("cheque", "5112"), ("Chèque", "5112"), ("LCR", "5113"), ("card", "5115"), ("transfer", "511"), ("", "511"), ("cash", "53")]


@pytest.mark.parametrize(("method", "account"), ACCOUNTS)
def test_a_payment_waits_on_the_account_of_its_method(fresh_database, method, account):  # E20, E31
    company = company_with((f"P1,ACME,2026-04-01,1200.00,EUR,{method},,FA-2601",), (line("L0", "2026-04-01", "-1.00", "FRAIS"),))
    assert balances(company) == {account: 1200_00}


def test_a_line_that_names_the_payment_clears_it_and_counts_it_once(fresh_database):  # E21
    company = company_with(
        ("P1,ACME,2026-04-01,1200.00,EUR,cheque,CHQ 778899,FA-2601",), (line("L1", "2026-04-03", "1200.00", "REMISE CHEQUE 778899"),)
    )
    found = run(company)
    assert (found.cleared, found.receipts_recorded, found.lines) == (1, 0, ())
    assert balances(company) == {"512": 1200_00}
    assert receivable_minor(company) == 800_00
    again = run(company)
    assert (again.cleared, again.receipts_recorded) == (0, 0)
    assert_sound(company)


def test_a_deposit_brings_its_cheques(fresh_database):
    company = company_with(
        ("P1,ACME,2026-04-01,1200.00,EUR,cheque,,FA-2601", "P2,BETA,2026-04-01,300.00,EUR,cheque,,FA-2602"),
        (line("L1", "2026-04-03", "1500.00", "REMISE CHEQUES 2"),),
    )
    assert run(company).cleared == 1
    assert balances(company) == {"512": 1500_00}
    assert_sound(company)


def test_a_payout_whose_fee_nobody_states_waits_for_a_person_who_posts_it(fresh_database):
    company = company_with(
        ("P1,ACME,2026-04-01,1200.00,EUR,card,,FA-2601", "P2,BETA,2026-04-02,300.00,EUR,card,,FA-2602", "P3,BETA,2026-04-02,-50.00,EUR,card,,"),
        (line("L1", "2026-04-04", "1430.00", "PAYOUT PSP"),),
    )  # fmt: skip
    found = run(company)
    assert (found.cleared, found.receipts_recorded) == (0, 0)
    [one] = found.clearings.suggested
    assert (one.rule, one.fee_minor, len(one.payments)) == ("transit_payout_fee_unknown", 20_00, 3)
    made = clear_line(company, "ines", int(one.line), [int(payment) for payment in one.payments], fee_minor=20_00, today=TODAY)
    assert (made.kind, made.applied_minor) == ("cleared", 1450_00)
    assert balances(company) == {"512": 1430_00, "627": 20_00}
    assert query(company, "SELECT gross_minor, fee_minor, decided_by, actor FROM clearing") == [(1450_00, 20_00, "person", "ines")]
    assert_sound(company)


def test_money_of_nobody_leaves_suspense_for_the_payments_it_brings(fresh_database):
    company = new_company()
    give(company, INVOICES, "i.csv")
    give(company, csv(BANK, line("L1", "2026-04-02", "1200.00", "VIR MERCI")), "bank.csv")
    run(company)
    assert balances(company) == {"512": 1200_00, "471": -1200_00}
    give(company, csv(PAY, "P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601"), "p.csv")
    found = run(company)
    assert found.cleared == 1 and found.run is not None
    assert balances(company) == {"512": 1200_00}
    undo_matching(company, "test", found.run, reason="test", today=TODAY)
    assert balances(company) == {"511": 1200_00, "512": 1200_00, "471": -1200_00}
    assert_sound(company)


def test_bills_at_maturity(fresh_database):  # E32, the tax of the fee is not told by a bank line
    company = company_with(
        ("P1,ACME,2026-03-31,1200.00,EUR,LCR,,FA-2601",), (line("L1", "2026-04-01", "1200.00", "LCR ECHEANCE 31/03", "31"),)
    )
    assert run(company).cleared == 1
    assert balances(company) == {"512": 1200_00}
    assert_sound(company)


def test_two_answers_wait_for_a_person_and_nothing_is_counted_twice(fresh_database):
    company = company_with(
        ("P1,ACME,2026-04-01,300.00,EUR,transfer,,", "P2,BETA,2026-04-01,300.00,EUR,transfer,,FA-2602"),
        (line("L1", "2026-04-02", "300.00", "VIR"),),
    )
    found = run(company)
    assert (found.cleared, found.receipts_recorded) == (0, 0)
    assert [one.solutions for one in found.clearings.suggested] == [2]
    assert balances(company) == {"511": 600_00}
    assert_sound(company)


def test_a_dry_run_says_what_a_run_records_and_records_nothing(fresh_database):
    company = company_with(("P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601",), (line("L1", "2026-04-02", "1200.00", "VIR FA-2601"),))
    before = books(company)
    dry = run(company, dry_run=True)
    assert (dry.cleared, dry.run) == (1, None) and books(company) == before
    assert run(company).cleared == 1


def test_a_run_taken_back_leaves_its_payments_in_transit_and_may_be_made_again(fresh_database):
    company = company_with(("P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601",), (line("L1", "2026-04-02", "1200.00", "VIR FA-2601"),))
    before = books(company)
    found = run(company)
    assert found.run is not None
    done = undo_matching(company, "test", found.run, reason="test", today=TODAY)
    assert (done.clearings, done.receipts, done.kept) == (1, 0, 0)
    assert books(company) == before
    assert_sound(company)
    assert run(company).cleared == 1
    assert balances(company) == {"512": 1200_00}
    assert_sound(company)


def test_a_payment_that_comes_again_otherwise_leaves_its_bank_line_waiting(fresh_database):
    company = company_with(("P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601",), (line("L1", "2026-04-02", "1200.00", "VIR FA-2601"),))
    run(company)
    assert give(company, csv(PAY, "P1,ACME,2026-04-01,1100.00,EUR,transfer,,FA-2601"), "p2.csv").reversed == 1
    assert balances(company) == {"511": 1100_00}
    assert_sound(company)


def test_a_statement_taken_back_takes_its_clearings_along(fresh_database):
    company = new_company()
    give(company, INVOICES, "i.csv")
    give(company, csv(PAY, "P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601"), "p.csv")
    before = books(company)
    report = give(company, csv(BANK, line("L1", "2026-04-02", "1200.00", "VIR FA-2601")), "bank.csv")
    run(company)
    undo_import(company, "test", report.import_id, today=TODAY)
    assert books(company) == before
    assert_sound(company)


def test_the_ledgers_own_entry_takes_the_place_of_payment_and_clearing(fresh_database):
    company = new_company()
    sale = "VE 1 2026-03-01 FA-2601\n411 ACME 1200,00\n706 - -1200,00"
    give(company, fec(sale), "march.txt")
    give(company, csv(PAY, "P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601"), "p.csv")
    give(company, csv(BANK, line("L1", "2026-04-02", "1200.00", "VIR FA-2601")), "bank.csv")
    assert run(company).cleared == 1
    give(company, fec(sale, "BQ 2 2026-04-02 V1\n512 - 1200,00\n411 ACME -1200,00"), "april.txt")
    run(company)
    assert {number: minor for number, minor in balances(company).items() if number[:2] == "51"} == {"512000": 1200_00}
    assert receivable_minor(company) == 0
    assert_sound(company)


def test_what_is_gone_or_does_not_add_up_is_refused(fresh_database):
    company = company_with(
        ("P1,ACME,2026-04-01,1200.00,EUR,transfer,,FA-2601", "P2,BETA,2026-04-01,300.00,EUR,transfer,,"),
        (line("L1", "2026-04-02", "1200.00", "VIR"),),
    )
    scope = scope_of(company, "test")
    [bank_line], receipts = (
        query(company, "SELECT id FROM statement_line")[0],
        [row[0] for row in query(company, "SELECT id FROM receipt ORDER BY id")],
    )
    for chosen, fee in (((receipts[0],), 1), ((receipts[1],), 0), ((999_999,), 0), ((receipts[1],), -900_00), (tuple(receipts), 300_01)):
        with pytest.raises(ClearingImpossible), tenant(company.organization_id) as cursor:
            post_clearings(cursor, scope, [ClearingToPost(bank_line, chosen, fee, "person", "test")], recorded_at=record_now(cursor, scope))
    with tenant(company.organization_id) as cursor:
        assert (
            post_clearings(
                cursor, scope, [ClearingToPost(bank_line, tuple(receipts), 300_00, "person", "test")], recorded_at=record_now(cursor, scope)
            )
            == 1
        )
    with pytest.raises(ClearingImpossible), tenant(company.organization_id) as cursor:
        post_clearings(
            cursor, scope, [ClearingToPost(bank_line, (receipts[0],), 0, "person", "test")], recorded_at=record_now(cursor, scope)
        )
    assert_sound(company)
