"""A page asks the database as often for a hundred customers as for three."""

from __future__ import annotations

import pytest

from tests.conftest import Database
from tests.usecases.books import fec, give
from tests.web.test_pages import PAGES
from tests.web.world import BANK, BOOKS, House, counted_queries, settle_in


@pytest.fixture(scope="module")
def small(database: Database) -> House:
    return settle_in("Petite")


@pytest.fixture(scope="module")
def large(database: Database) -> House:
    house = settle_in("Grande", books=False)
    many = [f"VE {n} 2026-0{1 + n % 9}-1{n % 9} FA-{n}\n411 C{n % 60:03d} {100 + n},00\n706 - -{100 + n},00" for n in range(10, 400)]
    paid = [f"BQ {n} 2026-10-15 VIR{n}\n512 - {100 + n - 500},00\n411 C{(n - 500) % 60:03d} -{100 + n - 500},00" for n in range(520, 600)]
    assert give(house.company, fec(*BOOKS, *many, *paid), "fec.txt").state == "committed"
    lines = BANK.decode() + "".join(
        f"{n},2026-11-1{n % 9},{100 + n}.00,EUR,FR7630006000011234567890189,CLIENT C{n % 60:03d},FA-{n}\n" for n in range(10, 120)
    )
    assert give(house.company, lines.encode(), "bank.csv").state == "committed"
    return house


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_books(small: House, large: House, page: str) -> None:
    counts = []
    for house in (small, large):
        client = house.client("auditor")
        address = house.url(page.format(**house.ids()))
        client.get(address)
        with counted_queries() as sent:
            answer = client.get(address)
        assert answer.status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[1] <= 60
