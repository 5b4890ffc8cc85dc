"""The rows of a table that were not taken, as a table of the same columns with what is wrong: to be corrected and brought again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, BinaryIO

from encours.formats.exports.guard import guard
from encours.formats.tables.cells import as_text
from encours.formats.tables.grid import open_grid
from encours.formats.tables.sketch import header_of
from encours.kernel.issue import IssueLog
from encours.kernel.wording import Language, Text
from encours.store.tenant import tenant
from encours.store.uploads import UploadRow, open_upload
from encours.usecases.imports.run import import_file
from encours.usecases.uploads import Visitor, import_options

MOST = 100_000
"""Flaws of a kind that are told at most."""
ERROR = Text(en="Error", fr="Erreur")


def rejected_rows(visitor: Visitor, upload: UploadRow, language: Language) -> bytes:
    """The rows of a table with errors, as a CSV that spreadsheets open; raises FileRefused where the file is no table."""
    with tenant(visitor.company.organization_id) as cursor:
        stream = open_upload(cursor, visitor.scope, upload.id)
    with stream:
        log = IssueLog(limit=MOST)
        import_file(visitor.company, visitor.actor, stream, upload.file_name, import_options(upload.options, visitor.today), dry_run=True, log=log)
        said: dict[int, list[str]] = {}
        for issue in log.issues:
            if issue.severity == "error" and issue.line is not None:
                shown = {"value": issue.value, "column": issue.column, "line": issue.line, **issue.values}
                said.setdefault(issue.line, []).append(issue.kind.message.say(language, **shown))
        stream.seek(0)
        return _table(stream, upload.options.get("mapping_json") or {}, said, language)


def _table(stream: BinaryIO, mapping: Mapping[str, Any], said: Mapping[int, list[str]], language: Language) -> bytes:
    grid = open_grid(stream, encoding=mapping.get("encoding"), separator=mapping.get("separator"), sheet=mapping.get("sheet"))
    headings, rows = header_of(grid, int(mapping.get("header_line", 1)), IssueLog())
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(guard, headings), ERROR.say(language)])
    for line, row in rows:
        if line in said:
            cells = [guard(as_text(cell)) for cell in row[: len(headings)]]
            writer.writerow([*cells, *[""] * (len(headings) - len(cells)), " · ".join(said[line])])
    return ("\ufeff" + kept.getvalue()).encode()
