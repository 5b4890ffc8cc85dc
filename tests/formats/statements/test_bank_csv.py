"""bank.csv: strict where money is concerned, patient with everything else."""

from __future__ import annotations

import pytest

from encours.formats.contract import FileRefused
from encours.formats.statements.csv import FORMAT
from encours.formats.statements.csv.reader import COLUMNS

HEADER = "line_id,booked_on,amount,currency,account_iban,remittance,value_on,counterparty_iban"


def _read(*rows: str, header: str = HEADER) -> tuple[list[int], list[tuple[str, int | None, str | None]]]:
    reading = FORMAT.read("\n".join((header, *rows)).encode())
    amounts = [line.amount_minor for statement in reading.records for line in statement.lines]
    return amounts, [(issue.code, issue.line, issue.column) for issue in reading.issues]


GOOD = "1,2026-11-19,10.00,EUR,,,,"


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        ("2,2026-11-19,,EUR,,,,", ("bank-csv-missing", 3, "amount")),
        ('2,2026-11-19,"1,500",EUR,,,,', ("bank-csv-amount", 3, "amount")),
        ("2,2026-11-19,1.005,EUR,,,,", ("bank-csv-amount", 3, "amount")),
        ("2,2026-11-19,1e3,EUR,,,,", ("bank-csv-amount", 3, "amount")),
        ("2,2026-11-19,10,eur,,,,", ("bank-csv-currency", 3, "currency")),
        ("2,2026-02-30,10,EUR,,,,", ("bank-csv-date", 3, "booked_on")),
        ("2,2026-11-19T10:00,10,EUR,,,,", ("bank-csv-date", 3, "booked_on")),
        ("2,2026-11-19,10,EUR,,", ("bank-csv-cells", 3, None)),
        ("2,2026-11-19,1,500,EUR,,,,", ("bank-csv-cells", 3, None)),
    ],
)
def test_a_flawed_row_is_an_issue_with_its_line_and_column_and_is_not_taken(row: str, issue: tuple[str, int | None, str | None]) -> None:
    assert _read(GOOD, row) == ([1000], [issue])


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        ("1,2026-11-19,10.0,EUR,,,,", ("bank-csv-repeated-line", 3, "line_id")),
        ("2,2026-11-19,+10,EUR,,,tomorrow,", ("bank-csv-value-date", 3, "value_on")),
        ("2,2026-11-19,10.00,EUR,,,,FR7630006000011234567890180", ("bank-csv-iban", 3, "counterparty_iban")),
    ],
)
def test_a_doubtful_row_is_taken_with_a_warning(row: str, issue: tuple[str, int | None, str | None]) -> None:
    assert _read(GOOD, row) == ([1000, 1000], [issue])


def test_two_equal_rows_with_their_own_ids_are_two_movements() -> None:
    assert _read(GOOD, "2" + GOOD[1:]) == ([1000, 1000], [])


def test_rows_make_one_statement_per_account_and_currency() -> None:
    one = "FR1420041010050500013M02606"
    reading = FORMAT.read(
        f"{HEADER}\n1,2026-11-19,1,EUR,{one},,,\n2,2026-11-19,2,USD,{one},,,\n3,2026-11-19,3,EUR,{one},,,\n4,2026-11-19,4,EUR,,,,\n".encode()
    )
    assert [(each.account, each.currency, [line.entry for line in each.lines]) for each in reading.records] == [
        (one, "EUR", [1, 2]),
        (one, "USD", [1]),
        ("", "EUR", [1]),
    ]


def test_a_quoted_cell_may_hold_commas_and_line_breaks_and_the_next_row_keeps_its_line() -> None:
    amounts, issues = _read('1,2026-11-19,10.00,EUR,,"FA 1, FA 2\nFA 3",,', "2,bad,1,EUR,,,,")
    assert (amounts, issues) == ([1000], [("bank-csv-date", 4, "booked_on")])


def test_a_header_without_rows_is_a_statement_of_nothing() -> None:
    assert FORMAT.read(HEADER.encode()).records == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"line_id,booked_on,amount\n1,2026-11-19,1\n", "bank-csv-columns"),
        (b"line_id;booked_on;amount;currency\n", "bank-csv-columns"),
        (b"line_id,booked_on,amount,currency,amount\n", "bank-csv-repeated-column"),
        (HEADER.encode() + b"\n1,2026-11-19,1,EUR,,\xe9,,\n", "bank-csv-encoding"),
        (HEADER.encode() + b'\n1,2026-11-19,1,EUR,,"never closed,,\n', "bank-csv-broken"),
        (HEADER.encode() + b"\nx,y,z,w,,,,\n", "bank-csv-no-row"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(data)
    assert refused.value.code == code


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert FORMAT.recognises(b"\xef\xbb\xbf" + HEADER.encode())
    assert FORMAT.read(b"\xef\xbb\xbf" + f"{HEADER}\r\n{GOOD}\r\n".encode()).issues == ()


def test_the_columns_are_those_of_the_canonical_table() -> None:
    assert ",".join(COLUMNS) == (
        "line_id,booked_on,amount,currency,value_on,account_iban,counterparty_name,counterparty_iban,remittance,"
        "creditor_reference,end_to_end_id,bank_reference,transaction_code,method"
    )
