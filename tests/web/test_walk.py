"""Every amount on the pages of customers and receivables is that of the API and of the workbook, to the cent, today and on a past day."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook

from encours.demo.bulk import write_bulk
from tests.api.world import Door, body, open_door
from tests.conftest import Database
from tests.usecases.books import TODAY, csv, give

DAYS = ["2025-10-31", TODAY.isoformat()]


@pytest.fixture(scope="module")
def door(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("bulk")
    found = open_door("Marche")
    write_bulk(folder, seed=11, invoices=260, bank_lines=10, customers=22, year=2025)
    (ledger,) = folder.glob("*FEC*")
    assert give(found.house.company, ledger.read_bytes(), "732829320FEC20251231.txt").state == "committed"
    assert give(found.house.company, csv("customer_id,name,segment,language", "C000001,Premier,retail,en"), "c.csv").state == "committed"
    yield found


@dataclass
class Tables(HTMLParser):
    """The tables of a page: of each, its rows, of each row the texts of its cells."""

    found: list[list[list[str]]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    _cell: list[str] | None = None
    _figure: list[str] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "span" and any(name == "class" and str(value).startswith("figure") for name, value in attrs):
            self._figure = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.found[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "span" and self._figure is not None:
            self.figures.append("".join(self._figure).strip())
            self._figure = None

    def handle_data(self, data: str) -> None:
        for held in (self._cell, self._figure):
            if held is not None:
                held.append(data)


def minor(text: str) -> int:
    """An amount as the page writes it, in cents."""
    plain = re.sub(r"[^\d,+−-]", "", text).replace("−", "-").replace("+", "")
    return int(Decimal(plain.replace(",", ".")).scaleb(2))


def shown(door: Door, path: str) -> Tables:
    client = door.house.client("auditor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    answer = client.get(door.house.url(path))
    assert answer.status_code == 200, path
    tables = Tables()
    tables.feed(answer.content.decode())
    return tables


def sheet_column(door: Door, path: str, heading: str) -> list[int]:
    """The amounts of a column of the first sheet whose heading starts so, in cents, its total left out."""
    client = door.house.client("auditor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    book = load_workbook(io.BytesIO(client.get(door.house.url(path)).content), data_only=True)
    for sheet in book:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        at = next((n for n, row in enumerate(rows) if heading in row), None)
        if at is not None:
            column = rows[at].index(heading)
            cells = [(row[0], row[column]) for row in rows[at + 1 :]]
            return [round(Decimal(str(value)) * 100) for first, value in cells if isinstance(value, int | float) and first not in (None, "Total")]
    raise AssertionError(f"no sheet of {path} has {heading}")


def api(door: Door, path: str, **query: Any) -> Any:
    return body(door.get(path, **query))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("view", ["open", "overdue", "current", "upcoming", "disputed", "small"])
def test_the_list_of_invoices(door: Door, day: str, view: str) -> None:
    told = api(door, "/invoices", view=view, as_of=day, limit=50)
    tables = shown(door, f"invoices/?view={view}&as_of={day}")
    if not told["items"]:
        assert tables.found == []
        return
    _, *rows, foot = tables.found[0]
    assert [(row[0], minor(row[-1])) for row in rows] == [(item["invoice_number"], item["open_minor"]) for item in told["items"]]
    assert [minor(row[-2]) for row in rows] == [item["amount_minor"] for item in told["items"]]
    assert minor(foot[-1]) == told["totals"][0]["open_minor"]
    assert sum(sheet_column(door, f"invoices/?view={view}&as_of={day}&form=xlsx", "Reste dû")) == told["totals"][0]["open_minor"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("view", ["all", "owing", "overdue"])
def test_the_list_of_customers(door: Door, day: str, view: str) -> None:
    told = api(door, "/portfolio", view=view, as_of=day, limit=50)
    _, *rows, foot = shown(door, f"customers/?view={view}&as_of={day}").found[0]
    assert [(minor(row[2]), minor(row[3])) for row in rows] == [(one["open_minor"], one["overdue_minor"]) for one in told["customers"]]
    (total,) = told["totals"]
    assert (minor(foot[2]), minor(foot[3])) == (total["open_minor"], total["overdue_minor"])
    for heading, key in (("Encours", "open_minor"), ("Échu", "overdue_minor")):
        assert sum(sheet_column(door, f"customers/?view={view}&as_of={day}&form=xlsx", heading)) == total[key]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("by", ["customer", "item"])
def test_the_aged_balance_and_its_variation(door: Door, day: str, by: str) -> None:
    told = api(door, "/aging", by=by, as_of=day, limit=100, compare="2025-06-30")
    (aged,) = told["aging"]
    tables = shown(door, f"aging/?by={by}&as_of={day}&compare=2025-06-30&tie=1")
    _, *rows, foot = tables.found[0]
    listed, moved = aged["customers" if by == "customer" else "items"], told["compared"]["rows"]
    assert [[minor(cell) for cell in row[-10:]] for row in rows] == [
        [*row["buckets"], row["unapplied_minor"], row["total_minor"], by_key["before_minor"], by_key["variation_minor"]]
        for row, by_key in zip(listed, moved, strict=True)
    ]
    before = told["compared"]["totals"][0]["total_minor"]
    assert [minor(cell) for cell in foot[-10:]] == [
        *(bucket["amount_minor"] for bucket in aged["buckets"]), aged["unapplied_minor"], aged["total_minor"], before, aged["total_minor"] - before
    ]  # fmt: skip
    accounts = tables.found[1]
    assert sum(minor(row[-1]) for row in accounts[1:-1]) == minor(accounts[-1][-1]) == aged["ledger_minor"] == aged["total_minor"]
    assert sum(sheet_column(door, f"aging/?by={by}&as_of={day}&form=xlsx", "Total")) == aged["total_minor"]


@pytest.mark.parametrize("day", DAYS)
def test_every_customers_page_and_statement(door: Door, day: str) -> None:
    for one in api(door, "/portfolio", view="owing", as_of=day, limit=6)["customers"]:
        key = one["customer_key"]
        told = api(door, f"/customers/{key}", as_of=day)
        (balance,) = told["balances"]
        tables = shown(door, f"customers/{key}/?tab=open&as_of={day}")
        assert [minor(figure) for figure in tables.figures[:2]] == [balance["total_minor"], balance["overdue_minor"]]
        disputed = sum(item["open_minor"] for item in told["open_items"] if item["disputed"] and item["due_on"] < day)
        assert minor(tables.figures[2]) == balance["overdue_minor"] - disputed + balance["unapplied_minor"]
        _, *rows, foot = tables.found[0]
        assert [minor(row[-1]) for row in rows] == [item["open_minor"] for item in told["open_items"]]
        assert minor(foot[-1]) == balance["total_minor"] == one["open_minor"]
        account = shown(door, f"customers/{key}/account?as_of={day}&since=2025-01-01")
        (statement,) = api(door, f"/customers/{key}/statement", as_of=day, since="2025-01-01")["statements"]
        assert [minor(figure) for figure in account.figures] == [
            statement["opening_minor"], sum(m["debit_minor"] for m in statement["movements"]), sum(m["credit_minor"] for m in statement["movements"]), statement["balance_minor"],
            statement["past_due_minor"],
        ]  # fmt: skip
        movements = account.found[0]
        assert minor(movements[-1][-1]) == minor(movements[-2][-1]) == statement["balance_minor"] == balance["total_minor"]
        assert minor(account.found[1][-1][-1]) == balance["total_minor"]
        xlsx = sheet_column(door, f"customers/{key}/statement?as_of={day}&since=2025-01-01&form=xlsx", "Débit")
        assert sum(xlsx) == sum(m["debit_minor"] for m in statement["movements"])


@pytest.mark.parametrize("day", DAYS)
def test_every_invoices_page(door: Door, day: str) -> None:
    for one in [*api(door, "/invoices", view="open", as_of=day, limit=4)["items"], *api(door, "/invoices", view="settled", as_of=day, limit=4)["items"]]:
        told = api(door, f"/items/{one['item_id']}", as_of=day)["item"]
        tables = shown(door, f"items/{one['item_id']}/?as_of={day}")
        assert [minor(figure) for figure in tables.figures[:2]] == [told["amount_minor"], told["open_minor"]] == [one["amount_minor"], one["open_minor"]]
        steps = tables.found[0]
        assert minor(steps[-1][-1]) == minor(steps[-2][-1]) == told["open_minor"]
        assert sum(minor(row[2]) for row in steps[1:-1]) == told["open_minor"]
