"""A whole report as one CSV, as far as its tables have the same columns."""

from __future__ import annotations

import csv
import io

from encours.formats.exports.csv.write import write
from encours.formats.exports.table import Report


def one_csv(report: Report) -> tuple[bytes, int]:
    """The report's tables that have the first one's columns as one CSV, the currency in front where there are several; and how many others were left out."""
    first, *others = report.sections
    keys = [column.key for column in first.columns]
    same = [first, *(table for table in others if [column.key for column in table.columns] == keys)]
    if len(same) == 1 or len({table.currency for table in same}) == 1:
        parts = [write(table).decode() for table in same]
        return (parts[0] + "".join(part.partition("\r\n")[2] for part in parts[1:])).encode(), len(report.sections) - len(same)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["currency", *keys])
    for table in same:
        rows = csv.reader(io.StringIO(write(table).decode(), newline=""))
        next(rows)
        writer.writerows([table.currency, *row] for row in rows)
    return out.getvalue().encode(), len(report.sections) - len(same)
