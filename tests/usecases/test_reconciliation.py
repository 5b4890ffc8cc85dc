"""The bank beside the books and the open items beside the control accounts, on companies that files made."""

from __future__ import annotations

from datetime import date

import pytest

from encours.usecases.companies import scope_of
from encours.usecases.matching import match_company
from encours.usecases.reconciliation import BankAccountUnknown, BankReconciliation, NothingToReconcile, reconcile_banks, reconcile_control
from encours.usecases.reports.reconciliation import bank_report
from tests.usecases.books import TODAY, csv, fec, give, new_company
from tests.usecases.test_import_statements import IBAN, mt940


def statement(*lines: tuple[str, str, str], opening: str = "1000.00", closing: str) -> bytes:
    return mt940("1/1", ("250402", opening), lines, ("250430", closing))


def adds_up(one: BankReconciliation) -> bool:
    assert one.start_minor is not None and one.difference_minor is not None and one.unexplained_minor is not None
    return one.start_minor + one.explained_minor + one.unexplained_minor == one.difference_minor


BOOKS = fec(
    "AN 1 2025-01-01 AN\n512 - 1000,00\n101 - -1000,00",
    "VE 1 2025-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00",
    "BQ 1 2025-04-02 VIR-1\n512 - 120,00\n411 DUPONT -120,00",
    "BQ 2 2025-04-10 CHQ-77\n401 - 80,00\n512 - -80,00",
    "BQ 3 2025-04-12 REM-5\n512 - 30,00\n758 - -30,00",
    "BQ 4 2025-04-12 REM-5\n512 - 20,00\n758 - -20,00",
    "BQ 5 2025-04-20 FRAIS\n627 - 12,34\n512 - -12,34",
)


def test_every_difference_between_bank_and_books_is_listed_and_the_bridge_adds_up_to_the_cent(fresh_database):
    company = new_company()
    give(company, BOOKS, "001000009FEC20251231.txt")
    give(
        company,
        statement(
            ("250402", "120.00", "VIR DUPONT FA-1"),
            ("250412", "50.00", "REMISE 5"),
            ("250420", "-12.43", "FRAIS"),
            ("250428", "9.00", "INTERETS"),
            closing="1166.57",
        ),
        "releve.sta",
    )
    (one,) = reconcile_banks(scope_of(company, "test"), date(2025, 4, 30)).accounts
    assert (one.balances.bank_end, one.balances.ledger_end, one.start_minor, one.unexplained_minor) == (116657, 107766, 0, 0)
    assert adds_up(one) and one.known == 1, "the transfer, which the import linked"
    assert [(row.rule.name, len(row.bank), len(row.books)) for row in one.same] == [("TOTAL", 1, 2)], "the deposit of two cheques"
    assert [(row.on, row.minor) for row in one.only_books] == [(date(2025, 4, 10), -8000), (date(2025, 4, 20), -1234)]
    assert [(row.on, row.minor) for row in one.only_bank] == [(date(2025, 4, 20), -1243), (date(2025, 4, 28), 900)]
    assert "swapped" in one.only_bank[0].why.text.en, "12.43 against 12.34"
    assert "agree" in bank_report(reconcile_banks(scope_of(company, "test"), date(2025, 4, 30), account=IBAN)).summary[0].en


def test_a_cheque_cashed_after_the_day_is_open_on_the_day_and_met_later(fresh_database):
    company = new_company()
    give(company, BOOKS, "001000009FEC20251231.txt")
    give(company, statement(("250402", "120.00", "VIR DUPONT FA-1"), ("250425", "-80.00", "CHEQUE 77"), closing="1040.00"), "releve.sta")
    early = reconcile_banks(scope_of(company, "test"), date(2025, 4, 15)).accounts[0]
    assert (date(2025, 4, 10), -8000) in [(row.on, row.minor) for row in early.only_books]
    late = reconcile_banks(scope_of(company, "test"), date(2025, 4, 30)).accounts[0]
    assert (date(2025, 4, 10), -8000) not in [(row.on, row.minor) for row in late.only_books]
    assert [(row.bank[0][1], row.rule.name) for row in late.same] == [(-8000, "AMOUNT")], "fifteen days apart is worth being shown"


def test_in_own_books_a_receipt_is_its_bank_line(fresh_database):
    company = new_company()
    give(
        company,
        csv(
            "number,type,customer_id,customer_name,issued_on,due_on,currency,total",
            "FA-1,invoice,C1,Dupont,2025-03-01,2025-03-31,EUR,120.00",
        ),
        "invoices.csv",
    )
    give(company, statement(("250402", "120.00", "VIR DUPONT FA-1"), ("250420", "-12.43", "FRAIS"), closing="1107.57"), "releve.sta")
    match_company(company, "test", today=TODAY)
    (one,) = reconcile_banks(scope_of(company, "test"), date(2025, 4, 30)).accounts
    assert one.known == 1 and not one.only_books and [row.minor for row in one.only_bank] == [-1243]
    assert one.start_minor == 100000, "what was on the account before the first statement is in no books" and adds_up(one)


def test_a_statement_that_is_missing_is_what_cannot_be_explained(fresh_database):
    company = new_company()
    give(company, BOOKS, "001000009FEC20251231.txt")
    give(company, statement(("250402", "120.00", "VIR DUPONT FA-1"), closing="1120.00"), "a.sta")
    give(company, mt940("2/1", ("250601", "1500.00"), [("250602", "5.00", "X")], ("250630", "1505.00")), "b.sta")
    (one,) = reconcile_banks(scope_of(company, "test"), date(2025, 6, 30)).accounts
    assert one.unexplained_minor == 38000 and adds_up(one)


def test_refusals_name_what_is_missing(fresh_database):
    company = new_company()
    scope = scope_of(company, "test")
    with pytest.raises(NothingToReconcile):
        reconcile_banks(scope, TODAY)
    give(company, statement(("250402", "120.00", "VIR"), closing="1120.00"), "a.sta")
    with pytest.raises(BankAccountUnknown) as refused:
        reconcile_banks(scope, TODAY, account="FR76999")
    assert IBAN in refused.value.say("fr")
    found = reconcile_banks(scope, TODAY)
    assert not found.accounts and [bank.identifier for bank in found.without_books] == [IBAN], "nothing in the books to compare with"


def test_open_items_and_control_accounts_agree_at_any_day(fresh_database):
    company = new_company()
    give(company, BOOKS, "001000009FEC20251231.txt")
    for day, minor in ((date(2025, 3, 31), 12000), (date(2025, 4, 30), 0)):
        found = reconcile_control(scope_of(company, "test"), day)
        assert not found.differences and sum(row.ledger_minor for row in found.rows) == sum(row.items_minor for row in found.rows) == minor
