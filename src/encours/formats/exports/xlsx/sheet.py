"""One table as one sheet: title, header that stays in view, typed rows, totals as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from encours.formats.exports.cells import clean, show_cell
from encours.formats.exports.palette import LIGHT
from encours.formats.exports.sums import age_of, check_totals
from encours.formats.exports.table import Cell, Column, Report, Table
from encours.formats.exports.words import NO_ROWS, TOTAL, situation, unit_line
from encours.formats.exports.xlsx.chart import insert_chart
from encours.formats.exports.xlsx.formats import Styles
from encours.kernel.currency import decimals
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
MAX_DIGITS = 15
HEADER = 3
"""The row of the headings, counted from 0: the title, the day and a blank row stand above it."""


class TooManyRows(Refusal):
    """A table is longer than a sheet."""

    code = "export.too_many_rows"
    message = Text(
        en="“{title}” has {rows} rows, more than a spreadsheet holds.",
        fr="«\u00a0{title}\u00a0» compte {rows} lignes, plus qu’un tableur n’en contient.",
    )
    repair = Text(en="Export it as CSV, or narrow the filter.", fr="Exportez-le en CSV ou resserrez le filtre.")


class AmountTooLarge(Refusal):
    """An amount has more digits than a spreadsheet keeps, and would be changed without a word."""

    code = "export.amount_too_large"
    message = Text(
        en="An amount of “{title}” has more than 15 digits, which a spreadsheet rounds.",
        fr="Un montant de «\u00a0{title}\u00a0» dépasse 15 chiffres, qu’un tableur arrondit.",
    )
    repair = Text(en="Export it as CSV.", fr="Exportez-le en CSV.")


def write_sheet(workbook: Workbook, styles: Styles, name: str, table: Table, report: Report, language: Language) -> tuple[Cell, ...]:
    """Add one table; the sums of its columns are handed back for the sheet that explains them."""
    if len(table.rows) + HEADER + 2 > MAX_ROWS:
        raise TooManyRows(title=table.title, rows=len(table.rows))
    sheet = workbook.add_worksheet(name)
    _head(sheet, styles, table, report, language)
    formats = [styles.cell(column.kind, table.currency, language) for column in table.columns]
    sums: list[int] = [0] * len(table.columns)
    widths = [_heading_width(column, language) for column in table.columns]
    for number, row in enumerate(table.rows, start=HEADER + 1):
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(sheet, number, index, cell, column, table, formats[index], language)
            if column.total and isinstance(cell, int):
                sums[index] += cell
            if number <= HEADER + 200:
                widths[index] = max(widths[index], _width(cell, column, table, language))
    summed: tuple[Cell, ...] = tuple(sums[index] if column.total else None for index, column in enumerate(table.columns))
    check_totals(table, summed)
    _foot(sheet, styles, table, summed, widths, language)
    last = HEADER + len(table.rows)
    sheet.autofilter(HEADER, 0, max(last, HEADER), len(table.columns) - 1)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width or min(60, widths[index] + 3))
    if table.rows:
        _late(sheet, styles, table, HEADER + 1, last)
        insert_chart(workbook, sheet, name, table, summed, language, header=HEADER, total_row=last + 1)
    return summed


def _head(sheet: Worksheet, styles: Styles, table: Table, report: Report, language: Language) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)
    sheet.set_footer(f"&L{_footer(report, language)}&R&P / &N")
    sheet.freeze_panes(HEADER + 1, 1 if table.columns[0].kind == "text" else 0)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, clean(table.title.say(language)), styles.get(bold=True, font_size=16, font_color=LIGHT["primary"]))
    said = " · ".join(part for part in (clean(report.company), situation(report, language), unit_line(table, language)) if part)
    sheet.write_string(1, 0, said, styles.get(font_color=LIGHT["muted"]))
    # Tall, with the words on top: the filter button sits in the lower right corner, where an amount's heading would be.
    sheet.set_row(HEADER, 36)
    for index, column in enumerate(table.columns):
        sheet.write_string(HEADER, index, clean(column.heading.say(language)), styles.header(column.kind))
    if not table.rows:
        sheet.write_string(HEADER + 1, 0, NO_ROWS.say(language), styles.get(italic=True, font_color=LIGHT["muted"]))


def _footer(report: Report, language: Language) -> str:
    """A page footer: "&" starts a command there and is doubled; Excel keeps 255 characters."""
    return f"{clean(report.company)[:80]} · {situation(report, language)}".replace("&", "&&")


def _cell(sheet: Worksheet, row: int, index: int, cell: Cell, column: Column, table: Table, style: Format, language: Language) -> None:
    if cell is None:
        sheet.write_blank(row, index, None, style)
    elif column.kind == "amount" and isinstance(cell, int):
        sheet.write_number(row, index, amount(cell, table), style)
    elif isinstance(cell, date):
        _date(sheet, row, index, cell, style, language)
    elif isinstance(cell, (int, Decimal)):
        sheet.write_number(row, index, cell, style)
    else:
        said = cell.say(language) if isinstance(cell, Text) else str(cell)
        sheet.write_string(row, index, clean(said)[:MAX_TEXT], style)


def _date(sheet: Worksheet, row: int, index: int, day: date, style: Format, language: Language) -> None:
    # A spreadsheet counts days from 1900; an older day (a file's 0001-01-01) stays readable as text.
    if day.year < 1900:
        sheet.write_string(row, index, show_cell(day, "date", "", language), style)
    else:
        sheet.write_datetime(row, index, day, style)


def amount(minor: int, table: Table) -> Decimal:
    """Minor units as the decimal that goes into the file, exactly."""
    if len(str(abs(minor))) > MAX_DIGITS:
        raise AmountTooLarge(title=table.title)
    return Decimal(minor).scaleb(-decimals(table.currency))


def _foot(sheet: Worksheet, styles: Styles, table: Table, summed: Sequence[Cell], widths: list[int], language: Language) -> None:
    row = HEADER + len(table.rows) + 1
    if table.rows and any(column.total for column in table.columns):
        for index, column in enumerate(table.columns):
            style = styles.cell(column.kind, table.currency, language, bold=True)
            total = summed[index]
            if isinstance(total, int):
                name = xl_col_to_name(index)
                value = amount(total, table) if column.kind == "amount" else total
                sheet.write_formula(row, index, f"=SUM({name}{HEADER + 2}:{name}{row})", style, value)
                widths[index] = max(widths[index], _width(total, column, table, language))
            elif index == 0:
                sheet.write_string(row, index, TOTAL.say(language), style)
            else:
                sheet.write_blank(row, index, None, style)
        row += 1
    row = max(row, HEADER + 2) + 1
    for number, note in enumerate(table.notes):
        sheet.write_string(row + number, 0, clean(note.say(language)), styles.get(font_color=LIGHT["muted"], italic=True))


def _late(sheet: Worksheet, styles: Styles, table: Table, first: int, last: int) -> None:
    """Colour what is past due: amber for the first two late columns, red beyond; a late column outside an ageing is red."""
    ages = age_of(table) if table.chart == "aging" else {}
    for index, column in enumerate(table.columns):
        if column.late:
            tone = "warn" if ages.get(index, 9) <= 2 else "danger"
            style = styles.get(font_color=LIGHT[tone], bg_color=LIGHT[f"{tone}-bg"])
            sheet.conditional_format(first, index, last, index, {"type": "cell", "criteria": ">", "value": 0, "format": style})


def _heading_width(column: Column, language: Language) -> int:
    words = clean(column.heading.say(language)).split() or [""]
    return max(8, *(len(word) + 2 for word in words))


def _width(cell: Cell, column: Column, table: Table, language: Language) -> int:
    shown = len(show_cell(cell, column.kind, table.currency, language))
    return shown + 2 if column.kind == "amount" else shown
