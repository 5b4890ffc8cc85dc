"""The portfolio: every line is the aged balance of its customer, and its delay the indicator of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from encours.demo.bulk import write_bulk
from encours.receivables.indicators.contract import Value
from encours.receivables.indicators.inputs import Inputs, quarter_to
from encours.receivables.indicators.mean_delay import mean_delay
from encours.store.load.companies import Company
from encours.store.load.indicator_flows import load_settled
from encours.store.load.open_items import Moment, Only
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import aged_balance
from encours.usecases.customer_list import CustomerLine, CustomerOrder, CustomerView, list_customers
from encours.usecases.reports import customers_report
from tests.conftest import Database
from tests.usecases.books import TODAY, csv, give, new_company

YEAR_END = date(2025, 12, 31)


@pytest.fixture(scope="module")
def company(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("bulk")
    found = new_company()
    write_bulk(folder, seed=6, invoices=300, bank_lines=10, customers=25, year=2025)
    (ledger,) = folder.glob("*FEC*")
    assert give(found, ledger.read_bytes(), ledger.name).state == "committed"
    assert give(found, csv("customer_id,name,segment", "NOUVEAU,Jamais facturé,retail", "C000001,Premier,retail"), "c.csv").state == "committed"
    yield found


def scope(company: Company) -> Scope:
    return Scope(company.organization_id, company.id, "test")


def listed(company: Company, view: CustomerView, order: CustomerOrder = "overdue", *, rows: int = 4, **asked: Any) -> list[CustomerLine]:
    found: list[CustomerLine] = []
    after = None
    while True:
        page = list_customers(scope(company), YEAR_END, view=view, order=order, limit=rows, after=after, **asked)
        found += page.lines
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("view", ["all", "owing", "overdue"])
def test_lines_and_totals_are_those_of_the_aged_balance(company: Company, view: CustomerView) -> None:
    from encours.usecases.aging import Only as Restricted

    balance = aged_balance(scope(company), YEAR_END, only=Restricted(overdue=view == "overdue"))
    lines = listed(company, view)
    assert {line.customer.id: (line.aged.total_minor, line.aged.overdue_minor) for line in lines if line.aged} == {
        row.key: (row.total_minor, row.overdue_minor) for row in balance.rows
    }
    whole = list_customers(scope(company), YEAR_END, view=view, limit=3)
    assert [(row.total_minor, row.overdue_minor, row.items) for row in whole.totals] == [(row.total_minor, row.overdue_minor, row.items) for row in balance.totals]
    assert len({line.customer.id for line in lines}) == len(lines) == len(list_customers(scope(company), YEAR_END, view=view, limit=None).lines)


def test_all_customers_stand_by_name_those_with_nothing_open_too(company: Company) -> None:
    lines = listed(company, "all")
    names = [line.customer.name for line in lines]
    assert "Jamais facturé" in names and names == sorted(names, key=str.casefold)
    nothing = next(line for line in lines if line.customer.code == "NOUVEAU")
    assert (nothing.aged, nothing.worst, nothing.mean_delay, nothing.currency) == (None, None, None, "EUR")
    assert "NOUVEAU" not in {line.customer.code for line in listed(company, "owing")}


@pytest.mark.parametrize(
    ("order", "rank"),
    [("overdue", lambda line: -line.aged.overdue_minor), ("total", lambda line: -line.aged.total_minor), ("oldest", lambda line: line.aged.oldest_due_on or date.max)],
)
def test_those_who_owe_come_in_the_order_that_was_asked(company: Company, order: CustomerOrder, rank: Any) -> None:
    ranks = [rank(line) for line in listed(company, "owing", order)]
    assert len(ranks) > 5 and ranks == sorted(ranks)


def test_the_delay_of_a_line_is_the_indicator_for_that_customer_alone(company: Company) -> None:
    window, told = quarter_to(YEAR_END), 0
    for line in listed(company, "all"):
        with tenant(company.organization_id) as cursor:
            settled, _ = load_settled(cursor, scope(company), Moment(YEAR_END), Only(customer_ids=(line.customer.id,)), window)
        expected = mean_delay(Inputs(as_of=YEAR_END, currency="EUR", window=window, settled=settled))
        assert line.mean_delay == (expected.value if isinstance(expected, Value) else None)
        told += line.mean_delay is not None
    assert told > 5


def test_the_worst_bucket_is_the_oldest_that_holds_something(company: Company) -> None:
    for line in listed(company, "owing"):
        assert line.aged is not None
        if line.aged.oldest_due_on is None:
            assert line.worst is None
        else:
            assert line.worst is not None and (YEAR_END - line.aged.oldest_due_on).days in line.worst


def test_a_search_and_a_segment_narrow_lines_and_totals_alike(company: Company) -> None:
    found = list_customers(scope(company), TODAY, text="c000001")
    assert [line.customer.code for line in found.lines] == ["C000001"]
    assert sum(row.total_minor for row in found.totals) == sum(line.aged.total_minor for line in found.lines if line.aged)
    retail = list_customers(scope(company), TODAY, segment="retail")
    assert {line.customer.code for line in retail.lines} == {"C000001", "NOUVEAU"}
    assert sum(row.total_minor for row in retail.totals) == sum(line.aged.total_minor for line in retail.lines if line.aged)
    assert list_customers(scope(company), TODAY, text="zzz").lines == () == list_customers(scope(company), TODAY, text="zzz").totals


def test_the_file_has_every_line_and_its_sums(company: Company) -> None:
    (table,) = customers_report(list_customers(scope(company), YEAR_END, view="owing", limit=None)).sections
    at = [column.key for column in table.columns].index("open")
    assert sum(row[at] for row in table.rows) == aged_balance(scope(company), YEAR_END).totals[0].total_minor
