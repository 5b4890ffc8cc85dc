"""Importing as a person does: files, preview, decisions, confirmation; nothing is written before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encours.store.tenant import tenant
from tests.conftest import Database
from tests.formats.mail.test_mail import ADVICE, mail
from tests.usecases.books import fec, receivable_minor
from tests.web.world import BANK, BOOKS, House, settle_in

TABLE = (
    "N° pièce;Code client;Date;Échéance;Montant TTC\nF-1;C1;13/11/2026;13/12/2026;1 200,50\nF-2;C1;04/11/2026;04/12/2026;-100,00\n".encode()
)
AMBIGUOUS = b"number;customer_id;issued_on;total\nF-1;C1;03/11/2026;1.234\nF-2;C1;04/11/2026;2.500\n"
CUSTOMERS = b"customer_id,name\nC1,Client Un\n"


@pytest.fixture
def empty(fresh_database: Database) -> Iterator[House]:
    return settle_in("Neuve", books=False)


def bring(house: House, client: Client, *files: tuple[str, bytes]) -> str:
    """Upload files and return the address of their preview."""
    answer = client.post(house.url("imports/upload"), {"files": [SimpleUploadedFile(name, content) for name, content in files]})
    assert answer.status_code == 302, answer.content.decode()[-500:]
    return str(answer.headers["Location"])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[-1500:]
    return answer.content.decode()


def upload_ids(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/files/([0-9a-f-]{36})", text)))


def uploads(house: House) -> list[Any]:
    with tenant(house.company.organization_id) as cursor:
        cursor.execute(
            "SELECT u.file_name, u.import_id, (SELECT count(*) FROM web_upload_chunk c WHERE c.upload_id = u.id) FROM web_upload u ORDER BY 1"
        )
        return list(cursor.fetchall())


def test_nothing_is_written_before_the_confirmation(empty: House) -> None:
    client = empty.client()
    address = bring(empty, client, ("fec.txt", fec(*BOOKS)), ("bank.csv", BANK))
    shown = page(client, address)
    assert "Rien n’est encore écrit dans les comptes." in shown
    assert receivable_minor(empty.company) == 0
    assert "Importer 2 fichiers" in shown
    answer = client.post(address + "confirm")
    assert answer.headers["Location"] == address
    done = page(client, address)
    assert "Fichiers importés : 2." in done
    assert "Tout ce lot est importé." in done
    assert receivable_minor(empty.company) == 372000
    assert uploads(empty) == [("bank.csv", 2, 0), ("fec.txt", 1, 0)], "the bytes are kept with the import and no longer with the upload"


def test_the_home_page_invites_and_then_says_what_waits(empty: House) -> None:
    client = empty.client()
    assert "Vos comptes sont vides" in page(client, empty.url())
    bring(empty, client, ("fec.txt", fec(*BOOKS)))
    assert "1 fichiers apportés" not in page(client, empty.url("imports/"))
    assert "1 fichier apporté" in page(client, empty.url("imports/"))


def test_a_file_with_errors_says_where_and_is_taken_without_its_faulty_records_when_told(empty: House) -> None:
    client = empty.client()
    bad = fec(*BOOKS, "VE 9 2026-11-21 FA-9\n411 FAUX 12,00\n706 - -10,00")
    address = bring(empty, client, ("fec.txt", bad))
    shown = page(client, address)
    assert "à corriger" in shown
    assert "--skip-bad-rows" not in shown, "a page speaks of its own controls"
    assert "confirm" not in re.findall(r'action="[^"]*/confirm"', shown)
    client.post(address + "confirm")
    assert receivable_minor(empty.company) == 0
    [upload] = upload_ids(shown)
    client.post(address + f"files/{upload}", {"skip_bad_rows": "1"})
    assert "Importer 1 fichier" in page(client, address)
    client.post(address + "confirm")
    assert receivable_minor(empty.company) == 372000


def test_a_file_that_is_none_of_ours_says_so_and_does_not_stop_the_others(empty: House) -> None:
    client = empty.client()
    address = bring(empty, client, ("fec.txt", fec(*BOOKS)), ("photo.bin", b"\x00\x01\x02\xff" * 500), ("<script>x.csv", b""))
    shown = page(client, address)
    assert shown.count("illisible") == 2
    assert "<script>x" not in shown
    assert "&lt;script&gt;x.csv" in shown
    client.post(address + "confirm")
    assert receivable_minor(empty.company) == 372000
    client.post(address + "discard")
    assert [row[0] for row in uploads(empty)] == ["fec.txt"]


def test_the_same_file_again_is_told_and_changes_nothing(empty: House) -> None:
    client = empty.client()
    client.post(bring(empty, client, ("fec.txt", fec(*BOOKS))) + "confirm")
    shown = page(client, bring(empty, client, ("other-name.txt", fec(*BOOKS))))
    assert "déjà été importé" in shown


def test_an_import_is_undone_and_can_come_back(empty: House) -> None:
    client = empty.client()
    client.post(bring(empty, client, ("fec.txt", fec(*BOOKS))) + "confirm")
    assert "Annuler cet import" in page(client, empty.url("imports/1/"))
    assert "Annuler cet import" not in page(empty.client("auditor"), empty.url("imports/1/"))
    assert client.post(empty.url("imports/1/undo")).headers["Location"] == empty.url("imports/1/")
    assert "Import annulé : 5 écritures extournées" in page(client, empty.url("imports/1/"))
    assert receivable_minor(empty.company) == 0
    assert client.post(empty.url("imports/1/undo")).status_code == 422
    client.post(bring(empty, client, ("fec.txt", fec(*BOOKS))) + "confirm")
    assert receivable_minor(empty.company) == 372000


class TestColumns:
    def test_a_table_is_proposed_a_meaning_and_imported_with_it(self, empty: House) -> None:
        client = empty.client()
        client.post(bring(empty, client, ("customers.csv", CUSTOMERS)) + "confirm")
        address = bring(empty, client, ("export.csv", TABLE))
        shown = page(client, address)
        assert "Ce que disent les colonnes" in shown
        assert 'value="number" selected' in shown
        [upload] = upload_ids(shown)
        fields = dict(re.findall(r'<select name="(column-\d+)".*?<option value="(\w*)" selected', shown, re.DOTALL))
        assert fields == {
            "column-0": "number",
            "column-1": "customer_id",
            "column-2": "issued_on",
            "column-3": "due_on",
            "column-4": "total",
        }
        client.post(address + f"files/{upload}", {"form": "columns", "kind": "invoices", "currency": "EUR", **fields})
        shown = page(client, address)
        assert "Importer 1 fichier (2 enregistrements)" in shown, re.sub(r"<[^>]+>", " ", shown)[-1500:]
        client.post(address + "confirm")
        assert receivable_minor(empty.company) == 110050

    def test_an_ambiguous_amount_is_asked_and_the_answer_taken(self, empty: House) -> None:
        client = empty.client()
        client.post(bring(empty, client, ("customers.csv", CUSTOMERS)) + "confirm")
        address = bring(empty, client, ("export.csv", AMBIGUOUS))
        shown = page(client, address)
        assert "se lit de deux façons" in shown
        [upload] = upload_ids(shown)
        fields = {"column-0": "number", "column-1": "customer_id", "column-2": "issued_on", "column-3": "total"}
        form = {"form": "columns", "kind": "invoices", "currency": "EUR", "date_order": "DMY", **fields}
        client.post(address + f"files/{upload}", form | {"decimal_mark": ","})
        client.post(address + "confirm")
        assert receivable_minor(empty.company) == 373400

    def test_columns_that_were_saved_are_used_again(self, empty: House) -> None:
        client = empty.client()
        client.post(bring(empty, client, ("customers.csv", CUSTOMERS)) + "confirm")
        fields = {"column-0": "number", "column-1": "customer_id", "column-2": "issued_on", "column-3": "due_on", "column-4": "total"}
        first = bring(empty, client, ("export.csv", TABLE))
        client.post(
            first + f"files/{upload_ids(page(client, first))[0]}", {"form": "columns", "currency": "EUR", "save_as": "Logiciel X", **fields}
        )
        second = bring(empty, client, ("later.csv", TABLE.replace(b"F-1", b"F-7").replace(b"F-2", b"F-8")))
        shown = page(client, second)
        assert '<option value="Logiciel X" selected>' in shown and "Importer 1 fichier" in shown, (
            "columns that are known need no second answer"
        )
        client.post(second + f"files/{upload_ids(shown)[0]}", {"form": "columns", "use_template": "1", "template": "Logiciel X"})
        assert "Importer 1 fichier" in page(client, second)

    def test_an_advice_is_mapped_once_per_payer(self, empty: House) -> None:
        client = empty.client()
        client.post(bring(empty, client, ("customers.csv", CUSTOMERS)) + "confirm")
        first = bring(
            empty,
            client,
            ("avis.eml", mail("Bonjour,\n\nVotre facture;Net payé\nF-1;100,00\nTotal;100,00\n", ("avis mai.csv", ADVICE)).as_bytes()),
        )
        shown = page(client, first)
        assert "message.csv (avis.eml)" in shown and "avis mai.csv (avis.eml)" in shown and "Client payeur (code)" in shown
        assert "Importer 1 fichier (1 enregistrement" in shown, "the canonical attachment is ready"
        form = {
            "form": "columns",
            "kind": "remittances",
            "currency": "EUR",
            "customer": "C1",
            "save_as": "C1",
            "column-0": "invoice_reference",
            "column-1": "amount",
        }
        [unmapped] = re.findall(r'/files/([0-9a-f-]{36})/?"><input[^>]*>\s*<input type="hidden" name="form" value="columns"', shown)
        client.post(first + f"files/{unmapped}", form)
        client.post(first + "confirm")
        second = bring(empty, client, ("avis juin.csv", "Votre facture;Net payé\nF-2;1 050,00\nF-3;-50,00\nTotal;1 000,00\n".encode()))
        assert 'name="customer" value="C1"' in page(client, second)
        client.post(second + "confirm")
        with tenant(empty.company.organization_id) as cursor:
            cursor.execute(
                "SELECT r.customer_code, l.reference, l.amount_minor FROM remittance r JOIN remittance_line l ON l.remittance_id = r.id ORDER BY l.reference"
            )
            assert cursor.fetchall() == [("C1", "F-1", 10000), ("C1", "F-2", 105000), ("C1", "F-3", -5000), ("", "FA-1", 10000)]

    def test_a_choice_that_contradicts_itself_is_told(self, empty: House) -> None:
        client = empty.client()
        address = bring(empty, client, ("export.csv", TABLE))
        [upload] = upload_ids(page(client, address))
        answer = client.post(address + f"files/{upload}", {"form": "columns", "column-0": "number", "column-1": "number"})
        assert answer.status_code == 422
        assert "deux colonnes" in answer.content.decode()

    def test_a_field_that_does_not_exist_is_refused(self, empty: House) -> None:
        client = empty.client()
        address = bring(empty, client, ("export.csv", TABLE))
        [upload] = upload_ids(page(client, address))
        assert client.post(address + f"files/{upload}", {"form": "columns", "column-0": "organization_id"}).status_code == 422


def test_a_file_is_seen_by_who_brought_it_alone(empty: House) -> None:
    address = bring(empty, empty.client("accountant"), ("fec.txt", fec(*BOOKS)))
    other = empty.client("admin")
    assert other.get(address).status_code == 404
    assert other.post(address + "confirm").status_code == 404
    other.post(address + "discard")
    assert [row[0] for row in uploads(empty)] == ["fec.txt"]
    assert receivable_minor(empty.company) == 0


def test_what_nobody_confirms_is_deleted_after_a_day(empty: House) -> None:
    from django.db import connections

    client = empty.client()
    address = bring(empty, client, ("fec.txt", fec(*BOOKS)))
    with tenant(empty.company.organization_id) as cursor:
        cursor.execute("UPDATE web_upload SET recorded_at = recorded_at - %s", [timedelta(hours=25)])
    page(client, empty.url("imports/"))
    assert client.get(address).status_code == 404
    assert uploads(empty) == []
    connections["default"].close()


def test_too_much_is_refused_before_it_is_read(empty: House, settings_upload: None) -> None:
    client = empty.client()
    answer = client.post(empty.url("imports/upload"), {"files": [SimpleUploadedFile("big.txt", b"x" * (2 << 20))]})
    assert answer.status_code == 413
    assert "1 Mo" in answer.content.decode()


@pytest.fixture
def settings_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ENCOURS_UPLOAD_MB", 1)


def test_no_file_is_told(empty: House) -> None:
    client = empty.client()
    assert client.post(empty.url("imports/upload")).headers["Location"] == empty.url("imports/")
    assert "Choisissez au moins un fichier." in page(client, empty.url("imports/"))
