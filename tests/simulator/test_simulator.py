"""Lives of companies, a few at every run and many in the slow suite. Any of them again: `python -m tests.simulator --seed N --steps M`."""

from __future__ import annotations

from datetime import date

import pytest

from encours.store.tenant import tenant
from tests.simulator.auditor import Auditor, BankLine, Unreadable, read_ledger
from tests.simulator.life import Failure, Life, live
from tests.simulator.program import CUSTOMERS
from tests.usecases.books import fec

SALE = "VE 1 2025-03-01 FA-1\n411 CALPHA 120,00 AA\n706 - -120,00"
RECEIPT = "BQ 2 2025-03-09 V1\n512 - 120,00\n411 CALPHA -120,00 AA"
OPENING = "AN 1 2026-01-01 AN\n411 CALPHA 70,00\n120 - -70,00"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_life_ends_with_the_books_the_auditor_has(database: object, seed: int) -> None:
    live(seed, 30)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500, 512))
def test_a_long_life_ends_with_the_books_the_auditor_has(database: object, seed: int) -> None:
    live(seed, 120)


def test_a_seed_is_one_life(database: object) -> None:
    assert live(9, 15).trace == live(9, 15).trace


def test_a_difference_of_one_cent_is_seen_and_told_with_the_way_to_see_it_again(database: object) -> None:
    life = Life(4)
    life.run(12)
    life.auditor.bank[BankLine(date(2024, 1, 1), 1, "", "")] += 1
    with pytest.raises(Failure, match=r"(?s)seed 4.*bank lines: .* must be 1.*python -m tests\.simulator --seed 4"):
        life.compare()


def test_books_that_do_not_hold_end_a_life(database: object) -> None:
    """The invariants are examined at each step: an item that nothing but the check would miss."""
    from django.db import connections, transaction

    life = Life(5)
    while not life.world.entries or not life.auditor.live:
        life.run(3)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('encours.organization_id', %s, true)", [str(life.company.organization_id)])
        cursor.execute("ALTER TABLE item_fact DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM item_fact WHERE item_id = (SELECT min(id) FROM item WHERE due_source <> 'none')")
        cursor.execute("UPDATE item SET is_disputed = NOT is_disputed WHERE id = (SELECT min(id) FROM item)")
        cursor.execute("ALTER TABLE item_fact ENABLE TRIGGER USER")
    with pytest.raises(Failure, match="I2: Item"):
        life.compare()
    with tenant(life.company.organization_id) as cursor:
        cursor.execute("SELECT count(*) FROM item WHERE is_disputed")
        assert cursor.fetchone() == (1,)


# The auditor is only worth what it knows: what it says of the plainest cases is written down here.


def test_the_auditor_adds_up_what_a_ledger_says_once() -> None:
    auditor = Auditor(CUSTOMERS)
    data = fec(SALE)
    assert [auditor.ledger(data), auditor.ledger(data)] == ["committed", "already_imported"]
    assert auditor.receivable() == {"CALPHA": 120_00}
    assert auditor.ledger(fec(SALE, RECEIPT)) == "committed"
    assert auditor.receivable() == {} and auditor.balances() == {"512": 120_00, "706": -120_00}


def test_the_auditor_keeps_what_was_validated() -> None:
    auditor = Auditor(CUSTOMERS)
    auditor.ledger(fec(SALE, RECEIPT))
    shorter = fec(RECEIPT)
    assert auditor.ledger(shorter) == "committed"  # the sale is before its first day
    assert auditor.ledger(fec(SALE.replace("120,00", "130,00"), RECEIPT)) == "refused"
    assert auditor.ledger(fec(SALE.replace("120,00", "130,00"), RECEIPT), reverse_missing=True) == "committed"
    assert auditor.receivable() == {"CALPHA": 10_00}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_auditor_counts_an_opening_only_where_its_year_is_missing(order: tuple[int, int]) -> None:
    auditor = Auditor(CUSTOMERS)
    files = [fec(SALE), fec(OPENING)]
    auditor.ledger(files[order[0]])
    assert auditor.receivable() == {"CALPHA": [120_00, 70_00][order[0]]}
    auditor.ledger(files[order[1]])
    assert auditor.receivable() == {"CALPHA": 120_00}


def test_the_auditor_takes_a_payment_from_books_or_bank_and_not_from_both() -> None:
    auditor = Auditor(CUSTOMERS)
    auditor.ledger(fec(SALE))
    paid = BankLine(date(2025, 3, 8), 120_00, CUSTOMERS["CALPHA"], "x")
    auditor.statement([paid], paid.on, paid.on, b"1", intraday=False)
    assert auditor.receivable() == {"CALPHA": 120_00}
    auditor.match()
    assert auditor.receivable() == {} and auditor.balances()["512"] == 120_00
    auditor.ledger(fec(SALE, RECEIPT))
    auditor.match()
    assert auditor.receivable() == {} and auditor.balances()["512"] == 120_00


def test_the_auditor_refuses_what_cannot_be_read() -> None:
    whole = fec(SALE)
    for flawed in (whole[:-40], fec(SALE.replace("-120,00", "-119,00")), fec(SALE.replace("\n706 - -120,00", ""))):
        with pytest.raises(Unreadable):
            read_ledger(flawed)
