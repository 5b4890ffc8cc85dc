"""Plans that do not depend on what a session did before: a guard reads rows in proportion to what it checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from encours.demo.bulk import write_bulk
from encours.store.tenant import tenant
from tests.usecases.books import books, fec, give, new_company

INVOICES = 10_000
LONGEST_STATEMENT = "15s"
"""A statement of that import takes a second at most; planned for another number of rows, the slowest takes minutes."""


@pytest.mark.slow
def test_the_guards_plan_for_the_rows_they_check_and_not_for_those_they_checked_first(fresh_database: object, tmp_path: Path) -> None:
    """A session that first allocated nothing, in books that were empty, once needed an hour for ninety thousand allocations."""
    company = new_company()
    with tenant(company.organization_id) as cursor:
        cursor.execute(
            """
            INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on)
            SELECT organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on FROM allocation WHERE false
            """
        )
    write_bulk(tmp_path, seed=3, invoices=INVOICES, bank_lines=10, customers=200, year=2025)
    (large,) = tmp_path.glob("*FEC*")
    with connection.cursor() as session:
        session.execute(f"SET statement_timeout = '{LONGEST_STATEMENT}'")
    report = give(company, large.read_bytes(), large.name)
    assert report.details["matches_made"] > INVOICES / 2


def test_an_entry_whose_lines_are_scattered_is_the_entry_whose_lines_follow_each_other(fresh_database: object) -> None:
    """A file sorted by account says the same as a file sorted by entry: importing one after the other changes nothing."""
    together = fec("VE 1 2025-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "VE 2 2025-03-02 FA-2\n411 MARTIN 60,00\n706 - -60,00").split(
        b"\r\n"
    )
    header, first_debit, first_credit, second_debit, second_credit, _ = together
    scattered = b"\r\n".join([header, first_debit, second_debit, first_credit, second_credit, b""])
    company = new_company()
    assert give(company, b"\r\n".join(together), "732829320FEC20251231.txt").created == 2
    known = books(company)
    again = give(company, scattered, "732829320FEC20251231.txt")
    assert (again.created, again.unchanged, again.reversed) == (0, 2, 0)
    assert books(company) == known


def test_text_that_means_something_to_copy_arrives_as_it_was_written(fresh_database: object) -> None:
    company = new_company()
    hostile = (
        fec("VE 1 2025-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00")
        .replace(b"FA-1", rb"FA\N\t\\1")
        .replace(b"Client DUPONT", b"C\\N\x01\xc3\xa9 \xc2\xa0x")
    )
    report = give(company, hostile, "732829320FEC20251231.txt")
    assert report.state == "committed", report.issues
    assert [item[3] for item in books(company)["items"]] == [r"FA\N\t\\1"]
    assert give(company, hostile + b"\r\n", "732829320FEC20251231.txt").unchanged == 1
