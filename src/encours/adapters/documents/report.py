"""Any report as a PDF, A4 landscape."""

from __future__ import annotations

from encours.adapters.documents.prepare import table_values
from encours.adapters.documents.printable import printable
from encours.adapters.documents.typst_pdf import compile_pdf
from encours.formats.exports.table import Report
from encours.formats.exports.words import DEFINITIONS, NO_ROWS, PAGE, situation
from encours.kernel.wording import Language


def report_pdf(report: Report, language: Language = "fr") -> bytes:
    """The report as one PDF: heading repeated on every page, page x of y, day and company in the footer."""
    company = printable(report.company)
    day = situation(report, language)
    values = {
        "language": language,
        "title": printable(report.title.say(language)),
        "company": company,
        "situation": day,
        "footer": f"{company} · {day}",
        "page_words": PAGE.say(language),
        "summary": [printable(sentence.say(language)) for sentence in report.summary],
        "sections": [table_values(table, language) for table in report.sections],
        "no_rows": NO_ROWS.say(language),
        "definitions_word": DEFINITIONS.say(language),
        "definitions": [
            (printable(definition.term.say(language)), printable(definition.meaning.say(language))) for definition in report.definitions
        ],
    }
    return compile_pdf("report.typ", values, day=report.as_of)
