"""Documents as PDF, by Typst: archivable (PDF/A-3a), accessible (PDF/UA-1), the same bytes for the same values."""

from encours.adapters.documents.customer_statement import customer_statement_pdf
from encours.adapters.documents.report import report_pdf

__all__ = ["customer_statement_pdf", "report_pdf"]
