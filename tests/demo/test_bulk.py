"""The bulk company is as consistent as the small one, whatever its size."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from stdnum import iban, iso11649, luhn

from encours.demo.bulk import BulkTotals, write_bulk
from tests.demo import reading


@pytest.fixture(scope="module", params=[(4_000, 400), (1_000, 900), (50, 5_000)])
def bulk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BulkTotals:
    invoices, bank_lines = request.param
    return write_bulk(tmp_path_factory.mktemp("bulk"), seed=5, invoices=invoices, bank_lines=bank_lines, customers=200)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_its_ledger_balances_and_its_letters_too(bulk: BulkTotals) -> None:
    rows = reading.fec_rows(bulk.files[3])
    assert len(rows) == bulk.fec_lines == 3 * bulk.invoices + 2 * bulk.lettered
    assert not reading.balances(rows, "EcritureNum")
    lettered = [row for row in rows if row["EcritureLet"]]
    assert not reading.balances(lettered, "CompAuxNum", "EcritureLet")
    assert len(lettered) == 2 * bulk.lettered
    assert reading.balances(rows, "CompteNum")["411000",] == bulk.open_minor
    days = [row["EcritureDate"] for row in rows]
    assert days == sorted(days)


def test_its_bank_pays_open_invoices_first(bulk: BulkTotals) -> None:
    lines = _table(bulk.files[2])
    assert len(lines) == bulk.bank_lines
    assert sum(reading.minor(line["amount"]) for line in lines) == bulk.bank_minor
    assert sum(line["booked_on"] < "2026" for line in lines) == bulk.bank_lines_in_fec
    late_receipts = bulk.invoices - sum(rank % 80 == 7 for rank in range(bulk.invoices)) - bulk.lettered
    assert bulk.bank_lines - bulk.bank_lines_in_fec == min(late_receipts, bulk.bank_lines)
    assert len({line["bank_reference"] for line in lines}) == len(lines)
    assert all(iso11649.is_valid(line["creditor_reference"]) for line in lines if line["creditor_reference"])


def test_its_tables_agree_with_its_ledger(bulk: BulkTotals) -> None:
    invoices = {i["number"]: i for i in _table(bulk.files[1])}
    assert len(invoices) == bulk.invoices
    assert sum(reading.minor(i["total"]) for i in invoices.values()) == bulk.invoiced_minor
    for row in reading.fec_rows(bulk.files[3]):
        if row["JournalCode"] == "VE" and row["CompteNum"] == "411000":
            invoice = invoices[row["PieceRef"]]
            assert (invoice["customer_id"], reading.minor(invoice["total"])) == (row["CompAuxNum"], row["minor"])
    customers = _table(bulk.files[0])
    assert all(luhn.is_valid(c["siren"]) and iban.is_valid(c["iban"]) for c in customers)
    assert {i["customer_id"] for i in invoices.values()} <= {c["customer_id"] for c in customers}


def test_a_few_customers_make_most_of_the_trade(tmp_path: Path) -> None:
    totals = write_bulk(tmp_path, seed=2, invoices=5_000, bank_lines=10, customers=500)
    counts = Counter(i["customer_id"] for i in _table(totals.files[1]))
    assert sum(n for _, n in counts.most_common(50)) > 0.4 * totals.invoices


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, same, other = (
        write_bulk(tmp_path / name, seed=seed, invoices=500, bank_lines=50, customers=30) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in same.files]
    assert one.files[1].read_bytes() != other.files[1].read_bytes()


def test_memory_does_not_grow_with_the_number_of_invoices(tmp_path: Path) -> None:
    peaks = []
    for invoices in (5_000, 40_000):
        tracemalloc.start()
        write_bulk(tmp_path / str(invoices), seed=1, invoices=invoices, bank_lines=500, customers=100)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2_000_000
