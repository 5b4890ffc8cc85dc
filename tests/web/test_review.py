"""The review queue in the office: forms that work without scripts, refusals that keep what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from encours.usecases.matching import match_company
from tests.conftest import Database
from tests.usecases.books import TODAY, assert_sound, csv, give, query
from tests.usecases.review.desk import (
    CUSTOMERS,
    INVOICE_HEAD,
    INVOICES,
    NOBODY,
    SHORT,
    TREASURY,
    TWO_CUSTOMERS,
    bank,
    item_id,
    line_id,
    opens,
)
from tests.web.world import House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> House:
    found = settle_in("Atelier Lumen", books=False)
    give(found.company, CUSTOMERS, "customers.csv")
    give(found.company, INVOICES, "invoices.csv")
    give(found.company, bank(SHORT, NOBODY, TWO_CUSTOMERS, TREASURY), "bank.csv")
    match_company(found.company, "test", today=TODAY)
    return found


def english(house: House, role: Any = "accountant") -> Client:
    client = house.client(role)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def form(client: Client, house: House, reference: str) -> tuple[str, dict[str, str]]:
    """The address of a line, and what its forms send along."""
    address = house.url(f"receipts/{line_id(house.company, reference)}/")
    page = client.get(address).content.decode()
    found = re.search(r'name="version" value="([^"]+)"', page)
    assert found
    return address, {"version": found[1]}


def test_the_page_names_the_payer_the_items_and_why_a_line_waits(house: House) -> None:
    client = english(house)
    page = client.get(house.url("receipts/")).content.decode()
    assert page.index("VIR FA-0881") < page.index("ATELIER LUMEN") < page.index("PAYEUR INCONNU") < page.index("QUIDAM")
    assert "Leroux SA" in page and "FA-0881" in page and "4 lines, €19,070.00" in page
    assert "No suggestion" not in page and "FA-0881" in client.get(house.url("receipts/?q=0881")).content.decode()
    line = client.get(form(client, house, "R1")[0]).content.decode()
    assert "Apply €11,990.00 in full" in line and "PO-77" in line and "but: " in line
    assert "Why it was not recorded by itself" in client.get(form(client, house, "R2")[0]).content.decode()


def test_a_suggestion_is_accepted_and_taken_back(house: House) -> None:
    client = english(house)
    address, said = form(client, house, "R1")
    proposal = re.search(r'name="proposal" value="(\w+)"', client.get(address).content.decode())
    assert proposal
    told = client.post(address + "accept", said | {"proposal": proposal[1]}, follow=True).content.decode()
    assert "Applied: €11,990.00 to 1 document. On account: €0.00." in told
    assert opens(house.company, "FA-0881") == [21000]
    _, said = form(client, house, "R1")
    told = client.post(address + "undo", said | {"reason": "wrong"}, follow=True).content.decode()
    assert "the line waits again" in told and "took the decision back" in told
    assert opens(house.company, "FA-0881") == [1220000]
    assert_sound(house.company)


def test_items_are_ticked_an_amount_typed_and_a_difference_named(house: House) -> None:
    client = english(house)
    one, two = item_id(house.company, "FA-0915"), item_id(house.company, "FA-0920")
    address, said = form(client, house, "R3")
    wrong = client.post(address + "apply", said | {"item": [one, two], f"amount-{one}": "=1000-40", f"amount-{two}": "600", "customer": "MARTIN"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "The parts use €1,560.00, but the payment is €1,200.00." in page
    assert 'value="=1000-40"' in page and page.count("checked") == 2
    client.post(address + "apply", said | {"item": [one, two], f"amount-{one}": "=1000-40", f"amount-{two}": "240,00", "customer": "MARTIN"})
    assert opens(house.company, "FA-0915", "FA-0920") == [24000, 96000]
    give(house.company, bank("R7 2026-11-22 790.00 BETON DU NORD||SOLDE"), "fee.csv")
    match_company(house.company, "test", today=TODAY)
    address, said = form(client, house, "R7")
    client.post(address + "apply", said | {"item": [item_id(house.company, "FA-0921")], "difference": "bank_fee"})
    assert opens(house.company, "FA-0921") == [0]
    assert_sound(house.company)


def test_R54_a_line_that_changed_meanwhile_is_shown_again_with_both_sides(house: House) -> None:
    client = english(house)
    address, said = form(client, house, "R2")
    assert client.post(address + "customer", said | {"customer": "BETON"}).status_code == 302
    second = client.post(address + "exclude", said | {"reason": "internal"})
    page = second.content.decode()
    assert second.status_code == 409 and "has changed since you saw it" in page and "You wanted: exclude it" in page


def test_a_question_an_exclusion_and_a_customer(house: House) -> None:
    client = english(house)
    address, said = form(client, house, "R4")
    assert "The question was asked" in client.post(address + "question", said | {"question": "Ours?", "assignee": "paul"}, follow=True).content.decode()
    assert "asks paul: Ours?" in client.get(house.url("receipts/?show=questions")).content.decode()
    address, said = form(client, house, "R4")
    assert client.post(address + "exclude", said | {"reason": " "}).status_code == 422
    assert "The line is excluded" in client.post(address + "exclude", said | {"reason": "capital"}, follow=True).content.decode()
    assert "ATELIER LUMEN" in client.get(house.url("receipts/?show=excluded")).content.decode()


def test_R74_ticked_suggestions_are_accepted_in_one_act_and_taken_back_as_one(house: House) -> None:
    give(house.company, csv(INVOICE_HEAD, "FB-1001,invoice,BETON,2026-10-01,2026-10-31,EUR,300.00,,,"), "more.csv")
    give(house.company, bank("R8 2026-11-22 250.00 BETON DU NORD||FB-1001"), "more_bank.csv")
    match_company(house.company, "test", today=TODAY)
    client = english(house)
    boxes = re.findall(r'name="chosen" value="([^"]+)"', client.get(house.url("receipts/?show=suggested")).content.decode())
    stale = f"{line_id(house.company, 'R2')}:x:y"
    answer = client.post(house.url("receipts/accept"), {"chosen": [*boxes, stale, "nonsense", "1:2"]}, follow=True)
    page = answer.content.decode()
    assert f"{len(boxes)} suggestions accepted." in page and "no longer holds" in page
    batch = re.search(r'name="batch" value="([^"]+)"', page)
    assert batch
    told = client.post(house.url("receipts/undo"), {"batch": batch[1]}, follow=True).content.decode()
    assert f"{len(boxes)} lines wait again." in told
    assert "No suggestion was selected" in client.post(house.url("receipts/accept"), follow=True).content.decode()
    assert_sound(house.company)


def test_an_auditor_sees_no_form_that_decides(house: House) -> None:
    page = english(house, "auditor").get(house.url(f"receipts/{line_id(house.company, 'R1')}/")).content.decode()
    assert "FA-0881" in page and 'name="version"' not in page
    assert "Customer only" not in page and "Apply €" not in page


def test_the_journal_ties_to_the_aged_balance_and_takes_a_receipt_off_with_a_reason(house: House) -> None:
    client = english(house)
    address, said = form(client, house, "R1")
    proposal = re.search(r'name="proposal" value="(\w+)"', client.get(address).content.decode())
    assert proposal
    client.post(address + "accept", said | {"proposal": proposal[1]})
    journal = house.url("receipts/journal/?since=2026-01-01")
    page = client.get(journal).content.decode()
    assert "Leroux SA" in page and "FA-0881" in page and "1 receipt" in page and "€11,990.00" in page
    [(item,)] = query(house.company, "SELECT id FROM item WHERE kind = 'receipt' AND customer_id = (SELECT id FROM customer WHERE code = 'LEROUX') ORDER BY id DESC LIMIT 1")
    undo = house.url(f"receipts/journal/{item}/undo")
    assert client.post(undo, {"reason": " "}).status_code == 422, "who reads the history later has nothing else"
    told = client.post(undo, {"reason": "wrong invoice"}, follow=True).content.decode()
    assert "match undone" in told or "matches undone" in told
    assert opens(house.company, "FA-0881") == [1220000]
    assert client.post(undo, {"reason": "again"}).status_code == 404, "its money waits again, and the receipt is gone"
    assert_sound(house.company)


def test_the_journal_narrows_and_exports_the_whole_filter(house: House) -> None:
    give(house.company, csv("payment_id,customer_id,received_on,amount,currency,method,reference", *(f"P{n},MARTIN,2026-11-{n:02},10.00,EUR,{'Chèque' if n % 2 else 'virement'},REM {n}" for n in range(1, 21))), "payments.csv")
    client = english(house)
    every = client.get(house.url("receipts/journal/?since=2026-01-01&q=REM")).content.decode()
    assert "20 receipts" in every and "€200.00" in every
    assert "10 receipts" in client.get(house.url("receipts/journal/?since=2026-01-01&q=REM&way=cheque")).content.decode()
    assert "10 receipts" in client.get(house.url("receipts/journal/?since=2026-01-01&q=REM&way=transfer")).content.decode()
    assert "10 receipts" in client.get(house.url("receipts/journal/?since=2026-01-01&q=REM&until=2026-11-10")).content.decode()
    assert "11 receipts" in client.get(house.url("receipts/journal/?q=REM+1")).content.decode()
    table = client.get(house.url("receipts/journal/?since=2026-01-01&q=REM&form=csv")).content.decode()
    assert table.count("MARTIN") == 20 and "10.00" in table
    assert client.get(house.url("receipts/journal/?show=nonsense")).status_code == 422


def test_a_line_brings_payments_counted_before_as_suggested_and_by_hand(house: House) -> None:
    give(house.company, csv("payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number",
         "P1,BETON,2026-11-16,1110.00,EUR,card,,FA-0920", "P2,BETON,2026-11-17,390.00,EUR,card,,FA-0921"), "payments.csv")  # fmt: skip
    give(house.company, bank("R9 2026-11-19 1480.00 ||PAYOUT PSP"), "payout.csv")
    match_company(house.company, "test", today=TODAY)
    client = english(house)
    address, said = form(client, house, "R9")
    page = client.get(address).content.decode()
    suggested = re.search(r'name="clearing" value="(\w+)"', page)
    assert suggested and "2 payments, €1,500.00" in page and "less a fee of €20.00" in page
    told = client.post(address + "clear", said | {"clearing": suggested[1]}, follow=True).content.decode()
    assert "The line brings payments of €1,500.00, counted before." in told
    _, said = form(client, house, "R9")
    client.post(address + "undo", said | {"reason": "not this payout"})
    _, said = form(client, house, "R9")
    payments = re.findall(r'name="payment" value="(\d+)"', client.get(address).content.decode())
    assert len(payments) == 2
    assert client.post(address + "clear", said | {"payment": payments, "fee": "19,00"}).status_code == 422, "the sums must agree to the cent"
    assert client.post(address + "clear", said | {"payment": payments, "fee": "20,00"}).status_code == 302
    assert_sound(house.company)


def test_a_payment_that_the_bank_sends_back_is_named_and_its_documents_are_due_again(house: House) -> None:
    client = english(house)
    address, said = form(client, house, "R1")
    proposal = re.search(r'name="proposal" value="(\w+)"', client.get(address).content.decode())
    assert proposal
    client.post(address + "accept", said | {"proposal": proposal[1]})
    give(house.company, bank("R9 2026-11-23 -11990.00 LEROUX SA|FR7630006000011234567890189|REJET VIR FA-0881 MOTIF AC04"), "returned.csv")
    match_company(house.company, "test", today=TODAY)
    address, said = form(client, house, "R9")
    page = client.get(address).content.decode()
    chosen = re.search(r'name="returned" value="(\d+:\d+)"', page)
    assert chosen and "opens again: FA-0881" in page and "the same amount" in page
    assert client.post(address + "returned", said | {"returned": "x"}).status_code == 422
    told = client.post(address + "returned", said | {"returned": chosen[1]}, follow=True).content.decode()
    assert "Sent back: €11,990.00." in told
    assert opens(house.company, "FA-0881") == [1220000]
    assert "sent back" in client.get(house.url("receipts/journal/?since=2026-01-01")).content.decode()
    assert_sound(house.company)
