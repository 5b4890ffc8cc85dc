"""Every figure of the home, analyses, penalties and reminders pages opens into its lines and equals the command line, the API and Excel to the cent:
on the demonstration company, today and on a past day."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from openpyxl import load_workbook

from encours.demo.company import write_company
from encours.kernel.wording import show_amount
from encours.receivables.indicators.contract import Value
from encours.store.load.companies import Company
from encours.usecases import demonstration
from encours.usecases.demonstration import build_demonstration
from encours.usecases.figure_lines import FIGURES
from encours.usecases.indicator_basis import basis_of
from encours.usecases.indicators import indicator_report
from encours.usecases.tokens import create_token
from encours.usecases.trend import trend
from encours.usecases.users import create_user
from encours.web.words import WORDS
from tests.cli.test_figures import call
from tests.conftest import Database
from tests.usecases.books import TODAY

pytestmark = pytest.mark.slow
PAST = date(2026, 7, 17)
TILES = ("owed", "overdue", "collectible", "received", "unapplied")
WEEKLY = ("expected", "expected_due")
DAYS = pytest.mark.parametrize("day", [TODAY, PAST], ids=["today", "past"])


@dataclass(frozen=True, slots=True)
class Doors:
    """The demonstration company with a browser and a token."""

    company: Company
    browser: Client
    program: Client

    def page(self, path: str, **query: object) -> str:
        answer = self.browser.get(f"/c/{self.company.slug}/{path}", query)
        assert answer.status_code == 200, answer.content.decode()[-2000:]
        return answer.content.decode()

    def api(self, path: str, **query: object) -> Any:
        answer = self.program.get(f"/api/v1/companies/{self.company.slug}/{path}", query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def sheet(self, path: str, key: str, **query: object) -> list[dict[str, Any]]:
        """The rows of the sheet of a workbook that has a column so named, by heading."""
        answer = self.browser.get(f"/c/{self.company.slug}/{path}", {**query, "form": "xlsx"})
        for sheet in load_workbook(io.BytesIO(answer.content)).worksheets:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            for at, row in enumerate(rows):
                if key in row:
                    return [dict(zip(row, line, strict=False)) for line in rows[at + 1 :] if any(cell is not None for cell in line)]
        raise AssertionError(f"no sheet of {path} has a column {key}")


@pytest.fixture(scope="module")
def doors(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demonstration, "write_company", partial(write_company, customers=60, years=2))
        company = build_demonstration(tmp_path_factory.mktemp("demo"), today=TODAY).company
    now = datetime.now(UTC)
    create_user(company, "walker", role="auditor", actor="test", now=now, password="correct horse battery staple")
    browser = Client(headers={"host": "localhost", "accept-language": "fr"})
    browser.force_login(get_user_model().objects.get(username="walker"))
    token = create_token(company, "walker", name="walk", may_write=False, now=now)
    yield Doors(company, browser, Client(headers={"host": "localhost", "authorization": f"Bearer {token}"}))


def cli(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert call(*[str(one) for one in arguments], "--json") == 0
    return json.loads(capsys.readouterr().out)


def minor(cell: object) -> int:
    """An amount of a workbook in minor units."""
    return int(Decimal(str(cell)).quantize(Decimal("0.01")) * 100) if cell is not None else 0


def shown(amount: int) -> str:
    return html.escape(show_amount(amount, "EUR", "fr").replace("-", "−"))


def summed(doors: Doors, figure: str, **query: object) -> tuple[int, int]:
    """What the lines of a figure add up to in the API, page by page, and how many they are."""
    total = count = 0
    after = ""
    while True:
        found = doors.api(f"lines/{figure}", limit=37, after=after, **query)
        total += sum(line["amount_minor"] for line in found["lines"])
        count += len(found["lines"])
        after = found["next"]
        if not after:
            assert (total, count) == (found["amount_minor"], found["count"])
            return total, count


@DAYS
def test_every_figure_of_the_home_page_opens_into_lines_that_add_up_to_it_at_every_door(doors: Doors, day: date, capsys: pytest.CaptureFixture[str]) -> None:
    home = doors.page("", as_of=day.isoformat())
    told = cli(capsys, "overview", "--company", doors.company.slug, "--as-of", day)
    assert doors.api("overview", as_of=day.isoformat()) == told
    figures = {one["code"]: one["amount_minor"] for one in told["figures"]}
    assert figures["not_due"] + figures["overdue"] + figures["unapplied"] == figures["owed"]
    assert figures["overdue"] - figures["disputed"] + figures["unapplied"] == figures["collectible"]
    assert all(figures.values()), "a figure of zero would prove nothing"
    in_excel = {row["Chiffre"]: row["Montant"] for row in doors.sheet("", "Chiffre", as_of=day.isoformat())}
    for one in told["figures"]:
        assert summed(doors, one["code"], as_of=day.isoformat())[0] == one["amount_minor"]
        lines = cli(capsys, "lines", one["code"], "--company", doors.company.slug, "--as-of", day)
        assert lines["amount_minor"] == sum(line["amount_minor"] for line in lines["lines"]) == one["amount_minor"]
        opened = doors.page(f"lines/{one['code']}/", as_of=day.isoformat())
        assert shown(one["amount_minor"]) in opened and WORDS["lines.equal"].fr in opened
        rows = doors.sheet(f"lines/{one['code']}/", "Échéance", as_of=day.isoformat())
        assert sum(minor(row["Montant"]) for row in rows if row["Échéance"] is not None) == one["amount_minor"]
    for code in TILES:
        assert f'href="/c/{doors.company.slug}/lines/{code}/' in home and shown(figures[code]) in home
    assert {minor(value) for value in in_excel.values()} >= set(figures.values())


@DAYS
def test_every_week_of_expected_receipts_opens_into_its_documents(doors: Doors, day: date, capsys: pytest.CaptureFixture[str]) -> None:
    home = doors.page("", as_of=day.isoformat())
    expected = cli(capsys, "overview", "--company", doors.company.slug, "--as-of", day)["expected"]
    for number, week in enumerate(expected["weeks"], 1):
        for figure, key in zip(WEEKLY, ("expected_minor", "due_minor"), strict=True):
            assert summed(doors, figure, as_of=day.isoformat(), week=number)[0] == week[key]
            if week[key]:
                assert WORDS["lines.equal"].fr in doors.page(f"lines/{figure}/", as_of=day.isoformat(), week=number)
        for line in doors.api("lines/expected", as_of=day.isoformat(), week=number, limit=200)["lines"]:
            assert week["from"] <= line["on"] <= week["to"]
            assert date.fromisoformat(line["on"]) == date.fromisoformat(line["due_on"]) + timedelta(days=line["delay_days"] or 0)
    assert summed(doors, "undated", as_of=day.isoformat())[0] == expected["undated_minor"]
    assert shown(expected["undated_minor"]) in home
    undisputed = sum(line["amount_minor"] for line in cli(capsys, "lines", "owed", "--company", doors.company.slug, "--as-of", day)["lines"] if line["amount_minor"] > 0)
    disputed = sum(row["disputed_minor"] for row in doors.api("aging", as_of=day.isoformat())["aging"] if row["currency"] == "EUR")
    assert sum(week["expected_minor"] for week in expected["weeks"]) + expected["undated_minor"] + expected["later_minor"] == undisputed - disputed


@DAYS
def test_every_amount_that_a_key_figure_rests_on_opens_into_lines_that_add_up_to_it(doors: Doors, day: date) -> None:
    found = indicator_report(doors_scope(doors), day)
    opened = 0
    for code in found.values:
        shown_page = html.unescape(doors.page(f"indicators/{code}/", as_of=day.isoformat()))
        for part in basis_of(code, found.inputs):
            if part.figure is None or part.value is None:
                continue
            since = {"since": found.inputs.window.start.isoformat()} if part.figure in ("sold", "settled") else {}
            assert summed(doors, part.figure, as_of=day.isoformat(), perimeter="dso", **since)[0] == part.value, (code, part.name.en)
            assert f"/lines/{part.figure}/" in shown_page
            opened += 1
    assert opened > 20


@DAYS
def test_every_key_figure_is_the_same_at_every_door(doors: Doors, day: date, capsys: pytest.CaptureFixture[str]) -> None:
    values = doors.api("indicators", as_of=day.isoformat())["indicators"]
    assert cli(capsys, "--lang", "en", "indicators", "--company", doors.company.slug, "--as-of", day)["indicators"] == values
    in_excel: dict[str, Any] = {}
    answer = doors.browser.get(f"/c/{doors.company.slug}/indicators/", {"as_of": day.isoformat(), "form": "xlsx"})
    for sheet in load_workbook(io.BytesIO(answer.content)).worksheets:
        in_excel |= {row[0].value: row[1].value for row in sheet.iter_rows() if len(row) > 1 and isinstance(row[1].value, int | float)}
    shown_page = html.unescape(doors.page("indicators/", as_of=day.isoformat()))
    names = {code: one["name"] for code, one in doors.api("indicators", as_of=day.isoformat())["indicators"].items()}
    french = _french_names()
    for code, one in values.items():
        if one["value"] is not None and one["unit"] != "table":
            percent = 100 if one["unit"] == "percent" and french[code] in in_excel and abs(float(in_excel[french[code]]) * 100 - one["value"]) < 0.006 else 1
            assert round(float(in_excel[french[code]]) * percent, 2) == one["value"], names[code]
            assert french[code] in shown_page


def _french_names() -> dict[str, str]:
    from encours.receivables.indicators.registry import indicators

    return {code: one.name.fr for code, one in indicators().items()}


def test_every_month_of_the_trend_is_what_the_report_of_its_last_day_says(doors: Doors) -> None:
    scope = doors_scope(doors)
    points = trend(scope, TODAY, months=12).points
    assert len(points) == 12
    for point in points[::3]:
        report = indicator_report(scope, point.day)
        assert report.inputs.receivable_minor == point.owed_minor and report.inputs.overdue_minor == point.overdue_minor
        for code, value in point.figures.items():
            whole = report.values[code]
            assert isinstance(whole, Value) and whole.value == value, (point.day, code)
    known = trend(scope, TODAY, months=12, known_at=datetime.now(UTC)).points
    assert known == points, "what is kept is what is computed anew"


def test_the_trend_is_the_same_at_every_door(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    told = cli(capsys, "--lang", "en", "trend", "--company", doors.company.slug, "--as-of", TODAY)
    assert doors.api("trend", as_of=TODAY.isoformat()) == told
    rows = doors.sheet("indicators/dso_countback/", "Fin de mois", as_of=TODAY.isoformat())
    months = [row for row in rows if isinstance(row["Fin de mois"], datetime)]
    assert [(row["Fin de mois"].date().isoformat(), minor(row["Encours"])) for row in months] == [(one["month_end"], one["owed_minor"]) for one in told["months"]]
    opened = html.unescape(doors.page("indicators/dso_countback/", as_of=TODAY.isoformat()))
    assert opened.count("<svg") >= 2 and all(show_amount(one["owed_minor"], "EUR", "fr").rpartition("\u00a0")[0] in opened for one in told["months"])


@DAYS
def test_penalties_are_the_same_at_every_door_and_their_rows_add_up(doors: Doors, day: date, capsys: pytest.CaptureFixture[str]) -> None:
    since = day - timedelta(days=365)
    told = cli(capsys, "penalties", "--company", doors.company.slug, "--as-of", day, "--since", since)["penalties"]
    rows: list[Any] = []
    while True:
        page = doors.api("penalties", as_of=day.isoformat(), since=since.isoformat(), limit=1000, offset=len(rows))
        rows += page["penalties"]
        if len(rows) == page["count"]:
            break
    assert rows == told and rows
    claimed = sum(row["penalty_minor"] or 0 for row in rows if not row["estimate"] and row["currency"] == "EUR")
    opened = doors.page("penalties/", as_of=day.isoformat(), since=since.isoformat())
    assert shown(claimed) in opened
    first = rows[0]["item_id"]
    assert doors.browser.get(f"/c/{doors.company.slug}/items/{first}/").status_code == 200


@DAYS
def test_reminders_are_the_same_at_every_door_and_claim_what_their_items_owe(doors: Doors, day: date, capsys: pytest.CaptureFixture[str]) -> None:
    told = cli(capsys, "--lang", "en", "reminders", "plan", "--company", doors.company.slug, "--as-of", day)["reminders"]
    found = doors.api("reminders", as_of=day.isoformat(), limit=1000)
    assert found["reminders"] == told and told
    opened = doors.page("reminders/", as_of=day.isoformat())
    claimed = sum(row["amount_minor"] for row in told if row["currency"] == "EUR")
    assert shown(claimed) in opened
    open_by_item = {line["item_id"]: line["amount_minor"] for line in cli(capsys, "lines", "owed", "--company", doors.company.slug, "--as-of", day)["lines"]}
    for row in told:
        if row["currency"] == "EUR":
            assert sum(open_by_item[item] for item in row["items"]) == row["amount_minor"]
    in_excel = doors.sheet("reminders/", "Réclamé", as_of=day.isoformat())
    assert sum(minor(row["Réclamé"]) for row in in_excel if row["Client"] in {one["customer_id"] for one in told}) >= claimed
    assert f"{len(told)}" in re.sub(r"\D", " ", doors.page("", as_of=day.isoformat()))


def test_every_figure_that_opens_is_walked() -> None:
    assert set(FIGURES) == {"owed", "not_due", "overdue", "disputed", "unapplied", "collectible", "received", *WEEKLY, "undated", "sold", "settled"}


def doors_scope(doors: Doors) -> Any:
    from encours.store.tenant import Scope

    return Scope(doors.company.organization_id, doors.company.id, "test")
