"""Invoices in own books: posted, settled as the file says, changed, repeated."""

from __future__ import annotations

import io
from datetime import date

import pytest

from encours.kernel.refusal import Refusal
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from encours.usecases.imports.contract import ImportOptions
from encours.usecases.imports.run import import_file
from tests.usecases.books import TODAY, assert_sound, books, csv, give, new_company, open_on, query, receivable_minor

HEAD = "number,type,customer_id,issued_on,due_on,currency,total,net,tax,open,paid_on,payment_terms,disputed"
ONE = "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,120.00,100.00,20.00,,,,"
BALANCED = [("411", date(2024, 3, 1), 120_00), ("44571", date(2024, 3, 1), -20_00), ("70", date(2024, 3, 1), -100_00)]


def dues(company):
    return query(company, "SELECT document_ref, due_on, due_source FROM item WHERE kind <> 'reversal' ORDER BY document_ref, id")


def test_an_invoice_is_posted_with_its_net_and_its_tax(fresh_database):
    company = new_company()
    report = give(company, csv(HEAD, ONE), "invoices.csv")
    assert (report.state, report.kind, report.records, report.created) == ("committed", "invoices", 1, 1)
    assert books(company)["balances"] == BALANCED
    assert books(company)["items"] == [("411", "DUPONT", date(2024, 3, 1), "FA-1", 120_00, 120_00, date(2024, 3, 31))]
    assert report.issue_counts["customer_created"] == 1
    assert_sound(company)


def test_a_preview_writes_nothing(fresh_database):
    company = new_company()
    report = import_file(company, "test", io.BytesIO(csv(HEAD, ONE)), "i.csv", ImportOptions(today=TODAY), dry_run=True)
    assert (report.state, report.created, report.import_id) == ("previewed", 1, None)
    assert books(company)["items"] == [] and query(company, "SELECT count(*) FROM customer") == [(0,)]


def test_the_same_rows_again_change_nothing(fresh_database):
    """I12, R19 for tables: by content of each row, whatever the file around it."""
    company = new_company()
    assert give(company, csv(HEAD, ONE), "invoices.csv").created == 1
    before = books(company)
    assert give(company, csv(HEAD, ONE), "other name.csv").state == "already_imported"
    again = give(company, csv(HEAD, ONE, ""), "again.csv")
    assert (again.state, again.created, again.updated, again.unchanged) == ("committed", 0, 0, 1)
    assert books(company) == before
    assert query(company, "SELECT count(*) FROM posting") == [(1,)]


@pytest.mark.parametrize(
    ("row", "balances", "open_minor"),
    [
        ("FA-1,invoice,D,2024-03-01,,EUR,120.00,,,,,,", {"411": 120_00, "70": -120_00}, 120_00),
        ("FA-1,invoice,D,2024-03-01,,EUR,120.00,100.00,19.00,,,,", {"411": 120_00, "70": -120_00}, 120_00),
        ("AV-1,credit_note,D,2024-03-01,,EUR,120.00,100.00,20.00,,,,", {"411": -120_00, "70": 100_00, "44571": 20_00}, -120_00),
        ("ND-1,debit_note,D,2024-03-01,,EUR,120.00,100.00,20.00,,,,", {"411": 120_00, "70": -100_00, "44571": -20_00}, 120_00),
        ("AC-1,deposit,D,2024-03-01,,EUR,120.00,100.00,20.00,,,,", {"411": 120_00, "4191": -120_00}, 0),
        ("FA-1,invoice,D,2024-03-01,,EUR,0.00,,,,,,", {}, 0),
        ("FA-1,invoice,D,2024-03-01,,EUR,120.00,,,,2024-03-20,,", {"511": 120_00, "70": -120_00}, 0),
        ("FA-1,invoice,D,2024-03-01,,EUR,120.00,,,20.00,,,", {"411": 20_00, "511": 100_00, "70": -120_00}, 20_00),
        ("FA-1,invoice,D,2024-03-01,,EUR,120.00,,,120.00,,,", {"411": 120_00, "70": -120_00}, 120_00),
        ("AV-1,credit_note,D,2024-03-01,,EUR,120.00,,,50.00,,,", {"411": -50_00, "511": -70_00, "70": 120_00}, -50_00),
        ("AC-1,deposit,D,2024-03-01,,EUR,120.00,,,,2024-03-20,,", {"511": 120_00, "4191": -120_00}, -120_00),
    ],
)
def test_every_type_of_document_lands_on_its_accounts(fresh_database, row, balances, open_minor):
    company = new_company()
    give(company, csv(HEAD, row), "invoices.csv")
    found: dict[str, int] = {}
    for account, _, minor in books(company)["balances"]:
        found[account] = found.get(account, 0) + minor
    assert {account: minor for account, minor in found.items() if minor} == balances
    assert receivable_minor(company) == open_minor == open_on(company, TODAY)
    assert_sound(company)


def test_what_the_file_says_was_paid_keeps_its_day(fresh_database):
    company = new_company()
    give(
        company,
        csv(
            HEAD,
            "FA-1,invoice,D,2024-03-01,2024-03-31,EUR,120.00,,,,2024-04-20,,",
            "FA-2,invoice,D,2024-03-01,2024-03-31,EUR,80.00,,,30.00,,,",
        ),
        "i.csv",
    )
    assert [open_on(company, day) for day in (date(2024, 2, 29), date(2024, 3, 1), date(2024, 4, 19), date(2024, 4, 20), TODAY)] == [
        0,
        200_00,
        200_00,
        80_00,
        30_00,
    ]
    assert query(company, "SELECT rule, decided_by FROM match ORDER BY id") == [("settled_in_file", "file")] * 2
    assert query(company, "SELECT received_on, amount_minor FROM receipt ORDER BY id") == [(date(2024, 4, 20), 120_00), (TODAY, 50_00)]


def test_an_invoice_paid_later_is_settled_once(fresh_database):
    company = new_company()
    give(company, csv(HEAD, ONE), "march.csv")
    paid = ONE.replace("20.00,,,,", "20.00,,2024-04-20,,")
    first = give(company, csv(HEAD, paid), "april.csv")
    assert (first.updated, first.details["settled"]) == (1, 1)
    again = give(company, csv(HEAD, paid, ""), "april again.csv")
    assert (again.updated, again.unchanged) == (0, 1)
    assert receivable_minor(company) == 0
    assert query(company, "SELECT count(*) FROM invoice") == [(1,)]
    older = give(company, csv(HEAD, ONE.replace("20.00,,,,", "20.00,120.00,,,")), "march again.csv")
    assert older.issue_counts["settled_more_than_file"] == 1 and receivable_minor(company) == 0
    assert_sound(company)


def test_R17_a_changed_amount_posts_its_difference_linked_to_both_versions(fresh_database):
    company = new_company()
    give(company, csv(HEAD, ONE), "1.csv")
    more = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,150.00,125.00,25.00,,,,"), "2.csv")
    assert (more.updated, more.created) == (1, 0)
    assert [(i[4], i[5]) for i in books(company)["items"]] == [(30_00, 30_00), (120_00, 120_00)]
    less = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,90.00,75.00,15.00,,,,"), "3.csv")
    assert less.updated == 1 and receivable_minor(company) == 90_00
    assert query(company, "SELECT v.version, count(*) FROM invoice v JOIN invoice_item x ON x.invoice_id = v.id GROUP BY 1 ORDER BY 1") == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]
    assert [(account, minor) for account, _, minor in books(company)["balances"]] == [("411", 90_00), ("44571", -15_00), ("70", -75_00)]
    assert_sound(company)


def test_R17_an_amount_below_what_was_applied_is_for_a_person_and_nothing_turns_negative(fresh_database):
    company = new_company()
    give(company, csv(HEAD, ONE.replace("20.00,,,,", "20.00,40.00,,,"), "FA-2,invoice,DUPONT,2024-03-01,,EUR,10.00,,,,,,"), "1.csv")
    before = books(company)
    lower = csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,70.00,,,,,,", "FA-3,invoice,DUPONT,2024-03-01,,EUR,11.00,,,,,,")
    report = give(company, lower, "2.csv")
    assert report.state == "refused" and report.issue_counts["invoice_below_applied"] == 1
    assert books(company) == before
    taken = give(company, lower, "2.csv", skip_bad_rows=True)
    assert (taken.state, taken.created, taken.rejected) == ("committed", 1, 1)
    assert receivable_minor(company) == 40_00 + 10_00 + 11_00
    exact = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-03-31,EUR,80.00,,,,,,"), "3.csv")
    assert exact.state == "committed" and receivable_minor(company) == 21_00
    assert_sound(company)


def test_an_invoice_that_becomes_another_is_issued_again_unless_it_was_settled(fresh_database):
    company = new_company()
    give(company, csv(HEAD, ONE, "FA-2,invoice,DUPONT,2024-03-01,,EUR,10.00,,,4.00,,,"), "1.csv")
    other = give(company, csv(HEAD, ONE.replace("DUPONT", "MARTIN")), "2.csv")
    assert (other.updated, other.reversed) == (1, 1)
    assert [(i[1], i[3], i[5]) for i in books(company)["items"] if i[5]] == [("DUPONT", "FA-2", 4_00), ("MARTIN", "FA-1", 120_00)]
    settled = give(company, csv(HEAD, "FA-2,invoice,MARTIN,2024-03-01,,EUR,10.00,,,4.00,,,"), "3.csv")
    assert settled.state == "refused" and settled.issue_counts["invoice_became_another"] == 1
    assert_sound(company)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("FA-1,invoice,D,2024-03-05,2024-05-01,EUR,1.00,,,,,NET60,", [(date(2024, 5, 1), "file")]),
        ("FA-1,invoice,D,2024-03-05,,EUR,1.00,,,,,NET60,", [(date(2024, 5, 4), "terms")]),
        ("FA-1,invoice,D,2024-03-05,,EUR,1.00,,,,,30 jours fin de mois,", [(date(2024, 4, 30), "terms")]),
        ("FA-1,invoice,D,2024-03-05,,EUR,1.00,,,,,selon accord,", [(date(2024, 4, 4), "assumed")]),
        ("FA-1,invoice,D,2024-03-05,,EUR,1.00,,,,,,", [(date(2024, 4, 4), "assumed")]),
        ("FA-1,invoice,D,2024-03-05,,EUR,100.00,,,,,30%:NET0+REST:NET30,", [(date(2024, 3, 5), "terms"), (date(2024, 4, 4), "terms")]),
    ],
)
def test_a_due_date_is_the_files_else_of_the_terms_else_assumed(fresh_database, row, expected):
    company = new_company()
    report = give(company, csv(HEAD, row), "i.csv")
    assert report.state == "committed"
    assert [due[1:] for due in dues(company)] == expected
    assert ("terms_not_understood" in report.issue_counts) == ("selon" in row)


def test_changed_due_dates_and_disputes_are_facts_and_a_person_has_the_last_word(fresh_database):
    """R55: a file never rewrites what a person decided."""
    company = new_company()
    give(company, csv(HEAD, ONE), "1.csv")
    changed = give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-04-30,EUR,120.00,100.00,20.00,,,,yes"), "2.csv")
    assert changed.updated == 1
    assert query(company, "SELECT due_on, due_source, is_disputed FROM item") == [(date(2024, 4, 30), "file", True)]
    with_person(
        company,
        "INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source) SELECT organization_id, id, %(at)s, '2024-12-31', 'due_date', 'agreed' FROM item",
    )
    with_person(
        company,
        "INSERT INTO item_fact (organization_id, item_id, recorded_at, is_disputed, kind, source) SELECT organization_id, id, %(at)s, false, 'dispute', 'user' FROM item",
    )
    give(company, csv(HEAD, "FA-1,invoice,DUPONT,2024-03-01,2024-05-31,EUR,120.00,100.00,20.00,,,,yes"), "3.csv")
    assert query(company, "SELECT due_on, due_source, is_disputed FROM item") == [(date(2024, 12, 31), "agreed", False)]
    assert_sound(company)


def with_person(company, statement):
    with tenant(company.organization_id) as cursor:
        cursor.execute(statement, {"at": record_now(cursor, scope_of(company, "marie"))})


def test_a_foreign_invoice_waits_for_its_rate_and_is_followed_in_its_currency(fresh_database):
    company = new_company()
    report = give(
        company,
        csv(HEAD, "FA-1,invoice,D,2024-03-01,,USD,120.00,100.00,20.00,,2024-04-01,,", "FA-2,invoice,D,2024-03-01,,JPY,500,,,,,,"),
        "i.csv",
    )
    assert report.issue_counts["waiting_for_rate"] == 1
    assert query(company, "SELECT DISTINCT functional_minor FROM line") == [(None,)]
    assert (
        open_on(company, date(2024, 3, 31), "USD") == 120_00
        and open_on(company, TODAY, "USD") == 0
        and open_on(company, TODAY, "JPY") == 500
    )
    assert_sound(company)


def test_a_number_twice_in_a_file_counts_once_or_stops_it(fresh_database):
    company = new_company()
    assert give(company, csv(HEAD, ONE, ONE), "same.csv").issue_counts["row_repeated"] == 1
    assert receivable_minor(company) == 120_00
    other = give(
        company, csv(HEAD, "FA-9,invoice,D,2024-03-01,,EUR,1.00,,,,,,", "FA-9,invoice,D,2024-03-01,,EUR,2.00,,,,,,"), "differs.csv"
    )
    assert other.state == "refused" and other.issue_counts["row_twice"] == 1


def test_R26_one_bad_row_of_many_stops_the_file_and_R27_can_be_left_out_and_brought_again(fresh_database):
    company = new_company()
    rows = [f"FA-{n},invoice,C{n % 50},2024-03-01,,EUR,{n}.00,,,,,," for n in range(1, 2001)]
    bad = [*rows]
    bad[1206] = bad[1206].replace("1207.00", "12O7.00")
    stopped = give(company, csv(HEAD, *bad), "i.csv")
    assert stopped.state == "refused" and books(company)["items"] == []
    wrong = next(issue for issue in stopped.issues if issue.severity == "error")
    assert (wrong.line, wrong.column, wrong.value) == (1208, "total", "12O7.00")
    taken = give(company, csv(HEAD, *bad), "i.csv", skip_bad_rows=True)
    assert (taken.state, taken.records, taken.created, taken.rejected) == ("committed", 2000, 1999, 1)
    repaired = give(company, csv(HEAD, rows[1206]), "repaired.csv")
    assert repaired.created == 1 and receivable_minor(company) == sum(range(1, 2001)) * 100
    whole = give(company, csv(HEAD, *rows), "whole.csv")
    assert (whole.created, whole.unchanged) == (0, 2000)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (csv(HEAD), "nothing_recognised"),
        (csv(HEAD.replace("customer_id,", "client,"), ONE), "mapping_needed"),
        (b"", "file_unknown"),
        (csv(HEAD, ONE).decode().replace("DUPONT", "DÜPONT").encode("latin-1"), "table-not-utf-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(fresh_database, data, code):
    company = new_company()
    with pytest.raises(Refusal) as refused:
        give(company, data, "invoices.csv")
    assert refused.value.code == code


def test_hostile_cells_are_only_text(fresh_database):
    company = new_company()
    row = "FA-1\\.,invoice,\"=cmd|'/c calc'!A1\",2024-03-01,,EUR,1.00,,,,,,"
    huge = "FA-2,invoice,D,2024-03-01,,EUR,99999999999999999.00,,,,,,"
    report = give(company, csv(HEAD, row, huge), "i.csv", skip_bad_rows=True)
    assert (report.created, report.rejected) == (1, 1)
    assert query(company, "SELECT number FROM invoice") == [("FA-1\\.",)]
    assert query(company, "SELECT code FROM customer") == [("=cmd|'/c calc'!A1",)]
