"""The sheet that says what the figures are: day, row counts, sums, notes, definitions."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from encours.formats.exports.cells import clean
from encours.formats.exports.palette import LIGHT
from encours.formats.exports.table import Cell, Report
from encours.formats.exports.words import COMPANY, DEFINITIONS, NOTES, ROWS, SUM, situation
from encours.formats.exports.xlsx.formats import Styles
from encours.formats.exports.xlsx.sheet import amount
from encours.kernel.wording import Language


def write_readme(
    workbook: Workbook, styles: Styles, name: str, report: Report, sums: Sequence[tuple[Cell, ...]], language: Language
) -> None:
    """Add the last sheet. Its sums are values, so that a formula that someone breaks elsewhere is seen."""
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    label, text = styles.get(bold=True), styles.get(text_wrap=True, align="left")
    section = styles.get(bold=True, font_size=13, font_color=LIGHT["primary"])
    sheet.write_string(0, 0, clean(report.title.say(language)), styles.get(bold=True, font_size=16, font_color=LIGHT["primary"]))
    sheet.write_string(1, 0, COMPANY.say(language), label)
    sheet.write_string(1, 1, clean(report.company), text)
    sheet.write_string(2, 0, situation(report, language), styles.get(font_color=LIGHT["muted"]))
    row = 4
    for sentence in report.summary:
        sheet.write_string(row, 0, clean(sentence.say(language)), styles.get())
        row += 1
    for table, summed in zip(report.sections, sums, strict=True):
        sheet.write_string(row + 1, 0, clean(table.title.say(language)), section)
        sheet.write_string(row + 2, 0, ROWS.say(language), label)
        sheet.write_number(row + 2, 1, len(table.rows), styles.get(num_format="#,##0", align="left"))
        row += 3
        for column, total in zip(table.columns, summed, strict=True):
            if isinstance(total, int):
                shown = styles.get(num_format=styles.cell(column.kind, table.currency, language).num_format, align="left")
                sheet.write_string(row, 0, clean(SUM.say(language, heading=column.heading)), label)
                sheet.write_number(row, 1, amount(total, table) if column.kind == "amount" else total, shown)
                row += 1
        for number, note in enumerate(table.notes):
            sheet.write_string(row, 0, NOTES.say(language) if number == 0 else "", label)
            sheet.write_string(row, 1, clean(note.say(language)), text)
            row += 1
    if report.definitions:
        sheet.write_string(row + 1, 0, DEFINITIONS.say(language), section)
        for number, definition in enumerate(report.definitions, start=row + 2):
            sheet.write_string(number, 0, clean(definition.term.say(language)), label)
            sheet.write_string(number, 1, clean(definition.meaning.say(language)), text)
