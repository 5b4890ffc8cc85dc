"""Bank lines become receipts, receipts find what they pay, and books and bank meet in either order."""

from __future__ import annotations

from datetime import date

import pytest

from encours.store.tenant import tenant
from encours.usecases.imports.undo import undo_import
from encours.usecases.matching import match_company
from tests.usecases.books import TODAY, books, fec, give, new_company, query, receivable_minor

BANK_HEAD = "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance,bank_reference\n"
SALES = (
    "VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00",
    "VE 2 2025-03-05 FA-20250002\n411 DUPONT 240,00\n706 - -240,00",
    "VE 3 2025-03-06 FA-20250003\n411 MARTIN 75,50\n706 - -75,50",
)
BANK_ENTRY = "BQ 4 2025-04-03 V1\n512 - 120,00\n411 DUPONT -120,00"


def bank(*rows: str) -> bytes:
    return (BANK_HEAD + "\n".join(rows) + "\n").encode()


PAYS_FA1 = "L1,2025-04-02,120.00,EUR,FR7630001007941234567890185,DUPONT SARL,,VIR FA-20250001,R1"
PAYS_NOTHING_KNOWN = "L2,2025-04-03,99.99,EUR,FR7630001007941234567890185,QUIDAM,,MERCI,R2"
FEE = "L3,2025-04-04,-12.00,EUR,FR7630001007941234567890185,,,FRAIS BANCAIRES,R3"


def balance(company, prefix: str) -> int:
    with tenant(company.organization_id) as cursor:
        cursor.execute(
            "SELECT coalesce(sum(l.functional_minor), 0)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id WHERE a.number LIKE %s",
            [prefix + "%"],
        )
        return cursor.fetchone()[0]


def test_a_named_invoice_is_settled_and_money_of_nobody_waits_on_suspense(fresh_database):
    company = new_company()
    give(company, fec(*SALES), "FEC2025.txt")
    assert give(company, bank(PAYS_FA1, PAYS_NOTHING_KNOWN, FEE), "bank.csv").created == 3
    run = match_company(company, "test", today=TODAY)
    assert (run.receipts_recorded, run.matches_made, run.automatic) == (2, 1, 1)
    assert receivable_minor(company) == 240_00 + 75_50
    assert balance(company, "471") == -99_99
    assert balance(company, "512") == 219_99
    again = match_company(company, "test", today=TODAY)
    assert (again.receipts_recorded, again.matches_made) == (0, 0)


@pytest.mark.parametrize("ledger_first", [True, False])
def test_the_ledger_and_the_bank_say_one_payment_once(fresh_database, ledger_first):
    company = new_company()
    files = [(fec(*SALES, BANK_ENTRY), "FEC2025.txt"), (bank(PAYS_FA1), "bank.csv")]
    for data, name in files if ledger_first else reversed(files):
        give(company, data, name)
        match_company(company, "test", today=TODAY)
    assert receivable_minor(company) == 240_00 + 75_50
    assert balance(company, "512") == 120_00
    assert balance(company, "411") == 315_50


def test_a_provisional_receipt_gives_way_to_the_ledgers_own_entry(fresh_database):
    company = new_company()
    give(company, fec(*SALES), "march.txt")
    give(company, bank(PAYS_FA1), "bank.csv")
    match_company(company, "test", today=TODAY)
    assert receivable_minor(company) == 315_50
    give(company, fec(*SALES, BANK_ENTRY), "april.txt")
    match_company(company, "test", today=TODAY)
    assert (receivable_minor(company), balance(company, "512"), balance(company, "411")) == (315_50, 120_00, 315_50)


def test_statements_delivered_twice_and_overlapping_add_nothing(fresh_database):
    company = new_company()
    twice = "L9,2025-04-05,10.00,EUR,FR7630001007941234567890185,X,,ABONNEMENT,"
    first, second = bank(PAYS_FA1, twice, twice), bank(twice, twice, PAYS_NOTHING_KNOWN)
    assert give(company, first, "a.csv").created == 3
    report = give(company, second, "b.csv")
    assert (report.created, report.unchanged) == (1, 2)
    assert give(company, first, "c.csv").state == "already_imported"


def test_money_for_a_customer_who_is_known_later_leaves_suspense(fresh_database):
    company = new_company()
    give(company, bank(PAYS_FA1), "bank.csv")
    match_company(company, "test", today=TODAY)
    assert balance(company, "471") == -120_00
    give(company, fec(*SALES), "FEC2025.txt")
    match_company(company, "test", today=TODAY)
    assert balance(company, "471") == 0
    assert receivable_minor(company) == 315_50
    assert books(company)["matches"]


def test_days_are_the_banks(fresh_database):
    company = new_company()
    give(company, fec(*SALES), "FEC2025.txt")
    give(company, bank(PAYS_FA1), "bank.csv")
    match_company(company, "test", today=TODAY)
    assert [item[2] for item in books(company)["items"] if item[4] < 0] == [date(2025, 4, 2)]


def _counts(run) -> tuple[int, ...]:
    return run.linked, run.receipts_recorded, run.matches_made, run.letters_applied, run.automatic, run.suggested


def test_a_dry_run_counts_what_the_run_then_records_and_leaves_nothing(fresh_database):
    company = new_company()
    give(company, fec(*SALES, BANK_ENTRY, "BQ 5 2025-05-02 FA-20250002\n512 - 240,00\n411 DUPONT -240,00"), "FEC2025.txt")
    first = give(company, bank(PAYS_FA1), "april.csv")
    give(
        company,
        bank(
            "L5,2025-04-06,120.00,EUR,FR7630001007941234567890185,DUPONT SARL,,VIR FA-20250001,R5",
            PAYS_NOTHING_KNOWN.replace("04-03", "04-07"),
        ),
        "later.csv",
    )
    assert first.details["bank_lines_linked"] == 1
    # The line that had met the ledger's entry goes: the entry is free for the other line, which only the next run sees.
    undo_import(company, "test", first.import_id, today=TODAY)
    before = (
        books(company),
        query(company, "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM posting), (SELECT count(*) FROM statement_line_link)"),
    )
    rehearsed = match_company(company, "test", today=TODAY, dry_run=True)
    assert before == (
        books(company),
        query(company, "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM posting), (SELECT count(*) FROM statement_line_link)"),
    )
    run = match_company(company, "test", today=TODAY)
    assert _counts(rehearsed) == _counts(run)
    assert (run.linked, run.receipts_recorded) == (1, 1)
    assert run.letters_applied > 0
