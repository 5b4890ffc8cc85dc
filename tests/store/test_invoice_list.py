"""The list of receivables, read along indexes, is the list that reads everything: on any day, in every view, however it is cut into pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from encours.demo.bulk import write_bulk
from encours.store.load.companies import Company
from encours.store.load.invoice_list import ListOrder, View, Wanted, load_invoice_list, load_list_totals
from encours.store.load.items import ItemRow, load_items
from encours.store.load.open_items import Moment
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import aged_balance
from encours.usecases.invoices import list_invoices
from tests.conftest import Database
from tests.usecases.books import TODAY, give, new_company, query

DAYS = [date(2025, 3, 31), date(2025, 9, 15), TODAY]
VIEWS: list[View] = ["open", "overdue", "upcoming", "current", "disputed", "small"]
ORDERS: dict[ListOrder, Any] = {
    "due": lambda row: (row.due_on, row.id), "due_last": lambda row: (-row.due_on.toordinal(), -row.id),
    "amount": lambda row: (-row.open_minor, -row.id), "amount_least": lambda row: (row.open_minor, row.id),
}  # fmt: skip


@pytest.fixture(scope="module")
def company(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("bulk")
    found = new_company()
    write_bulk(folder, seed=5, invoices=400, bank_lines=10, customers=30, year=2025)
    (ledger,) = folder.glob("*FEC*")
    assert give(found, ledger.read_bytes(), ledger.name).state == "committed"
    yield found


def scope(company: Company) -> Scope:
    return Scope(company.organization_id, company.id, "test")


def belongs(view: View, row: ItemRow, day: date) -> bool:
    late = (day - row.due_on).days
    return {
        "open": True, "overdue": row.open_minor > 0 and late > 0, "upcoming": row.open_minor > 0 and -7 <= late <= 0, "current": row.open_minor > 0 and late <= 0,
        "disputed": row.is_disputed, "small": abs(row.open_minor) < 100,
    }[view]  # fmt: skip


def listed(company: Company, moment: Moment, view: View, order: ListOrder = "due", *, rows: int = 7) -> list[ItemRow]:
    """The whole list, a page at a time."""
    found: list[ItemRow] = []
    after = None
    with tenant(company.organization_id) as cursor:
        while True:
            page = load_invoice_list(cursor, scope(company), moment, Wanted(view), order=order, limit=rows, after=after)
            found += page.rows
            if page.next is None:
                return found
            after = page.next


def read_whole(company: Company, moment: Moment, state: Any = "open") -> list[ItemRow]:
    with tenant(company.organization_id) as cursor:
        return list(load_items(cursor, scope(company), moment, state=state).rows)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("day", DAYS)
def test_the_pages_of_a_view_are_the_open_items_that_belong_to_it(company: Company, day: date, view: View) -> None:
    expected = sorted((row for row in read_whole(company, Moment(day)) if belongs(view, row, day)), key=ORDERS["due"])
    assert listed(company, Moment(day), view) == expected
    with tenant(company.organization_id) as cursor:
        totals = load_list_totals(cursor, scope(company), Moment(day), Wanted(view))
    assert [(total.items, total.open_minor) for total in totals] == (
        [(len(expected), sum(row.open_minor for row in expected))] if expected else []
    )


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("day", DAYS)
def test_every_order_is_total_and_cut_anywhere(company: Company, day: date, order: ListOrder) -> None:
    expected = sorted(read_whole(company, Moment(day)), key=ORDERS[order])
    assert len(expected) > 20
    assert listed(company, Moment(day), "open", order, rows=7) == expected
    assert listed(company, Moment(day), "open", order, rows=1000) == expected


@pytest.mark.parametrize("day", DAYS)
def test_settled_items_come_last_settled_first_and_are_those_with_nothing_open(company: Company, day: date) -> None:
    expected = {row.id for row in read_whole(company, Moment(day), "closed")}
    found = listed(company, Moment(day), "settled", rows=31)
    assert {row.id for row in found} == expected and len(found) == len(expected)
    settled = dict(query(company, "SELECT id, least(last_on, %s) FROM item WHERE last_on IS NOT NULL", day))
    days = [settled[row.id] for row in found]
    assert days == sorted(days, reverse=True)


def test_what_was_known_then_is_listed_as_it_was_known_then(company: Company) -> None:
    before = datetime(2020, 1, 1, tzinfo=UTC)
    assert listed(company, Moment(TODAY, before), "open") == [] == listed(company, Moment(TODAY, before), "settled")
    after = datetime(2100, 1, 1, tzinfo=UTC)
    assert listed(company, Moment(TODAY, after), "open") == listed(company, Moment(TODAY), "open")
    assert listed(company, Moment(DAYS[1], after), "settled") == listed(company, Moment(DAYS[1]), "settled")


@pytest.mark.parametrize("day", DAYS)
def test_the_total_of_the_list_is_the_aged_balance(company: Company, day: date) -> None:
    (total,) = list_invoices(scope(company), day).totals
    (aged,) = aged_balance(scope(company), day).totals
    assert (total.open_minor, total.items, total.overdue_minor, total.credits_minor) == (
        aged.total_minor,
        aged.items,
        aged.overdue_minor,
        aged.unapplied_minor,
    )
    assert list_invoices(scope(company), day).covers_everything


def test_a_search_finds_documents_by_the_start_of_their_number_and_of_their_customers_name_once_each(company: Company) -> None:
    rows = read_whole(company, Moment(TODAY))
    one = next(row for row in rows if row.document_ref)
    by_number = list_invoices(scope(company), TODAY, text=one.document_ref, limit=None).page.rows
    assert one in by_number and all(row.document_ref.startswith(one.document_ref) for row in by_number)
    by_code = list_invoices(scope(company), TODAY, text=one.customer_code, limit=None).page.rows
    assert {row.id for row in by_code} == {row.id for row in rows if row.customer_code == one.customer_code}
    by_name = list_invoices(scope(company), TODAY, text=one.customer_name, limit=None)
    assert one in by_name.page.rows and len({row.id for row in by_name.page.rows}) == len(by_name.page.rows) == by_name.totals[0].items
    assert list_invoices(scope(company), TODAY, text="---").page.rows == () == list_invoices(scope(company), TODAY, text="zzz").page.rows


def test_kinds_part_the_list(company: Company) -> None:
    whole, documents, money = (list_invoices(scope(company), TODAY, kinds=kinds, limit=None) for kinds in ("all", "documents", "money"))
    assert {row.id for row in documents.page.rows} | {row.id for row in money.page.rows} == {row.id for row in whole.page.rows}
    assert all(row.kind in ("receipt", "refund") for row in money.page.rows) and not documents.covers_everything
    assert documents.totals[0].open_minor + sum(total.open_minor for total in money.totals) == whole.totals[0].open_minor


@pytest.mark.parametrize(
    ("view", "order", "index"),
    [
        ("open", "due", "item_open_due"),
        ("overdue", "due", "item_open_due"),
        ("open", "amount", "item_open_amount"),
        ("disputed", "due", "item_open_disputed"),
    ],
)
def test_a_page_is_read_along_an_index_and_sorts_nothing_large(company: Company, view: View, order: ListOrder, index: str) -> None:
    with tenant(company.organization_id) as cursor:
        cursor.execute("ANALYZE item")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        plan: list[str] = []

        class Explaining:
            def execute(self, text: Any, values: Any) -> None:
                cursor.execute("EXPLAIN " + text.as_string(cursor.connection), values)
                plan.extend(row[0] for row in cursor.fetchall())

            def fetchall(self) -> list[Any]:
                return []

        load_invoice_list(Explaining(), scope(company), Moment(TODAY), Wanted(view), order=order)
    assert any(index in line for line in plan), "\n".join(plan)
