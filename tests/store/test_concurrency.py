"""Many writers at once: the order of commits is the order of recorded_at, allocations never wait for each other in a circle, no cent is given twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection

from encours.store.tenant import record_now, tenant
from encours.usecases.check import check_books
from encours.usecases.sealing import seal_all
from tests.store.books import Books, Fact

DAY = date(2026, 3, 2)
WRITERS = 8


def together(*works: Callable[[], Any], seconds: float = 60) -> list[Any]:
    """Run each work in a thread of its own, all released at once; returns what each returned or raised, in their order."""
    barrier = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(n: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[n] = work()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work), daemon=True) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
        assert not thread.is_alive(), "a writer waits for ever"
    return results


def assert_holds(books: Books) -> None:
    report = check_books(books.scope.organization_id, today=DAY)
    assert {one.invariant.code: one.found.wrong for one in report.examined if not one.holds} == {}


@pytest.fixture
def books(database: object) -> Books:
    books = Books()
    books.account("trade")
    books.account("sales")
    return books


def allocate(books: Books, debit: int, credit: int, minor: int) -> None:
    """One payment of one invoice, as any use case records it."""
    books.match((debit, credit, minor))


def test_commits_come_in_the_order_of_recorded_at(books: Books) -> None:
    """Readers that see an instant see everything recorded before it: "as known at T" never changes afterwards (guards §2)."""
    stop = threading.Event()
    seen: list[list[datetime]] = []

    def write(seed: int) -> None:
        random = Random(seed)
        for _ in range(12):
            with tenant(books.scope.organization_id) as cursor:
                if random.random() < 0.5:
                    cursor.execute("SELECT pg_sleep(%s)", [random.random() / 200])  # a transaction may begin long before it records
                at = record_now(cursor, books.scope)
                cursor.execute(
                    "INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source) VALUES (%s, %s, %s, %s, 'due_date', 'agreed')",
                    [books.scope.organization_id, item, at, DAY],
                )
                cursor.execute("SELECT pg_sleep(%s)", [random.random() / 200])

    def read() -> None:
        while not stop.is_set():
            seen.append([row[0] for row in books.rows("SELECT recorded_at FROM item_fact WHERE item_id = %s ORDER BY recorded_at", [item])])

    [item] = books.post(Fact("A", 100, DAY))
    reader = threading.Thread(target=lambda: (read(), connection.close()))
    reader.start()
    results = together(*(lambda seed=seed: write(seed) for seed in range(WRITERS)))
    stop.set()
    reader.join()
    assert results == [None] * WRITERS
    assert len(seen) > 5
    last = [row[0] for row in books.rows("SELECT recorded_at FROM item_fact WHERE item_id = %s ORDER BY recorded_at", [item])]
    assert len(last) == len(set(last)) == WRITERS * 12 + 1
    # What a reader once saw is a beginning of what is there at the end: nothing slipped in before it.
    assert all(known == last[: len(known)] for known in seen)
    assert_holds(books)


def test_ten_parallel_payments_of_one_invoice_let_one_win(books: Books) -> None:  # R51
    invoice, *money = books.post(Fact("A", 500_00, DAY), *(Fact("A", -500_00, DAY) for _ in range(10)))
    results = together(*(lambda credit=credit: allocate(books, invoice, credit, 500_00) for credit in money))
    refused = [result for result in results if isinstance(result, DatabaseError)]
    assert len(refused) == 9 and results.count(None) == 1, results
    assert books.rows("SELECT open_minor FROM item WHERE id = %s", [invoice]) == [(0,)]
    assert books.rows("SELECT count(*) FROM allocation WHERE debit_item_id = %s", [invoice]) == [(1,)]
    assert_holds(books)


def test_two_parallel_payments_that_exceed_an_invoice_let_one_be_refused(books: Books) -> None:  # R52
    invoice, first, second = books.post(Fact("A", 10_000_00, DAY), Fact("A", -8_000_00, DAY), Fact("A", -8_000_00, DAY))
    results = together(lambda: allocate(books, invoice, first, 8_000_00), lambda: allocate(books, invoice, second, 8_000_00))
    assert sorted(isinstance(result, DatabaseError) for result in results) == [False, True], results
    assert books.rows("SELECT open_minor FROM item WHERE id = %s", [invoice]) == [(2_000_00,)]
    assert books.rows("SELECT sum(open_minor)::bigint FROM item") == [(-6_000_00,)]
    assert_holds(books)


@pytest.mark.parametrize("_again", range(5))
def test_the_first_two_allocations_of_an_account_are_not_both_its_first(books: Books, _again: int) -> None:  # R53
    items = books.post(Fact("NEW", 100, DAY), Fact("NEW", 200, DAY), Fact("NEW", -100, DAY), Fact("NEW", -200, DAY))
    results = together(lambda: allocate(books, items[0], items[2], 100), lambda: allocate(books, items[1], items[3], 200))
    assert results == [None, None]
    assert [row[0] for row in books.rows("SELECT letter_no FROM match ORDER BY 1")] == [0, 1]
    assert_holds(books)


def test_allocations_of_the_same_items_in_opposite_orders_never_lock_each_other(books: Books) -> None:
    """Half of the writers take the items forwards and half backwards: the company's clock, which each takes first, queues them."""
    debits = books.post(*(Fact("A", 1_000, DAY) for _ in range(6)))
    credits = books.post(*(Fact("A", -1_000, DAY) for _ in range(6)))

    def write(backwards: bool) -> None:
        for _ in range(5):
            pairs = list(zip(debits, credits, strict=True))
            books.match(*[(debit, credit, 1) for debit, credit in (reversed(pairs) if backwards else pairs)])

    results = together(*(lambda n=n: write(bool(n % 2)) for n in range(WRITERS)))
    assert results == [None] * WRITERS
    assert {row[0] for row in books.rows("SELECT open_minor FROM item WHERE amount_minor > 0")} == {1_000 - 5 * WRITERS}
    assert_holds(books)


def test_several_sealers_make_one_chain(books: Books) -> None:
    books.post(Fact("A", 100, DAY))
    results = together(*(lambda: seal_all(books.scope.organization_id, today=DAY) for _ in range(6)), lambda: books.post(Fact("A", 5, DAY)))
    assert not any(isinstance(result, Exception) for result in results), results
    assert sum(results[:6]) >= 1
    assert_holds(books)


def test_checking_while_others_write_sees_one_instant(books: Books) -> None:
    debits = books.post(*(Fact("A", 1_000, DAY) for _ in range(40)))
    credits = books.post(*(Fact("A", -1_000, DAY) for _ in range(40)))

    def write() -> None:
        for debit, credit in zip(debits, credits, strict=True):
            allocate(books, debit, credit, 1_000)

    def check() -> list[Any]:
        return [one for _ in range(4) for one in check_books(books.scope.organization_id, today=DAY).examined if not one.holds]

    assert together(write, check) == [None, []]
