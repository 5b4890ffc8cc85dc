"""What the MT940 reader makes of signs, dates, references and texts."""

from __future__ import annotations

from datetime import date

import pytest

from encours.formats.contract import FileRefused
from encours.formats.statements.contract import StatementLine
from encours.formats.statements.mt940 import FORMAT
from encours.formats.statements.mt940.movement import Unreadable, read_movement

HEAD = ":20:X\n:25:DE89370400440532013000\n:28C:1\n:60F:C260101EUR0,\n"


def _lines(*fields: str) -> tuple[StatementLine, ...]:
    return FORMAT.read((HEAD + "\n".join(fields) + "\n").encode()).records[0].lines


def _codes(*fields: str) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.line) for issue in FORMAT.read((HEAD + "\n".join(fields) + "\n").encode()).issues]


@pytest.mark.parametrize(
    ("mark", "minor", "is_reversal"),
    [("C", 1050, False), ("D", -1050, False), ("RC", -1050, True), ("RD", 1050, True), ("DR", -1050, False), ("CR", 1050, False)],
)
def test_the_mark_gives_the_sign(mark: str, minor: int, is_reversal: bool) -> None:
    (line,) = _lines(f":61:260102{mark}10,5NTRFNONREF")
    assert (line.amount_minor, line.is_reversal) == (minor, is_reversal)


@pytest.mark.parametrize(
    ("value", "entry", "booked_on"),
    [
        ("251231", "0102", date(2026, 1, 2)),
        ("260102", "1231", date(2025, 12, 31)),
        ("240228", "0229", date(2024, 2, 29)),
        ("260615", "", date(2026, 6, 15)),
    ],
)
def test_the_entry_date_takes_the_year_nearest_to_the_value_date(value: str, entry: str, booked_on: date) -> None:
    assert read_movement((f"{value}{entry}C1,NTRFX",), 2).booked_on == booked_on


def test_an_impossible_entry_date_gives_way_to_the_value_date() -> None:
    assert _codes(":61:2601020230C1,NTRFX") == [("mt940-entry-date", 5)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("garbage", "structure"),
        ("261302C1,NTRFX", "value date"),
        ("260102C1,005NTRFX", "amount"),
        ("260102C,NTRFX", "amount"),
        ("260102C1,2,3NTRFX", "amount"),
    ],
)
def test_an_unreadable_movement_names_the_part(text: str, part: str) -> None:
    with pytest.raises(Unreadable, match=part):
        read_movement((text,), 2)
    assert _codes(f":61:{text}", ":61:260102C1,NTRFX") == [("mt940-movement", 5)]


def test_the_line_may_break_between_mark_and_amount() -> None:
    (line,) = _lines(":61:260102C", "12,30NTRFNONREF//B1")
    assert (line.amount_minor, line.bank_reference) == (1230, "B1")


def test_foreign_amount_and_charges_come_from_the_supplement() -> None:
    (line,) = _lines(":61:260102C90,NTRFNONREF", "/OCMT/USD100,//CHGS/EUR2,50/")
    assert (line.original_minor, line.original_currency, line.charges_minor, line.remittance) == (10000, "USD", 250, "")


def test_a_counterparty_in_ing_style() -> None:
    (line,) = _lines(":61:260102C90,NTRFEREF", ":86:/EREF/E2E-1//CNTP/NL32INGB0000012345/INGBNL2A/DE BAKKER///REMI/USTD//FACTUUR 12/")
    assert (line.end_to_end_id, line.counterparty_iban, line.counterparty_name, line.remittance) == (
        "E2E-1",
        "NL32INGB0000012345",
        "DE BAKKER",
        "FACTUUR 12",
    )


def test_a_german_account_keeps_its_bank_code() -> None:
    (line,) = _lines(":61:260102C90,NTRFNONREF", ":86:051?00UEBERWEISUNG?20RE 12?3050060400?310847564700?32MUELLER")
    assert (line.counterparty_iban, line.counterparty_name, line.remittance) == ("50060400/0847564700", "MUELLER", "UEBERWEISUNG RE 12")


def test_an_amount_above_what_a_database_holds_is_an_issue() -> None:
    assert _codes(":61:260102C9999999999999999999,NTRFX") == [("mt940-movement", 5)]


def test_an_unknown_field_and_an_unreadable_balance_are_issues() -> None:
    assert _codes(":99:x", ":62F:C260199EUR1,") == [("mt940-unexpected-field", 5), ("mt940-balance", 6)]


def test_a_statement_without_account_is_reported_beside_the_good_one() -> None:
    reading = FORMAT.read((HEAD + "-\n:20:Y\n:60F:C260101EUR0,\n:61:260102C1,NTRFX\n").encode())
    assert (len(reading.records), [(issue.code, issue.line) for issue in reading.issues]) == (1, [("mt940-incomplete", 6)])


def test_windows_line_ends_and_old_code_pages_are_read() -> None:
    data = (HEAD + ":61:260102C1,NTRFX\n:86:MÜLLER\n").replace("\n", "\r\n").encode("cp1252")
    reading = FORMAT.read(data)
    assert (reading.encoding, reading.records[0].lines[0].remittance) == ("cp1252", "MÜLLER")


def test_a_text_without_fields_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(b"Dear customer,\nplease find :20: attached.")
    assert refused.value.code == "mt940-no-field"
