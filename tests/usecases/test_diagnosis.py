"""From files to a diagnosis, and the demonstration through the same doors."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from encours.cli.diagnosis_files import write_files
from encours.demo.company import write_company
from encours.usecases import demonstration
from encours.usecases.check import check_books
from encours.usecases.demonstration import build_demonstration, find_demonstration, interrupted_demonstration
from encours.usecases.diagnosis.as_json import diagnosis_json
from encours.usecases.diagnosis.report import diagnosis_report
from encours.usecases.diagnosis.run import diagnose
from encours.usecases.imports.contract import ImportReport
from encours.usecases.imports.run import import_file
from encours.usecases.mapping_proposal import proposal
from tests.fixtures import fixture_path
from tests.usecases.books import TODAY, fec

SALES = fec(
    "VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00", "VE 2 2025-03-05 FA-20250002\n411 MARTIN 240,00\n706 - -240,00"
)
BANK = (
    "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance\n"
    "L1,2025-04-02,120.00,EUR,FR7630001007941234567890185,DUPONT,VIR FA-20250001\n"
    "L2,2025-04-03,77.00,EUR,FR7630001007941234567890185,QUIDAM,MERCI\n"
)


def test_a_lettered_ledger_is_diagnosed_to_the_cent(fresh_database):
    told = diagnosis_json(diagnose([fixture_path("fec/neolegal-fec/111111111FEC20221231.TXT")], today=TODAY), "en")
    assert told["as_of"] == date(2023, 7, 31)
    assert told["ledger"] == {
        "entries": 248, "lines": 934, "debit_minor": 225_682_23, "credit_minor": 225_682_23, "currency": "EUR", "receivable_lines": 151, "auxiliary_accounts": 34,
        "letters": {"customer_groups": 45, "customer_balanced": 45, "supplier_groups": 19, "supplier_balanced": 19},
    }  # fmt: skip
    (aging,) = told["aging"]
    assert (aging["total_minor"], aging["ties_to_ledger"]) == (14_416_52, True)
    assert aging["total_minor"] == sum(bucket["amount_minor"] for bucket in aging["buckets"]) + aging["unapplied_minor"]


def test_a_ledger_of_takings_is_diagnosed_with_its_doubts(fresh_database):
    told = diagnosis_json(diagnose([fixture_path("fec/neolegal-fec/000000000FEC20231231.txt")], today=TODAY), "en")
    assert told["as_of"] == date(2023, 6, 30)
    assert (
        told["ledger"]["lines"],
        told["ledger"]["debit_minor"],
        told["ledger"]["receivable_lines"],
        told["ledger"]["auxiliary_accounts"],
    ) == (2102, 1_265_350_82, 153, 4)
    assert told["ledger"]["letters"]["customer_groups"] == 0
    assert told["aging"][0]["total_minor"] == 27_771_70
    assert len(told["files"][0]["issues"]) >= 3


def test_ledger_and_bank_together_write_every_file(fresh_database, tmp_path: Path):
    (tmp_path / "a.csv").write_text(BANK)
    (tmp_path / "b.txt").write_bytes(SALES)
    found = diagnose([tmp_path / "a.csv", tmp_path / "b.txt"], today=TODAY)
    names = write_files(found, tmp_path / "out", "fr")
    assert names == ["diagnosis.json", "letters.csv", "lines.csv", "matches.csv", "report.html", "report.pdf", "report.xlsx"]
    assert (tmp_path / "out" / "matches.csv").read_text().splitlines()[1].startswith("L1,FA-20250001,120.00,payment,automatic,1,certain")
    lines = (tmp_path / "out" / "lines.csv").read_text().splitlines()
    assert lines[1].startswith("L1,receipt,DUPONT,120.00,0.00,automatic")
    assert lines[2].startswith("L2,unknown,,0.00,77.00,suggested")
    told = json.loads((tmp_path / "out" / "diagnosis.json").read_text())
    assert (told["matching"]["lines"], told["matching"]["automatic"], told["matching"]["allocated_minor"]) == (2, 1, 120_00)
    assert told["aging"][0]["total_minor"] == 240_00


def test_a_file_that_cannot_be_read_is_refused_by_name_and_the_others_go_on(fresh_database, tmp_path: Path):
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(SALES)
    found = diagnose(sorted(tmp_path.iterdir()), today=TODAY)
    assert {outcome.path.name for outcome in found.refused} == {"noise.bin", "empty.txt"}
    assert found.aging.totals[0].total_minor == 360_00


@pytest.mark.slow
def test_the_demonstration_is_built_by_the_ordinary_doors_and_its_books_hold(fresh_database, tmp_path: Path):
    built = build_demonstration(tmp_path, today=date(2026, 11, 22))
    assert {report.state for report in built.reports} == {"committed"}
    assert built.run.receipts_recorded > 100 and built.run.matches_made > 50
    assert check_books(built.company.organization_id, today=date(2026, 11, 22)).holds
    assert find_demonstration() == built.company


@pytest.mark.slow
def test_a_demonstration_that_was_cut_short_is_completed_as_of_the_day_on_which_it_began(
    fresh_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    begun = date(2026, 11, 22)
    monkeypatch.setattr(demonstration, "write_company", partial(write_company, customers=40, years=2))
    taken = iter(range(3))

    def cut_short(*given: Any, **options: Any) -> ImportReport:
        if next(taken, None) is None:
            raise KeyboardInterrupt
        return import_file(*given, **options)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(demonstration, "import_file", cut_short)
        build_demonstration(tmp_path / "first", today=begun)
    assert find_demonstration() is None
    left = interrupted_demonstration()
    assert left is not None and left[1] == begun
    built = build_demonstration(tmp_path / "second", today=left[1], company=left[0])
    assert Counter(report.state for report in built.reports) == {"already_imported": 3, "committed": len(built.reports) - 3}
    assert (find_demonstration(), interrupted_demonstration()) == (left[0], None)
    assert check_books(built.company.organization_id, today=begun).holds


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "is no file Encours knows"), ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx without password"),
        ("archive.zip", b"PK\x03\x04" + bytes(200), "save it as .xlsx without password"),
        ("doubt.csv", b"Code client;Facture;Date;TTC\nD;FA-9;03/04/2024;1,50\nD;FA-8;03/05/2024;1,50\n", "--mapping M.json"),
    ],
)  # fmt: skip
def test_where_no_file_can_be_read_the_reason_is_all_there_is_to_read(fresh_database, tmp_path: Path, name: str, content: bytes, said: str):
    (tmp_path / name).write_bytes(content)
    report = diagnosis_report(diagnose([tmp_path / name], today=TODAY), "en")
    assert [section.code for section in report.sections] == ["files"] and not report.definitions
    assert said in str(report.sections[0].rows[0][-1]) and "could be read" in report.summary[0].en


def test_what_is_missing_from_the_figures_is_said_before_them(fresh_database, tmp_path: Path):
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "cut.txt").write_bytes(SALES + b"VE\t\t3\t20250306\t411\n")
    found = diagnose(sorted(tmp_path.iterdir()), today=TODAY)
    said = [text.en for text in diagnosis_report(found, "en").summary]
    assert said[:2] == ["1 file of 2 could not be read, and the figures lack it: see “Files read”.",
                        "Some records hold errors and were left out: the figures lack them. See “What the files leave in doubt”."]  # fmt: skip
    assert found.left_out


def test_the_first_figures_add_up_to_what_is_owed(fresh_database, tmp_path: Path):
    paid = fec("VE 1 2025-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "BQ 2 2025-03-09 VIR\n512 - 300,00\n411 MARTIN -300,00")
    (tmp_path / "a.txt").write_bytes(paid)
    report = diagnosis_report(diagnose([tmp_path / "a.txt"], today=TODAY, as_of=date(2025, 3, 10)), "fr")
    assert report.company == "a.txt"
    assert report.summary[0].fr == (
        "-180,00\u00a0€ restent dus au 10/03/2025 : 0,00\u00a0€ échus et 120,00\u00a0€ non échus, moins 300,00\u00a0€ de règlements et d'avoirs non affectés à une facture."
    )


def test_a_table_whose_columns_leave_no_doubt_is_diagnosed_and_the_others_by_their_mapping(fresh_database, tmp_path: Path):
    plain = tmp_path / "export.csv"
    plain.write_bytes(
        "Code client;N° facture;Date facture;Échéance;Montant TTC\nDUPONT;FA-9;31/03/2024;30/04/2024;1 234,50\n".encode("cp1252")
    )
    found = diagnose([plain], today=TODAY)
    assert found.aging.totals[0].total_minor == 1_234_50
    told = diagnosis_json(found, "fr")["files"][0]
    assert (told["kind"], told["mapping"]["columns"]["Montant TTC"]) == ("invoices", "total")
    rows = diagnosis_report(found, "fr").sections
    assert "Montant TTC → total" in str(next(section for section in rows if section.code == "files").rows[0][-1])


def test_a_doubtful_table_is_diagnosed_by_the_mapping_that_decides(fresh_database, tmp_path: Path):
    doubtful = tmp_path / "doubt.csv"
    doubtful.write_bytes(b"Code client;Facture;Date;TTC\nD;FA-9;03/04/2024;1,50\n")
    mapping = proposal(doubtful.read_bytes(), doubtful.name, currency="EUR")["mapping"] | {"date_order": "DMY"}
    found = diagnose([doubtful], today=TODAY, mapping=mapping)
    assert (found.refused, found.as_of) == ((), date(2024, 4, 3))
