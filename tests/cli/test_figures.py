"""The commands that show figures: one answer in six forms, and options that say no in words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.cli.app import build, run
from tests.store.books import Books, Fact


class _Ready:
    """A program whose database the test already opened."""

    def boot(self) -> None:
        return None

    setup = boot

    def scratch(self) -> Any:
        return nullcontext()

    def what_is_lost(self, access: object) -> list[str]:
        return []


@pytest.fixture(scope="module")
def company(database: object) -> Iterator[str]:
    books = Books()
    invoice, receipt, _ = books.post(
        Fact("C1", 1000_00, date(2026, 3, 1), due=date(2026, 3, 31), ref="F1"),
        Fact("C1", -400_00, date(2026, 4, 30)),
        Fact("C2", 700_00, date(2026, 5, 1), due=date(2026, 5, 31), ref="F2", currency="USD"),
    )
    books.match((invoice, receipt, 400_00))
    [(slug,)] = books.rows("SELECT slug FROM company")
    yield slug


def call(*arguments: str | Path) -> int:
    return run(build(lambda language: _Ready()), [str(argument) for argument in arguments], lambda: Path())  # type: ignore[arg-type, return-value]


def test_the_aged_balance_prints_as_a_table_and_as_json(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--lang", "fr", "aging", "--company", company, "--as-of", "2026-06-30") == 0
    shown = capsys.readouterr().out
    assert "Balance âgée" in shown and "600,00" in shown and "Égale à la comptabilité" in shown
    assert call("--lang", "en", "aging", "--company", company, "--as-of", "2026-06-30", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "encours.aging/1" and answer["as_of"] == "2026-06-30"
    assert [(entry["currency"], entry["total_minor"], entry["ties_to_ledger"]) for entry in answer["aging"]] == [
        ("EUR", 600_00, True),
        ("USD", 700_00, True),
    ]
    assert [customer["customer_id"] for customer in answer["aging"][0]["customers"]] == ["C1"]


def test_the_day_and_the_knowledge_are_asked_for_as_a_person_writes_them(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("aging", "--company", company, "--as-of", "2026-04-29", "--currency", "eur", "--json") == 0
    assert [entry["total_minor"] for entry in json.loads(capsys.readouterr().out)["aging"]] == [1000_00]
    for known_at in ("2020-01-01", "2020-01-01T12:00", "2020-01-01T12:00+02:00"):
        assert call("aging", "--company", company, "--as-of", "2026-04-29", "--known-at", known_at, "--json") == 0
        assert json.loads(capsys.readouterr().out)["aging"] == [], "nothing was known before it was recorded"


@pytest.mark.parametrize(
    "command", [["aging"], ["indicators"], ["penalties"], ["reminders", "plan"], ["statement", "--customer", "C1", "--since", "2026-01-01"]]
)
@pytest.mark.parametrize(
    ("ending", "start"), [("json", b"{"), ("csv", b""), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!"), ("txt", b"")]
)
def test_every_figure_can_be_written_in_every_form(company: str, tmp_path: Path, command: list[str], ending: str, start: bytes) -> None:
    out = tmp_path / f"answer.{ending}"
    assert call(*command, "--company", company, "--as-of", "2026-06-30", "--out", out) == 0
    assert out.read_bytes().startswith(start) and out.stat().st_size > 20


def test_a_csv_of_several_currencies_says_which(company: str, tmp_path: Path) -> None:
    out = tmp_path / "aging.csv"
    assert call("aging", "--company", company, "--as-of", "2026-06-30", "--out", out) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [(row["currency"], row["customer_id"], row["total"]) for row in rows] == [("EUR", "C1", "600.00"), ("USD", "C2", "700.00")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["aging", "--company", "no-such"], "no company"),
        (["aging", "--company", "COMPANY", "--as-of", "22/11/2026"], "no day"),
        (["aging", "--company", "COMPANY", "--known-at", "yesterday"], "no day"),
        (["aging", "--company", "COMPANY", "--by", "moon"], "Choose one of"),
        (["aging", "--company", "COMPANY", "--basis", "moon"], "Choose one of"),
        (["aging", "--company", "COMPANY", "--buckets", "30,0"], "no buckets"),
        (["aging", "--company", "COMPANY", "--format", "doc"], "no form"),
        (["statement", "--company", "COMPANY", "--customer", "X"], "no customer"),
    ],
)
def test_a_wrong_option_is_refused_in_words(company: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert call("--lang", "en", *(company if argument == "COMPANY" else argument for argument in arguments)) == 1
    assert words in capsys.readouterr().err


def test_buckets_are_named_by_their_last_days(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        call("--lang", "en", "aging", "--company", company, "--as-of", "2026-06-30", "--buckets", "0,90", "--currency", "EUR", "--json")
        == 0
    )
    [entry] = json.loads(capsys.readouterr().out)["aging"]
    assert [bucket["label"] for bucket in entry["buckets"]] == ["Not due", "1–90 days", "> 90 days"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aging", "--company", "any", "--out", "{here}/no/x.xlsx"], "il n'y a pas de dossier"), (["aging", "--company", "any", "--out", "{here}"], "est un dossier"),
        (["backup", "{here}/no/b"], "il n'y a pas de dossier"), (["restore", "{here}/no"], "il n'y a pas de fichier"),
        (["diagnose", "{here}/file", "--out", "{here}/file"], "est un fichier"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_said_before_the_work_is_done(arguments, said, tmp_path, capsys) -> None:
    (tmp_path / "file").touch()
    assert call("--lang", "fr", *(word.format(here=tmp_path) for word in arguments)) == 2
    assert said in capsys.readouterr().err
