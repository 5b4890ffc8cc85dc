"""Stories with two times: what was true on a day, and what was known of it at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from encours.store.load.aging import AgedPage, load_aged_balance
from encours.store.load.ledger import load_receivable_balances
from encours.store.load.open_items import EVERYTHING, Moment, Only
from tests.store.books import Books, Fact

BOUNDS = (1, 31, 61, 91, 121)


@pytest.fixture
def books(database: object) -> Iterator[Books]:
    yield Books()


def aged(books: Books, day: date, known_at: datetime | None = None, only: Only = EVERYTHING) -> AgedPage:
    with books.reading() as cursor:
        page = load_aged_balance(cursor, books.scope, Moment(day, known_at), bounds=BOUNDS, only=only)
        ledger = load_receivable_balances(cursor, books.scope, Moment(day, known_at))
    if only == EVERYTHING:
        assert {row.currency: row.total_minor for row in page.totals} == {
            c: minor for c, minor in ledger.items() if minor or c in [t.currency for t in page.totals]
        }
    return page


def total(books: Books, day: date, known_at: datetime | None = None) -> int:
    page = aged(books, day, known_at)
    assert all(row.total_minor == sum(row.buckets) + row.unapplied_minor for row in (*page.rows, *page.totals))
    return sum(row.total_minor for row in page.totals)


def test_an_invoice_paid_later_is_owed_on_every_day_before_its_payment(books: Books) -> None:
    [invoice] = books.post(Fact("A", 120_00, date(2026, 1, 10), due=date(2026, 2, 9)))
    before = books.now()
    [receipt] = books.post(Fact("A", -120_00, date(2026, 3, 1)))
    books.match((invoice, receipt, 120_00))
    assert total(books, date(2026, 1, 9)) == 0
    assert total(books, date(2026, 1, 10)) == 120_00
    assert total(books, date(2026, 2, 28)) == 120_00
    assert total(books, date(2026, 3, 1)) == 0
    assert total(books, date(2026, 3, 1), before) == 120_00, "the payment was not known yet"


def test_cash_that_arrived_counts_on_its_day_whenever_it_was_lettered(books: Books) -> None:
    invoice, receipt = books.post(Fact("A", 100_00, date(2026, 1, 10), due=date(2026, 1, 20)), Fact("A", -100_00, date(2026, 1, 25)))
    unlettered = books.now()
    books.match((invoice, receipt, 100_00))
    [row] = aged(books, date(2026, 1, 26), unlettered).rows
    assert (row.total_minor, row.unapplied_minor, row.overdue_minor) == (0, -100_00, 100_00)
    assert aged(books, date(2026, 1, 26)).rows == ()


def test_what_was_unmatched_is_owed_again_on_every_day_and_was_settled_for_who_looked_before(books: Books) -> None:
    invoice, receipt = books.post(Fact("A", 100_00, date(2026, 1, 10)), Fact("A", -100_00, date(2026, 1, 25)))
    match = books.match((invoice, receipt, 100_00))
    matched = books.now()
    books.unmatch(match)
    [row] = aged(books, date(2026, 2, 1)).rows
    assert (row.total_minor, row.unapplied_minor) == (0, -100_00)
    assert aged(books, date(2026, 2, 1), matched).rows == ()


def test_a_due_date_changed_after_the_instant_does_not_change_what_was_known(books: Books) -> None:
    [invoice] = books.post(Fact("A", 100_00, date(2026, 1, 1), due=date(2026, 1, 31)))
    first = books.now()
    books.due(invoice, date(2026, 6, 30))
    second = books.now()
    books.due(invoice, date(2026, 3, 31))
    day = date(2026, 3, 1)
    assert [aged(books, day, known).totals[0].overdue_minor for known in (first, second, None)] == [100_00, 0, 0]
    assert [aged(books, date(2026, 4, 1), known).totals[0].buckets.index(100_00) for known in (first, second, None)] == [2, 0, 1]


def test_a_dispute_opened_after_the_instant_was_no_dispute_then(books: Books) -> None:
    [invoice] = books.post(Fact("A", 100_00, date(2026, 1, 1)))
    quiet = books.now()
    books.dispute(invoice)
    disputed = books.now()
    books.dispute(invoice, False)
    assert [aged(books, date(2026, 3, 1), known).totals[0].disputed_minor for known in (quiet, disputed, None)] == [0, 100_00, 0]


def test_an_import_later_than_the_day_shows_the_day_but_was_not_known_then(books: Books) -> None:
    empty = books.now()
    books.post(Fact("A", 100_00, date(2019, 1, 1)))
    assert total(books, date(2019, 1, 1)) == 100_00
    assert total(books, date(2019, 1, 1), empty) == 0


def test_r14_a_cancelled_receipt_has_no_effect_and_its_replacement_does(books: Books) -> None:
    [invoice] = books.post(Fact("A", 100_00, date(2026, 1, 1)))
    [wrong] = books.post(Fact("A", -100_00, date(2026, 1, 15)))
    books.match((invoice, wrong, 100_00))
    believed = books.now()
    books.reverse(wrong)
    assert total(books, date(2026, 1, 20)) == 100_00
    assert aged(books, date(2026, 1, 20)).totals[0].unapplied_minor == 0
    assert total(books, date(2026, 1, 20), believed) == 0
    [right] = books.post(Fact("A", -40_00, date(2026, 1, 15)))
    books.match((invoice, right, 40_00))
    assert total(books, date(2026, 1, 20)) == 60_00
    assert total(books, date(2026, 1, 14)) == 100_00


def test_v10_13_a_day_late_is_the_first_bucket_and_today_is_not_due(books: Books) -> None:
    as_of = date(2026, 11, 22)
    days = {"2026-11-22": 0, "2026-11-21": 1, "2026-10-23": 1, "2026-10-22": 2, "2026-08-24": 3, "2026-08-23": 4, "2026-07-24": 5}
    for due, bucket in days.items():
        [item] = books.post(Fact(due, 1, date(2026, 1, 1), due=date.fromisoformat(due)))
        [row] = aged(books, as_of, only=Only(item_ids=(item,))).rows
        assert row.buckets.index(1) == bucket, due


def test_r64_an_invoice_of_the_past_due_the_same_day_falls_in_a_bucket(books: Books) -> None:
    day = date(2026, 11, 22)
    books.post(*(Fact("A", 1, day - timedelta(days=n), due=day - timedelta(days=n)) for n in range(400)))
    [row] = aged(books, day).rows
    assert row.buckets == (1, 30, 30, 30, 30, 279)


def test_what_is_due_today_is_not_overdue(books: Books) -> None:
    day = date(2026, 11, 22)
    books.post(Fact("A", 1, day - timedelta(days=30), due=day), Fact("A", 2, day - timedelta(days=30), due=day - timedelta(days=1)))
    [row] = aged(books, day, only=Only(overdue=True)).rows
    assert (row.total_minor, row.overdue_minor) == (2, 2)


def test_a_fact_recorded_at_the_instant_was_known_and_one_microsecond_earlier_it_was_not(books: Books) -> None:
    books.post(Fact("A", 100_00, date(2026, 1, 1)))
    recorded = books.now()
    assert total(books, date(2026, 1, 1), recorded) == 100_00
    assert total(books, date(2026, 1, 1), recorded - timedelta(microseconds=1)) == 0
