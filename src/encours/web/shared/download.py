"""Reports as files: the same figures as the screen, for Excel, programs and paper."""

from __future__ import annotations

import re

from django.http import HttpResponse

from encours.formats.exports.table import Report
from encours.kernel.normal import name_key
from encours.kernel.wording import Language

FORMS = ("csv", "xlsx", "pdf")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class Download(HttpResponse):
    """A file of figures; `rows` says how much leaves with it, which the office weighs before it lets it go (`place.office`)."""

    rows = 0
    name = ""


def report_file(report: Report, form: str, language: Language, name: str) -> Download:
    """The report as a download. A CSV has the tables with the first one's columns."""
    answer = file_answer(_bytes(report, form, language), form, f"{name}-{report.as_of.isoformat()}")
    answer.rows, answer.name = sum(len(section.rows) for section in report.sections), f"{name}.{form}"
    return answer


def _bytes(report: Report, form: str, language: Language) -> bytes:
    if form == "pdf":
        from encours.adapters.documents import report_pdf

        return report_pdf(report, language)
    if form == "xlsx":
        from encours.formats.exports import xlsx

        return xlsx.write(report, language)
    from encours.formats.exports import csv

    return csv.one_csv(report)[0]


def file_answer(content: bytes, form: str, name: str) -> Download:
    """A file that a browser saves and never runs."""
    safe = re.sub(r"[^a-z0-9.-]+", "-", name_key(name).lower() or name).strip("-") or "encours"
    return Download(
        content,
        content_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{safe}.{form}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
