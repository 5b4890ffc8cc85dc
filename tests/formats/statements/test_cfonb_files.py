"""The CFONB 120 files of pennylane-hq/cfonb: the example is read completely, each broken file gives its named refusal or issue."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.formats.contract import FileRefused
from encours.formats.statements.cfonb120 import FORMAT
from encours.formats.statements.cfonb120.amount import NEGATIVE, POSITIVE, encode_amount, signed_amount
from encours.formats.statements.contract import Balance
from encours.kernel.amounts import NotAnAmount
from tests.fixtures import fixture_path

FOLDER = "bank-cfonb/pennylane-cfonb"
FIRST, SECOND = "FR7615589000009876543210088", "FR7618706000000012345678954"

# file: what the reader says of it, by code and line; the first is the flaw that the file was made for
BROKEN_BUT_READ = {
    "end_of_statement_without_beginning": [("cfonb120-closing-alone", 9), ("cfonb120-other-bank", 6), ("statement-difference", 1)],
    "invalid_date": [("cfonb120-date", 1), ("cfonb120-closing-alone", 9), ("cfonb120-other-bank", 6)],
    "new_statement_without_previous_ended": [("cfonb120-not-closed", 1), ("statement-difference", 6)],
    "operation_detail_without_operation": [("cfonb120-detail-alone", 3), ("cfonb120-other-bank", 8), ("statement-difference", 1)],
    "operation_out_of_statement": [("cfonb120-movement-outside", 1), ("cfonb120-other-bank", 8), ("statement-difference", 3)],
}
REFUSED = ["operation", "operation_already_defined", "operation_unstarted"]


def _bytes(name: str) -> bytes:
    return fixture_path(f"{FOLDER}/{name}.txt").read_bytes()


def test_every_file_of_the_folder_has_its_expected_outcome() -> None:
    assert {path.stem for path in fixture_path(FOLDER).glob("*.txt")} == {"example", *BROKEN_BUT_READ, *REFUSED}


def test_the_example_is_read_completely() -> None:
    first, second = FORMAT.read(_bytes("example")).records
    assert (first.account, first.currency, first.opening, first.closing) == (
        FIRST,
        "EUR",
        Balance(date(2019, 5, 15), -19040),
        Balance(date(2019, 5, 16), -24121),
    )
    assert (second.account, second.opening, second.closing) == (
        SECOND,
        Balance(date(2019, 5, 16), -24121),
        Balance(date(2019, 5, 17), -16372),
    )
    day15, day16, day17 = date(2019, 5, 15), date(2019, 5, 16), date(2019, 5, 17)
    assert [(line.amount_minor, line.booked_on, line.value_on, line.transaction_code, line.counterparty_name) for line in first.lines] == [
        (-3221, day16, day16, "B1", "INTERNET SFR"),
        (-1070, day16, day16, "B1", "ELEC ERDF"),
        (-790, day15, day15, "62", ""),
    ]
    assert [(line.amount_minor, line.booked_on, line.value_on, line.transaction_code) for line in second.lines] == [
        (9749, day17, day15, "A3"),
        (-1210, day15, day15, "62"),
        (-790, day16, day16, "62"),
    ]
    assert (first.lines[0].end_to_end_id, first.lines[0].batch_id) == ("OTHER REFERENCE", "REFERENCE")
    assert [line.remittance for line in (*first.lines, *second.lines)] == [
        "PRLV SEPA TEST CABINET MENSUEAUHTR13133 MENSUEAUHTR13DUP INTERNETA AAA INTERNETA ABB INTERNETE BBB INTERNETI CCC "
        "EXAMPLE WITH EMPTY SPACE EXAMPLE WITH OTHER COMBINATIONS",
        "VIR SEPA DEMONSTRATION REFERENCE",
        "F COMMISSION D INTERVENTION",
        "PRLV SEPA GROUPAMA CEN P051928612 22793301700040",
        "F FRAIS PRLV IMP 97 49EUR",
        "F COMMISSION D INTERVENTION",
    ]


def test_the_example_has_no_flaw_but_its_unknown_qualifiers_and_its_second_bank_code() -> None:
    issues = FORMAT.read(_bytes("example")).issues
    assert [(issue.code, issue.line) for issue in issues if issue.severity != "info"] == [
        ("cfonb120-other-bank", 19),
        ("cfonb120-other-bank", 21),
    ]
    assert [issue.value for issue in issues if issue.code == "cfonb120-qualifier"] == ["AAA", "AAA", "BBB", "CCC", "N Y", "2'C"]


@pytest.mark.parametrize("name", BROKEN_BUT_READ)
def test_a_broken_file_says_what_is_wrong_and_keeps_what_is_right(name: str) -> None:
    reading = FORMAT.read(_bytes(name))
    assert sorted((issue.code, issue.line or 0) for issue in reading.issues) == sorted(BROKEN_BUT_READ[name])
    assert [line.amount_minor for line in reading.records[0].lines] == [-1070]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_any_opening_record_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(_bytes(name))
    assert refused.value.code == "cfonb120-no-opening"


@given(st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1))
def test_an_amount_written_is_read_back(minor: int) -> None:
    assert signed_amount(encode_amount(minor), scale=2, digits=2) == minor


@given(st.text(alphabet="0123456789{}ABIJKRS ", min_size=14, max_size=14))
def test_only_thirteen_digits_and_a_sign_are_an_amount(text: str) -> None:
    is_amount = text[:13].isdigit() and text[13] in POSITIVE + NEGATIVE
    try:
        assert abs(signed_amount(text, scale=2, digits=2)) == int(text[:13]) * 10 + (POSITIVE + NEGATIVE).index(text[13]) % 10
        assert is_amount
    except NotAnAmount:
        assert not is_amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0000000012000{", 120000),
        ("0000000000456P", -4567),
        ("0000000000000{", 0),
        ("0000000000001}", -10),
        ("0000012345678I", 123456789),
        ("0000000010000}", -100000),
    ],
)
def test_the_worked_amounts_of_the_specification(text: str, minor: int) -> None:
    assert signed_amount(text, scale=2, digits=2) == minor
    assert encode_amount(minor) == text


@pytest.mark.parametrize(
    ("scale", "text", "minor"), [(0, "0000000000012{", 12000), (1, "0000000000012{", 1200), (3, "0000000012000{", 12000)]
)
def test_the_decimals_of_the_record_count(scale: int, text: str, minor: int) -> None:
    assert signed_amount(text, scale=scale, digits=2) == minor


def test_a_tenth_of_a_cent_is_no_amount() -> None:
    with pytest.raises(NotAnAmount):
        signed_amount("0000000000000E", scale=3, digits=2)


RECORD = "0120041    01005EUR2 0500013M026  191126".ljust(90) + encode_amount(100000)
MOVEMENT = "0420041010101005EUR2 0500013M02605201126  201126VIR".ljust(90) + encode_amount(2500)
CLOSING = "0720041    01005EUR2 0500013M026  201126".ljust(90) + encode_amount(102500)


def _codes(*lines: str) -> list[str]:
    return [issue.code for issue in FORMAT.read("\n".join(lines).encode()).issues]


def test_a_file_without_line_breaks_is_cut_every_120_characters() -> None:
    reading = FORMAT.read("".join(line.ljust(120) for line in (RECORD, MOVEMENT, CLOSING)).encode())
    assert [line.amount_minor for line in reading.records[0].lines] == [2500]
    assert reading.issues == ()


def test_a_statement_without_movement_is_valid() -> None:
    closing = CLOSING[:90] + encode_amount(100000)
    assert _codes(RECORD, closing, "\x1a") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (MOVEMENT.replace("0500013M026", "0500013M027"), "cfonb120-other-account"),
        (MOVEMENT.replace("EUR", "USD"), "cfonb120-other-currency"),
        (MOVEMENT.replace("05201126", "05322126"), "cfonb120-date"),
        (MOVEMENT[:-1] + "?", "cfonb120-amount"),
        (MOVEMENT.replace("EUR2", "EUR "), "cfonb120-amount"),
        (MOVEMENT[:42] + "310226" + MOVEMENT[48:], "cfonb120-value-date"),
        ("09" + MOVEMENT[2:], "cfonb120-unknown-record"),
        (MOVEMENT.ljust(121, "X"), "cfonb120-unknown-record"),
        (MOVEMENT + "\n0520041010101005EUR2 0500013M02605201126     MMOUS$2", "cfonb120-side-amount"),
        (MOVEMENT + "\n0520041010101005EUR2 0500013M02605201126     FEEUSD200000000000100", "cfonb120-side-amount"),
    ],
)
def test_a_flawed_record_is_an_issue_at_its_line(line: str, code: str) -> None:
    issues = FORMAT.read("\n".join((RECORD, line, CLOSING)).encode()).issues
    assert [issue.line for issue in issues if issue.code == code] == [2]


def test_an_account_that_is_no_french_rib_is_kept_as_written() -> None:
    foreign = [line.replace("20041", "2004A", 1) for line in (RECORD, MOVEMENT, CLOSING)]
    reading = FORMAT.read("\n".join(foreign).encode())
    assert reading.records[0].account == "2004A010050500013M026"
    assert [issue.code for issue in reading.issues] == ["cfonb120-account"]
