"""The canonical tables: strict reading, and reading back what was written."""

from __future__ import annotations

import io
import string
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.formats.contract import FileRefused
from encours.formats.tables.canonical import read_canonical
from encours.formats.tables.contract import CustomerRow, InstallmentRow, InvoiceRow, RemittanceRow
from encours.formats.tables.schema import CANONICAL_KINDS, INVOICE_TYPES, SCHEMAS, Field, Kind, Row
from encours.kernel.issue import IssueLog


@dataclass
class Read:
    kind: Kind
    rows: list[Row]
    log: IssueLog
    refused: int


def read(content: str | bytes, currency: str = "EUR") -> Read:
    log = IssueLog()
    file = read_canonical(io.BytesIO(content.encode() if isinstance(content, str) else content), log=log, currency=currency)
    rows = list(file.rows())
    assert file.taken == len(rows)
    return Read(file.kind, rows, log, file.refused)


INVOICES = "number,type,customer_id,issued_on,currency,total"


def invoice(extra_columns: str = "", extra: str = "", total: str = "120.00", currency: str = "EUR", issued: str = "2026-11-02") -> Read:
    return read(f"{INVOICES}{extra_columns}\nF1,invoice,C1,{issued},{currency},{total}{extra}\n")


def test_a_file_is_recognised_by_its_headings_in_any_order() -> None:
    result = read("total,currency,issued_on,customer_id,type,number,due_on\r\n120.5,EUR,2026-11-02,C1,invoice,F1,2026-12-02\r\n")
    assert result.kind == "invoices"
    assert result.rows == [InvoiceRow(2, "F1", "invoice", "C1", date(2026, 11, 2), "EUR", 12050, due_on=date(2026, 12, 2))]
    assert not result.log


@pytest.mark.parametrize("kind", CANONICAL_KINDS)
def test_every_kind_is_recognised_by_its_required_columns_alone(kind: Kind) -> None:
    result = read(",".join(field.name for field in SCHEMAS[kind].fields if field.required) + "\n")
    assert (result.kind, result.rows) == (kind, [])


def test_the_line_is_the_one_an_editor_shows() -> None:
    rows = read('\ufeffcustomer_id,name,aliases\n\nC1,"Deux\nlignes",A; B ;\nC2,Dupont,\n').rows
    assert rows == [CustomerRow(3, "C1", "Deux\nlignes", aliases=("A", "B")), CustomerRow(5, "C2", "Dupont")]


@pytest.mark.parametrize(
    ("total", "currency", "minor", "code"),
    [
        ("120", "EUR", 12000, None),
        ("120.5", "EUR", 12050, None),
        ("120.500", "EUR", 12050, None),
        ("120.505", "EUR", None, "table-amount"),
        ("120.505", "TND", 120505, None),
        ("120", "JPY", 120, None),
        ("120.5", "JPY", None, "table-amount"),
        ("120,50", "EUR", None, "table-cell-count"),
        ('"120,50"', "EUR", None, "table-amount"),
        ("1 200", "EUR", None, "table-amount"),
        ("1e3", "EUR", None, "table-amount"),
        ("=1+1", "EUR", None, "table-amount"),
        ("NaN", "EUR", None, "table-amount"),
        ("١٢", "EUR", None, "table-amount"),
        ("-120", "EUR", None, "table-negative"),
        ("", "EUR", None, "table-value-missing"),
        ("120", "eur", None, "table-currency"),
        ("120", "", None, "table-value-missing"),
    ],
)
def test_amounts_are_strict(total: str, currency: str, minor: int | None, code: str | None) -> None:
    result = invoice(total=total, currency=currency)
    assert [row.total_minor for row in result.rows if isinstance(row, InvoiceRow)] == ([] if minor is None else [minor])
    assert (set(result.log.counts), result.refused) == (({code}, 1) if code else (set(), 0))
    if code:
        issue = result.log.issues[0]
        assert issue.line == 2 and "2" in issue.say("fr")


@pytest.mark.parametrize("written", ["02/11/2026", "20261102", "2026-11-31", "2026-1-2", "soon", ""])
def test_days_are_iso(written: str) -> None:
    result = invoice(issued=written)
    assert result.rows == [] and result.log.issues[0].column == "issued_on"


@pytest.mark.parametrize(
    ("columns", "cells", "code"),
    [
        (",open,paid_on", ",20.00,2026-11-20", "table-open-and-paid"),
        (",open,paid_on", ",0,2026-11-20", None),
        (",open", ",120.01", "table-open-over-total"),
        (",due_on", ",2026-11-01", "table-due-before-issued"),
        (",net,tax", ",100.00,20.00", None),
        (",net,tax", ",100.00,19.99", "table-net-and-tax"),
        (",paid_on", ",2026-10-01", "table-paid-before-issued"),
        (",Observations", ",x", "table-column-unknown"),
        (",", ",", None),
    ],
)
def test_values_that_contradict_each_other_are_reported_and_taken(columns: str, cells: str, code: str | None) -> None:
    result = invoice(columns, cells)
    assert len(result.rows) == 1 and set(result.log.counts) == ({code} if code else set())


def test_open_wins_over_paid_on() -> None:
    row = invoice(",open,paid_on", ",20.00,2026-11-20").rows[0]
    assert isinstance(row, InvoiceRow) and (row.open_minor, row.paid_on) == (2000, None)


@pytest.mark.parametrize(("cell", "code"), [("maybe", "table-flag"), ("yes", None), ("non", None), ("TRUE", None)])
def test_flags_say_yes_or_no(cell: str, code: str | None) -> None:
    assert set(invoice(",disputed", f",{cell}").log.counts) == ({code} if code else set())


def test_cells_that_look_like_formulas_are_text() -> None:
    row = read("customer_id,name\nC1,\"=cmd|'/c calc'!A0\"\n").rows[0]
    assert isinstance(row, CustomerRow) and row.name == "=cmd|'/c calc'!A0"


def test_an_installment_has_the_decimals_of_the_currency_it_is_read_with() -> None:
    content = "invoice_number,number,due_on,amount\nF1,1,2026-12-01,50\n"
    assert read(content).rows == [InstallmentRow(2, "F1", 1, date(2026, 12, 1), 5000)]
    assert read(content, "JPY").rows == [InstallmentRow(2, "F1", 1, date(2026, 12, 1), 50)]


def test_remittance_amounts_may_be_negative_since_an_advice_deducts() -> None:
    row = read("remittance_id,currency,invoice_reference,amount\nR1,EUR,AV1,-5.00\n").rows[0]
    assert isinstance(row, RemittanceRow) and row.amount_minor == -500


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table-empty"),
        (b"\n\n", "table-empty"),
        (b"customer_id,name\nC1,Soci\xe9t\xe9\n", "table-not-utf-8"),
        ("customer_id,name\nC1,é\n".encode("utf-16"), "table-not-utf-8"),
        (b"customer_id;name\nC1;x\n", "table-not-canonical"),
        (b"number,type,customer_id,issued_on,total\n", "table-not-canonical"),
        (b"customer_id,name,name\n", "table-column-twice"),
        ((",".join(f"c{i}" for i in range(5000)) + "\n").encode(), "table-too-wide"),
        (b'customer_id,name\nC1,"never closed' + b"\nx" * 200_000, "table-cell-too-long"),
        (b"customer_id,name\nC1," + b"x" * 10_000_000 + b"\n", "table-cell-too-long"),
    ],
)
def test_files_that_cannot_be_read_are_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert refused.value.code == code and "{" not in refused.value.say("fr")


def test_nul_bytes_are_left_out_and_told() -> None:
    result = read(b"customer_id,name\nC\x001,x\n")
    assert result.rows == [CustomerRow(2, "C1", "x")] and set(result.log.counts) == {"encoding-nul"}


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"), min_size=1, max_size=20).map(str.strip).filter(bool)
_CODES = ("EUR", "JPY", "TND")
_VALUES = {
    "text": _TEXT,
    "list": st.lists(_TEXT.map(lambda text: text.replace(";", "").strip()).filter(bool), max_size=3).map(tuple),
    "amount": st.integers(-(10**12), 10**12),
    "positive": st.integers(0, 10**12),
    "date": st.dates(),
    "decimal": st.decimals("0", "100", places=2),
    "whole": st.integers(0, 10**6),
    "flag": st.booleans(),
    "currency": st.sampled_from(_CODES),
    "type": st.sampled_from(INVOICE_TYPES),
}


def _values(field: Field) -> st.SearchStrategy[object]:
    filled: st.SearchStrategy[object] = _VALUES[field.holds]
    return filled if field.required or field.holds in ("list", "flag") else st.none() | filled


def _row(kind: Kind) -> st.SearchStrategy[Row]:
    schema = SCHEMAS[kind]

    def build(values: dict[str, object]) -> Row:
        given = {name: value for name, value in values.items() if value is not None}
        if kind == "invoices" and given.get("open_minor"):
            given.pop("paid_on", None)
        return schema.row(line=2, **given)  # type: ignore[arg-type]  # drawn field by field from the schema

    return st.fixed_dictionaries({field.target: _values(field) for field in schema.fields}).map(build)


@given(st.binary(max_size=500))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    for head in (b"", b"customer_id,name,credit_limit\n", INVOICES.encode() + b",open,tax_rate\n"):
        with suppress(FileRefused):
            read(head + data)


@given(st.text(alphabet=string.printable, max_size=40))
def test_no_total_is_taken_for_another_number(total: str) -> None:
    quoted = total.replace('"', '""')
    for row in invoice(total=f'"{quoted}"').rows:
        assert isinstance(row, InvoiceRow) and Decimal(total.strip()) * 100 == row.total_minor
