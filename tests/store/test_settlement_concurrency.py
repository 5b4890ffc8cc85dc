"""Several at once on the same money (R51-R56): threads with connections of their own, released together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from encours.ledger.account import Role
from encours.receivables.matching.calibration import Calibration
from encours.store.bulk.clearing import ClearingImpossible
from encours.store.bulk.receipt_parts import OpenChanged
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.load.companies import Company
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import record_now, tenant
from encours.usecases import matching
from encours.usecases.companies import scope_of
from encours.usecases.matching import match_company
from encours.usecases.review.changed import LineExplained
from encours.usecases.review.clear import clear_line
from encours.usecases.review.record import Decided
from encours.usecases.unmatching import unmatch
from tests.store.test_concurrency import together
from tests.usecases.books import TODAY, assert_sound, csv, give, new_company, query

HEAD = "number,type,customer_id,issued_on,due_on,currency,total"
BANK = "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance"
IBAN = "FR7630001007941234567890185"


class Trusting(Calibration):
    """Every rule was always right: what has one answer is recorded."""

    def may_post(self, rule: str) -> bool:
        return True


def sold(*rows: str) -> Company:
    company = new_company()
    give(company, csv("customer_id,name", "ACME,Acme Industries", "BETA,Beta Services"), "customers.csv")
    give(company, csv(HEAD, *rows), "invoices.csv")
    return company


def pay(company: Company, document: str, minor: int, received: int | None = None) -> tuple[int, int]:
    scope = scope_of(company, "test")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        cursor.execute("SELECT id, customer_id, account_id FROM item WHERE document_ref = %s", [document])
        item, customer, account = cursor.fetchone()
        receipt = ReceiptToPost(
            date(2026, 4, 1),
            received or minor,
            "EUR",
            account_for(cursor, scope, Role.BANK),
            account,
            customer,
            reference="VIR",
            settlement=Settlement((Part(item, minor),), "person", "person"),
        )
        return post_receipts(
            cursor, scope, [receipt], journal_id=journal_for(cursor, scope, "BQE", "Banque"), kind="receipt", recorded_at=at
        )


def open_of(company: Company, document: str) -> int:
    found: int = query(company, "SELECT open_minor FROM item WHERE document_ref = %s AND kind = 'invoice'", document)[0][0]
    return found


def test_ten_parallel_payments_of_one_invoice_let_one_win_and_tell_the_others_what_is_left(fresh_database):  # R51
    company = sold("FA-2601,invoice,ACME,2026-03-01,2026-03-31,EUR,500.00")
    results = together(*(lambda: pay(company, "FA-2601", 500_00) for _ in range(10)))
    refused = [one for one in results if isinstance(one, OpenChanged)]
    assert len(refused) == 9 and results.count((1, 1)) == 1, results
    assert all("€0.00" in one.say("en") for one in refused)
    assert open_of(company, "FA-2601") == 0
    assert query(company, "SELECT count(*), sum(amount_minor)::bigint FROM receipt") == [(1, 500_00)]
    assert_sound(company)


def test_two_parallel_payments_that_exceed_an_invoice_leave_nothing_below_zero(fresh_database):  # R52
    company = sold("FA-2601,invoice,ACME,2026-03-01,2026-03-31,EUR,10000.00")
    results = together(lambda: pay(company, "FA-2601", 8_000_00), lambda: pay(company, "FA-2601", 8_000_00))
    [refused] = [one for one in results if isinstance(one, OpenChanged)]
    assert "€2,000.00" in refused.say("en")
    pay(company, "FA-2601", 2_000_00, received=8_000_00)
    assert query(company, "SELECT sum(amount_minor)::bigint FROM receipt") == [(16_000_00,)]
    assert query(company, "SELECT sum(open_minor)::bigint FROM item WHERE kind = 'receipt'") == [(-6_000_00,)]
    assert_sound(company)


def test_the_first_two_payments_of_a_customer_draw_two_letters(fresh_database):  # R53
    company = sold("FA-2601,invoice,ACME,2026-03-01,2026-03-31,EUR,100.00", "FA-2602,invoice,ACME,2026-03-01,2026-03-31,EUR,200.00")
    assert together(lambda: pay(company, "FA-2601", 100_00), lambda: pay(company, "FA-2602", 200_00)) == [(1, 1), (1, 1)]
    assert [row[0] for row in query(company, "SELECT letter_no FROM match ORDER BY 1")] == [0, 1]
    assert_sound(company)


LINES = tuple(f"L{n},2026-04-0{1 + n % 9},{100 + n}.00,EUR,{IBAN},ACME INDUSTRIES,VIR FA-26{n:02}" for n in range(1, 30))
SALES = tuple(f"FA-26{n:02},invoice,ACME,2026-03-01,2026-03-31,EUR,{100 + n}.00" for n in range(1, 30))


def run(company: Company) -> Any:
    return match_company(company, "test", today=TODAY, calibration=Trusting())


def test_two_matchers_at_once_record_every_line_once(fresh_database):
    company = sold(*SALES)
    give(company, csv(BANK, *LINES), "bank.csv")
    results = together(*(lambda: run(company) for _ in range(4)))
    assert not any(isinstance(one, Exception) for one in results), results
    assert sum(one.receipts_recorded for one in results) == sum(one.matches_made for one in results) == len(LINES)
    assert query(company, "SELECT count(*) FROM item WHERE kind = 'invoice' AND open_minor <> 0") == [(0,)]
    assert_sound(company)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Do something, in another connection, after a run has looked and before it records."""

    def arrange(work: Callable[[], Any]) -> None:
        explain = matching.explain

        def slowly(*args: Any, **options: Any) -> Any:
            found = explain(*args, **options)
            raised: list[BaseException] = []

            def other() -> None:
                try:
                    work()
                except BaseException as error:
                    raised.append(error)
                finally:
                    connection.close()

            thread = threading.Thread(target=other)
            thread.start()
            thread.join(30)
            assert not thread.is_alive(), "a person waits for a run"
            assert not raised, raised
            return found

        monkeypatch.setattr(matching, "explain", slowly)

    return arrange


def test_a_person_who_pays_an_invoice_while_a_run_thinks_wins_and_never_waits(fresh_database, meanwhile):  # R55
    company = sold(*SALES)
    give(company, csv(BANK, *LINES), "bank.csv")
    meanwhile(lambda: pay(company, "FA-2605", 105_00))
    found = run(company)
    assert (found.overtaken, found.matches_made) == (1, len(LINES) - 1)
    assert query(
        company,
        "SELECT decided_by FROM match m JOIN allocation a ON a.match_id = m.id JOIN item i ON i.id = a.debit_item_id WHERE i.document_ref = 'FA-2605'",
    ) == [("person",)]
    assert query(company, "SELECT count(*) FROM receipt r JOIN statement_line l ON l.id = r.statement_line_id WHERE l.line_ref = 'L5'") == [
        (0,)
    ]
    assert_sound(company)


def test_what_a_person_takes_back_while_a_run_thinks_stays_taken_back(fresh_database, meanwhile):  # R55, R69
    company = sold(*SALES[:5])
    give(company, csv(BANK, *LINES[:3]), "bank.csv")
    run(company)
    give(company, csv(BANK, *LINES[3:5]), "more.csv")
    match = query(company, "SELECT a.match_id FROM allocation a JOIN item i ON i.id = a.debit_item_id WHERE i.document_ref = 'FA-2602'")[0][
        0
    ]
    meanwhile(lambda: unmatch(company, "ines", match, reason="not theirs", today=TODAY))
    run(company)
    assert [open_of(company, f"FA-260{n}") for n in range(1, 6)] == [0, 102_00, 0, 0, 0]
    assert_sound(company)


def test_two_people_clear_the_same_payments_and_one_is_told(fresh_database):
    company = sold("FA-2601,invoice,ACME,2026-03-01,2026-03-31,EUR,500.00")
    give(
        company,
        csv(
            "payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number",
            "P1,ACME,2026-04-01,500.00,EUR,cheque,,FA-2601",
        ),
        "p.csv",
    )
    give(company, csv(BANK, f"L1,2026-04-02,500.00,EUR,{IBAN},,REMISE", f"L2,2026-04-02,500.00,EUR,{IBAN},,AUTRE"), "bank.csv")
    receipt = query(company, "SELECT id FROM receipt")[0][0]
    lines = [row[0] for row in query(company, "SELECT id FROM statement_line ORDER BY id")]
    results = together(*(lambda line=line: clear_line(company, "ines", line, [receipt], today=TODAY) for line in (*lines, *lines)))
    assert sum(isinstance(one, ClearingImpossible | LineExplained) for one in results) == 3 and sum(isinstance(one, Decided) for one in results) == 1, results
    assert_sound(company)
