"""The camt files of genkgo/camt: 16 are read completely, equal to that library's expected JSON field by field; the invalid one is refused by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from encours.formats.contract import FileRefused, Reading
from encours.formats.statements.camt import FORMAT
from encours.formats.statements.contract import Balance, Statement, StatementLine
from encours.kernel.currency import decimals
from tests.fixtures import fixture_path

FOLDER = "bank-camt/genkgo-camt"
READ = [
    "camt052.v1", "camt052.v2", "camt052.v2.other-account", "camt052.v2.with-account-name", "camt052.v4", "camt052.v8",
    "camt053.v2.all-balance-types", "camt053.v2.minimal", "camt053.v2.minimal.ultimate", "camt053.v2.with-account-name", "camt053.v4",
    "camt054.v2", "camt054.v2.with-account-name", "camt054.v8-with-UETR", "camt054.v8-with-financial-institution", "camt53.only-Dt-with-DtTm",
]  # fmt: skip
LEVELS = {"Statement": "statement", "Report": "intraday", "Notification": "advice"}


def _json(name: str) -> Any:
    return json.loads(fixture_path(f"{FOLDER}/{name}.json").read_text())


def _objects(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every object of a class, wherever it stands: the expected files cut repetitions with a marker."""
    if isinstance(value, dict):
        if value.get("__CLASS__", "").rpartition("\\")[2] == kind:
            yield value
        for inner in value.values():
            yield from _objects(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, kind)


def _minor(money: dict[str, Any]) -> int:
    return int(money["getAmount"])


def _currency(money: dict[str, Any]) -> str:
    return str(money["getCurrency"]["getCode"])


def _day(instant: dict[str, Any] | None) -> str | None:
    return None if instant is None else instant["0"][:10]


def test_every_file_of_the_folder_has_its_expected_outcome() -> None:
    files = {path.stem for path in fixture_path(FOLDER).glob("*.xml")}
    assert files == {*READ, "camt053.v2.wrong"}
    assert len(READ) == 16


def test_a_message_without_statement_is_refused_by_name() -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(fixture_path(f"{FOLDER}/camt053.v2.wrong.xml").read_bytes())
    assert refused.value.code == "camt-no-statement"
    assert "BkToCstmrStmt" in refused.value.say("en")


@pytest.mark.parametrize("name", READ)
def test_a_file_equals_the_expected_file_beside_it(name: str) -> None:
    wanted = _json(name)
    reading = FORMAT.read(fixture_path(f"{FOLDER}/{name}.xml").read_bytes())
    records = [(kind, record) for kind in LEVELS for record in _objects(wanted, kind)]
    assert len(records) == len(reading.records) == 1
    (kind, record), statement = records[0], reading.records[0]
    assert statement.level == LEVELS[kind]
    assert statement.statement_id == record["getId"]
    assert statement.sequence == (record["getElectronicSequenceNumber"] or "")
    assert statement.account == record["getAccount"]["getIdentification"]
    if record["getAccount"].get("getName"):
        assert statement.account_name == record["getAccount"]["getName"]
    _same_balances(statement, record.get("getBalances", []))
    entries = list(_objects(wanted, "Entry"))
    for rank, entry in enumerate(entries, start=1):
        _same_entry(reading, statement, [line for line in statement.lines if line.entry == rank], entry)
    assert {line.entry for line in statement.lines} <= set(range(1, len(entries) + 1))


def _same_balances(statement: Statement, balances: list[dict[str, Any]]) -> None:
    """Booked balances only: available, forward and information balances are not money of the account."""
    wanted: dict[str, Balance] = {}
    for balance in balances:
        currency = _currency(balance["getAmount"])
        found = (balance["getDate"]["0"][:10], _minor(balance["getAmount"]), "" if currency == statement.currency else currency)
        wanted.setdefault(balance["getType"], Balance(*found))
    closing = wanted.get("closing") or wanted.get("interim")
    assert _texted(statement.opening) == wanted.get("opening")
    assert _texted(statement.closing) == closing


def _texted(balance: Balance | None) -> Balance | None:
    return None if balance is None else Balance(balance.on.isoformat(), balance.minor, balance.currency)


def _same_entry(reading: Reading[Statement], statement: Statement, lines: list[StatementLine], entry: dict[str, Any]) -> None:
    amount = entry["getAmount"]
    if entry["getStatus"] != "BOOK":
        pending = [issue for issue in reading.issues if issue.code == "camt-pending"]
        assert (lines, len(pending)) == ([], 1)
        assert pending[0].values["amount"].minor == _minor(amount)
        return
    assert sum(line.amount_minor for line in lines) == _minor(amount)
    assert statement.currency == _currency(amount)
    assert entry["getCreditDebitIndicator"] == ("CRDT" if _minor(amount) > 0 else "DBIT")
    details = [each for each in entry["getTransactionDetails"] if isinstance(each, dict)] or list(_objects(entry, "EntryTransactionDetail"))
    for line in lines:
        _same_line(reading, line, entry)
        for detail in details:
            _same_detail(line, detail, entry)


def _same_line(reading: Reading[Statement], line: StatementLine, entry: dict[str, Any]) -> None:
    booked = _day(entry["getBookingDate"])
    if booked is None:
        assert [issue.line for issue in reading.issues if issue.code == "camt-booking-day"] == [line.source_line]
    else:
        assert line.booked_on.isoformat() == booked
    assert (line.value_on and line.value_on.isoformat()) == _day(entry["getValueDate"])
    assert line.bank_reference == (entry["getAccountServicerReference"] or "")
    assert line.is_reversal == entry["getReversalIndicator"]
    if entry["getBatchPaymentId"]:
        assert line.batch_id == entry["getBatchPaymentId"]
    assert (entry["getAdditionalInfo"] or "") in line.remittance
    code = entry["getBankTransactionCode"]
    if code["getDomain"]:
        family = code["getDomain"]["getFamily"]
        wanted = f"{code['getDomain']['getCode']}/{family['getCode']}/{family['getSubFamilyCode']}"
        # A detail may state its own code, which is nearer to the payment.
        assert line.transaction_code in (wanted, (code["getProprietary"] or {}).get("getCode"))
    elif code["getProprietary"]:
        assert line.transaction_code == code["getProprietary"]["getCode"]


def _same_detail(line: StatementLine, detail: dict[str, Any], entry: dict[str, Any]) -> None:
    references = detail["getReference"]
    if isinstance(references, dict):
        assert line.end_to_end_id == (references["getEndToEndId"] or references["getUuidEndToEndReference"] or "")
        assert line.mandate_id == (references["getMandateId"] or "")
    for block in _objects(detail, "UnstructuredRemittanceInformation"):
        assert block["getMessage"] in line.remittance
    for block in _objects(detail, "StructuredRemittanceInformation"):
        assert (block["getAdditionalRemittanceInformation"] or "") in line.remittance
    found = [each["getRef"] for each in _objects(detail, "CreditorReferenceInformation")]
    assert all(ref in line.remittance for ref in found)
    if len(entry["getTransactionDetails"]) == 1:
        assert line.creditor_reference == (found[0] if found else "")
        _same_parties(line, detail)
    amount = detail["getAmount"]
    if amount and _currency(amount) != _currency(entry["getAmount"]):
        assert (line.original_minor, line.original_currency) == (abs(_minor(amount)), _currency(amount))
        assert decimals(line.original_currency) == 2


def _same_parties(line: StatementLine, detail: dict[str, Any]) -> None:
    """The debtor of a credit, the creditor of a debit; the ultimate one where there is no other."""
    names: dict[str, str] = {}
    accounts: dict[str, str] = {}
    for party in detail["getRelatedParties"]:
        if not isinstance(party, dict):
            continue
        kind = party["getRelatedPartyType"]["__CLASS__"].rpartition("\\")[2]
        names[kind] = party["getRelatedPartyType"]["getName"] or ""
        accounts[kind] = (party["getAccount"] or {}).get("getIdentification") or ""
    role = "Debtor" if line.amount_minor > 0 else "Creditor"
    wanted = names.get(role) or names.get(f"Ultimate{role}")
    if wanted is not None:
        assert line.counterparty_name == wanted
        assert line.counterparty_iban == accounts.get(role, "")
