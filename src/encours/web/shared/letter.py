"""The statement of account as the letter that a customer gets."""

from __future__ import annotations

from encours.usecases.reports import statement_report
from encours.usecases.statement import Statement, letter_language
from encours.web.shared.place import Here


def statement_pdf(found: Statement, here: Here) -> bytes:
    """In the language that `letter_language` says; a customer who owes in several currencies gets one document of all of them."""
    from encours.adapters.documents import customer_statement_pdf, report_pdf

    language = letter_language(found, here.language)
    if len(found.sheets) == 1:
        return customer_statement_pdf(found.sheets[0], language)
    return report_pdf(statement_report(found), language)
