"""The MT940 files of wolph/mt940: 14 statement files are read completely, the 16 snippets of single fields are refused by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from encours.formats.contract import FileRefused
from encours.formats.statements.contract import Balance, Statement
from encours.formats.statements.mt940 import FORMAT
from tests.fixtures import fixture_path
from tests.formats.statements import yaml_without_objects as expected

FOLDER = "bank-mt940/wolph-mt940"

# file: statements, lines, issues (code, line)
DIFFERENCE = "statement-difference"
STATEMENTS: dict[str, tuple[int, int, list[tuple[str, int]]]] = {
    "betterplace/sepa_mt9401": (26, 97, []),
    # Several of these files were shortened by who published them: their balances no longer add up, and the reader says so.
    "betterplace/sepa_snippet": (2, 11, [(DIFFERENCE, 25)]),
    # One :86: was made a :25:, and six movements were removed: the file is damaged on purpose, and says so.
    "betterplace/sepa_snippet_broken": (1, 1, [("mt940-unexpected-field", 6), (DIFFERENCE, 1)]),
    "betterplace/with_binary_character": (2, 4, []),
    "cmxl/mt940": (3, 16, []),
    "jejik/abnamro": (2, 10, [(DIFFERENCE, 8), (DIFFERENCE, 32)]),
    "jejik/generic": (2, 2, []),
    "jejik/ing": (1, 7, [(DIFFERENCE, 4)]),
    "jejik/knab": (2, 3, [(DIFFERENCE, 10)]),
    "jejik/postfinance": (2, 4, [(DIFFERENCE, 19)]),
    "jejik/rabobank-iban": (2, 4, []),
    "jejik/rabobank": (4, 5, [(DIFFERENCE, 6), (DIFFERENCE, 26)]),
    "jejik/sns": (2, 2, []),
    "jejik/triodos": (1, 2, [(DIFFERENCE, 1)]),
}
NO_ACCOUNT, NO_CURRENCY = "no account (:25:)", "no currency (balance :60: or :62:, or :34F:)"
SNIPPETS = {
    "betterplace/amount_formats": NO_ACCOUNT,
    "betterplace/currency_in_25": NO_CURRENCY,
    "betterplace/empty_86": NO_ACCOUNT,
    "betterplace/empty_entry_date": NO_ACCOUNT,
    "betterplace/empty_line": NO_ACCOUNT,
    "betterplace/missing_crlf_at_end": NO_ACCOUNT,
    "cmxl/account_balance_credit": NO_ACCOUNT,
    "cmxl/account_balance_debit": NO_ACCOUNT,
    "cmxl/account_identification_iban": NO_CURRENCY,
    "cmxl/account_identification_legacy": NO_CURRENCY,
    "cmxl/available_balance": NO_ACCOUNT,
    "cmxl/closing_balance": NO_ACCOUNT,
    "cmxl/reference": NO_ACCOUNT,
    "cmxl/statement_details": NO_ACCOUNT,
    "cmxl/statement_line": NO_ACCOUNT,
    "cmxl/statement_number": NO_ACCOUNT,
}


def _bytes(name: str) -> bytes:
    return fixture_path(f"{FOLDER}/{name}.sta").read_bytes()


def _together(text: str) -> str:
    return "".join(text.split())


def test_every_file_of_the_folder_has_its_expected_outcome() -> None:
    files = {f"{path.parent.name}/{path.stem}" for path in fixture_path(FOLDER).glob("*/*.sta")}
    assert files == STATEMENTS.keys() | SNIPPETS.keys()
    assert (len(STATEMENTS), len(SNIPPETS)) == (14, 16)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_file_has_its_statements_lines_and_issues(name: str) -> None:
    statements, lines, issues = STATEMENTS[name]
    reading = FORMAT.read(_bytes(name))
    assert len(reading.records) == statements
    assert sum(len(statement.lines) for statement in reading.records) == lines
    assert [(issue.code, issue.line) for issue in reading.issues] == issues


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_file_equals_the_expected_file_beside_it(name: str) -> None:
    wanted = expected.load(fixture_path(f"{FOLDER}/{name}.yml"))
    reading = FORMAT.read(_bytes(name))
    lines = [line for statement in reading.records for line in statement.lines]
    assert len(lines) == len(wanted["transactions"])
    for line, transaction in zip(lines, wanted["transactions"], strict=True):
        data = transaction["data"]
        amount = int(Decimal(data["amount"]["amount"][0]) * 100)
        # The library leaves the reversal of a credit (RC) positive; the balances of the files add up only when it is negative.
        assert line.amount_minor == (-abs(amount) if data["status"] == "RC" else amount)
        assert line.is_reversal == (data["status"] in ("RC", "RD"))
        assert line.value_on == expected.day(data["date"])
        assert line.booked_on == expected.day(data.get("entry_date") or data["date"])
        assert line.transaction_code.partition("/")[0] == data["id"]
        assert line.bank_reference == (data["bank_reference"] or "").replace("NONREF", "")
        _same_references(line.end_to_end_id, line.remittance, line.batch_id, data)
        _same_texts(line, data)
    if name == "betterplace/sepa_snippet_broken":
        # The library lets the second :25:, a damaged :86:, become the account.
        wanted["data"]["account_identification"] = "50880050/0194787400888"
    _same_balances(reading.records, wanted["data"])


def _same_references(end_to_end_id: str, remittance: str, batch_id: str, data: dict[str, Any]) -> None:
    owner = (data["customer_reference"] or "NONREF").strip()
    # Where :61: only says KREF+, the library puts the reference of :86: here, message included.
    owner = _together(owner.removeprefix("KREF+\n").partition("MTLG:")[0])
    if owner not in ("NONREF", "EREF", "KREF+", "N", "NON", ""):
        assert owner in (_together(end_to_end_id), _together(batch_id)) or owner in _together(remittance)
    # The library leaves the bank's message (MTLG:) glued to the reference; it is text here.
    wanted = _together(data.get("end_to_end_reference") or "").partition("MTLG:")[0]
    if wanted not in ("", "NONREF", "NOTPROVIDED"):
        assert _together(end_to_end_id) == wanted


def _same_texts(line: Any, data: dict[str, Any]) -> None:
    said = _together(line.remittance)
    details = data.get("transaction_details") or ""
    # ING closes its statement with a :86: of totals, which the library glues to the last movement.
    details = details.partition("D000004C000002D25,24C28,71")[0]
    is_free = not details.startswith(("/", "000>"))
    for word in details.split() if is_free else ():
        assert word in line.remittance or word in said or word in line.end_to_end_id, word
    assert _together(data.get("applicant_name") or "") in _together(line.counterparty_name)
    if iban := data.get("applicant_iban"):
        assert line.counterparty_iban.rpartition("/")[2] == iban or line.counterparty_iban.startswith("PL")
    assert _together(data.get("posting_text") or "") in said
    purpose = _together(data.get("purpose") or "").replace("MTLG:", "")
    assert purpose in said or purpose in _together(line.end_to_end_id + line.remittance)


def _same_balances(statements: tuple[Statement, ...], data: dict[str, Any]) -> None:
    """The library keeps one balance of each kind for the whole file: that of the last statement that has it."""
    last = statements[-1]
    assert last.account == data["account_identification"].strip().removesuffix(last.currency)
    for kind, found in (("opening", last.opening), ("closing", last.closing)):
        assert found in [_balance(data[key]) for key in (f"final_{kind}_balance", f"intermediate_{kind}_balance") if key in data]


def _balance(wanted: dict[str, Any]) -> Balance:
    return Balance(expected.day(wanted["date"]), int(Decimal(wanted["amount"]["amount"][0]) * 100))


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_is_refused_with_what_keeps_it_from_being_a_statement(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(_bytes(name))
    assert refused.value.code == "mt940-no-statement"
    assert SNIPPETS[name] in refused.value.say("en")


def test_balances_of_all_statements_chain_where_the_bank_numbers_pages() -> None:
    pages = [
        statement for statement in FORMAT.read(_bytes("betterplace/sepa_mt9401")).records if statement.account == "50880050/0194782500888"
    ]
    assert [page.sequence for page in pages] == ["00004/00001", "00004/00002"]
    assert pages[0].closing == pages[1].opening == Balance(date(2007, 9, 4), -135894552)
