"""Ledgers in: the fixtures, cumulative re-exports, openings, in any order."""

from __future__ import annotations

import pytest

from tests.fixtures import fixture_path
from tests.usecases.books import books, fec, give, new_company, receivable_minor

NEOLEGAL = "fec/neolegal-fec/111111111FEC20221231.TXT"
TAKINGS = "fec/neolegal-fec/000000000FEC20231231.txt"

SALE_1 = """VE 1 2024-03-01 FA-1
411 DUPONT 120,00 AAA
706 - -120,00"""
SALE_2 = """VE 2 2024-11-02 FA-2
411 DUPONT 240,00
706 - -240,00"""
RECEIPT_1 = """BQ 3 2024-04-01 V1
512 - 120,00
411 DUPONT -120,00 AAA"""
OPENING_2025 = """AN 1 2025-01-01 AN
411 DUPONT 240,00 AAB
512 - 120,00
120 - -360,00"""
RECEIPT_2025 = """BQ 2 2025-01-20 V2
512 - 240,00
411 DUPONT -240,00 AAB"""
SALE_2025 = """VE 3 2025-02-01 FA-3
411 DUPONT 60,00
706 - -60,00"""


def test_a_lettered_ledger_becomes_its_open_items(fresh_database):
    company = new_company()
    report = give(company, fixture_path(NEOLEGAL).read_bytes(), "111111111FEC20221231.TXT")
    assert (report.state, report.records, report.created) == ("committed", 934, 248)
    assert receivable_minor(company) == 14_416_52
    state = books(company)
    assert len(state["matches"]) == 45
    assert sum(1 for item in state["items"] if item[5]) == 34


def test_a_ledger_without_letters_or_numbers_is_read_with_its_doubts(fresh_database):
    company = new_company()
    report = give(company, fixture_path(TAKINGS).read_bytes(), "000000000FEC20231231.txt")
    assert (report.state, report.records) == ("committed", 2102)
    assert receivable_minor(company) == 27_771_70
    assert books(company)["matches"] == []


@pytest.mark.parametrize("name", [NEOLEGAL, TAKINGS])
def test_the_same_ledger_under_another_name_and_encoding_changes_nothing(fresh_database, name):
    company = new_company()
    data = fixture_path(name).read_bytes()
    give(company, data, "first.txt")
    before = books(company)
    assert give(company, data, "second.txt").state == "already_imported"
    text = data.decode("cp850" if name == NEOLEGAL else "utf-8")
    again = give(company, text.encode("utf-8-sig"), "third.txt")
    assert (again.state, again.created, again.reversed) == ("committed", 0, 0)
    assert books(company) == before


@pytest.mark.parametrize("name", [NEOLEGAL, TAKINGS])
def test_half_a_year_then_all_of_it_gives_the_books_of_the_whole(fresh_database, name):
    data = fixture_path(name).read_bytes()
    head, *lines = data.splitlines(keepends=True)
    separator = b"|" if name == NEOLEGAL else b"\t"
    early = [line for line in lines if line.split(separator)[3].strip() <= b"20230415"]
    assert 0 < len(early) < len(lines)
    step_by_step, at_once = new_company("Step"), new_company("Once")
    assert give(step_by_step, head + b"".join(early), "half.txt").state == "committed"
    assert give(step_by_step, data, "all.txt").reversed == 0
    give(at_once, data, "all.txt")
    assert books(step_by_step) == books(at_once)


def test_a_draft_that_vanished_is_reversed_and_a_validated_entry_that_vanished_stops_the_import(fresh_database):
    company = new_company()
    draft = fec(SALE_2).replace(b"|20241102||\r\n", b"|||\r\n")
    give(company, fec(SALE_1, RECEIPT_1) + draft.split(b"\r\n", 1)[1], "march.txt")
    assert receivable_minor(company) == 240_00
    # The draft was changed before it was validated: the file has another entry in its place.
    report = give(company, fec(SALE_1, RECEIPT_1, SALE_2.replace("240,00", "250,00")), "april.txt")
    assert (report.state, report.created, report.reversed) == ("committed", 1, 1)
    assert receivable_minor(company) == 250_00
    stopped = give(company, fec(SALE_1, SALE_2.replace("240,00", "250,00")), "older.txt")
    assert stopped.state == "refused" and "validated_entries_missing" in stopped.issue_counts
    assert receivable_minor(company) == 250_00
    accepted = give(company, fec(SALE_1, SALE_2.replace("240,00", "250,00")), "older.txt", reverse_missing=True)
    assert accepted.reversed == 1
    assert receivable_minor(company) == 370_00


def test_letters_that_change_move_the_matches_with_them(fresh_database):
    company = new_company()
    give(company, fec(SALE_1, RECEIPT_1), "lettered.txt")
    assert receivable_minor(company) == 0 and len(books(company)["matches"]) == 1
    give(company, fec(SALE_1, RECEIPT_1).replace(b"AAA", b""), "unlettered.txt")
    assert books(company)["matches"] == []
    give(company, fec(SALE_1, RECEIPT_1).replace(b"AAA", b"AAC"), "lettered again.txt")
    assert len(books(company)["matches"]) == 1


@pytest.mark.parametrize("order", [("2024", "2025"), ("2025", "2024")])
def test_an_opening_is_tied_to_the_year_before_whichever_came_first(fresh_database, order):
    files = {"2024": fec(SALE_1, SALE_2, RECEIPT_1), "2025": fec(OPENING_2025, RECEIPT_2025, SALE_2025)}
    company = new_company()
    for year in order:
        assert give(company, files[year], f"FEC{year}.txt").state == "committed"
    state = books(company)
    assert [(item[3], item[4], item[5]) for item in state["items"]] == [
        ("FA-1", 120_00, 0), ("V1", -120_00, 0), ("FA-2", 240_00, 0), ("V2", -240_00, 0), ("FA-3", 60_00, 60_00),
    ]  # fmt: skip
    assert receivable_minor(company) == 60_00
    # Each again: nothing changes.
    for year in order:
        give(company, files[year] + b"\r\n", f"FEC{year} again.txt")
    assert books(company) == state


def test_an_opening_without_the_year_before_opens_items_itself(fresh_database):
    company = new_company()
    give(company, fec(OPENING_2025, SALE_2025), "FEC2025.txt")
    assert receivable_minor(company) == 300_00


def test_an_opening_that_differs_from_the_year_before_is_said(fresh_database):
    company = new_company()
    give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt")
    report = give(company, fec(OPENING_2025.replace("240,00", "200,00").replace("-360,00", "-320,00"), SALE_2025), "FEC2025.txt")
    assert report.issue_counts["opening_differs"] == 1
    assert receivable_minor(company) == 300_00


def test_an_unbalanced_entry_stops_the_file_and_can_be_left_out_whole(fresh_database):
    company = new_company()
    bad = fec(SALE_1, SALE_2.replace("-240,00", "-239,00"), RECEIPT_1)
    stopped = give(company, bad, "bad.txt")
    assert stopped.state == "refused" and books(company)["items"] == []
    report = give(company, bad, "bad.txt", skip_bad_rows=True)
    assert (report.state, report.rejected, report.created) == ("committed", 1, 2)
    assert receivable_minor(company) == 0


def test_a_year_that_comes_late_leaves_the_next_year_as_its_latest_file_said(fresh_database):
    company = new_company()
    early, late_sale = (
        fec(OPENING_2025, SALE_2025),
        SALE_2025.replace("VE 3 2025-02-01 FA-3", "VE 4 2025-01-15 FA-4").replace("60,00", "99,00"),
    )
    give(company, early, "FEC2025 february.txt")
    give(company, fec(OPENING_2025, SALE_2025, late_sale, RECEIPT_2025), "FEC2025 march.txt")
    give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt")
    items = books(company)["items"]
    assert [(item[3], item[4], item[5]) for item in items] == [
        ("FA-1", 120_00, 0), ("V1", -120_00, 0), ("FA-2", 240_00, 0), ("FA-4", 99_00, 99_00), ("V2", -240_00, 0), ("FA-3", 60_00, 60_00),
    ]  # fmt: skip
    assert receivable_minor(company) == 159_00
