"""An untidy workbook of two sheets comes in through the wizard: each sheet is an import of its own, its columns named, its statuses understood."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import Database
from tests.usecases.books import assert_sound, query
from tests.web.test_imports import bring
from tests.web.workbooks import INVOICES, OWED_MINOR, workbook
from tests.web.world import House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    return settle_in("Neuve", books=False)


def english(house: House) -> Client:
    client = house.client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sections(page: str) -> dict[str, str]:
    """The part of the page about each sheet, by the sheet's name."""
    parts = re.split(r'<section class="panel" aria-labelledby="f\d+">', page)[1:]
    return {name: part for part in parts for name in ("Clients", "Factures") if f"· {name}</h2>" in part}


def form_of(part: str) -> tuple[str, dict[str, str]]:
    """Where the form of a sheet's columns goes, and what it says as it stands."""
    action = re.search(r'action="([^"]+/files/[^"]+)"', part)
    assert action
    values = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        values[name] = chosen[1] if chosen else ""
    fields = dict(re.findall(r'<input id="[^"]*" name="([^"]+)" value="([^"]*)"', part))
    return action[1], {"form": "columns", **fields, **values}


def test_two_sheets_are_mapped_checked_and_imported(house: House) -> None:
    client = english(house)
    address = bring(house, client, ("suivi.xlsx", workbook()))
    page = client.get(address).content.decode()
    found = sections(page)
    assert set(found) == {"Clients", "Factures"}, "the sheet with a note alone is no table"
    assert "What each word of “État” means" in found["Factures"] and "The first rows, as they will be read" in found["Factures"]
    assert "€2,400.50" in found["Factures"] and "5 Sep 2026" in found["Factures"]
    for name in ("Clients", "Factures"):
        action, values = form_of(sections(client.get(address).content.decode())[name])
        assert client.post(action, values).status_code == 302
    for _ in range(2):  # invoices become ready once their customers are there
        client.post(address + "confirm")
    assert "Everything of this batch is imported." in client.get(address).content.decode()
    assert query(house.company, "SELECT sum(open_minor)::bigint FROM item WHERE kind = 'invoice'") == [(OWED_MINOR,)]
    assert query(house.company, "SELECT document_ref FROM item WHERE is_disputed") == [("F-105",)]
    assert query(house.company, "SELECT count(*) FROM import WHERE state = 'committed'") == [(2,)]
    assert_sound(house.company)


def test_the_same_workbook_again_changes_nothing_and_says_so(house: House) -> None:
    client, book = english(house), workbook()
    for _ in range(2):
        address = bring(house, client, ("suivi.xlsx", book))
        for name in ("Clients", "Factures"):
            part = sections(client.get(address).content.decode())[name]
            if "already imported" in part:
                continue
            action, values = form_of(part)
            client.post(action, values)
        client.post(address + "confirm")
        client.post(address + "confirm")
    assert query(house.company, "SELECT count(*) FROM import WHERE state = 'committed'") == [(2,)]


def test_a_word_that_nobody_explained_keeps_its_row_out_until_somebody_does(house: House) -> None:
    client = english(house)
    odd = [*INVOICES, ["F-107", "C01", "03/10/2026", "02/11/2026", 10, 10, "Chez l'huissier"]]
    address = bring(house, client, ("suivi.xlsx", workbook(odd)))
    action, values = form_of(sections(client.get(address).content.decode())["Clients"])
    client.post(action, values)
    client.post(address + "confirm")
    part = sections(client.get(address).content.decode())["Factures"]
    action, values = form_of(part)
    client.post(action, values)
    part = sections(client.get(address).content.decode())["Factures"]
    assert "says neither open, paid nor disputed" in part and "has errors" in part
    faulty = re.search(r'href="([^"]+/rejects)"', part)
    assert faulty
    lines = client.get(faulty[1]).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "N° facture;Code client;Date facture;Échéance;Montant TTC;Reste dû;État;Error"
    assert lines[1].startswith("F-107;C01;03/10/2026;") and "says neither open, paid nor disputed" in lines[1] and len(lines) == 2
    action, values = form_of(part)
    unsaid = [name for name, value in values.items() if name.startswith("status-") and not value]
    assert len(unsaid) == 1
    client.post(action, values | {unsaid[0]: "disputed"})
    client.post(address + "confirm")
    assert query(house.company, "SELECT document_ref FROM item WHERE is_disputed ORDER BY 1") == [("F-105",), ("F-107",)]
