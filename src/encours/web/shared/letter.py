"""The statement of account as the letter that a customer gets."""

from __future__ import annotations

from encours.kernel.wording import LANGUAGES, Language
from encours.usecases.reports import statement_report
from encours.usecases.statement import Statement
from encours.web.shared.place import Here


def statement_pdf(found: Statement, here: Here) -> bytes:
    """In the customer's language, else the reader's; a customer who owes in several currencies gets one document of all of them."""
    from encours.adapters.documents import customer_statement_pdf, report_pdf

    language = letter_language(found, here)
    if len(found.sheets) == 1:
        return customer_statement_pdf(found.sheets[0], language)
    return report_pdf(statement_report(found), language)


def letter_language(found: Statement, here: Here) -> Language:
    """The customer's language where Encours speaks it, else the reader's."""
    return next((spoken for spoken in LANGUAGES if spoken == found.customer.language), here.language)
