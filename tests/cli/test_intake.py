"""The commands that take files in, take them back, and read anybody's tables."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from encours.cli.app import build, run
from encours.usecases.matching import match_company
from tests.formats.mail.test_mail import ADVICE, mail
from tests.usecases.books import TODAY, csv, fec, give, new_company, query, receivable_minor


class _Ready:
    """A program whose database the test already opened."""

    def boot(self) -> None:
        return None

    setup = boot

    def scratch(self) -> Any:
        return nullcontext()

    def what_is_lost(self, access: object) -> list[str]:
        return []


def call(*arguments: str | Path) -> int:
    return run(build(lambda language: _Ready()), [str(argument) for argument in arguments], lambda: Path())  # type: ignore[arg-type, return-value]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "c.csv": csv("customer_id,name,payment_terms", "DUPONT,Dupont SA,NET45"),
        "i.csv": csv("number,type,customer_id,issued_on,currency,total", "FA-1,invoice,DUPONT,2024-03-01,EUR,120.00"),
        "p.csv": csv("payment_id,customer_id,received_on,amount,currency,invoice_number", "P1,DUPONT,2024-04-02,120.00,EUR,FA-1"),
        "bad.csv": csv(
            "number,type,customer_id,issued_on,currency,total",
            "FA-2,invoice,DUPONT,2024-03-01,EUR,12O.00",
            "FA-3,invoice,DUPONT,2024-03-01,EUR,1.00",
        ),
        "nobody.csv": b"Facture;Date;TTC\nFA-9;31/03/2024;1,50\n",
        "doubt.csv": b"Code client;Facture;Date;TTC\nDUPONT;FA-9;03/04/2024;1,50\nDUPONT;FA-8;03/05/2024;1,50\n",
        "export.csv": "Code client;N° facture;Date facture;Échéance;Montant TTC\nDUPONT;FA-9;31/03/2024;30/04/2024;1 234,50\nMARTIN;FA-10;15/03/2024;14/04/2024;10,00\n".encode(
            "cp1252"
        ),
        "notes.bin": b"\x00\x01",
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in contents}


def test_files_are_taken_in_the_order_they_need_and_undone_one_by_one(fresh_database, files, capsys) -> None:
    company = new_company()
    assert call("--lang", "fr", "import", files["p.csv"], files["i.csv"], files["c.csv"], "--company", company.slug) == 0
    shown = capsys.readouterr().out
    assert shown.index("c.csv") < shown.index("i.csv") < shown.index("p.csv") and "importé" in shown
    assert query(company, "SELECT due_source, open_minor FROM item WHERE kind = 'invoice'") == [("terms", 0)]
    assert call("imports", "list", "--company", company.slug, "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["state"], one["created"]) for one in listed["imports"]] == [
        ("payments", "committed", 1),
        ("invoices", "committed", 1),
        ("customers", "committed", 1),
    ]
    payments, invoices, customers = (str(one["import_id"]) for one in listed["imports"])
    assert call("--lang", "en", "imports", "undo", invoices, "--company", company.slug) == 1
    assert "settled 1 of its items" in capsys.readouterr().err
    assert call("imports", "undo", payments, "--company", company.slug, "--json") == 0
    assert json.loads(capsys.readouterr().out)["entries_reversed"] == 1
    assert call("--lang", "fr", "imports", "undo", invoices, "--company", company.slug) == 0
    assert "annulé" in capsys.readouterr().out and receivable_minor(company) == 0
    assert call("imports", "undo", customers, "--company", company.slug) == 1
    assert call("--lang", "fr", "imports", "list", "--company", company.slug) == 0
    assert capsys.readouterr().out.count("annulé") == 2


def test_a_refused_file_is_said_where_what_and_how_and_ends_with_1(fresh_database, files, capsys) -> None:
    company = new_company()
    assert call("--lang", "en", "import", files["bad.csv"], files["notes.bin"], files["c.csv"], "--company", company.slug) == 1
    shown = capsys.readouterr().out
    assert (
        "bad.csv: NOT imported" in shown and "✗ line 2, total, “12O.00”: " in shown and "notes.bin" in shown and "c.csv: imported" in shown
    )
    assert call("import", files["bad.csv"], "--company", company.slug, "--skip-bad-rows", "--json") == 0
    [report] = json.loads(capsys.readouterr().out)["files"]
    assert (report["created"], report["rejected"]) == (1, 1)
    assert call("import", files["i.csv"], "--company", company.slug, "--dry-run") == 0
    assert query(company, "SELECT count(*) FROM invoice") == [(1,)]
    assert call("import", files["i.csv"], "--company", "nobody") == 1
    assert call("import", files["i.csv"], "--company", company.slug, "--as", "poems") == 1


def test_a_table_of_other_columns_is_proposed_saved_and_read_again_by_its_name(fresh_database, files, tmp_path, capsys) -> None:
    company = new_company()
    assert call("--lang", "en", "import", files["export.csv"], "--company", company.slug) == 1
    assert "encours mapping propose" in capsys.readouterr().out
    assert call("--lang", "fr", "mapping", "propose", files["export.csv"], "--out", tmp_path / "m.json") == 0
    shown = capsys.readouterr().out
    assert "issued_on" in shown and "customer_id" in shown
    assert call("mapping", "save", "ventes", tmp_path / "m.json", "--company", company.slug) == 0
    assert call("mapping", "list", "--company", company.slug, "--json") == 0
    assert json.loads(capsys.readouterr().out.split("\n", 1)[1])["mappings"] == [{"name": "ventes", "kind": "invoices"}]
    assert call("import", files["export.csv"], "--company", company.slug, "--mapping", "ventes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["created"] == 2
    assert query(company, "SELECT document_ref, amount_minor, due_on::text FROM item ORDER BY 2") == [
        ("FA-10", 10_00, "2024-04-14"),
        ("FA-9", 1234_50, "2024-04-30"),
    ]
    other = new_company("Other")
    assert call("import", files["export.csv"], "--company", other.slug, "--mapping", "ventes") == 1, "a mapping belongs to its organization"
    assert call("import", files["export.csv"], "--company", other.slug, "--save-mapping", "à nous") == 0
    assert call("--lang", "fr", "mapping", "propose", files["doubt.csv"]) == 0
    assert "À décider" in capsys.readouterr().out
    assert call("import", files["doubt.csv"], "--company", other.slug, "--save-mapping", "x") == 1
    capsys.readouterr()
    assert call("--lang", "en", "import", files["nobody.csv"], "--company", other.slug, "--save-mapping", "x") == 1
    assert "customer_id" in capsys.readouterr().out
    assert call("mapping", "show", "à nous", "--company", other.slug) == 0
    assert json.loads(capsys.readouterr().out)["constants"] == {"currency": "EUR"}
    assert call("mapping", "save", "x", files["export.csv"], "--company", other.slug) == 1


def test_a_match_is_taken_back_with_its_reason_and_no_rule_makes_it_again(fresh_database, capsys) -> None:
    """R55, R69: an automatic run never rewrites what a person decided."""
    company = new_company()
    give(company, fec("VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00"), "FEC2025.txt")
    give(
        company,
        csv(
            "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance",
            "L1,2025-04-02,120.00,EUR,FR7630001007941234567890185,DUPONT,VIR FA-20250001",
        ),
        "bank.csv",
    )
    assert call("match", "--company", company.slug, "--json") == 0
    assert json.loads(capsys.readouterr().out)["matches_made"] == 1
    assert call("--lang", "en", "unmatch", "DUPONT", "AAA", "--company", company.slug, "--reason", " ") == 1
    assert call("--lang", "fr", "unmatch", "DUPONT", "AAA", "--company", company.slug, "--reason", "erreur de payeur") == 0
    assert "de nouveau ouvert" in capsys.readouterr().out
    assert query(company, "SELECT open_minor FROM item WHERE kind = 'invoice'") == [(120_00,)]
    match_company(company, "test", today=TODAY)
    assert query(company, "SELECT open_minor FROM item WHERE kind = 'invoice'") == [(120_00,)]
    assert query(company, "SELECT reason, by_person FROM match_undo") == [("erreur de payeur", True)]
    for letter in ("AAA", "AAB", "nothing"):
        assert call("unmatch", "DUPONT", letter, "--company", company.slug, "--reason", "x") == 1


@pytest.mark.parametrize("command", [["diagnose"], ["import", "--company", "any"], ["mapping", "propose"]], ids=lambda command: command[0])
@pytest.mark.parametrize(("path", "said"), [("nowhere.csv", "il n'y a pas de fichier"), (".", "est un dossier")])
def test_a_path_that_is_no_file_is_said_in_the_readers_language_before_anything_starts(tmp_path, capsys, command, path, said) -> None:
    assert call("--lang", "fr", *command, tmp_path / path) == 2
    told = capsys.readouterr().err
    assert said in told and "Aide : encours" in told


def test_a_refused_file_counts_its_errors_and_shows_them_first(fresh_database, files, capsys) -> None:
    company = new_company()
    assert call("--lang", "en", "import", files["c.csv"], files["bad.csv"], "--company", company.slug) == 1
    told = capsys.readouterr().out.splitlines()
    refused = next(n for n, line in enumerate(told) if line.startswith("bad.csv"))
    assert told[refused] == "bad.csv: NOT imported, nothing was changed — records read: 2, errors: 1."
    assert told[refused + 1].startswith("  ✗ line 2, total, “12O.00”: ")


def test_a_mail_is_imported_file_by_file(fresh_database, tmp_path, capsys) -> None:
    company = new_company()
    (tmp_path / "avis.eml").write_bytes(
        mail("Bonjour", ("avis.csv", ADVICE), ("table.csv", b"Facture;Net\nFA-1;10,00\nFA-2;20,00\n")).as_bytes()
    )
    assert call("--lang", "en", "import", tmp_path / "avis.eml", "--company", company.slug, "--json") == 1, (
        "one of its tables needs its columns named"
    )
    files = json.loads(capsys.readouterr().out)["files"]
    assert {one["path"]: (one["state"], one.get("code")) for one in files} == {
        "avis.csv (avis.eml)": ("committed", None),
        "table.csv (avis.eml)": ("refused", "mapping_needed"),
    }
    assert call("--lang", "en", "import", tmp_path / "avis.eml", "--company", company.slug, "--save-mapping", "acheteur") == 0
    shown = capsys.readouterr().out
    assert "avis.csv (avis.eml): already imported" in shown and "table.csv (avis.eml): imported" in shown
    assert query(company, "SELECT reference FROM remittance_line ORDER BY 1") == [("FA-1",), ("FA-1",), ("FA-2",)]
