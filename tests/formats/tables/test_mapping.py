"""Anybody's table: what is found out, what is asked, what a mapping makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures import fixture_path

from encours.formats.contract import FileRefused
from encours.formats.tables.contract import BankRow, InvoiceRow
from encours.formats.tables.issues import MappingRefused
from encours.formats.tables.mapped import read_mapped
from encours.formats.tables.mapping import SCHEMA_ID, Mapping
from encours.formats.tables.propose import propose_mapping
from encours.formats.tables.schema import KINDS, SCHEMAS, Row
from encours.formats.tables.sketch import detect
from encours.formats.tables.synonyms import SYNONYMS
from encours.kernel.issue import IssueLog

EUR = {"currency": "EUR"}


def rows_of(data: bytes, mapping: Mapping) -> tuple[list[Row], IssueLog]:
    log = IssueLog()
    return list(read_mapped(data, mapping, log)), log


def invoices_of(text: str, **changes: object) -> tuple[list[InvoiceRow], IssueLog]:
    """The invoices of a table read as proposed, in euro unless said otherwise."""
    data = text.encode()
    proposed = propose_mapping(detect(data, "x.csv"), "invoices").mapping
    constants = {} if "currency" in proposed.columns.values() else EUR
    rows, log = rows_of(data, replace(proposed, **{"constants": constants, **changes}))  # type: ignore[arg-type]
    return [row for row in rows if isinstance(row, InvoiceRow)], log


def test_a_published_table_of_1930_invoices_is_open_where_its_publisher_says() -> None:
    path = fixture_path("ar-data/ibm-accounts-receivable/train_invoiced_before_2013-07-01.csv")
    data = path.read_bytes()
    sketch = detect(data, path.name)
    assert (sketch.date_order, sketch.decimal_mark, sketch.questions) == ("MDY", ".", ())
    proposed = propose_mapping(sketch)
    assert (proposed.mapping.kind, proposed.missing) == ("invoices", ("currency",))
    assert set(proposed.unused) == {"countryCode", "PaperlessDate", "PaperlessBill", "DaysToSettle", "DaysLate"}
    assert {proposal.confidence for proposal in proposed.proposals} == {"certain"}
    rows, log = rows_of(data, replace(proposed.mapping, constants=EUR))
    invoices = [row for row in rows if isinstance(row, InvoiceRow)]
    assert len(invoices) == 1930 and set(log.counts) == {"table-column-unknown"}
    for day, count, minor in ((date(2012, 12, 31), 99, 572506), (date(2013, 3, 31), 94, 590374), (date(2013, 6, 30), 84, 511985)):
        still_open = [row.total_minor for row in invoices if row.issued_on <= day and (row.paid_on is None or row.paid_on > day)]
        assert (len(still_open), sum(still_open)) == (count, minor)
    first = invoices[0]
    assert (first.line, first.number, first.customer_id, first.total_minor, first.disputed) == (2, "611365", "0379-NEVHP", 5594, False)
    assert (first.issued_on, first.due_on, first.paid_on) == (date(2013, 1, 2), date(2013, 2, 1), date(2013, 1, 15))


FRENCH = """\
Export du 22/11/2026
;;;;;
N° pièce;Code client;Client;Date facture;Ech.;Mt TTC;Nature;Litige
F-1;C1;Société Générale d'Électricité;02/11/2026;12/12/26;12 200,00 €;Facture;Non
AV-2;C2;Dupont;13/11/2026;13/11/2026;-1.234,50;Avoir;Oui
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"])
def test_a_french_export_with_titles_is_read_as_proposed(encoding: str) -> None:
    data = (FRENCH.replace("€", "EUR") if encoding == "cp850" else FRENCH).encode(encoding)
    sketch = detect(data, "echeancier.csv")
    assert (sketch.separator, sketch.header_line, sketch.decimal_mark, sketch.date_order, sketch.ambiguous) == (";", 3, ",", "DMY", False)
    proposed = propose_mapping(sketch)
    assert proposed.mapping.kind == "invoices"
    assert proposed.mapping.words == {"type": {"Facture": "invoice", "Avoir": "credit_note"}, "disputed": {"Non": "no", "Oui": "yes"}}
    rows, log = rows_of(data, replace(proposed.mapping, constants=EUR))
    first, second = rows
    assert isinstance(first, InvoiceRow) and isinstance(second, InvoiceRow)
    assert (first.line, first.number, first.total_minor, first.due_on, first.type) == (4, "F-1", 1220000, date(2026, 12, 12), "invoice")
    assert first.customer_name == "Société Générale d'Électricité"
    assert (second.total_minor, second.type, second.disputed) == (123450, "credit_note", True)
    assert not any(issue.severity == "error" for issue in log.issues)


@pytest.mark.parametrize(
    ("amounts", "mark", "question"),
    [
        (["1.234", "2.500"], None, "decimal-mark"),
        (["1,234", "2,500"], None, "decimal-mark"),
        (["1.234", "2.50"], ".", None),
        (["1.234", "2,50"], ",", None),
        (["1.234,00", "2"], ",", None),
        (["1 234", "2"], None, None),
        (["12.50", "12,50"], None, "decimal-marks-mixed"),
    ],
)
def test_the_decimal_mark_is_proved_or_asked_for(amounts: list[str], mark: str | None, question: str | None) -> None:
    text = "Facture;Montant\n" + "".join(f"F{index}x;{amount}\n" for index, amount in enumerate(amounts))
    sketch = detect(text.encode(), "x.csv")
    assert sketch.decimal_mark == mark
    assert [found.code for found in sketch.questions] == ([question] if question else [])
    if question:
        assert sketch.questions[0].columns == ("Montant",) and set(sketch.questions[0].samples) <= set(amounts)


@pytest.mark.parametrize(
    ("days", "order", "question"),
    [
        (["03/04/2024", "05/06/2024"], None, "date-order"),
        (["03/04/2024", "13/06/2024"], "DMY", None),
        (["03/04/2024", "06/13/2024"], "MDY", None),
        (["2024-04-03", "2024-04-13"], "YMD", None),
        (["20240403", "20240413"], "YMD", None),
        (["13/04/24", "14/04/24"], "DMY", None),
        (["13/04/2024", "04/13/2024"], None, "date-orders-mixed"),
    ],
)
def test_the_order_of_dates_is_proved_or_asked_for(days: list[str], order: str | None, question: str | None) -> None:
    text = "Facture;Date\n" + "".join(f"F{index}x;{day}\n" for index, day in enumerate(days))
    sketch = detect(text.encode(), "x.csv")
    assert sketch.date_order == order
    assert [found.code for found in sketch.questions] == ([question] if question else [])


def test_what_was_asked_must_be_answered_before_anything_is_read() -> None:
    text = "Facture;Client;Date;Montant\nF1;C1;03/04/2024;1.234\n"
    data = text.encode()
    mapping = replace(propose_mapping(detect(data, "x.csv"), "invoices").mapping, constants=EUR)
    mapping = replace(mapping, columns={"Facture": "number", "Client": "customer_id", "Date": "issued_on", "Montant": "total"})
    with pytest.raises(MappingRefused):
        rows_of(data, mapping)
    with pytest.raises(MappingRefused):
        rows_of(data, replace(mapping, decimal_mark=","))
    answered, _ = rows_of(data, replace(mapping, decimal_mark=",", date_order="DMY"))
    assert isinstance(answered[0], InvoiceRow) and (answered[0].total_minor, answered[0].issued_on) == (123400, date(2024, 4, 3))


HEAD = "Invoice number,Customer id,Invoice date,Amount"


@pytest.mark.parametrize(
    ("amount", "type_cell", "expected"),
    [
        ("100.00", "", (10000, "invoice")),
        ("-100.00", "", (10000, "credit_note")),
        ("(100.00)", "", (10000, "credit_note")),
        ("100.00-", "", (10000, "credit_note")),
        ("-100.00", "Credit memo", (10000, "credit_note")),
        ("100.00", "Credit memo", (10000, "credit_note")),
        ("-100.00", "Invoice", None),
        ("100.00", "Pro forma", None),
    ],
)
def test_negative_totals_are_credit_notes_unless_the_type_says_otherwise(
    amount: str, type_cell: str, expected: tuple[int, str] | None
) -> None:
    rows, log = invoices_of(
        f"{HEAD},Type\nF1,C1,2026-01-13,{amount},{type_cell}\nF2,C1,2026-01-13,1.00,Invoice\nF3,C1,2026-01-13,1.00,Credit memo\n"
    )
    assert [(row.total_minor, row.type) for row in rows if row.number == "F1"] == ([expected] if expected else [])
    assert (not expected) is any(issue.severity == "error" and issue.line == 2 for issue in log.issues)


def test_inverted_signs_are_turned_around() -> None:
    rows, _ = invoices_of(f"{HEAD}\nF1,C1,2026-01-13,-100.00\nF2,C1,2026-01-13,5.25\n", sign="inverted")
    assert [(row.type, row.total_minor) for row in rows] == [("invoice", 10000), ("credit_note", 525)]


@pytest.mark.parametrize(
    ("debit", "credit", "minor"),
    [("12,50", "", -1250), ("-12,50", "", -1250), ("", "12,50", 1250), ("0,00", "12,50", 1250), ("1,00", "2,00", None), ("", "", None)],
)
def test_debit_and_credit_columns_of_a_bank_become_one_signed_amount(debit: str, credit: str, minor: int | None) -> None:
    data = f"Date;Libellé;Débit;Crédit\n13/11/2026;VIR DUPONT;{debit};{credit}\n14/11/2026;VIR;3,25;\n15/11/2026;VIR;;4,25\n".encode()
    proposed = propose_mapping(detect(data, "releve.csv"))
    assert (proposed.mapping.kind, proposed.mapping.sign) == ("bank", "debit_credit")
    rows, log = rows_of(data, replace(proposed.mapping, constants=EUR))
    found = [row for row in rows if isinstance(row, BankRow)]
    assert [row.amount_minor for row in found] == [*([] if minor is None else [minor]), -325, 425]
    assert ("table-debit-and-credit" in log.counts) is (minor is None)


def test_equal_headings_are_told_apart() -> None:
    log = IssueLog()
    sketch = detect(b"Facture;Montant;Montant;\nF1x;1,50;2,50;x\n", "x.csv", log=log)
    assert [column.heading for column in sketch.columns] == ["Facture", "Montant", "Montant (2)", "#4"]
    assert "table-column-twice" in log.counts


def test_an_amount_that_breaks_the_rule_of_the_file_is_not_taken() -> None:
    rows, log = invoices_of(f'{HEAD}\nF1,C1,2026-01-13,100.00\nF2,C1,2026-01-13,"100,00"\n', decimal_mark=".")
    assert [row.number for row in rows] == ["F1"]
    issue = next(issue for issue in log.issues if issue.code == "table-amount")
    assert (issue.line, issue.column, issue.value) == (3, "Amount", "100,00")


def test_formulas_are_text() -> None:
    rows, _ = invoices_of(f"{HEAD}\n=1+1,@SUM(A1),2026-01-13,100.00\n")
    assert (rows[0].number, rows[0].customer_id) == ("=1+1", "@SUM(A1)")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table-empty"),
        (b"1;2\n3;4\n", "table-empty"),
        ((";".join(f"c{i}" for i in range(5000)) + "\n").encode(), "table-too-wide"),
        (b"a;b\nx;" + b"y" * 10_000_000, "table-cell-too-long"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        detect(data, "x.csv")
    assert refused.value.code == code


def test_a_mapping_survives_json() -> None:
    mapping = Mapping(
        "invoices", {"N°": "number"}, {"currency": "EUR"}, {"type": {"Avoir": "credit_note"}}, ",", "DMY", "signed", 3, "cp1252", ";", None, "Sage – échéancier"
    )  # fmt: skip
    text = mapping.to_json()
    assert json.loads(text)["schema"] == SCHEMA_ID and "échéancier" in text
    assert Mapping.from_json(text) == mapping


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "encours.mapping/2"}, {"kind": "lottery"}, {"columns": {"A": "colour"}}, {"columns": {"A": "number", "B": "number"}}, {"columns": [1]},
        {"constants": {"currency": 1}}, {"words": {"type": {"a": 1}}}, {"decimal_mark": ";"}, {"date_order": "YDM"}, {"sign": "?"}, {"header_line": 0},
        {"header_line": True}, {"separator": '"'}, {"encoding": 1}, {"name": 1}, {"surprise": 1},
    ],
)  # fmt: skip
def test_a_broken_mapping_is_refused(change: dict[str, object]) -> None:
    values = {"schema": SCHEMA_ID, "kind": "invoices", "columns": {"A": "number"}} | change
    with pytest.raises(MappingRefused):
        Mapping.from_json(json.dumps(values))


@given(
    st.text(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)).map(json.dumps)
)
def test_no_text_crashes_the_reading_of_a_mapping(text: str) -> None:
    with pytest.raises(MappingRefused):
        Mapping.from_json(text)


@given(st.binary(max_size=400) | st.text(alphabet="ab;,\t\n\"'0123456789./-€é ", max_size=200).map(str.encode))
def test_no_bytes_crash_detection_and_reading(data: bytes) -> None:
    try:
        sketch = detect(data, "x.csv")
        for kind in KINDS:
            mapping = propose_mapping(sketch, kind).mapping
            constants = {name: "EUR" if name == "currency" else "1" for name in mapping.missing()}
            list(read_mapped(data, replace(mapping, constants=constants, decimal_mark=",", date_order="DMY"), IssueLog()))
    except FileRefused:
        pass


def test_the_synonyms_name_fields_that_exist() -> None:
    for kind, fields in SYNONYMS.items():
        extra = {"bank": {"debit", "credit"}, "invoices": {"status"}}.get(kind, set())
        assert set(fields) == SCHEMAS[kind].names | extra
