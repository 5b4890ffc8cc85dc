"""The canonical tables of a company, as files for other programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from encours.usecases.review.decide import accept, apply
from encours.usecases.review.exclude import exclude
from tests.cli.test_intake import call
from tests.usecases.books import TODAY
from tests.usecases.review.desk import line_id, morning
from tests.usecases.review.test_decide import wish


def test_matches_and_lines_are_written_with_what_persons_decided(fresh_database, tmp_path: Path, capsysbinary) -> None:
    company = morning()
    apply(company, "ines", line_id(company, "R3"), [wish(company, "FA-0915")], today=TODAY)
    exclude(company, "ines", line_id(company, "R4"), reason="capital", today=TODAY)
    assert call("export", "matches", "--company", company.slug, "--out", tmp_path) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "matches.csv").read_text())))
    assert [(row["line_id"], row["invoice_number"], row["amount"], row["kind"], row["decision"]) for row in rows if row["rank"] == "1"] == [
        ("R3", "FA-0915", "1200.00", "payment", "person"), ("R1", "FA-0881", "11990.00", "payment", "suggested"),
    ]  # fmt: skip
    assert call("export", "lines", "--company", company.slug, "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert {row["line_id"]: (row["kind"], row["decision"], row["payer_customer_id"], row["applied"]) for row in lines} == {
        "R4": ("non_receivable", "person", "", "0.00"), "R3": ("receipt", "person", "MARTIN", "1200.00"), "R2": ("unknown", "suggested", "", "0.00"),
        "R1": ("receipt", "suggested", "LEROUX", "0.00"),
    }  # fmt: skip
    assert call("export", "matches", "--company", company.slug, "--out", tmp_path / "m.xlsx") == 0
    assert (tmp_path / "m.xlsx").read_bytes()[:2] == b"PK"
    capsysbinary.readouterr()
    assert call("export", "lines", "--company", company.slug, "--format", "json") == 0
    assert len(json.loads(capsysbinary.readouterr().out)["lines"]) == 4
    assert call("export", "lines", "--company", company.slug, "--format", "doc") == 1


def test_a_run_says_what_it_decided_and_why_the_rest_waits(fresh_database, capsys: pytest.CaptureFixture[str]) -> None:
    company = morning(match=False)
    assert call("--lang", "en", "match", "--company", company.slug) == 0
    told = capsys.readouterr().out
    assert "lines have a suggestion" in told and "lines: nothing says who paid" in told
    assert (
        "Why suggestions were not recorded by themselves" in told
        and "1 times, such as: " in told
        and "“encours review” decides them one by one." in told
    )
    accept(company, "ines", line_id(company, "R1"), today=TODAY)
