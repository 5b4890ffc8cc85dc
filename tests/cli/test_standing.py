"""The commands that say where a company stands and prove it: overview, lines, trend, why, audit, settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.cli.test_figures import call
from tests.store.books import Books, Fact

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def company(database: object) -> Iterator[str]:
    books = Books()
    invoice, receipt, _, _ = books.post(
        Fact("C1", 1000_00, date(2026, 3, 1), due=date(2026, 3, 31), ref="F1"),
        Fact("C1", -400_00, date(2026, 6, 15), kind="receipt"),
        Fact("C2", 700_00, date(2026, 6, 1), due=date(2026, 7, 2), ref="F2"),
        Fact("C2", -50_00, date(2026, 6, 20), kind="receipt"),
    )
    books.match((invoice, receipt, 400_00))
    [(slug,)] = books.rows("SELECT slug FROM company")
    yield slug


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert call("--lang", "en", *arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_overview_reconciles_and_each_figure_opens_into_its_lines(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "overview", "--company", company, "--as-of", DAY)
    figures = {one["code"]: one["amount_minor"] for one in found["figures"]}
    assert figures == {"not_due": 700_00, "overdue": 600_00, "unapplied": -50_00, "owed": 1250_00, "disputed": 0, "collectible": 550_00, "received": 450_00}
    assert [week["due_minor"] for week in found["expected"]["weeks"]] == [700_00, 0, 0, 0]
    assert found["expected"]["undated_minor"] == 600_00, "what is late with no past to go by is given no day"
    assert next((line["invoice_number"], line["amount_minor"]) for line in told(capsys, "lines", "collectible", "--company", company, "--as-of", DAY)["lines"]) == ("F1", 600_00)


def test_a_figure_or_a_week_that_does_not_exist_is_refused(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--lang", "en", "lines", "profit", "--company", company) == 1
    assert "“profit” is no figure" in capsys.readouterr().err
    assert call("lines", "expected", "--company", company, "--week", "5") == 2


def test_the_trend_has_a_month_for_each_month_end_since_the_books_began(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    months = told(capsys, "trend", "--company", company, "--as-of", DAY)["months"]
    assert [(month["month_end"], month["owed_minor"], month["overdue_minor"]) for month in months] == [
        ("2026-03-31", 1000_00, 0), ("2026-04-30", 1000_00, 1000_00), ("2026-05-31", 1000_00, 1000_00), ("2026-06-30", 1250_00, 600_00),
    ]  # fmt: skip
    assert [month["sales_minor"] for month in months] == [1000_00, 0, 0, 700_00]


def test_why_names_the_origin_of_the_balance(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "reconcile", "why", "--company", company, "--as-of", DAY)
    assert sum(one["amount_minor"] for one in found["origins"]) == 1250_00
    assert found["differences"] == [] and found["unexplained"] == 0
    assert call("reconcile", "why", "--company", company, "--explain", "0" * 32, "--reason", "x") == 1


def test_settings_change_by_name_and_the_trail_says_what_they_were(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "company", "set", "--company", company, "buckets=0,15", "default_terms=NET30")["changed"]["buckets"] == {"before": "", "after": "0,15"}
    assert told(capsys, "company", "set", "--company", company, "buckets=0,15")["changed"] == {}
    assert call("company", "set", "--company", company, "colour=blue") == 1
    assert call("company", "set", "--company", company, "siren=123456789") == 1
    assert "SIREN" in capsys.readouterr().err
    aged = told(capsys, "aging", "--company", company, "--as-of", DAY)["aging"][0]
    assert [bucket["to_days"] for bucket in aged["buckets"]] == [1, 16, None]
    [changed] = told(capsys, "audit", "--company", company, "--type", "CompanyChanged")["events"]
    assert changed["payload"]["default_terms"] == ["", "NET30"] and changed["link"]
