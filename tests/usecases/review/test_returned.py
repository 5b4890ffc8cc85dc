"""Payments that come back: what they settled is due again to the cent, the fee is posted apart, and taking it back settles the same again."""

from __future__ import annotations

import json

import pytest

from encours.cli import figures
from encours.usecases.companies import scope_of
from encours.usecases.deductions import accept_deduction, deduction_page
from encours.usecases.matching import match_company
from encours.usecases.review.changed import LineChanged
from encours.usecases.review.decide import AlreadyDecided, apply
from encours.usecases.review.queue import review_line, review_queue
from encours.usecases.review.returned import LineComesIn, PaymentNotReturnable, ReturnDiffers, ReturnWrittenOff, mark_returned
from encours.usecases.review.undo import undo_line
from tests.cli.test_intake import call
from tests.store.test_concurrency import together
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, query
from tests.usecases.review.desk import balances, line_id, look, morning, opens
from tests.usecases.review.test_decide import wish
from tests.usecases.test_transit import BANK as TRANSIT_BANK
from tests.usecases.test_transit import INVOICES, PAY, run
from tests.usecases.test_transit import line as transit_line

PAID = "R1 2026-11-02 1200.00 MARTIN FILS||FA-0915"
BACK = "R2 2026-11-10 -1208.00 BANQUE||REJET PRLV MARTIN FILS"


def company_with(*lines: str):
    return morning(*lines, match=False)


def paid(*documents: tuple[str, int | None], lines=(PAID, BACK), **options):
    company = company_with(*lines)
    apply(company, "ines", line_id(company, "R1"), [wish(company, number, minor) for number, minor in documents or (("FA-0915", None),)], today=TODAY, **options)
    match_company(company, "test", today=TODAY)
    return company


def sent_back(company):
    return look(company, "R2").returns


def test_a_direct_debit_sent_back_opens_its_invoice_and_posts_the_fee_apart(fresh_database):  # E24
    company = paid()
    before = books(company)
    row = look(company, "R2").row
    assert row.why_not[0].fr == "Elle rejette un règlement : indiquez lequel."
    [one] = sent_back(company)
    assert (one.payment.customer_code, one.payment.documents, one.fee_minor, [sign.en for sign in one.signs]) == (
        "MARTIN", ("FA-0915",), 800, ["its payer is named", "its amount and a fee"]
    )  # fmt: skip
    for _ in range(2):
        made = mark_returned(company, "ines", line_id(company, "R2"), one.payment.item_id, fee_minor=800, version=look(company, "R2").row.line.version, today=TODAY)
        assert (made.kind, made.applied_minor) == ("returned", 120000)
        assert opens(company, "FA-0915") == [120000] and balances(company)["627"] == 800 and balances(company)["512"] == -800
        assert_sound(company)
        match_company(company, "test", today=TODAY)
        assert opens(company, "FA-0915") == [120000] and sent_back(company) == ()
        undo_line(company, "ines", line_id(company, "R2"), reason="represented", today=TODAY)
        assert books(company) == before
        assert_sound(company)
    told = look(company, "R2").history
    assert told[0].en.startswith("ines said on") and "sent back" in told[0].en


CASES = {
    "a discount": ([("FA-0915", None)], ("R1 2026-11-02 1176.00 MARTIN FILS||FA-0915", "R2 2026-11-10 -1176.00 BANQUE||CHEQUE IMPAYE"), {"difference": "cash_discount"}),
    "a bank fee and two customers": ([("FA-0915", None), ("FA-0921", None)], ("R1 2026-11-02 1990.00 MARTIN FILS||X", "R2 2026-11-10 -2005.00 BANQUE||IMPAYE"), {"difference": "bank_fee"}),
    "a part withheld": ([("FA-0915", None)], ("R1 2026-11-02 1000.00 MARTIN FILS||FA-0915", "R2 2026-11-10 -1000.00 BANQUE||IMPAYE"), {"difference": "short_payment", "deduction": "price"}),
    "a credit note": ([("FA-0915", None), ("AV-0010", None)], ("R1 2026-11-02 1000.00 MARTIN FILS||FA-0915", "R2 2026-11-10 -1000.00 BANQUE||IMPAYE"), {}),
    "a penalty": ([("FA-0915", None)], ("R1 2026-11-02 1240.00 MARTIN FILS||FA-0915", "R2 2026-11-10 -1240.00 BANQUE||IMPAYE"), {"difference": "penalty"}),
    "money left on account": ([("FA-0915", 50000)], (PAID, BACK), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_whatever_a_payment_settled_is_opened_and_settled_again(fresh_database, case):
    documents, lines, options = CASES[case]
    company = company_with(*lines)
    untouched = opens(company, "FA-0915", "FA-0921", "AV-0010")
    apply(company, "ines", line_id(company, "R1"), [wish(company, number, minor) for number, minor in documents], today=TODAY, **options)
    before = books(company)
    cases = len(deduction_page(scope_of(company, "test"), show="open").rows)
    [one] = sent_back(company)
    mark_returned(company, "ines", line_id(company, "R2"), one.payment.item_id, fee_minor=one.fee_minor, today=TODAY)
    assert opens(company, "FA-0915", "FA-0921", "AV-0010") == untouched
    assert balances(company).get("512", 0) == -one.fee_minor
    assert deduction_page(scope_of(company, "test"), show="open").rows == ()
    assert_sound(company)
    undo_line(company, "ines", line_id(company, "R2"), reason="represented", today=TODAY)
    assert books(company) == before
    assert len(deduction_page(scope_of(company, "test"), show="open").rows) == cases
    assert_sound(company)


def test_an_unpaid_cheque_of_a_deposit_comes_back_alone(fresh_database):  # E22
    company = new_company()
    give(company, INVOICES, "i.csv")
    give(company, csv(PAY, "P1,ACME,2026-04-01,1200.00,EUR,cheque,CHQ 778899,FA-2601", "P2,BETA,2026-04-01,300.00,EUR,cheque,,FA-2602"), "p.csv")
    give(company, csv(TRANSIT_BANK, transit_line("L1", "2026-04-03", "1500.00", "REMISE CHEQUES 2"), transit_line("L2", "2026-04-20", "-1215.00", "CHEQUE IMPAYE 778899")), "b.csv")
    assert run(company).cleared == 1
    before = books(company)
    [(back,)] = query(company, "SELECT id FROM statement_line WHERE amount_minor < 0")
    [one] = review_line(company, "ines", back, today=TODAY).returns
    assert one.payment.customer_code == "ACME"
    mark_returned(company, "ines", back, one.payment.item_id, fee_minor=1500, today=TODAY)
    assert opens(company, "FA-2601", "FA-2602") == [120000, 0] and balances(company)["512"] == 150000 - 121500
    assert_sound(company)
    undo_line(company, "ines", back, reason="x", today=TODAY)
    assert books(company) == before
    assert_sound(company)


def test_a_payment_that_the_ledger_brought_comes_back(fresh_database):
    company = company_with("R2 2026-11-10 -1200.00 BANQUE||REJET PRLV FA-77 ZETA")
    sale = "VE 1 2026-09-20 FA-77\n411 ZETA 1200,00 AA\n706 - -1200,00"
    give(company, fec(sale, "BQ 2 2026-11-02 V1\n512 - 1500,00\n411 ZETA -1200,00 AA\n411 OMEGA -300,00"), "732829320FEC20261231.txt")
    [one] = sent_back(company)
    before = books(company)
    mark_returned(company, "ines", line_id(company, "R2"), one.payment.item_id, today=TODAY)
    assert opens(company, "FA-77") == [120000]
    assert_sound(company)
    undo_line(company, "ines", line_id(company, "R2"), reason="x", today=TODAY)
    assert books(company) == before
    assert_sound(company)


def test_what_cannot_be_a_return_is_refused(fresh_database):
    company = paid()
    [one] = sent_back(company)
    back, came = line_id(company, "R2"), line_id(company, "R1")
    for fee in (0, 799, -800):
        with pytest.raises(ReturnDiffers):
            mark_returned(company, "ines", back, one.payment.item_id, fee_minor=fee, today=TODAY)
    with pytest.raises(LineComesIn):
        mark_returned(company, "ines", came, one.payment.item_id, today=TODAY)
    for payment in (10**9, wishes_item(company)):
        with pytest.raises(PaymentNotReturnable):
            mark_returned(company, "ines", back, payment, fee_minor=800, today=TODAY)
    seen = look(company, "R2").row.line.version
    mark_returned(company, "marc", back, one.payment.item_id, fee_minor=800, version=seen, today=TODAY)
    with pytest.raises(LineChanged):
        mark_returned(company, "ines", back, one.payment.item_id, fee_minor=800, version=seen, today=TODAY)
    with pytest.raises(AlreadyDecided):
        mark_returned(company, "ines", back, one.payment.item_id, fee_minor=800, today=TODAY)
    assert_sound(company)


def wishes_item(company) -> int:
    return int(wish(company, "FA-0915").item)


def test_what_was_written_off_of_it_is_taken_back_first(fresh_database):
    company = company_with("R1 2026-11-02 1000.00 MARTIN FILS||FA-0915", "R2 2026-11-10 -1000.00 BANQUE||IMPAYE")
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference="short_payment", deduction="price", today=TODAY)
    [case] = deduction_page(scope_of(company, "test")).rows
    accept_deduction(company, "ines", case.id, way="write_off", today=TODAY)
    [one] = sent_back(company)
    with pytest.raises(ReturnWrittenOff):
        mark_returned(company, "ines", line_id(company, "R2"), one.payment.item_id, today=TODAY)
    assert_sound(company)


def test_a_document_paid_otherwise_meanwhile_leaves_the_payment_on_account(fresh_database):
    company = paid(lines=(PAID, BACK, "R3 2026-11-20 1200.00 MARTIN FILS||FA-0915"))
    [one] = sent_back(company)
    mark_returned(company, "ines", line_id(company, "R2"), one.payment.item_id, fee_minor=800, today=TODAY)
    apply(company, "ines", line_id(company, "R3"), [wish(company, "FA-0915")], today=TODAY)
    undo_line(company, "ines", line_id(company, "R2"), reason="x", today=TODAY)
    assert opens(company, "FA-0915") == [0]
    assert query(company, "SELECT sum(open_minor)::bigint FROM item WHERE kind = 'receipt'") == [(-120000,)]
    assert_sound(company)


def test_one_payment_comes_back_once_whoever_says_so(fresh_database):
    company = paid(lines=(PAID, BACK, "R4 2026-11-11 -1208.00 BANQUE||REJET PRLV MARTIN FILS"))
    [one] = sent_back(company)
    results = together(*(lambda name=name: mark_returned(company, "ines", line_id(company, name), one.payment.item_id, fee_minor=800, today=TODAY) for name in ("R2", "R4", "R2", "R4")))
    assert sum(isinstance(one, AlreadyDecided | PaymentNotReturnable) for one in results) == 3, results
    assert opens(company, "FA-0915") == [120000]
    assert_sound(company)


def test_returns_at_the_command_line(fresh_database, capsys, monkeypatch):
    company = paid()
    monkeypatch.setattr(figures, "read_day", lambda value, company: TODAY)
    monkeypatch.setattr(figures, "operator", lambda: "ines")
    c = ("--company", company.slug)
    back = str(line_id(company, "R2"))
    assert call("review", "show", back, "--json", *c) == 0
    [one] = json.loads(capsys.readouterr().out)["returns"]
    assert one["documents"] == ["FA-0915"] and one["fee_minor"] == 800
    assert call("--lang", "fr", "review", "show", back, *c) == 0
    assert "rejette" in capsys.readouterr().out
    assert call("--lang", "en", "review", "return", back, str(one["payment"]), "--fee", "8.00", *c) == 0
    assert "sends €1,200.00 back" in capsys.readouterr().out
    assert call("review", "undo", back, "--reason", "x", *c) == 0
    assert [row.line.reference for row in review_queue(company, "ines", today=TODAY).rows] == ["R2"]
    assert_sound(company)
