"""The files that `encours diagnose --out` writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from encours.cli.desk import as_json
from encours.formats.exports.guard import guard
from encours.kernel.wording import Language

if TYPE_CHECKING:
    from encours.usecases.diagnosis.run import Diagnosis


def write_files(found: Diagnosis, folder: Path, language: Language) -> list[str]:
    """Write the report in every form and the files of matching into `folder`, which is made if need be. Returns their names."""
    from encours.adapters.documents import report_pdf
    from encours.formats.exports import html, xlsx
    from encours.usecases.diagnosis.as_json import diagnosis_json
    from encours.usecases.diagnosis.report import diagnosis_report
    from encours.usecases.diagnosis.written import LETTER_COLUMNS, LINE_COLUMNS, MATCH_COLUMNS

    folder.mkdir(parents=True, exist_ok=True)
    report = diagnosis_report(found, language)
    contents = {
        "report.html": html.write(report, language),
        "report.xlsx": xlsx.write(report, language),
        "report.pdf": report_pdf(report, language),
        "matches.csv": table_csv(MATCH_COLUMNS, found.written.matches),
        "lines.csv": table_csv(LINE_COLUMNS, found.written.lines),
        "diagnosis.json": (as_json(diagnosis_json(found, language)) + "\n").encode(),
    }
    if found.ledger is not None:
        contents["letters.csv"] = table_csv(LETTER_COLUMNS, found.written.letters)
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return sorted(contents)


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A canonical table; texts that a spreadsheet would take for formulas are disarmed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guard(value) if isinstance(value, str) else value for value in row] for row in rows)
    return text.getvalue().encode()
