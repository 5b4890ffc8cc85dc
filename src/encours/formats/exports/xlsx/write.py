"""The workbook writer."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time

from xlsxwriter.workbook import Workbook

from encours.formats.exports.cells import clean
from encours.formats.exports.table import Report
from encours.formats.exports.words import READ_ME
from encours.formats.exports.xlsx.formats import Styles
from encours.formats.exports.xlsx.readme_sheet import write_readme
from encours.formats.exports.xlsx.sheet import MAX_ROWS, AmountTooLarge, TooManyRows, write_sheet
from encours.kernel.wording import Language

STREAMED_ABOVE = 50_000
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")

__all__ = ["MAX_ROWS", "STREAMED_ABOVE", "AmountTooLarge", "TooManyRows", "write"]


def write(report: Report, language: Language = "fr") -> bytes:
    """A workbook of the report: a sheet per table and one that explains them.

    Raises `TooManyRows` above what a sheet can hold and `AmountTooLarge` above the 15 digits a spreadsheet keeps.
    """
    out = io.BytesIO()
    streamed = any(len(table.rows) > STREAMED_ABOVE for table in report.sections)
    workbook = Workbook(out, {**_options(streamed), "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    title = clean(report.title.say(language))
    # The day of the report stands for the moment of writing, so that the same report gives the same bytes.
    created = datetime.combine(report.as_of, time.min, tzinfo=UTC)
    workbook.set_properties({"title": title, "company": clean(report.company), "created": created})
    styles = Styles(workbook)
    names = sheet_names([clean(table.title.say(language)) for table in report.sections], clean(READ_ME.say(language)))
    sums = [write_sheet(workbook, styles, name, table, report, language) for name, table in zip(names, report.sections, strict=False)]
    write_readme(workbook, styles, names[-1], report, sums, language)
    workbook.close()
    return out.getvalue()


def _options(streamed: bool) -> dict[str, object]:
    return {"constant_memory": True} if streamed else {"in_memory": True}


def sheet_names(titles: list[str], last: str) -> list[str]:
    """Names that Excel accepts (31 characters, none of []:*?/\\, no apostrophe at an end), each once whatever the case.

    >>> sheet_names(["Balance: 2026/11", "balance  2026 11", ""], "Read me")
    ['Balance  2026 11', 'balance  2026 11 (2)', 'Sheet', 'Read me']
    """
    names: list[str] = []
    taken = {last.lower(), "history", ""}
    for title in titles:
        wanted = _NOT_IN_A_NAME.sub(" ", title).strip(" '")[:31].strip(" '") or "Sheet"
        name, copy = wanted, 1
        while name.lower() in taken:
            copy += 1
            name = f"{wanted[:26].rstrip()} ({copy})"
        taken.add(name.lower())
        names.append(name)
    return [*names, last]
