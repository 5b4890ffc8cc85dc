"""What a payer withholds is a case: listed with its age, accepted, refused, recovered; every decision can be taken back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from encours.cli import figures
from encours.usecases.companies import scope_of
from encours.usecases.deductions import (
    DeductionDecided,
    DeductionTooLarge,
    DeductionUndecided,
    DeductionUnknown,
    WriteOffImpossible,
    accept_deduction,
    deduction_page,
    refuse_deduction,
    undo_deduction,
)
from encours.usecases.imports.undo import UndoRefused, undo_import
from encours.usecases.matching import match_company
from encours.usecases.policy import set_policy
from encours.usecases.review.decide import apply
from encours.usecases.review.undo import WrittenOff, undo_line
from encours.usecases.unmatching import ReasonMissing, unmatch
from tests.cli.test_intake import call
from tests.store.test_concurrency import together
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, query, receivable_minor
from tests.usecases.review.desk import INVOICE_HEAD, balances, bank, line_id, morning, opens
from tests.usecases.review.test_decide import wish

SHORT = "R1 2026-11-21 1000.00 MARTIN FILS||FA-0915"


def withheld(*, reason: str = "price"):
    """200.00 of FA-0915 withheld."""
    company = morning(SHORT, match=False)
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference="short_payment", deduction=reason, note="letter of 3 Nov", today=TODAY)
    return company


def listed(company, show="all"):
    return list(deduction_page(scope_of(company, "test"), show=show).rows)


def only(company):
    [one] = listed(company)
    return one


def test_a_deduction_is_listed_with_its_reason_and_age(fresh_database):
    company = withheld()
    one = only(company)
    assert (one.customer_code, one.document_ref, one.amount_minor, one.open_minor, one.reason, one.note, one.state, one.age_days(TODAY)) == (
        "MARTIN", "FA-0915", 20000, 20000, "price", "letter of 3 Nov", "open", 4
    )  # fmt: skip
    assert [len(listed(company, show)) for show in ("open", "accepted", "refused", "settled")] == [1, 0, 0, 0]


def test_written_off_it_is_on_the_account_of_its_reason_and_taken_back_it_is_due_again(fresh_database):
    company = withheld()
    number = only(company).id
    before = books(company)
    for account in ("709", "7097"):
        if account != "709":
            set_policy(company, "ines", "account:deduction_price", account, reason="chart", today=TODAY)
        made = accept_deduction(company, "ines", number, way="write_off", note="agreed", today=TODAY)
        assert (made.state, made.accepted_minor, made.open_minor, made.decided_by) == ("written_off", 20000, 0, "ines")
        assert balances(company)[account] == 20000 and opens(company, "FA-0915") == [0]
        assert_sound(company)
        with pytest.raises(DeductionDecided, match="accepted and written off"):
            accept_deduction(company, "marc", number, way="credit_note", today=TODAY)
        with pytest.raises(DeductionDecided):
            refuse_deduction(company, "marc", number, reason="no", today=TODAY)
        assert undo_deduction(company, "ines", number, reason="not agreed", today=TODAY).state == "open"
        assert books(company) == before
        assert_sound(company)
    with pytest.raises(DeductionUndecided):
        undo_deduction(company, "ines", number, reason="x", today=TODAY)
    assert query(company, "SELECT type, count(*) FROM event WHERE type LIKE 'Deduction%%' GROUP BY 1 ORDER BY 1") == [("DeductionAccepted", 2), ("DeductionUndone", 2)]


def test_a_part_is_written_off_and_the_rest_stays_due(fresh_database):
    company = withheld()
    for amount in (20001, -5, 0):
        with pytest.raises(DeductionTooLarge):
            accept_deduction(company, "ines", only(company).id, way="write_off", amount_minor=amount, today=TODAY)
    made = accept_deduction(company, "ines", only(company).id, way="write_off", amount_minor=15000, today=TODAY)
    assert (made.accepted_minor, made.open_minor) == (15000, 5000) and opens(company, "FA-0915") == [5000]
    assert_sound(company)


def test_an_accepted_credit_note_is_awaited_and_settles_it(fresh_database):
    company = withheld()
    made = accept_deduction(company, "ines", only(company).id, way="credit_note", today=TODAY)
    assert made.state == "awaiting_credit_note" and opens(company, "FA-0915") == [20000]
    give(company, csv(f"{INVOICE_HEAD},corrects", "AV-0020,credit_note,MARTIN,2026-11-24,2026-11-24,EUR,200.00,166.67,33.33,,FA-0915"), "credit.csv")
    match_company(company, "test", today=TODAY)
    apply_rest(company)
    assert only(company).state == "settled" and [len(listed(company, show)) for show in ("open", "settled")] == [0, 1]
    assert_sound(company)


def apply_rest(company) -> None:
    """Where matching left it, the customer pays what is missing."""
    if opens(company, "FA-0915") != [0]:
        give(company, bank("R8 2026-11-25 200.00 MARTIN FILS||SOLDE FA-0915"), "more.csv")
        apply(company, "ines", line_id(company, "R8"), [wish(company, "FA-0915")], today=TODAY)


def test_a_refused_one_stays_due_until_the_customer_pays(fresh_database):
    company = withheld(reason="")
    number = only(company).id
    with pytest.raises(ReasonMissing):
        refuse_deduction(company, "ines", number, reason=" ", today=TODAY)
    made = refuse_deduction(company, "ines", number, reason="price list of May", today=TODAY)
    assert (made.state, made.said, opens(company, "FA-0915")) == ("refused", "price list of May", [20000])
    with pytest.raises(DeductionDecided):
        refuse_deduction(company, "marc", number, reason="again", today=TODAY)
    give(company, bank("R8 2026-11-25 200.00 MARTIN FILS||SOLDE FA-0915"), "more.csv")
    apply(company, "ines", line_id(company, "R8"), [wish(company, "FA-0915")], today=TODAY)
    assert only(company).state == "settled"
    undo_line(company, "ines", line_id(company, "R8"), reason="other invoice", today=TODAY)
    assert only(company).state == "refused"
    assert accept_deduction(company, "ines", number, way="write_off", today=TODAY).state == "written_off"
    assert balances(company)["658"] == 20000
    assert_sound(company)


def test_the_payment_is_taken_back_only_after_what_was_written_off(fresh_database):
    company = morning(SHORT, match=False)
    before = books(company)
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference="short_payment", deduction="quality", today=TODAY)
    number = only(company).id
    accept_deduction(company, "ines", number, way="write_off", today=TODAY)
    with pytest.raises(WrittenOff):
        undo_line(company, "ines", line_id(company, "R1"), reason="wrong", today=TODAY)
    undo_deduction(company, "ines", number, reason="wrong", today=TODAY)
    undo_line(company, "ines", line_id(company, "R1"), reason="wrong", today=TODAY)
    assert only(company).state == "withdrawn" and books(company) == before
    with pytest.raises(DeductionDecided):
        accept_deduction(company, "ines", number, way="write_off", today=TODAY)
    assert_sound(company)


def test_a_statement_is_not_taken_back_over_a_persons_decision(fresh_database):
    company = withheld()
    accept_deduction(company, "ines", only(company).id, way="write_off", today=TODAY)
    [(statement,)] = query(company, "SELECT id FROM import WHERE kind = 'statement'")
    with pytest.raises(UndoRefused):
        undo_import(company, "test", statement, today=TODAY)
    assert only(company).state == "written_off"
    assert_sound(company)


def test_what_was_written_off_goes_with_its_match(fresh_database):
    company = withheld()
    before = books(company)
    accept_deduction(company, "ines", only(company).id, way="write_off", today=TODAY)
    [(match,)] = query(company, "SELECT id FROM match WHERE rule = 'deduction_accepted'")
    unmatch(company, "ines", match, reason="not agreed", today=TODAY)
    assert only(company).state == "open" and books(company) == before
    assert accept_deduction(company, "ines", only(company).id, way="write_off", today=TODAY).state == "written_off"
    assert_sound(company)


def test_a_ledger_that_takes_the_document_over_takes_the_write_off_back(fresh_database):
    company = withheld()
    accept_deduction(company, "ines", only(company).id, way="write_off", today=TODAY)
    give(company, fec("VE 1 2026-09-20 FA-0915\n411 MARTIN 1200,00\n706 - -1200,00"), "732829320FEC20261231.txt")
    assert "709" not in balances(company)
    assert_sound(company)


def test_where_the_ledger_is_the_truth_only_a_credit_note_accepts(fresh_database):
    company = morning("R1 2026-11-21 80.00 ZETA||FA-77", match=False)
    give(company, fec("VE 1 2026-09-20 FA-77\n411 ZETA 100,00\n706 - -100,00"), "732829320FEC20261231.txt")
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-77")], difference="short_payment", deduction="price", today=TODAY)
    [number] = [one.id for one in listed(company, "open")]
    with pytest.raises(WriteOffImpossible):
        accept_deduction(company, "ines", number, way="write_off", today=TODAY)
    assert accept_deduction(company, "ines", number, way="credit_note", today=TODAY).state == "awaiting_credit_note"
    with pytest.raises(DeductionUnknown):
        accept_deduction(company, "ines", 10**9, way="credit_note", today=TODAY)
    assert_sound(company)


def test_two_people_decide_and_one_is_told(fresh_database):
    company = withheld()
    number = only(company).id
    results = together(*(lambda: accept_deduction(company, "ines", number, way="write_off", today=TODAY) for _ in range(4)))
    assert sum(isinstance(one, DeductionDecided) for one in results) == 3, results
    assert balances(company)["709"] == 20000 and receivable_minor(company) == sum(opens(company, "FA-0850", "FA-0866", "FA-0881", "FA-0920", "FA-0921", "AV-0010"))
    assert_sound(company)


def test_deductions_at_the_command_line(fresh_database, capsys, monkeypatch):
    company = withheld()
    monkeypatch.setattr(figures, "read_day", lambda value, company: TODAY + timedelta(days=10))
    monkeypatch.setattr(figures, "operator", lambda: "ines")
    c = ("--company", company.slug)
    assert call("deductions", "list", "--json", *c) == 0
    shown = json.loads(capsys.readouterr().out)
    [one] = shown["deductions"]
    assert (one["invoice_number"], one["reason"], one["state"], one["amount_minor"], shown["next"]) == ("FA-0915", "price", "open", 20000, None)
    number = str(one["deduction_id"])
    assert call("--lang", "fr", "deductions", "list", *c) == 0
    told = capsys.readouterr().out
    assert "à trancher" in told and "prix" in told
    assert call("--lang", "en", "deductions", "accept", number, "--by", "write_off", "--amount", "150,00", *c) == 0
    assert "accepted and written off" in capsys.readouterr().out
    assert call("deductions", "accept", number, "--by", "write_off", *c) == 1
    assert call("deductions", "undo", number, "--reason", "x", *c) == 0
    assert call("deductions", "refuse", number, "--reason", "contract", "--json", *c) == 0
    assert call("deductions", "accept", number, "--by", "gift", *c) == 1
    assert_sound(company)
