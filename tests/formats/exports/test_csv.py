"""CSV: read by programs, opened by people in a spreadsheet, safe for both."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.exports.samples import AGED_ROWS, EDGES, HOSTILE, NEGATIVE, aging, late

from encours.formats.exports.csv import write
from encours.formats.exports.csv.write import write_lines
from encours.formats.exports.guard import guard, unguard
from encours.formats.exports.table import Column, Table
from encours.kernel.wording import Text


def read(data: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_the_file_is_exact_to_the_byte() -> None:
    assert write(late()) == (
        b"customer,invoice,due_on,days,share,open\r\n"
        b"Martin & Fils SARL,F-2026-0733,2026-09-21,62,8.4,12200.00\r\n"
        b"Martin & Fils SARL,F-2026-0871,2026-10-31,22,17.9,26000.00\r\n"
        b"Martin & Fils SARL,A-2026-0012,2026-11-02,,,-1200.00\r\n"
        b"Groupe Alpha,F-2026-0699,2026-09-15,68,15.1,21900.00\r\n"
    )


def test_headings_separator_and_byte_order_mark_suit_a_french_excel() -> None:
    data = write(late(), headings="fr", separator=";", bom=True)
    assert data.startswith("\ufeffClient;Facture;Échéance;".encode())


@pytest.mark.parametrize(("currency", "shown"), [("EUR", "-1500.00"), ("JPY", "-150000"), ("TND", "-150.000")])
def test_a_negative_amount_stays_a_number_with_the_decimals_of_its_currency(currency: str, shown: str) -> None:
    assert read(write(aging(NEGATIVE, currency)))[1][1] == shown


@pytest.mark.parametrize("name", sorted(EDGES))
def test_every_edge_has_one_line_per_row_and_its_sums(name: str) -> None:
    table = EDGES[name]
    rows = read(write(table))
    assert len(rows) == len(table.rows) + 1
    at = [column.key for column in table.columns].index("open" if "grouped" in name else "total")
    scale = {"JPY": 0, "TND": 3}.get(table.currency, 2)
    written = sum((Decimal(row[at]) for row in rows[1:]), Decimal(0)).scaleb(scale)
    assert written == sum(cell for row in table.rows if isinstance(cell := row[at], int))


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_text_that_a_spreadsheet_would_run_is_prefixed(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Martin", "'s-Hertogenbosch", "", "1-2", "a=b", "12,50", "–tiret", "'"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n \0a1＝"), max_size=6) | st.text())
def test_a_reader_of_our_file_gets_the_text_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝"))


@given(st.lists(st.tuples(st.text(), st.integers(-(10**15), 10**15) | st.none(), st.dates() | st.none()), max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, int | None, date | None]]) -> None:
    name = Text(en="x", fr="x")
    table = Table("t", name, (Column("a", name), Column("b", name, "amount"), Column("c", name, "date")), rows, "EUR")
    found = [
        (unguard(a), int(Decimal(b).scaleb(2)) if b else None, date.fromisoformat(c) if c else None)
        for a, b, c in read(write(table))[1:]
    ]  # fmt: skip
    assert found == [(a.replace("\0", "\ufffd"), b, c) for a, b, c in rows]


def test_half_a_character_does_not_stop_the_file() -> None:
    assert "half \ufffd" in write(EDGES["hostile names"]).decode()


def test_a_long_table_comes_in_pieces_that_make_the_same_file() -> None:
    table = aging(AGED_ROWS * 2000)
    pieces = list(write_lines(table))
    assert len(pieces) > 3
    assert b"".join(pieces) == write(table)
