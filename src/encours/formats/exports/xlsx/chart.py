"""The ageing chart beside a table: one column per bucket, in the colours of the ageing."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from encours.formats.exports.cells import clean
from encours.formats.exports.palette import LIGHT, of_age
from encours.formats.exports.sums import age_of, aged_columns
from encours.formats.exports.table import Cell, Table
from encours.formats.exports.xlsx.formats import amount_format
from encours.kernel.wording import Language


def insert_chart(
    workbook: Workbook,
    sheet: Worksheet,
    name: str,
    table: Table,
    summed: Sequence[Cell],
    language: Language,
    *,
    header: int,
    total_row: int,
) -> None:
    """Draw the total of each bucket to the right of the table, outside the printed area. Its data are the header and the total line."""
    aged = aged_columns(table)
    side_by_side = bool(aged) and aged[-1] - aged[0] + 1 == len(aged)
    if table.chart != "aging" or not side_by_side or not all(isinstance(summed[index], int) for index in aged):
        return
    chart = workbook.add_chart({"type": "column"})
    assert chart is not None
    points = [{"fill": {"color": of_age(age)}, "border": {"none": True}} for age in age_of(table).values()]
    chart.add_series(
        {
            "name": clean(table.title.say(language)),
            "categories": [name, header, aged[0], header, aged[-1]],
            "values": [name, total_row, aged[0], total_row, aged[-1]],
            "points": points,
            "gap": 45,
            "data_labels": {
                "value": True,
                "num_format": amount_format(table.currency, language),
                "font": {"size": 9, "color": LIGHT["text"]},
            },
        }
    )
    chart.set_title(
        {"name": clean(table.title.say(language)), "name_font": {"size": 12, "bold": True, "color": LIGHT["text"]}, "overlay": False}
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_font": {"size": 10, "color": LIGHT["muted"]}, "line": {"color": LIGHT["rule"]}})
    chart.set_size({"width": 720, "height": 320})
    sheet.insert_chart(header, len(table.columns) + 1, chart, {"description": clean(table.title.say(language))})
    sheet.print_area(0, 0, total_row + 2 + len(table.notes), len(table.columns) - 1)
