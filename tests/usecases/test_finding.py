"""What people type in the search box finds what they mean, in their company alone, through indexes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Database

if TYPE_CHECKING:
    from encours.store.load.companies import Company
    from encours.store.tenant import Scope

BOOKS = (
    "VE 1 2026-06-01 F-2026-0871\n411 MARTIN 12200,00\n706 - -12200,00",
    "VE 2 2026-07-01 F-2026-0902\n411 BETON 1234,56\n706 - -1234,56",
    "BQ 3 2026-08-01 VIR\n512 - 2000,00\n411 MARTIN -2000,00",
)
CUSTOMERS = ("customer_id,name,iban", "MARTIN,Martin & Fils SAS,FR7630006000011234567890189", "BETON,Société Béton Ouest,", "ALPHA-7,Groupe Alpha,")
BANK = ("line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance", "1,2026-11-10,77.00,EUR,FR7630006000011234567890189,LEROUX SA,SANS REFERENCE")


@pytest.fixture(scope="module")
def company(database: Database) -> Iterator[Company]:
    from encours.usecases.companies import create_company
    from tests.usecases.books import TODAY, csv, fec, give

    rival = create_company(name="Rival", actor="test", today=TODAY)
    give(rival, csv("customer_id,name", "MARTIN,Martin Rival"), "c.csv")
    made = create_company(name="Lumen", actor="test", today=TODAY)
    assert give(made, csv(*CUSTOMERS), "c.csv").state == "committed"
    assert give(made, fec(*BOOKS), "fec.txt").state == "committed"
    assert give(made, csv(*BANK), "bank.csv").state == "committed"
    yield made


@pytest.fixture
def scope(company: Company) -> Scope:
    from encours.store.tenant import Scope

    return Scope(company.organization_id, company.id, "test")


@pytest.mark.parametrize(
    ("typed", "customers", "documents", "amounts", "lines"),
    [
        ("martin fils", ["Martin & Fils SAS"], [], [], []),
        ("MART", ["Martin & Fils SAS"], [], [], []),
        ("fils", ["Martin & Fils SAS"], [], [], []),
        ("beton", ["Société Béton Ouest"], [], [], []),
        ("ouest beton", ["Société Béton Ouest"], [], [], []),
        ("ouest martin", [], [], [], []),
        ("alpha-7", ["Groupe Alpha"], [], [], []),
        ("F-0871", [], ["F-2026-0871"], [], []),
        ("AV-0871", [], [], [], []),
        ("f-2026-08", [], ["F-2026-0871"], [], []),
        ("0871", [], ["F-2026-0871"], [], []),
        ("1234,56", [], [], ["F-2026-0902"], []),
        ("1 234,56 €", [], [], ["F-2026-0902"], []),
        ("12\u202f200,00", [], [], ["F-2026-0871"], []),
        ("•••0189", ["Martin & Fils SAS"], [], [], []),
        ("leroux", [], [], [], ["LEROUX SA"]),
        ("77", [], [], [], ["LEROUX SA"]),
        ("m", [], [], [], []),
        ("", [], [], [], []),
        ("%_\\", [], [], [], []),
        ("\0\0", [], [], [], []),
        ("x" * 5000, [], [], [], []),
    ],
)
def test_what_is_typed_finds_what_is_meant(company: Company, scope: Scope, typed: str, customers: list[str], documents: list[str], amounts: list[str], lines: list[str]) -> None:
    from encours.usecases.finding import find

    found = find(company, scope, typed)
    assert [one.name for one in found.customers] == customers
    assert [one.document_ref for one in found.documents] == documents
    assert [one.document_ref for one in found.of_amount] == amounts
    assert [one.counterparty for one in found.lines] == lines


def test_what_is_left_of_an_invoice_is_an_amount_that_finds_it(company: Company, scope: Scope) -> None:
    from encours.usecases.finding import find

    [invoice] = find(company, scope, "0871").documents
    assert (invoice.amount_minor, invoice.open_minor) in {(1_220_000, 1_220_000), (1_220_000, 1_020_000)}
    [owed] = [one.open_minor for one in find(company, scope, "martin").customers]
    assert owed == 1_020_000


def test_a_customer_is_found_by_its_new_name_and_no_longer_by_the_old_one(company: Company, scope: Scope) -> None:
    from encours.usecases.finding import find
    from tests.usecases.books import csv, give

    give(company, csv("customer_id,name", "GAMMA,Ancien Nom"), "g1.csv")
    assert [one.code for one in find(company, scope, "ancien").customers] == ["GAMMA"]
    give(company, csv("customer_id,name", "GAMMA,Nouvelle Enseigne"), "g2.csv")
    assert [one.code for one in find(company, scope, "enseigne").customers] == ["GAMMA"]
    assert find(company, scope, "ancien").customers == ()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT customer_id FROM customer_word WHERE organization_id = %s AND company_id = %s AND word >= 'MAR' AND word < 'MAS'", "customer_word_pkey"),
        ("SELECT id FROM item WHERE organization_id = %s AND company_id = %s AND document_end <> '' AND document_end >= '1780' AND document_end < '1781'", "item_document_end"),
        ("SELECT id FROM item WHERE organization_id = %s AND company_id = %s AND amount_minor = ANY(ARRAY[5::bigint, -5])", "item_amount"),
        ("SELECT id FROM statement_line WHERE organization_id = %s AND company_id = %s AND counterparty_key <> '' AND counterparty_key >= 'LE' AND counterparty_key < 'LF'", "statement_line_payer"),
    ],
)  # fmt: skip
def test_row_level_security_lets_every_search_into_its_index(company: Company, scope: Scope, query: str, index: str) -> None:
    from encours.store.tenant import tenant

    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + query, [scope.organization_id, scope.company_id])
        plan = json.dumps(cursor.fetchone()[0])
    assert index in plan
