"""Imports that meet: two people with one file, a crash in the middle, and any sequence of versions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.usecases.imports.invoices import InvoiceHandler
from encours.usecases.imports.ledger import LedgerHandler
from encours.usecases.imports.undo import undo_import
from tests.store.test_concurrency import together
from tests.usecases.books import TODAY, assert_sound, books, csv, fec, give, new_company, query, receivable_minor

HEAD = "number,type,customer_id,issued_on,due_on,currency,total,open,paid_on"
INVOICES = csv(HEAD, *(f"FA-{n},invoice,C{n % 7},2024-03-01,,EUR,{n}.00,,2024-04-01" for n in range(1, 200)))
LEDGER = fec("VE 1 2024-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "BQ 2 2024-04-02 V1\n512 - 50,00\n411 DUPONT -50,00")
BANK = csv("line_id,booked_on,amount,currency,remittance", "L1,2024-04-02,50.00,EUR,X", "L2,2024-04-02,50.00,EUR,X")


@pytest.mark.parametrize(("data", "name"), [(INVOICES, "i.csv"), (LEDGER, "FEC.txt"), (BANK, "bank.csv")])
def test_R19_the_same_file_brought_by_two_people_at_once_counts_once(fresh_database, data, name):
    company, alone = new_company(), new_company("Alone")
    first, second = together(lambda: give(company, data, name), lambda: give(company, data, f"other {name}"))
    assert sorted([first.state, second.state]) == ["already_imported", "committed"]
    give(alone, data, name)
    assert books(company) == books(alone)
    assert query(company, "SELECT count(*) FROM statement_line") == query(alone, "SELECT count(*) FROM statement_line")
    assert_sound(company)


def test_files_that_overlap_brought_at_once_count_each_row_once(fresh_database):
    company = new_company()
    rows = INVOICES.decode().splitlines()
    results = together(*(lambda n=n: give(company, csv(rows[0], *rows[1 + 10 * n : 120 + 10 * n]), f"{n}.csv") for n in range(4)))
    assert [result.state for result in results] == ["committed"] * 4
    assert sum(result.created for result in results) == query(company, "SELECT count(*) FROM invoice")[0][0] == 149
    assert_sound(company)


@pytest.mark.parametrize(("handler", "data", "name"), [(InvoiceHandler, INVOICES, "i.csv"), (LedgerHandler, LEDGER, "FEC.txt")])
def test_R43_an_import_that_breaks_leaves_nothing_and_can_be_repeated(fresh_database, monkeypatch, handler, data, name):
    company = new_company()
    whole = handler.commit

    def broken(self, work):
        whole(self, work)
        raise RuntimeError("the machine was unplugged")

    monkeypatch.setattr(handler, "commit", broken)
    with pytest.raises(RuntimeError):
        give(company, data, name)
    assert query(
        company,
        "SELECT (SELECT count(*) FROM posting), (SELECT count(*) FROM import), (SELECT count(*) FROM customer), (SELECT count(*) FROM document)",
    ) == [(0, 0, 0, 0)]
    monkeypatch.undo()
    assert give(company, data, name).state == "committed"
    assert_sound(company)


def test_an_undo_and_a_payment_at_once_never_settle_what_is_gone(fresh_database):
    company = new_company()
    made = give(company, csv(HEAD, "FA-1,invoice,C1,2024-03-01,,EUR,10.00,,"), "i.csv")
    pay = csv("payment_id,customer_id,received_on,amount,currency,invoice_number", "P1,C1,2024-04-02,10.00,EUR,FA-1")
    together(lambda: undo_import(company, "a", made.import_id, today=TODAY), lambda: give(company, pay, "p.csv"))
    assert receivable_minor(company) in (0, -10_00)
    assert_sound(company)


versions = st.lists(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([0, 1, 50_00, 120_00, 999_99]), st.sampled_from(["", "open", "paid"]), st.integers(0, 40), st.sampled_from(["A", "A", "B"])),
        min_size=1, max_size=4, unique_by=lambda row: row[0],
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=versions)
def test_whatever_versions_come_the_books_say_the_last_one_that_was_taken(fresh_database, story):
    company = new_company(f"Versions {next(_numbers)}")
    expected: dict[int, tuple[int, str]] = {}
    settled: dict[int, int] = {}
    for step, rows in enumerate(story):
        lines = []
        for number, total, says, day, customer in rows:
            open_minor = total // 2 if says == "open" else None
            paid = date(2024, 4, 1) + timedelta(day) if says == "paid" else ""
            lines.append(
                f"FA-{number},invoice,{customer},2024-03-01,2024-03-31,EUR,{total / 100:.2f},{'' if open_minor is None else f'{open_minor / 100:.2f}'},{paid}"
            )
        report = give(company, csv(HEAD, *lines, *[""] * step), f"{step}.csv", skip_bad_rows=True)
        assert report.state == "committed"
        left = {issue.value for issue in report.issues if issue.severity == "error"}
        for number, total, says, _, customer in rows:
            if f"FA-{number}" in left:
                continue
            already = settled.get(number, 0)
            wanted = total - (total // 2 if says == "open" else 0 if says == "paid" else total)
            settled[number] = max(already, wanted)
            expected[number] = (total - settled[number], customer)
    found = query(
        company,
        "SELECT v.number, sum(i.open_minor)::bigint FROM (SELECT DISTINCT ON (number) * FROM invoice ORDER BY number, version DESC) v JOIN invoice_item x ON x.invoice_id = v.id"
        " JOIN item i ON i.id = x.item_id GROUP BY 1",
    )
    assert {number: minor for number, minor in found if minor} == {
        f"FA-{number}": minor for number, (minor, _) in expected.items() if minor
    }
    assert receivable_minor(company) == sum(minor for minor, _ in expected.values())
    assert_sound(company)


_numbers = iter(range(1_000_000))
