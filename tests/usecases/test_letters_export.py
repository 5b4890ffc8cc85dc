"""From an imported ledger to the same ledger with its letters: what the books matched, in the file the accounting program exported."""

from __future__ import annotations

import io

import pytest

from encours.store.load.companies import Company
from encours.usecases.lettering.export import ExportedLetters, ImportIsNoLedger, NoLedgerImported, export_letters
from encours.usecases.matching import match_company
from encours.usecases.unmatching import match_of_letter, unmatch
from tests.fixtures import fixture_path
from tests.formats.ledgers.blanked import blanked
from tests.usecases.books import TODAY, books, csv, fec, give, new_company, scope_of

SALES = ("VE 1 2025-03-01 FA-1\n411 DUPONT 117,13\n706 - -117,13", "VE 2 2025-03-05 FA-2\n411 MARTIN 240,07\n706 - -240,07")
PAID = ("BQ 3 2025-04-01 V1\n512 - 117,13\n411 DUPONT -117,13", "BQ 4 2025-04-02 V2\n512 - 240,07\n411 MARTIN -240,07")


def exported(company: Company, **options: object) -> tuple[ExportedLetters, bytes]:
    target = io.BytesIO()
    done = export_letters(company, "test", target, **options)  # type: ignore[arg-type]
    return done, target.getvalue()


def changed(before: bytes, after: bytes) -> dict[int, tuple[str, str]]:
    """Letter and day of each line that differs, after asserting that nothing else does."""
    found = {}
    for n, (old, new) in enumerate(zip(before.split(b"\n"), after.split(b"\n"), strict=True), 1):
        if old != new:
            separator = b"|" if b"|" in old else b"\t"
            a, b = old.split(separator), new.split(separator)
            assert (a[:13], a[15:]) == (b[:13], b[15:])
            found[n] = (b[13].decode().strip(), b[14].decode())
    return found


def test_what_was_matched_comes_back_as_letters_and_what_was_undone_does_not(fresh_database) -> None:
    company = new_company()
    data = fec(*SALES, *PAID)
    give(company, data, "a.txt")
    assert exported(company)[1] == data  # nothing was matched yet
    match_company(company, "test", today=TODAY)
    done, result = exported(company)
    assert (done.customer_groups, done.supplier_groups, done.lines, done.left_out) == (2, 0, 4, 0)
    assert changed(data, result) == {2: ("AAA", "20250401"), 7: ("AAA", "20250401"), 4: ("AAA", "20250402"), 9: ("AAA", "20250402")}
    scope = scope_of(company, "test")
    unmatch(company, "test", match_of_letter(scope, "DUPONT", "AAA"), reason="wrong", today=TODAY)
    assert set(changed(data, exported(company)[1])) == {4, 9}


def test_the_lettered_file_says_nothing_new_when_it_is_imported_again(fresh_database) -> None:
    company = new_company()
    give(company, fec(*SALES, *PAID), "a.txt")
    match_company(company, "test", today=TODAY)
    before = books(company)
    again = give(company, exported(company)[1], "b.txt")
    assert (again.created, again.reversed) == (0, 0)
    assert books(company) == before
    done, result = exported(company)
    assert (done.file_name, done.lines) == ("b.txt", 0)
    assert changed(exported(company, import_id=done.import_id - 1)[1], result) == {}


def test_letters_follow_those_of_the_file_and_whole_matches_only(fresh_database) -> None:
    company = new_company()
    first = ("VE 1 2025-03-01 FA-1\n411 DUPONT 11,00 AAC\n706 - -11,00", "BQ 2 2025-03-09 V1\n512 - 11,00\n411 DUPONT -11,00 AAC")
    data = fec(*first, "VE 3 2025-03-10 FA-3\n411 DUPONT 117,13\n706 - -117,13", "BQ 4 2025-04-01 V4\n512 - 117,13\n411 DUPONT -117,13")
    give(company, data, "a.txt")
    match_company(company, "test", today=TODAY)
    assert {code for code, _ in changed(data, exported(company)[1]).values()} == {"AAD"}


def test_a_match_with_a_line_of_another_file_is_left_out_and_counted(fresh_database) -> None:
    company = new_company()
    one = fec(
        "VE 1 2024-11-01 FA-1\n411 DUPONT 117,13\n706 - -117,13",
        "VE 2 2024-12-01 FA-2\n411 MARTIN 31,07\n706 - -31,07",
        "BQ 3 2024-12-05 V3\n512 - 31,07\n411 MARTIN -31,07",
    )
    two = fec("AN 1 2025-01-01 AN\n411 DUPONT 117,13\n120 - -117,13", "BQ 2 2025-02-01 V1\n512 - 117,13\n411 DUPONT -117,13")
    give(company, one, "123456789FEC20241231.txt")
    number = give(company, two, "123456789FEC20251231.txt").import_id
    match_company(company, "test", today=TODAY)
    done, result = exported(company, import_id=number)
    assert (done.lines, done.left_out, result) == (0, 1, two)
    assert number is not None
    assert (exported(company, import_id=number - 1)[0].customer_groups, exported(company, import_id=number - 1)[0].left_out) == (1, 1)


def test_a_company_without_ledger_is_told_so(fresh_database) -> None:
    company = new_company()
    with pytest.raises(NoLedgerImported):
        exported(company)
    number = give(company, csv("customer_id,name", "DUPONT,Dupont SA"), "c.csv").import_id
    with pytest.raises(ImportIsNoLedger):
        exported(company, import_id=number)


@pytest.mark.parametrize("name", ["111111111FEC20221231.TXT", "000000000FEC20231231.txt"])
def test_a_published_ledger_is_matched_and_exported_with_both_sides(fresh_database, name: str) -> None:
    data, _ = blanked(fixture_path(f"fec/neolegal-fec/{name}"))
    company = new_company()
    give(company, data, name, skip_bad_rows=True)
    run = match_company(company, "test", today=TODAY)
    done, result = exported(company, suppliers=True)
    letters = changed(data, result)
    assert (done.customer_groups, done.left_out) == (run.letters_applied, 0)
    assert done.supplier_groups > 15
    assert len(letters) == done.lines > 2 * done.supplier_groups
    assert {len(code) for code, _ in letters.values()} == ({2} if b"|" in data else {3})
