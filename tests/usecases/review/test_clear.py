"""Payments in transit that only a person can recognise in a bank line: suggested, accepted, chosen, taken back; never made again by a rule."""

from __future__ import annotations

import io
import json

import pytest

from encours.cli import figures
from encours.store.bulk.clearing import ClearingImpossible
from encours.usecases.matching import match_company
from encours.usecases.review.changed import LineChanged, LineExplained
from encours.usecases.review.clear import accept_clearing, clear_line
from encours.usecases.review.decide import SuggestionStale, accept, leave_on_account
from encours.usecases.review.queue import review_line, review_queue
from encours.usecases.review.undo import BuiltUpon, NothingToUndo, undo_line
from tests.cli.test_intake import call
from tests.usecases.books import TODAY, assert_sound, books, csv, give, query
from tests.usecases.test_transit import PAY, balances, company_with, line, run

CARDS = ("P1,ACME,2026-04-01,1200.00,EUR,card,,FA-2601", "P2,BETA,2026-04-02,300.00,EUR,card,,FA-2602")
PAYOUT = line("L1", "2026-04-04", "1480.00", "PAYOUT PSP")


def only(company):
    [row] = review_queue(company, "ines", today=TODAY).rows
    return row


def payments(company) -> list[int]:
    return [one for (one,) in query(company, "SELECT id FROM receipt WHERE payment_ref <> '' ORDER BY payment_ref")]


def test_a_suggested_payout_is_shown_accepted_taken_back_and_accepted_again(fresh_database):
    company = company_with(CARDS, (PAYOUT,))
    run(company)
    row = only(company)
    [made] = row.clearings
    assert (made.rule, made.gross_minor, made.fee_minor, made.is_stale, [one.customer_code for one in made.payments]) == (
        "transit_payout_fee_unknown", 1500_00, 20_00, False, ["ACME", "BETA"]
    )  # fmt: skip
    assert row.why_not[0].fr == "Elle apporte peut-être des règlements en transit, ce qu'une personne doit confirmer."
    assert len(review_queue(company, "ines", today=TODAY, show="suggested").rows) == 1
    before = books(company)
    for _ in range(2):
        done = accept_clearing(company, "ines", row.line.id, version=only(company).line.version, proposal=made.key, today=TODAY)
        assert (done.kind, done.applied_minor) == ("cleared", 1500_00)
        assert balances(company) == {"512": 1480_00, "627": 20_00}
        assert review_queue(company, "ines", today=TODAY).rows == ()
        assert [one.line.id for one in review_queue(company, "ines", today=TODAY, show="decided").rows] == [row.line.id]
        assert run(company).cleared == 0
        assert_sound(company)
        undo_line(company, "ines", row.line.id, reason="another payout", today=TODAY)
        assert books(company) == before
        assert_sound(company)
        run(company)
        assert only(company).clearings[0].key == made.key
    assert [one.en.partition(" on ")[0].split(" ", 1)[0] for one in review_line(company, "ines", row.line.id, today=TODAY).history] == ["ines"] * 4


def test_what_a_rule_cleared_is_taken_back_by_a_person_and_no_rule_does_it_again(fresh_database):  # R69
    company = company_with(("P1,ACME,2026-04-01,1200.00,EUR,cheque,CHQ 778899,FA-2601",), (line("L1", "2026-04-03", "1200.00", "REMISE CHEQUE 778899"),))
    before = books(company)
    assert run(company).cleared == 1
    [(bank_line,)] = query(company, "SELECT id FROM statement_line")
    undo_line(company, "ines", bank_line, reason="another cheque", today=TODAY)
    assert books(company) == before
    found = run(company)
    assert (found.cleared, len(found.clearings.suggested)) == (0, 1)
    assert accept_clearing(company, "ines", bank_line, today=TODAY).kind == "cleared"
    assert balances(company) == {"512": 1200_00}
    assert_sound(company)


def test_payments_are_chosen_by_hand_and_what_does_not_add_up_is_refused(fresh_database):
    company = company_with(("P1,ACME,2026-04-01,300.00,EUR,transfer,,", "P2,BETA,2026-04-01,300.00,EUR,transfer,,FA-2602"), (line("L1", "2026-04-02", "300.00", "VIR"),))
    run(company)
    row = only(company)
    first, second = payments(company)
    assert {one.receipt_id for one in review_line(company, "ines", row.line.id, today=TODAY).transit} == {first, second}
    before = books(company)
    for chosen, fee in (([first, second], 0), ([second], 1), ([second], -1), ([], 0), ([10**9], 0)):
        with pytest.raises(ClearingImpossible):
            clear_line(company, "ines", row.line.id, chosen, fee_minor=fee, today=TODAY)
    assert books(company) == before
    clear_line(company, "ines", row.line.id, [second], version=row.line.version, today=TODAY)
    assert query(company, "SELECT receipt_id FROM clearing_part") == [(second,)]
    for act in (
        lambda: clear_line(company, "marc", row.line.id, [first], version=row.line.version, today=TODAY), lambda: accept_clearing(company, "marc", row.line.id, version=row.line.version, today=TODAY)
    ):  # fmt: skip
        with pytest.raises(LineChanged, match="ines said on"):
            act()
    for act in (lambda: clear_line(company, "marc", row.line.id, [first], today=TODAY), lambda: leave_on_account(company, "marc", row.line.id, "ACME", today=TODAY)):
        with pytest.raises(LineExplained):
            act()
    assert_sound(company)


def test_a_suggestion_whose_payment_is_gone_is_stale(fresh_database):
    company = company_with(CARDS, (PAYOUT,))
    run(company)
    row = only(company)
    assert give(company, csv(PAY, "P2,BETA,2026-04-02,310.00,EUR,card,,FA-2602"), "p2.csv").reversed == 1
    assert only(company).clearings[0].is_stale
    with pytest.raises(ClearingImpossible):
        accept_clearing(company, "ines", row.line.id, today=TODAY)
    with pytest.raises(SuggestionStale):
        accept_clearing(company, "ines", row.line.id, proposal="t0", today=TODAY)
    assert_sound(company)


def test_money_left_on_account_gives_way_to_the_payments_it_brought_and_comes_back(fresh_database):
    company = company_with(CARDS, (PAYOUT,))
    run(company)
    row = only(company)
    leave_on_account(company, "ines", row.line.id, "ACME", today=TODAY)
    before = books(company)
    accept_clearing(company, "ines", row.line.id, today=TODAY)
    undo_line(company, "ines", row.line.id, reason="twice", today=TODAY)
    assert books(company) == before
    accept_clearing(company, "ines", row.line.id, today=TODAY)
    with pytest.raises((LineExplained, SuggestionStale)):
        accept(company, "ines", row.line.id, today=TODAY)
    assert balances(company) == {"512": 1480_00, "627": 20_00}
    assert_sound(company)


def test_a_payment_that_comes_again_otherwise_ends_the_decision(fresh_database):
    company = company_with(CARDS, (PAYOUT,))
    run(company)
    bank_line = only(company).line.id
    accept_clearing(company, "ines", bank_line, today=TODAY)
    give(company, csv(PAY, "P2,BETA,2026-04-02,310.00,EUR,card,,FA-2602"), "p2.csv")
    assert balances(company) == {"5115": 1510_00}
    with pytest.raises((NothingToUndo, BuiltUpon)):
        undo_line(company, "ines", bank_line, reason="x", today=TODAY)
    match_company(company, "test", today=TODAY)
    assert_sound(company)


def test_clearing_at_the_command_line_and_by_keys(fresh_database, capsys, monkeypatch):
    company = company_with(CARDS, (PAYOUT,))
    run(company)
    bank_line = only(company).line.id
    monkeypatch.setattr(figures, "read_day", lambda value, company: TODAY)
    monkeypatch.setattr(figures, "operator", lambda: "ines")
    c = ("--company", company.slug)
    assert call("review", "show", str(bank_line), "--json", *c) == 0
    shown = json.loads(capsys.readouterr().out)
    assert len(shown["transit"]) == 2 and shown["line"]["clearings"][0]["fee_minor"] == 2000
    first, second = payments(company)
    assert call("--lang", "en", "review", "clear", str(bank_line), str(first), str(second), "--fee", "20,00", *c) == 0
    assert "brings payments of €1,500.00" in capsys.readouterr().out
    assert call("review", "undo", str(bank_line), "--reason", "x", *c) == 0
    run(company)
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("a\n"))
    assert call("--lang", "fr", "review", *c) == 0
    told = capsys.readouterr().out
    assert "apporte 2 règlements déjà comptés" in told and "✓ La ligne apporte" in told
    assert call("review", "undo", str(bank_line), "--reason", "x", *c) == 0
    run(company)
    assert call("review", "clear", str(bank_line), "--json", *c) == 0
    assert balances(company) == {"512": 1480_00, "627": 20_00}
    assert_sound(company)
