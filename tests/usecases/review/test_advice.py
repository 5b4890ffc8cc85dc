"""A remittance advice dropped on a bank line becomes its suggestion; undoing its import takes back what a rule made of it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from encours.cli import figures
from encours.usecases.imports.undo import UndoRefused, undo_import
from encours.usecases.matching import match_company
from encours.usecases.review.advice import NoAdvice, drop_advice
from encours.usecases.review.changed import LineChanged
from encours.usecases.review.decide import AlreadyDecided, LineGoesOut, accept, leave_on_account
from encours.usecases.review.undo import undo_line
from tests.cli.test_intake import call
from tests.usecases.books import TODAY, assert_sound, books, csv, give, query
from tests.usecases.review.desk import line_id, look, morning, opens

LINE = "R1 2026-11-21 1970.00 NEGOCE CENTRAL||VIR DIVERS"
HEAD = "remittance_id,invoice_reference,amount,currency,discount,memo"
LIST = csv(HEAD, "A-1,FA-0920,1170.00,EUR,,", "A-1,FA-0921,800.00,EUR,,")


def drop(company, content: bytes = LIST, name: str = "remittances.csv", reference: str = "R1", **options: Any):
    return drop_advice(company, "ines", line_id(company, reference), io.BytesIO(content), name, today=TODAY, **options)


def parts(company, reference: str = "R1") -> list[tuple[str, int, str]]:
    best = look(company, reference).row.best
    return [(part.item.document_ref, part.amount_minor, part.kind) for part in best.parts] if best else []


def test_what_the_payer_says_becomes_the_suggestion_and_is_accepted(fresh_database):
    company = morning(LINE)
    assert parts(company) == []
    done = drop(company, version=look(company, "R1").row.line.version)
    assert (done.advices, done.proposals >= 1, done.reports[0].state) == (("A-1",), True, "committed")
    found = parts(company)
    assert {(document, minor) for document, minor, kind in found if kind == "payment"} == {("FA-0920", 117000), ("FA-0921", 80000)}
    before = books(company)
    accept(company, "ines", line_id(company, "R1"), version=look(company, "R1").row.line.version, today=TODAY)
    assert opens(company, "FA-0921") == [0]
    assert_sound(company)
    with pytest.raises(UndoRefused, match="rest on its advices"):
        undo_import(company, "ines", done.reports[0].import_id, today=TODAY)
    undo_line(company, "ines", line_id(company, "R1"), reason="other list", today=TODAY)
    assert books(company) == before
    undo_import(company, "ines", done.reports[0].import_id, today=TODAY)
    match_company(company, "test", today=TODAY)
    assert parts(company) == []
    assert_sound(company)


def test_money_left_on_account_gets_its_suggestion_too(fresh_database):
    company = morning(LINE)
    leave_on_account(company, "ines", line_id(company, "R1"), "BETON", today=TODAY)
    drop(company)
    assert {one[0] for one in parts(company)} == {"FA-0920", "FA-0921"}
    accept(company, "ines", line_id(company, "R1"), today=TODAY)
    assert opens(company, "FA-0921") == [0]
    assert_sound(company)


def test_the_same_file_again_and_one_that_is_of_another_line_change_only_what_they_are_for(fresh_database):
    company = morning(LINE, "R2 2026-11-22 1970.00 NEGOCE CENTRAL||VIR DIVERS BIS")
    assert drop(company).reports[0].state == "committed"
    again = drop(company)
    assert (again.reports[0].state, again.advices) == ("already_imported", ("A-1",))
    moved = drop(company, reference="R2")
    assert moved.advices == ("A-1",) and {one[0] for one in parts(company, "R2")} == {"FA-0920", "FA-0921"}
    match_company(company, "test", today=TODAY)
    assert_sound(company)


def test_of_several_advices_the_one_of_the_lines_amount_is_taken(fresh_database):
    company = morning(LINE)
    content = csv(HEAD, "A-1,FA-0920,1170.00,EUR,,", "A-1,FA-0921,800.00,EUR,,", "A-2,FA-0915,1200.00,EUR,,")
    assert drop(company, content).advices == ("A-1",)


def test_a_table_of_the_payers_own_columns_and_a_mail_are_read(fresh_database):
    company = morning(LINE)
    own = "Facture;Montant réglé\nFA-0920;1170,00\nFA-0921;800,00\n".encode()
    assert drop(company, own, "liste.csv").proposals >= 1
    assert {one[0] for one in parts(company)} == {"FA-0920", "FA-0921"}


def test_what_is_no_advice_of_this_line_is_refused_and_leaves_nothing(fresh_database):
    company = morning(LINE, "R3 2026-11-20 -50.00 BANQUE||FRAIS")
    before = books(company)
    with pytest.raises(NoAdvice):
        drop(company, csv(HEAD, "A-9,FA-0920,100.00,USD,,"))
    refused = drop(company, csv(HEAD, "A-8,FA-0920,abc,EUR,,"))
    assert refused.advices == () and refused.reports[0].state == "refused"
    with pytest.raises(LineGoesOut):
        drop(company, reference="R3")
    with pytest.raises(LineChanged):
        drop(company, version="1-abc")
    accept_nothing = look(company, "R1").row.best
    assert accept_nothing is None and books(company) == before
    assert_sound(company)


def test_a_decided_line_takes_no_advice(fresh_database):
    company = morning(LINE)
    drop(company)
    accept(company, "ines", line_id(company, "R1"), today=TODAY)
    with pytest.raises(AlreadyDecided):
        drop(company)


def test_what_a_rule_made_of_an_advice_goes_with_its_import(fresh_database):
    company = morning("R1 2026-11-21 10000.00 LEROUX SA|FR7630006000011234567890189|VIR", match=False)
    report = give(company, csv(f"{HEAD},customer_id", "A-1,FA-0850,4000.00,EUR,,,LEROUX", "A-1,FA-0866,6000.00,EUR,,,LEROUX"), "remittances.csv")
    match_company(company, "test", today=TODAY)
    assert query(company, "SELECT count(*) FROM remittance_use") == [(1,)] and opens(company, "FA-0850", "FA-0866") == [0, 0]
    assert undo_import(company, "ines", report.import_id, today=TODAY).matches_undone == 1
    assert opens(company, "FA-0850", "FA-0866") == [400000, 600000]
    assert_sound(company)


def test_an_advice_is_read_at_the_command_line_and_by_a_key(fresh_database, capsys, monkeypatch, tmp_path):
    company = morning(LINE)
    monkeypatch.setattr(figures, "read_day", lambda value, company: TODAY)
    monkeypatch.setattr(figures, "operator", lambda: "ines")
    path = tmp_path / "remittances.csv"
    path.write_bytes(LIST)
    c = ("--company", company.slug)
    assert call("review", "advice", str(line_id(company, "R1")), str(path), "--json", *c) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["advices"] == ["A-1"] and told["line"]["proposals"] and told["files"][0]["state"] == "committed"
    assert call("--lang", "fr", "review", "advice", str(line_id(company, "R1")), str(path), *c) == 0
    assert "FA-0921" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"f\n{path}\nf\nnothing.csv\na\n"))
    assert call("--lang", "en", "review", *c) == 0
    out = capsys.readouterr().out
    assert "✓ Read: " in out and "There is no file “nothing.csv”." in out and "applied" in out
    assert_sound(company)
