"""The review queue at the command line: verbs for scripts, single keys for people."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from encours.cli import figures
from tests.cli.test_intake import call
from tests.usecases.books import TODAY, assert_sound, query
from tests.usecases.review.desk import line_id, morning, opens, waits


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "read_day", lambda value, company: date.fromisoformat(value) if value else TODAY)
    monkeypatch.setattr(figures, "operator", lambda: "ines")


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert call(*(str(one) for one in arguments), "--json") == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def keys(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))


def test_the_queue_is_listed_and_decided_by_verbs(fresh_database, capsys) -> None:
    company = morning()
    c = ("--company", company.slug)
    listed = asked(capsys, "--lang", "en", "review", *c)
    assert (listed["schema"], listed["count"], [one["bank_reference"] for one in listed["lines"]]) == (
        "encours.review/1",
        4,
        ["R4", "R3", "R2", "R1"],
    )
    first = asked(capsys, "review", *c, "--limit", 3, "--order", "amount")
    rest = asked(capsys, "review", *c, "--limit", 3, "--order", "amount", "--after", first["next"])
    assert len(first["lines"]) == 3 and len(rest["lines"]) == 1 and rest["next"] is None
    assert asked(capsys, "review", *c, "--search", "leroux")["count"] == 1
    line = next(one for one in listed["lines"] if one["bank_reference"] == "R1")
    assert line["proposals"][0]["parts"][0]["invoice_number"] == "FA-0881" and line["why_not"]
    shown = asked(capsys, "review", "show", line["line_id"], *c)
    assert [one["invoice_number"] for one in shown["candidates"]] == ["FA-0850", "FA-0866", "FA-0881"]
    done = asked(capsys, "review", "accept", line["line_id"], "--seen", line["version"], *c)
    assert (done["kind"], done["applied_minor"]) == ("accepted", 1199000)
    assert call("--lang", "en", "review", "accept", str(line["line_id"]), "--seen", line["version"], *c) == 1
    assert "has changed since you saw it: ines accepted the suggestion on" in capsys.readouterr().err
    assert asked(capsys, "review", "undo", line["line_id"], "--reason", "x", *c)["undone"][0]["matches_undone"] == 1
    split = asked(capsys, "review", "apply", line_id(company, "R3"), "FA-0915=500,00", "FA-0920=600", "--customer", "MARTIN", *c)
    assert (split["applied_minor"], split["rest_minor"], split["learned"]["alias"]) == (110000, 10000, "PAYEUR INCONNU")
    assert [one["value"] for one in asked(capsys, "review", "learned", *c)["learned"]] == ["PAYEUR INCONNU", "FR7610107001011234567890129"]
    assert asked(capsys, "review", "forget", "MARTIN", "PAYEUR INCONNU", *c)["kind"] == "alias"
    assert call("review", "forget", "MARTIN", "PAYEUR INCONNU", *c) == 1
    assert asked(capsys, "review", "exclude", line_id(company, "R4"), "--reason", "capital", *c)["kind"] == "excluded"
    assert asked(capsys, "review", "ask", line_id(company, "R2"), "who is it?", "--to", "marc", *c)["kind"] == "question"
    assert asked(capsys, "review", "customer", line_id(company, "R2"), "BETON", *c)["rest_minor"] == 88000
    assert_sound(company)


def test_several_are_accepted_at_once_what_is_stale_comes_back_and_the_batch_is_undone(fresh_database, capsys) -> None:
    company = morning()
    c = ("--company", company.slug)
    ids = [str(line_id(company, name)) for name in ("R1", "R2")]
    assert call("--lang", "en", "review", "accept", *ids, *c) == 1
    told = capsys.readouterr().out
    assert "1 accepted, 1 returned" in told and f"line {ids[1]}: The suggestion for bank line" in told
    batch = told.split("Batch ")[1].split()[0]
    assert call("--lang", "fr", "review", "undo", "--batch", batch, "--reason", "essai", *c) == 0
    assert "1 lignes attendent de nouveau" in capsys.readouterr().out
    assert opens(company, "FA-0881") == [1220000]
    assert call("review", "undo", "--reason", "x", *c) == 2


def test_a_difference_is_named_on_the_command_line(fresh_database, capsys) -> None:
    company = morning("R1 2026-11-21 1190.00 MARTIN FILS||SOLDE")
    assert (
        call(
            "--lang", "en", "review", "apply", str(line_id(company, "R1")), "FA-0915", "--difference", "bank_fee", "--company", company.slug
        )
        == 0
    )
    assert "€1,190.00 applied, €0.00 on account" in capsys.readouterr().out
    assert opens(company, "FA-0915") == [0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["apply", "LINE", "FA-9999"], "no item “FA-9999”"),
        (["apply", "LINE", "FA-0915=abc"], "no amount"),
        (["apply", "LINE", "FA-0915=1,234"], "two ways"),
        (["apply", "LINE", "FA-0915", "--difference", "mood"], "Choose one of"),
        (["apply", "LINE", "FA"], "Several open items"),
        (["apply", "LINE", "#999999"], "no item"),
        (["exclude", "999999", "--reason", "x"], "no bank line"),
        (["exclude", "LINE", "--reason", " "], "Say why"),
        (["customer", "LINE", "NOBODY"], "no customer"),
        (["undo", "LINE", "--reason", "x"], "Nothing was decided"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(fresh_database, capsys, arguments, words) -> None:
    company = morning()
    line = str(line_id(company, "R2"))
    assert call("--lang", "en", "review", *(line if one == "LINE" else one for one in arguments), "--company", company.slug) == 1
    assert words in capsys.readouterr().err


def test_a_person_clears_the_queue_with_single_keys_and_takes_one_back(fresh_database, monkeypatch, capsys) -> None:
    company = morning()
    keys(
        monkeypatch, "?", "x", "capital of the owner", "e", "FA-0915=400", "", "e", "FA-0921", "cash_discount", "k", "z", "u", "wrong", "c", "MARTIN", "n", "a", "q",
    )  # fmt: skip
    assert call("--lang", "en", "review", "--company", company.slug) == 0
    told = capsys.readouterr().out
    assert told.startswith("[1/4]  18 Nov 2026  €5,000.00  ATELIER LUMEN APPORT ASSOCIE  (7 days, line ")
    assert "✓ Excluded. u takes it back." in told
    assert "✓ €400.00 applied, €800.00 on account. u takes it back." in told
    assert "✗ The payment is €880.00 and the items are €800.00: there is no such difference to explain." in told
    assert "“z” is no key here." in told and "✓ Taken back: line" in told
    assert "✓ €0.00 applied, €1,200.00 on account." in told and "✓ €11,990.00 applied, €0.00 on account." in told
    assert told.rstrip().endswith("3 decided.")
    assert waits(company) == ["R2"] and opens(company, "FA-0915", "FA-0881") == [120000, 21000]
    assert query(company, "SELECT DISTINCT actor FROM line_decision") == [("ines",)]
    assert_sound(company)


def test_a_split_a_question_a_search_and_a_second_suggestion(fresh_database, monkeypatch, capsys) -> None:
    company = morning()
    keys(monkeypatch, "j", "2", "/", "880", "Q", "Whose is it?", "marc", "/", "11990", "s", "FA-0850 FA-0866=100,00", "LEROUX", "q")
    assert call("--lang", "fr", "review", "--company", company.slug) == 0
    told = capsys.readouterr().out
    assert "✓ 1\u202f200,00\u00a0€ affectés" in told and "Question de ines à marc : Whose is it?" in told
    assert "✓ 4\u202f100,00\u00a0€ affectés, 7\u202f890,00\u00a0€ en compte" in told
    assert waits(company) == ["R4", "R2"]


def test_an_empty_queue_says_so_and_new_lines_are_told(fresh_database, monkeypatch, capsys) -> None:
    company = morning(match=False)
    keys(monkeypatch)
    assert call("--lang", "en", "review", "--company", company.slug) == 0
    assert capsys.readouterr().out == "4 new lines were not looked at yet: run “encours match”.\nNothing waits.\n0 decided.\n"
