"""Excel: re-read with two other programs, since a workbook is what others make of it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from tests.formats.exports.samples import AGED_ROWS, AS_OF, EDGES, HOSTILE, aged_row, aging, late, report

from encours.formats.exports.sums import totals_of
from encours.formats.exports.table import Column, Report, Table
from encours.formats.exports.xlsx import AmountTooLarge, TooManyRows, write
from encours.formats.exports.xlsx.write import STREAMED_ABOVE
from encours.kernel.currency import decimals
from encours.kernel.wording import Text

HEADER = 4


def sheet_of(data: bytes, name: str, *, values: bool = False) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(data), data_only=values)[name]
    assert isinstance(found, Worksheet)
    return found


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write(report(), "fr") == write(report(), "fr")


def test_cells_have_the_types_of_their_columns() -> None:
    sheet = sheet_of(write(report(), "fr"), "Factures échues")
    values = [cell.value for cell in sheet[HEADER + 1]]
    assert values == ["Martin & Fils SARL", "F-2026-0733", datetime(2026, 9, 21), 62, 8.4, 12200]
    assert [cell.number_format for cell in sheet[HEADER + 1]] == ["@", "@", "dd/mm/yyyy", "#,##0", '0.0\\ "%"', '#,##0.00\\ "€"']
    assert [cell.value for cell in sheet[HEADER + 3]][3:5] == [None, None]


def test_the_header_stays_in_view_and_filters_the_rows_but_not_the_total() -> None:
    sheet = sheet_of(write(report(), "fr"), "Balance âgée")
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == f"A{HEADER}:H{HEADER + len(AGED_ROWS)}"
    assert [cell.value for cell in sheet[HEADER]] == ["Client", "Non échu", "1–30", "31–60", "61–90", "Plus de 90", "Non affecté", "Total"]
    assert sheet.print_title_rows == "$4:$4"


def test_totals_are_formulas_that_carry_their_value() -> None:
    data = write(report(), "en")
    row = HEADER + len(AGED_ROWS) + 1
    assert sheet_of(data, "Aged balance")[row][1].value == "=SUM(B5:B9)"
    assert sheet_of(data, "Aged balance", values=True)[row][7].value == 709863.63
    assert sheet_of(data, "Aged balance")[row][0].value == "Total"


@pytest.mark.parametrize("name", sorted(EDGES))
def test_what_calamine_reads_adds_up_to_the_total_of_the_table(name: str) -> None:
    table = EDGES[name]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(write(report(table), "en"))).get_sheet_by_index(0).to_python()
    totals = totals_of(table)
    assert totals is not None
    for index, column in enumerate(table.columns):
        if column.total and table.rows:
            read = [row[index] for row in rows[HEADER : HEADER + len(table.rows) + 1]]
            minor = [round(Decimal(repr(value)).scaleb(decimals(table.currency))) for value in read if isinstance(value, (int, float))]
            assert sum(minor[:-1]) == minor[-1] == totals[index]


def test_text_is_never_a_formula_or_a_link() -> None:
    data = write(report(EDGES["hostile names"]), "en")
    sheet = sheet_of(data, "Aged balance")
    cells = [sheet.cell(HEADER + 1 + number, 1) for number in range(len(HOSTILE))]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert cells[0].value == HOSTILE[0]
    assert all(cell.hyperlink is None for cell in cells)
    with ZipFile(io.BytesIO(data)) as files:
        text = files.read("xl/worksheets/sheet1.xml").decode()
    assert text.count("<f>") == text.count("<f>SUM(") == 7


def test_late_amounts_are_coloured_by_a_rule_and_others_are_not() -> None:
    sheet = sheet_of(write(report(), "fr"), "Balance âgée")
    assert sorted(str(found.sqref) for found in sheet.conditional_formatting) == ["C5:C9", "D5:D9", "E5:E9", "F5:F9"]


def test_an_ageing_has_a_chart_of_its_totals_and_another_table_has_none() -> None:
    with ZipFile(io.BytesIO(write(report(), "en"))) as files:
        charts = [name for name in files.namelist() if "charts/chart" in name]
        chart = files.read(charts[0]).decode()
    assert len(charts) == 1
    assert "'Aged balance'!$B$10:$F$10" in chart
    assert "'Aged balance'!$B$4:$F$4" in chart


def test_the_last_sheet_says_what_the_figures_are() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write(report(), "fr")))
    assert workbook.sheetnames == ["Balance âgée", "Factures échues", "Lisez-moi"]
    said = {str(row[0]): row[1] for row in workbook["Lisez-moi"].iter_rows(values_only=True) if row[0]}
    assert said["Société"] == "Dupont Négoce SARL"
    assert "Situation au 22/11/2026, telle que connue le 22/11/2026 à 07:02" in said
    assert said["Somme de Total"] == 709863.63
    assert said["Non affecté"] == "Argent reçu, pas encore rattaché à une facture."


def test_titles_that_excel_refuses_become_sheet_names_it_takes() -> None:
    tables = [
        Table("t", Text(en=name, fr=name), aging().columns, AGED_ROWS, "EUR")
        for name in ("a/b", "A?B", "x" * 40, "x" * 40, "'q'", "", "Read me", "History")
    ]
    names = openpyxl.load_workbook(io.BytesIO(write(report(*tables), "en"))).sheetnames
    assert names == ["a b", "A B (2)", "x" * 31, "x" * 26 + " (2)", "q", "Sheet", "Read me (2)", "History (2)", "Read me"]


def test_a_total_that_the_rows_contradict_is_a_defect() -> None:
    wrong = Table("t", Text(en="t", fr="t"), late().columns, late().rows, "EUR", totals=(None, None, None, None, None, 1))
    with pytest.raises(ValueError, match="the rows add up to"):
        write(report(wrong))


def test_an_amount_that_a_spreadsheet_would_round_is_refused() -> None:
    with pytest.raises(AmountTooLarge, match="15 digits"):
        write(report(aging((aged_row("x", 10**15, 0, 0, 0, 0),))))


def test_an_old_date_stays_readable() -> None:
    name = Text(en="x", fr="x")
    table = Table("t", name, (Column("d", name, "date"),), [(date(1, 1, 1),), (date(1900, 1, 1),)], "EUR")
    sheet = sheet_of(write(Report(name, "x", AS_OF, (table,)), "fr"), "x")
    assert sheet.cell(HEADER + 1, 1).value == "01/01/0001"


class Endless(list[tuple[object, ...]]):
    def __len__(self) -> int:
        return 1_048_576


def test_a_table_longer_than_a_sheet_is_refused_before_it_is_read() -> None:
    table = Table("t", Text(en="t", fr="t"), late().columns, Endless(), "EUR")
    with pytest.raises(TooManyRows, match="1048576 rows"):
        write(report(table))


@pytest.mark.slow
def test_a_long_table_is_streamed_and_equal() -> None:
    name = Text(en="Lines", fr="Lignes")
    columns = (Column("name", name), Column("on", name, "date"), Column("amount", name, "amount", late=True, total=True))
    table = Table("long", name, columns, [(f"Client {number}", AS_OF, number) for number in range(STREAMED_ABOVE + 1)], "EUR")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(write(Report(name, "x", AS_OF, (table,)), "en"))).get_sheet_by_index(0).to_python()
    assert rows[HEADER + STREAMED_ABOVE] == ["Client 50000", AS_OF, 500.0]
    assert rows[HEADER + STREAMED_ABOVE + 1][2] == sum(range(STREAMED_ABOVE + 1)) / 100
