"""What a person unmatched stays open when the file that lettered it comes again (R55, R69)."""

from __future__ import annotations

import pytest

from encours.store.bulk.apply import Group, apply_groups
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from encours.usecases.matching import match_company
from encours.usecases.unmatching import match_of_letter, unmatch
from tests.usecases.books import TODAY, assert_sound, books, fec, give, new_company, query

SALE = "VE 1 2024-03-01 FA-1\n411 DUPONT 100,00 A\n706 - -100,00"
PAID = "BQ 2 2024-03-20 V1\n512 - 100,00\n411 DUPONT -100,00 A"
OTHER = "VE 3 2024-04-01 FA-3\n411 MARTIN 5,00 B\n706 - -5,00", "BQ 4 2024-04-02 V2\n512 - 5,00\n411 MARTIN -5,00 B"
LATER = "VE 5 2024-05-01 FA-5\n411 DUPONT 7,00\n706 - -7,00"
PAID_AGAIN = "BQ 6 2024-05-02 FA-1\n512 - 100,00\n411 DUPONT -100,00"


def plain(entry: str) -> str:
    return entry.replace(" A\n", "\n").removesuffix(" A")


def take_back(company) -> None:
    unmatch(company, "claire", match_of_letter(scope_of(company, "claire"), "DUPONT", "AAA"), reason="paid another invoice", today=TODAY)


def open_of(company, customer: str = "DUPONT") -> list[tuple[str, int]]:
    return [(item[3], item[5]) for item in books(company)["items"] if item[1] == customer and item[5]]


@pytest.mark.parametrize("by_rule", [False, True], ids=["lettered by the file", "matched by a rule, lettered later"])
def test_a_match_taken_back_stays_open_however_often_the_file_letters_it(fresh_database, by_rule):
    company = new_company()
    first = [plain(SALE), plain(PAID), *OTHER] if by_rule else [SALE, PAID, *OTHER]
    give(company, fec(*first), "march.txt")
    match_company(company, "test", today=TODAY)
    assert open_of(company) == []
    take_back(company)
    for n, entries in enumerate([(SALE, PAID, *OTHER), (SALE, PAID, *OTHER, LATER), (SALE, PAID, *OTHER, LATER)]):
        report = give(company, fec(*entries) + b"\r\n" * n, f"later {n}.txt")
        if report.state == "committed":
            assert (report.issue_counts["letters_taken_back"], report.details["letters_left"], report.details["matches_undone"]) == (
                1,
                1,
                0,
            )
        match_company(company, "test", today=TODAY)
        assert open_of(company)[:2] == [("FA-1", 100_00), ("V1", -100_00)]
        assert open_of(company, "MARTIN") == []
    assert_sound(company)


def test_letters_that_the_accountant_corrected_are_a_new_statement(fresh_database):
    company = new_company()
    give(company, fec(SALE, PAID), "march.txt")
    take_back(company)
    short = "OD 7 2024-03-31 OD-7\n658 - -1,00\n411 DUPONT 1,00 A", "BQ 8 2024-03-30 V8\n512 - 1,00\n411 DUPONT -1,00 A"
    report = give(company, fec(SALE, PAID, *short), "corrected.txt")
    assert "letters_taken_back" not in report.issue_counts
    assert open_of(company) == []
    assert_sound(company)


def test_a_letter_taken_back_undoes_nothing_that_was_matched_in_its_place(fresh_database):
    company = new_company()
    give(company, fec(SALE, PAID), "march.txt")
    take_back(company)
    give(company, fec(SALE, PAID, PAID_AGAIN), "may.txt")
    scope = scope_of(company, "test")
    items = query(company, "SELECT id, amount_minor FROM item WHERE document_ref = 'FA-1'")
    with tenant(company.organization_id) as cursor:
        apply_groups(cursor, scope, [Group(tuple(items), decided_by="rule", rule="references")], recorded_at=record_now(cursor, scope))
    assert open_of(company) == [("V1", -100_00)]
    report = give(company, fec(SALE, PAID, PAID_AGAIN, LATER), "june.txt")
    assert (report.details["matches_undone"], report.issue_counts["letters_taken_back"]) == (0, 1)
    assert open_of(company) == [("V1", -100_00), ("FA-5", 7_00)]
    assert_sound(company)
