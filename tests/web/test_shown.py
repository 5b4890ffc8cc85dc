"""What the pages say of the figures they show: totals, reasons, limits, and the words of each case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings

from encours.store.tenant import tenant
from encours.usecases.check import check_books
from tests.conftest import Database
from tests.usecases.books import TODAY, csv, fec, give
from tests.web.test_imports import bring, page
from tests.web.world import BANK, BOOKS, House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    return settle_in("Neuve", books=False)


def unsealed(house: House) -> int:
    with tenant(house.company.organization_id) as cursor:
        cursor.execute("SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM event_link l WHERE l.organization_id = e.organization_id AND l.event_id = e.id)")
        count: int = cursor.fetchone()[0]
        return count


def test_what_is_recorded_in_the_browser_is_sealed_at_once(house: House) -> None:
    client = house.client()
    client.post(bring(house, client, ("fec.txt", fec(*BOOKS)), ("bank.csv", BANK)) + "confirm")
    assert unsealed(house) == 0
    assert client.post(house.url("bank/match")).status_code == 302
    assert unsealed(house) == 0
    assert client.post(house.url("imports/2/undo")).status_code == 302
    assert unsealed(house) == 0
    assert check_books(house.company.organization_id, today=TODAY, seal=False).holds


def test_an_import_says_whether_and_how_it_is_taken_back(house: House) -> None:
    client = house.client()
    client.post(bring(house, client, ("c.csv", csv("customer_id,name", "MARTIN,Martin SA"))) + "confirm")
    client.post(bring(house, client, ("fec.txt", fec(*BOOKS))) + "confirm")
    assert "Les clients et contacts ne s’annulent pas" in page(client, house.url("imports/1/"))
    assert "L’annulation extourne ses écritures" in page(client, house.url("imports/2/"))
    assert "Votre rôle ne permet que la lecture" in page(house.client("auditor"), house.url("imports/2/"))
    client.post(house.url("imports/2/undo"))
    assert "Cet import a été annulé" in page(client, house.url("imports/2/"))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("2026-11-24", "2026-11-24T23:59"), ("2026-11-24T10:00", "2026-11-24T10:00"), ("2026-11-24T10:00:30", "2026-11-24T10:00:30"), ("2026-11-24T09:00:00+00:00", "2026-11-24T10:00")],
)
def test_the_instant_of_knowledge_stays_in_its_field_and_a_day_alone_means_its_end(lumen: House, asked: str, kept: str) -> None:
    shown = page(lumen.client(), lumen.url(f"aging/?known_at={asked.replace('+', '%2B')}"))
    assert f'type="datetime-local" value="{kept}"' in shown


def test_a_customer_over_its_limit_is_told_so_and_its_open_items_are_added_up(house: House) -> None:
    give(house.company, csv("customer_id,name,credit_limit,currency", "MARTIN,Martin SA,1000.00,EUR"), "c.csv")
    give(house.company, fec(*BOOKS), "fec.txt")
    shown = page(house.client(), house.url(f"customers/{house.ids()['customer']}/?tab=open"))
    assert "dépassée de 200,00\u00a0€" in shown
    assert re.search(r"<tfoot>.*Total.*1\u202f200,00\u00a0€.*</tfoot>", shown, re.DOTALL)


def test_a_due_date_that_is_stated_again_is_no_change(house: House) -> None:
    give(house.company, fec("VE 1 2026-06-01 FA-1\n411 MARTIN 1200,00\n706 - -1200,00", "VE 2 2026-06-01 FA-2\n411 MARTIN 10,00\n706 - -10,00"), "fec.txt")
    with tenant(house.company.organization_id) as cursor:
        cursor.execute("SELECT due_on FROM item ORDER BY id LIMIT 1")
        stood: date = cursor.fetchone()[0]
    head = "number,type,customer_id,issued_on,due_on,currency,total"
    give(house.company, csv(head, f"FA-1,invoice,MARTIN,2026-06-01,{stood},EUR,1200.00", "FA-2,invoice,MARTIN,2026-06-01,2026-08-15,EUR,10.00"), "i.csv")
    shown = page(house.client(), house.url(f"customers/{house.ids()['customer']}/?tab=timeline&as_of=2030-01-01"))
    assert re.findall(r"Échéance portée au ([\d/]+)", shown) == ["15/08/2026"]


def test_reminders_held_back_are_added_up_under_their_own_heading(house: House) -> None:
    give(house.company, fec("VE 1 2026-06-01 FA-1\n411 MARTIN 100,00\n706 - -100,00", "BQ 2 2026-11-01 VIR\n512 - 100,00\n411 MARTIN -100,00"), "fec.txt")
    shown = page(house.client(), house.url("reminders/"))
    due, _, held = shown.partition('id="held"')
    assert "Relances suspendues, avec le motif" in held and "1 client, 100,00\u00a0€" in held
    assert ">Motif</th>" in held and "suspendue : affecter d’abord" in held and "Pourquoi maintenant" not in held + due


def test_penalties_end_with_the_sum_of_the_claims(house: House) -> None:
    head = "number,type,customer_id,issued_on,due_on,currency,total"
    give(house.company, csv(head, "F-1,invoice,C1,2026-01-05,2026-02-04,EUR,1000.00", "F-2,invoice,C1,2026-01-05,2026-02-04,EUR,500.00"), "i.csv")
    shown = page(house.client(), house.url("penalties/"))
    total = shown.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert "Total exigible" in total and "80,00\u00a0€" in total


def test_an_outgoing_payment_is_not_called_an_unknown_payer(house: House) -> None:
    give(house.company, fec(*BOOKS), "fec.txt")
    head = "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance"
    give(house.company, csv(head, "1,2026-11-10,-75.00,EUR,FR7630006000011234567890189,FOURNISSEUR,LOYER"), "bank.csv")
    client = house.client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = page(client, house.url("bank/"))
    assert "Payment made" in shown and "Unknown payer" not in shown


def test_months_are_months_and_codes_of_columns_stay_out_of_sight(lumen: House) -> None:
    shown = page(lumen.client(), lumen.url("indicators/"))
    assert re.search(r'<th scope="row" class="nowrap">\d\d/2026</th>', shown)
    assert "91_more" not in shown and "91 jours et plus" in shown


def test_a_table_that_names_its_customers_only_lacks_nothing(house: House) -> None:
    client = house.client()
    shown = page(client, bring(house, client, ("export.csv", b"Client;Facture;Date;TTC\nDUPONT;F-1;31/03/2026;1,50\nMARTIN;F-2;30/04/2026;2,50\n")))
    assert "Il manque encore" not in shown and "Si le nom suffit" not in shown


def test_a_flaw_that_occurs_once_is_not_counted(house: House) -> None:
    client = house.client()
    shown = page(client, bring(house, client, ("fec.txt", fec(*BOOKS) + b"VE|x|9|20261345|411000|C|A|A|F|20261101|L|1,00|0,00||||| \r\n")))
    assert "Bloquant" in shown and "<strong>1 ×</strong>" not in shown
