"""The invented company holds together: its books balance, its banks agree with its books, and its manifest tells the truth."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from stdnum import iban, iso11649, luhn
from stdnum.be import vat as be_vat
from stdnum.ch import vat as ch_vat
from stdnum.de import vat as de_vat
from stdnum.fr import tva
from stdnum.it import iva

from encours.demo import world
from encours.demo.company import DemoCompany, write_company
from encours.demo.customers import CAST
from encours.demo.stories import STORIES
from tests.demo import reading
from tests.fixtures import fixture_path


def test_every_entry_balances_and_numbers_have_no_gap(company: DemoCompany) -> None:
    for path in reading.fec_files(company):
        rows = reading.fec_rows(path)
        assert not reading.balances(rows, "JournalCode", "EcritureNum")
        numbers: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            assert row["EcritureDate"][:4] == path.name[12:16]
            assert (row["Debit"] == "0,00") != (row["Credit"] == "0,00")
            if row["EcritureNum"] not in numbers[row["JournalCode"]][-1:]:
                numbers[row["JournalCode"]].append(row["EcritureNum"])
        for journal, found in numbers.items():
            assert found == [f"{journal}{n:06d}" for n in range(1, len(found) + 1)]


def test_each_year_opens_as_the_year_before_closed(company: DemoCompany) -> None:
    books = [reading.fec_rows(path) for path in reading.fec_files(company)]
    for before, after in pairwise(books):
        closing = Counter({account: value for (account,), value in reading.balances(before, "CompteNum").items() if account[0] in "12345"})
        result = sum(row["minor"] for row in before if row["CompteNum"][0] in "67")  # type: ignore[misc]
        closing["120000" if result < 0 else "129000"] += result
        opening = reading.balances([row for row in after if row["JournalCode"] == "AN"], "CompteNum")
        assert {account: value for (account,), value in opening.items()} == {account: value for account, value in closing.items() if value}


def test_letters_balance_and_are_never_used_again(company: DemoCompany) -> None:
    used: Counter[tuple[str, ...]] = Counter()
    for path in reading.fec_files(company):
        lettered = [row for row in reading.fec_rows(path) if row["EcritureLet"]]
        key = ("CompteNum", "CompAuxNum", "EcritureLet")
        assert not reading.balances(lettered, *key)
        used.update({tuple(row[column] for column in key) for row in lettered})
        foreign: Counter[tuple[str, ...]] = Counter()
        for row in lettered:
            foreign[tuple(row[column] for column in key)] += reading.minor(row["Montantdevise"] or "0")
            assert row["DateLet"] >= row["EcritureDate"]
        assert not +foreign and not -foreign
    assert set(used.values()) == {1}


def test_the_ledger_says_what_the_simulation_says(company: DemoCompany) -> None:
    rows = reading.fec_rows(reading.fec_files(company)[-1])
    told = company.manifest["receivables_in_books"]
    for role, account in (("trade", "411000"), ("doubtful", "416000"), ("deposit", "419100")):
        ledger = {
            auxiliary: value
            for (number, auxiliary), value in reading.balances(rows, "CompteNum", "CompAuxNum").items()
            if number == account
        }
        assert ledger == {customer: b[role] for customer, b in told["customers"].items() if b[role]}
        assert sum(ledger.values()) == told["by_role"][role]


def test_unpaid_bank_lines_explain_the_difference_between_books_and_truth(company: DemoCompany) -> None:
    manifest = company.manifest
    late = [line for line in manifest["bank_lines"] if not line["in_books"]]
    moved: Counter[str] = Counter()
    for line in late:
        for receipt in line["receipts"]:
            if receipt["currency"] != "EUR":
                continue
            for part in receipt["pays"]:
                moved[part["customer_id"]] -= part["amount_minor"]
            moved[receipt["customer_id"]] -= receipt["on_account_minor"]
    both = [manifest[key]["customers"] for key in ("receivables_in_books", "receivables")]
    foreign = {item["customer_id"] for item in manifest["open_items"] if item["currency"] != "EUR"} | {"C00005", "C00028"}
    for customer in {*both[0], *both[1]} - foreign:
        before, after = (b.get(customer, {"total": 0})["total"] for b in both)
        assert after - before == moved[customer], customer


def test_open_items_add_up_to_the_receivables(company: DemoCompany) -> None:
    manifest = company.manifest
    for key, total in (("open_minor", "receivables"), ("open_in_books_minor", "receivables_in_books")):
        items = [item for item in manifest["open_items"] if item["currency"] == "EUR" and item["role"] == "trade"]
        per_customer: Counter[str] = Counter()
        for item in items:
            per_customer[item["customer_id"]] += item[key]
        euro = {c: b["trade"] for c, b in manifest[total]["customers"].items() if c not in ("C00005", "C00028") and b["trade"]}
        assert {c: v for c, v in per_customer.items() if v and c not in ("C00005", "C00028")} == euro


def test_what_a_line_pays_is_its_amount(company: DemoCompany) -> None:
    for line in company.manifest["bank_lines"]:
        for receipt in line["receipts"]:
            kept = receipt["discount_minor"] + receipt["fee_minor"] + receipt["difference_minor"]
            assert receipt["original_minor"] == sum(p["amount_minor"] for p in receipt["pays"]) - kept + receipt["on_account_minor"]
        if line["receipts"]:
            assert line["amount_minor"] == sum(receipt["amount_minor"] for receipt in line["receipts"])


def test_statements_follow_each_other_and_add_up(company: DemoCompany) -> None:
    for paths, read in ((reading.camt_files(company), reading.camt_statement), (reading.cfonb_files(company), reading.cfonb_statement)):
        statements = [read(path) for path in paths if "complement" not in path.name]
        assert len(statements) == 14
        for opening, closing, entries in statements:
            assert closing == opening + sum(amount for _, amount in entries)
        assert all(one[1] == other[0] for one, other in pairwise(statements))
        references = [reference for statement in statements for reference, _ in statement[2]]
        assert len(references) == len(set(references))


def test_the_bank_agrees_with_the_ledger_on_the_last_day_of_the_bank_journal(company: DemoCompany) -> None:
    late: Counter[str] = Counter()
    for line in company.manifest["bank_lines"]:
        if not line["in_books"]:
            late[line["account_iban"]] += line["amount_minor"]
    rows = [row for path in reading.fec_files(company)[-1:] for row in reading.fec_rows(path)]
    for account, closing in (
        (world.MAIN, reading.camt_statement([p for p in reading.camt_files(company) if "complement" not in p.name][-1])[1]),
        (world.SECOND, reading.cfonb_statement(reading.cfonb_files(company)[-1])[1]),
    ):
        assert reading.balances(rows, "CompteNum")[account.ledger,] == closing - late[account.iban]


def test_the_overlapping_statement_only_repeats(full_size: DemoCompany) -> None:
    monthly = {e for p in reading.camt_files(full_size) if "complement" not in p.name for e in reading.camt_statement(p)[2]}
    (overlap,) = [p for p in reading.camt_files(full_size) if "complement" in p.name]
    entries = reading.camt_statement(overlap)[2]
    assert len(entries) > 10
    assert set(entries) <= monthly


def test_camt_validates_against_the_official_schema(company: DemoCompany) -> None:
    schema = etree.XMLSchema(etree.parse(str(fixture_path("sepa/camt-xsd/camt.053.001.08.xsd"))))
    for path in reading.camt_files(company):
        schema.assertValid(etree.parse(str(path)))


def test_identifiers_pass_every_check_and_are_invented(company: DemoCompany) -> None:
    checks = {"FR": tva, "BE": be_vat, "DE": de_vat, "IT": iva, "CH": ch_vat}
    for customer in reading.table(company, "customers.csv"):
        if customer["siren"]:
            assert luhn.is_valid(customer["siren"])
            assert customer["siren"].startswith("00")
        if customer["vat_number"]:
            number = customer["vat_number"] + (" TVA" if customer["country"] == "CH" else "")
            assert checks[customer["country"]].is_valid(number), number
        for number in filter(None, customer["iban"].split(";")):
            assert iban.is_valid(number), number
    for account in world.ACCOUNTS.values():
        assert iban.is_valid(account.iban)
    assert luhn.is_valid(world.SIREN)
    assert all(iso11649.is_valid(i["creditor_reference"]) for i in reading.table(company, "invoices.csv") if i["type"] == "invoice")


def test_invoice_numbers_are_those_of_the_ledger(company: DemoCompany) -> None:
    invoices = reading.table(company, "invoices.csv")
    numbers = [i["number"] for i in invoices]
    assert len(numbers) == len(set(numbers))
    sold = {row["PieceRef"] for path in reading.fec_files(company) for row in reading.fec_rows(path) if row["JournalCode"] == "VE"}
    first_year = reading.fec_files(company)[0].name[12:16]
    assert {i["number"] for i in invoices if i["type"] != "deposit" and i["issued_on"] >= first_year} == sold
    for i in invoices:
        assert reading.minor(i["net"]) + reading.minor(i["tax"]) == reading.minor(i["total"]) > 0


def test_recent_months_are_unlettered_and_drafts(company: DemoCompany) -> None:
    as_of = company.manifest["as_of"].replace("-", "")
    rows = reading.fec_rows(reading.fec_files(company)[-1])
    assert all(not row["ValidDate"] for row in rows if row["EcritureDate"][:6] == as_of[:6] and row["JournalCode"] != "AN")
    assert not any(row["ValidDate"] > as_of for row in rows)
    assert not any(row["EcritureLet"] for row in rows if row["EcritureDate"][:6] == as_of[:6] and row["JournalCode"] != "AN")
    older = [row for path in reading.fec_files(company)[:1] for row in reading.fec_rows(path) if row["CompteNum"] == "411000"]
    assert sum(bool(row["EcritureLet"]) for row in older) > 0.8 * len(older)


@pytest.mark.parametrize("customer_id", list(CAST))
def test_the_cast_is_the_same_for_every_seed(company: DemoCompany, customer_id: str) -> None:
    names = {c["customer_id"]: c["name"] for c in reading.table(company, "customers.csv")}
    assert names[customer_id] == CAST[customer_id]["name"]
    assert customer_id in {case["customer_id"] for case in company.manifest["cases"]} | {"C00007", "C00008", "C00009", "C00014"}


def test_every_case_is_in_the_statements_and_mostly_still_to_be_matched(company: DemoCompany) -> None:
    lines = {line["bank_reference"]: line for line in company.manifest["bank_lines"]}
    assert len(company.manifest["cases"]) == len({case["code"] for case in company.manifest["cases"]})
    assert [case["customer_id"] for case in company.manifest["cases"][: len(STORIES)]] == ["C00001", "C00002", "C00003", "C00004", "C00005"]
    for case in company.manifest["cases"]:
        assert case["expected"]["en"] and case["expected"]["fr"]
        assert all(reference in lines for reference in case["bank_references"])
        if case["code"] not in ("insolvent", "paid_in_parts") and case["bank_references"]:
            assert not lines[case["bank_references"][-1]]["in_books"]


def test_the_five_stories_end_as_they_are_told(company: DemoCompany) -> None:
    open_items = {item["number"]: item for item in company.manifest["open_items"] if item["open_minor"]}
    cases = {case["code"]: case for case in company.manifest["cases"]}
    assert cases["discount_taken"]["documents"][0] not in open_items
    late = cases["three_accounts"]["documents"]
    assert [number in open_items for number in late] == [False, False, False, True, True, True]
    assert open_items[cases["paid_in_parts"]["documents"][0]]["open_minor"] == 320_000
    refused, partly = (open_items[number] for number in cases["dispute"]["documents"])
    assert (refused["open_minor"], partly["open_minor"]) == (330_000, 30_000)
    claimed = [open_items[number] for number in cases["insolvent"]["documents"]]
    assert [(item["currency"], item["role"], item["open_minor"]) for item in claimed] == [
        ("CHF", "doubtful", t * 4 // 10) for t in (640_000, 415_000, 298_000)
    ]


def test_the_trade_is_believable(full_size: DemoCompany) -> None:
    invoices = reading.table(full_size, "invoices.csv")
    counts = full_size.manifest["counts"]
    assert 8_000 < counts["invoices"] < 10_500
    assert 2_000 < counts["bank_lines"] < 4_000
    assert 150 < counts["bank_lines_not_in_books"] < 500
    per_customer = Counter(i["customer_id"] for i in invoices)
    largest = [n for _, n in per_customer.most_common(30)]
    assert 0.25 < sum(largest) / len(invoices) < 0.6
    terms = {c["payment_terms"] for c in reading.table(full_size, "customers.csv")}
    assert {"NET30", "FDM45_A", "FDM45_B", "45 jours fin de mois", "30 jours fin de mois le 10", "à réception de facture", ""} <= terms
    assert {c["country"] for c in reading.table(full_size, "customers.csv")} == {"FR", "BE", "DE", "IT", "CH"}
    assert any(not i["due_on"] for i in invoices)
    for path in reading.fec_files(full_size)[:-1]:
        bank = reading.balances(reading.fec_rows(path), "CompteNum")
        assert bank[world.MAIN.ledger,] > 0
        assert bank[world.SECOND.ledger,] > 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    worlds = [
        write_company(tmp_path / name, seed=seed, as_of=date(2026, 5, 4), customers=45, years=2)
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    ]
    one, same, other = ({path.name: path.read_bytes() for path in sorted(w.folder.iterdir())} for w in worlds)
    assert one == same
    assert one["invoices.csv"] != other["invoices.csv"]


def test_too_short_a_story_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        write_company(tmp_path, seed=1, as_of=date(2026, 5, 4), years=1)


def test_progress_is_told_and_a_company_is_written_in_seconds(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    started = time.perf_counter()
    write_company(tmp_path, seed=1, as_of=date(2026, 11, 22), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 5) for n in range(1, 6)]
    assert time.perf_counter() - started < 30
