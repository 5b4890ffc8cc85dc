"""Two days side by side: rows and totals are those of each day's own balance, on whatever page they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from encours.demo.bulk import write_bulk
from encours.store.load.companies import Company
from encours.store.tenant import Scope
from encours.usecases.aging import AgedBalance, By, Only, Page, aged_balance
from encours.usecases.aging_compare import compare_with, ledger_behind
from encours.usecases.reports import aging_report
from tests.conftest import Database
from tests.usecases.books import give, new_company

THEN, NOW = date(2025, 6, 30), date(2025, 12, 31)


@pytest.fixture(scope="module")
def company(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("bulk")
    found = new_company()
    write_bulk(folder, seed=7, invoices=300, bank_lines=10, customers=25, year=2025)
    (ledger,) = folder.glob("*FEC*")
    assert give(found, ledger.read_bytes(), ledger.name).state == "committed"
    yield found


def scope(company: Company) -> Scope:
    return Scope(company.organization_id, company.id, "test")


def balance(company: Company, day: date, **asked: Any) -> AgedBalance:
    return aged_balance(scope(company), day, **asked)


@pytest.mark.parametrize("by", ["customer", "group", "item", "currency"])
@pytest.mark.parametrize("limit", [None, 5])
def test_what_a_row_had_then_is_its_total_of_that_day(company: Company, by: By, limit: int | None) -> None:
    now, then = balance(company, NOW, by=by, page=Page(limit=limit)), balance(company, THEN, by=by)
    compared = compare_with(scope(company), now, THEN)
    before = {row.key: row.total_minor for row in then.rows}
    assert [compared.before_minor(row) for row in now.rows] == [before.get(row.key, 0) for row in now.rows]
    assert [compared.moved_minor(row) for row in now.rows] == [row.total_minor - before.get(row.key, 0) for row in now.rows]
    assert compared.totals == {row.currency: row.total_minor for row in then.totals}


def test_a_filter_holds_for_both_days(company: Company) -> None:
    now = balance(company, NOW, only=Only(overdue=True))
    assert compare_with(scope(company), now, THEN).totals == {row.currency: row.total_minor for row in balance(company, THEN, only=Only(overdue=True)).totals}


def test_a_day_on_which_nothing_was_open_is_zero(company: Company) -> None:
    now = balance(company, NOW)
    compared = compare_with(scope(company), now, date(2020, 1, 1))
    assert compared.totals == {} and all(compared.moved_minor(row) == row.total_minor for row in now.rows)


def test_the_file_has_the_other_days_total_and_the_variation(company: Company) -> None:
    now = balance(company, NOW)
    (table,) = aging_report(now, compare_with(scope(company), now, THEN)).sections
    assert table.totals is not None
    at = [column.key for column in table.columns].index("before")
    then = balance(company, THEN).totals[0].total_minor
    assert table.totals[at : at + 2] == (then, now.totals[0].total_minor - then)
    assert all(row[at] + row[at + 1] == row[at - 2] for row in table.rows)


def test_the_accounts_behind_add_up_to_the_ledger_side_of_the_tie(company: Company) -> None:
    now = balance(company, NOW)
    accounts = ledger_behind(scope(company), now)
    assert accounts and sum(account.balance_minor for account in accounts) == now.ties[0].ledger_minor == now.totals[0].total_minor
