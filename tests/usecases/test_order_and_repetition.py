"""What is done twice changes nothing (I12), what comes in another order comes to the same (I13), what is undone leaves nothing (I14)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from encours.store.bulk.settle import list_to_undo, undo_matches
from encours.store.load.companies import Company
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.check import check_books
from encours.usecases.matching import match_company
from encours.usecases.sealing import seal_all
from tests.usecases.books import TODAY, books, fec, give, new_company
from tests.usecases.test_import_ledger import OPENING_2025, RECEIPT_1, RECEIPT_2025, SALE_1, SALE_2, SALE_2025
from tests.usecases.test_matching import BANK_ENTRY, PAYS_FA1, PAYS_NOTHING_KNOWN, SALES, bank

FILES = {
    "FEC2024.txt": fec(SALE_1, SALE_2, RECEIPT_1),
    "FEC2025.txt": fec(OPENING_2025, RECEIPT_2025, SALE_2025),
    "bank-a.csv": bank(PAYS_FA1, PAYS_NOTHING_KNOWN),
    "bank-b.csv": bank(PAYS_NOTHING_KNOWN, "L8,2025-04-09,33.00,EUR,FR7630001007941234567890185,X,,Y,R8"),
}
_FACTS = (
    "posting",
    "entry",
    "line",
    "posting_seal",
    "item",
    "item_fact",
    "match",
    "allocation",
    "match_undo",
    "statement_line",
    "receipt",
    "event",
    "event_link",
)


def counts(company: Company) -> dict[str, int]:
    with tenant(company.organization_id) as cursor:
        counted = {}
        for table in _FACTS:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counted[table] = cursor.fetchone()[0]
        return counted


def assert_holds(company: Company) -> None:
    report = check_books(company.organization_id, today=TODAY)
    assert {one.invariant.code: one.found.wrong for one in report.examined if not one.holds} == {}


def bank_lines(company: Company) -> list[Any]:
    with tenant(company.organization_id) as cursor:
        cursor.execute("SELECT booked_on, amount_minor, remittance FROM statement_line ORDER BY 1, 2, 3")
        found: list[Any] = cursor.fetchall()
        return found


@pytest.mark.slow
def test_every_order_of_the_same_files_gives_the_same_books(fresh_database: object) -> None:
    states = []
    for n, order in enumerate(permutations(FILES)):
        company = new_company(f"Order {n}")
        for name in order:
            assert give(company, FILES[name], name).state == "committed"
        states.append((order, books(company), bank_lines(company)))
        assert_holds(company)
    assert all(state[1:] == states[0][1:] for state in states)


def test_everything_done_again_records_nothing(fresh_database: object) -> None:
    company = new_company()
    files = {**FILES, "FEC2025b.txt": fec(OPENING_2025, RECEIPT_2025, SALE_2025, *SALES[:2])}
    for name, data in files.items():
        give(company, data, name)
    match_company(company, "test", today=TODAY)
    match_company(company, "test", today=TODAY)  # what the first run posted may be met by the second
    seal_all(company.organization_id, today=TODAY)
    before = counts(company)
    for name, data in files.items():
        assert give(company, data, f"again-{name}").state == "already_imported"
    match_company(company, "test", today=TODAY)
    seal_all(company.organization_id, today=TODAY)
    assert counts(company) == before
    assert_holds(company)


def test_a_match_undone_leaves_balances_and_ages_as_before_it(fresh_database: object) -> None:
    company = new_company()
    give(company, fec(*SALES), "FEC2025.txt")
    give(company, bank(PAYS_FA1), "bank.csv")

    def open_by_item() -> list[Any]:
        with tenant(company.organization_id) as cursor:
            cursor.execute("SELECT effective_on, amount_minor, open_minor, due_on FROM item WHERE amount_minor > 0 ORDER BY id")
            found: list[Any] = cursor.fetchall()
            return found

    before = open_by_item()
    match_company(company, "test", today=TODAY)
    assert open_by_item() != before
    scope = Scope(company.organization_id, company.id, "a person")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        list_to_undo(cursor)
        cursor.execute("INSERT INTO undo_match SELECT id FROM match")
        assert undo_matches(cursor, scope, recorded_at=at, reason="not theirs", by_person=True) == 1
    assert open_by_item() == before
    assert_holds(company)
    # A person's decision stands: the next run does not make the pair again (R69).
    match_company(company, "test", today=TODAY)
    assert open_by_item() == before


def test_a_pair_taken_back_is_refused_to_the_ledgers_own_entry_too(fresh_database: object) -> None:
    company = new_company()
    give(company, fec(*SALES), "march.txt")
    give(company, bank(PAYS_FA1), "bank.csv")
    match_company(company, "test", today=TODAY)
    scope = Scope(company.organization_id, company.id, "a person")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        list_to_undo(cursor)
        cursor.execute("INSERT INTO undo_match SELECT id FROM match")
        undo_matches(cursor, scope, recorded_at=at, reason="not theirs", by_person=True)
    give(company, fec(*SALES, BANK_ENTRY), "april.txt")
    match_company(company, "test", today=TODAY)
    match_company(company, "test", today=TODAY)
    assert not [match for match in books(company)["matches"] if any("FA-20250001" in item for item in match)]
    assert_holds(company)
