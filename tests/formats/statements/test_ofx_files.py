"""The OFX files of ofxparse: the three with the bank message set are read completely, the six others are refused by name."""

from __future__ import annotations

from datetime import date

import pytest

from encours.formats.contract import FileRefused
from encours.formats.statements.contract import Balance
from encours.formats.statements.ofx import FORMAT
from tests.fixtures import fixture_path

FOLDER = "bank-ofx/ofxparse/tests/fixtures"
READ = ["checking", "multiple_accounts", "suncorp"]
REFUSED = {
    "account_listing_aggregation": "ofx-no-bank-statement",
    "fidelity-savings": "ofx-investment",
    "investment_401k": "ofx-investment",
    "signon_success": "ofx-no-bank-statement",
    "tiaacref": "ofx-investment",
    "vanguard401k": "ofx-investment",
}


def _bytes(name: str) -> bytes:
    return fixture_path(f"{FOLDER}/{name}.ofx").read_bytes()


def test_every_file_of_the_folder_has_its_expected_outcome() -> None:
    assert {path.stem for path in fixture_path(FOLDER).glob("*.ofx")} == {*READ, *REFUSED}


def test_a_checking_account_in_sgml() -> None:
    (statement,) = FORMAT.read(_bytes("checking")).records
    assert (statement.account, statement.currency) == ("5472369148/1452687~7", "USD")
    assert (statement.opening, statement.closing) == (None, Balance(date(2013, 5, 25), 10099))
    assert [(line.booked_on, line.amount_minor, line.bank_reference, line.transaction_code) for line in statement.lines] == [
        (date(2011, 3, 31), 1, "0000486", "CREDIT"),
        (date(2011, 4, 5), -3451, "0000487", "DEBIT"),
        (date(2011, 4, 7), -2500, "0000488", "CHECK"),
    ]
    assert [line.remittance for line in statement.lines] == [
        "DIVIDEND EARNED FOR PERIOD OF 03/01/2011 THROUGH 03/31/2011 ANNUAL PERCENTAGE YIELD EARNED IS 0.05%",
        "AUTOMATIC WITHDRAWAL, ELECTRIC BILL WEB(S )",
        "RETURNED CHECK FEE, CHECK # 319 FOR $45.33 ON 04/07/11",
    ]


def test_two_accounts_in_xml_with_balances_and_no_movement() -> None:
    checking, savings = FORMAT.read(_bytes("multiple_accounts")).records
    assert (checking.account, checking.currency, checking.lines, checking.closing) == (
        "123/00/9100",
        "USD",
        (),
        Balance(date(2012, 6, 3), 11100),
    )
    assert (savings.account, savings.currency, savings.lines, savings.closing) == (
        "123/00/9200",
        "USD",
        (),
        Balance(date(2012, 6, 3), 22200),
    )


def test_an_account_in_xml_with_cdata() -> None:
    reading = FORMAT.read(_bytes("suncorp"))
    (statement,) = reading.records
    (line,) = statement.lines
    assert (statement.account, statement.currency, statement.closing) == ("SUNCORP/123456789", "AUD", Balance(date(2013, 12, 15), 123412))
    assert (line.booked_on, line.amount_minor, line.bank_reference) == (date(2013, 12, 15), -1685, "1")
    assert line.counterparty_name == "EFTPOS WDL HANDYWAY ALDI STORE"
    assert line.remittance == "EFTPOS WDL HANDYWAY ALDI STORE GEELONG WEST VICAU"
    assert reading.issues == ()


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_a_file_without_bank_statement_is_refused_by_name(name: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(_bytes(name))
    assert refused.value.code == code


def _file(movement: str, head: str = "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>", after: str = "") -> bytes:
    return f"OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{head}<BANKTRANLIST>{movement}</BANKTRANLIST>{after}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>".encode()


GOOD = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261119<TRNAMT>10.00<FITID>1<NAME>A</STMTTRN>"


@pytest.mark.parametrize(
    ("movement", "code"),
    [
        (GOOD.replace("10.00", "10.005"), "ofx-amount"),
        (GOOD.replace("10.00", "1,000.00"), "ofx-amount"),
        (GOOD.replace("20261119", "20261319"), "ofx-date"),
        (GOOD.replace("<NAME>A", "<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>"), "ofx-other-currency"),
    ],
)
def test_a_flawed_movement_is_not_taken_and_the_others_are(movement: str, code: str) -> None:
    reading = FORMAT.read(_file(movement + GOOD))
    assert [issue.code for issue in reading.issues] == [code]
    assert [line.amount_minor for line in reading.records[0].lines] == [1000]


def test_an_empty_memo_without_end_tag_swallows_nothing() -> None:
    (line,) = FORMAT.read(_file("<STMTTRN><TRNTYPE>DEP<MEMO><DTPOSTED>20261119<TRNAMT>-1<FITID>9<NAME>B</STMTTRN>")).records[0].lines
    assert (line.amount_minor, line.bank_reference, line.remittance) == (-100, "9", "B")


def test_the_declared_character_set_is_used_where_the_file_is_not_utf8() -> None:
    data = (
        _file(GOOD.replace("<NAME>A", "<NAME>Œuvre")).decode().replace("OFXHEADER:100\n", "OFXHEADER:100\nCHARSET:1252\n").encode("cp1252")
    )
    reading = FORMAT.read(data)
    assert (reading.encoding, reading.records[0].lines[0].counterparty_name) == ("cp1252", "Œuvre")


def test_a_correction_a_failed_answer_and_other_message_sets_are_mentioned() -> None:
    movement = GOOD.replace("<NAME>A", "<CORRECTFITID>0<CORRECTACTION>REPLACE<NAME>A")
    data = (
        _file(movement)
        .replace(b"<STMTRS>", b"<STATUS><CODE>2000<SEVERITY>ERROR</STATUS><STMTRS>")
        .replace(b"</OFX>", b"<INVSTMTMSGSRSV1></INVSTMTMSGSRSV1></OFX>")
    )
    assert [issue.code for issue in FORMAT.read(data).issues] == ["ofx-correction", "ofx-status", "ofx-other-messages"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"OFXHEADER:100", "ofx-no-element"), (b"<!DOCTYPE OFX []><OFX>", "ofx-doctype"), (b"<OFX>" * 100, "ofx-too-deep")]
)
def test_a_file_that_is_no_ofx_or_hostile_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(data)
    assert refused.value.code == code


def test_a_statement_without_account_is_not_taken() -> None:
    two = _file(GOOD).replace(b"</BANKMSGSRSV1>", b"<STMTTRNRS><STMTRS><CURDEF>EUR</STMTRS></STMTTRNRS></BANKMSGSRSV1>")
    reading = FORMAT.read(two)
    assert (len(reading.records), [issue.code for issue in reading.issues]) == (1, ["ofx-account"])
    with pytest.raises(FileRefused):
        FORMAT.read(_file(GOOD, head="<CURDEF>EUR"))


def test_an_unreadable_balance_is_an_issue() -> None:
    for balance, code in (("<BALAMT>x<DTASOF>20261119", "ofx-amount"), ("<BALAMT>1<DTASOF>soon", "ofx-date")):
        reading = FORMAT.read(_file(GOOD, after=f"<LEDGERBAL>{balance}</LEDGERBAL>"))
        assert (reading.records[0].closing, [issue.code for issue in reading.issues]) == (None, [code])
