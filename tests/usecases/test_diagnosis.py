"""From files to a diagnosis, and the demonstration through the same doors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from encours.cli.diagnosis_files import write_files
from encours.usecases.check import check_books
from encours.usecases.demonstration import build_demonstration, find_demonstration
from encours.usecases.diagnosis.as_json import diagnosis_json
from encours.usecases.diagnosis.run import diagnose
from tests.fixtures import fixture_path
from tests.usecases.books import TODAY, fec

SALES = fec("VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00", "VE 2 2025-03-05 FA-20250002\n411 MARTIN 240,00\n706 - -240,00")
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
    assert (told["ledger"]["lines"], told["ledger"]["debit_minor"], told["ledger"]["receivable_lines"], told["ledger"]["auxiliary_accounts"]) == (2102, 1_265_350_82, 153, 4)
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
