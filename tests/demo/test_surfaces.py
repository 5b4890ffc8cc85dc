"""The books of the invented company, matched: one run settles all that is certain, and every surface tells the same figures (R63)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from encours.demo.company import write_company
from encours.formats.exports.cells import show_percent
from encours.store.load.companies import Company
from encours.usecases.aging import aged_balance
from encours.usecases.companies import scope_of
from encours.usecases.home import overview
from encours.usecases.imports.order import in_order
from encours.usecases.indicators import indicator_report
from encours.usecases.matching import MatchRun, match_company
from encours.usecases.tokens import create_token
from encours.usecases.users import create_user
from tests.cli.test_figures import call
from tests.usecases.books import give, new_company

pytestmark = pytest.mark.slow
AS_OF = date(2026, 11, 25)
DAYS = [AS_OF, AS_OF - timedelta(days=100)]


@pytest.fixture(scope="module")
def built(database: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, MatchRun]:
    demo = write_company(Path(tmp_path_factory.mktemp("demo")), seed=20, as_of=AS_OF)
    company = new_company()
    for path in in_order(path for path in demo.files if path.name != "manifest.json"):
        assert give(company, path.read_bytes(), path.name).state == "committed", path.name
    return company, match_company(company, "test", today=AS_OF)


def test_a_second_run_of_matching_finds_nothing_more(built: tuple[Company, MatchRun]) -> None:
    company, first = built
    assert first.receipts_recorded and first.letters_applied
    again = match_company(company, "test", today=AS_OF)
    assert (again.linked, again.receipts_recorded, again.matches_made, again.letters_applied, again.cleared) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("day", DAYS)
def test_home_the_aged_balance_and_the_indicators_differ_by_the_deposits_that_they_name(built: tuple[Company, MatchRun], day: date) -> None:
    scope = scope_of(built[0], "test")
    total, report, home = aged_balance(scope, day).total("EUR"), indicator_report(scope, day), overview(scope, day)
    assert total is not None
    found, inputs = home.balance.total("EUR"), report.inputs
    assert found is not None
    assert (found.total_minor, found.overdue_minor, found.unapplied_minor) == (total.total_minor, total.overdue_minor, total.unapplied_minor)
    assert home.overdue_rate == report.values["overdue_rate"]
    assert inputs.unapplied_minor + inputs.deposits_received_minor == total.unapplied_minor
    assert (inputs.not_due_minor or 0) + (inputs.overdue_minor or 0) + inputs.deposits_set_off_minor == total.total_minor - total.unapplied_minor
    note = getattr(report.values["overdue_rate"], "note", None)
    assert (note is not None and "Deposit accounts are left out" in note.en) == bool(inputs.deposits_received_minor or inputs.deposits_set_off_minor)


def test_the_demonstration_has_the_deposit_that_made_surfaces_disagree(built: tuple[Company, MatchRun]) -> None:
    inputs = indicator_report(scope_of(built[0], "test"), AS_OF).inputs
    assert inputs.deposits_received_minor < 0


@pytest.mark.parametrize("day", DAYS)
def test_page_api_and_command_line_tell_the_same(built: tuple[Company, MatchRun], capsys: pytest.CaptureFixture[str], day: date) -> None:
    company, scope = built[0], scope_of(built[0], "test")
    total = aged_balance(scope, day).total("EUR")
    rate = indicator_report(scope, day).values["overdue_rate"]
    gross = rate.variants["gross"]  # type: ignore[union-attr]  # a demonstration owes something
    assert total is not None
    told = (total.total_minor, total.overdue_minor, total.unapplied_minor)
    name, now = f"reader-{day}@example.org", datetime.now(UTC)
    create_user(company, name, role="accountant", actor="test", now=now, password="long enough for a test")
    token = create_token(company, name, name="test", may_write=False, now=now)

    browser = Client(headers={"host": "localhost", "accept-language": "en"})
    browser.force_login(get_user_model().objects.get(username=name))
    page = browser.get(f"/c/{company.slug}/", {"as_of": day.isoformat()}).content.decode()
    assert f"{show_percent(gross, 'en')} of open invoices" in page or f"{show_percent(gross, 'fr')} des factures ouvertes" in page

    program = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    aging = program.get(f"/api/v1/companies/{company.slug}/aging", {"as_of": day.isoformat(), "by": "currency"}).json()
    [entry] = [one for one in aging["aging"] if one["currency"] == "EUR"]
    assert (entry["total_minor"], entry["overdue_minor"], entry["unapplied_minor"]) == told
    figures = program.get(f"/api/v1/companies/{company.slug}/indicators", {"as_of": day.isoformat()}).json()
    assert Decimal(str(figures["indicators"]["overdue_rate"]["variants"]["gross"])) == gross

    assert call("aging", "--company", company.slug, "--as-of", day.isoformat(), "--json") == 0
    [entry] = [one for one in json.loads(capsys.readouterr().out)["aging"] if one["currency"] == "EUR"]
    assert (entry["total_minor"], entry["overdue_minor"], entry["unapplied_minor"]) == told
    assert sum(customer["overdue_minor"] for customer in entry["customers"]) == told[1]
    assert call("indicators", "--company", company.slug, "--as-of", day.isoformat(), "--json") == 0
    assert Decimal(str(json.loads(capsys.readouterr().out)["indicators"]["overdue_rate"]["variants"]["gross"])) == gross
