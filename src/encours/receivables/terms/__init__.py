"""Payment terms: codes and sentences to instalments (docs/rules/terms.md)."""

from __future__ import annotations

from encours.receivables.terms.codes import Reading, parse_code
from encours.receivables.terms.compute import due_dates
from encours.receivables.terms.explain import explain
from encours.receivables.terms.model import DiscountOffer, Installment, Part, Terms, WorkingDays
from encours.receivables.terms.words import parse_words

__all__ = ["DiscountOffer", "Installment", "Part", "Reading", "Terms", "WorkingDays", "due_dates", "explain", "parse_terms"]


def parse_terms(text: str, *, reading: Reading = "A") -> Terms | None:
    """Read payment terms, a code or a sentence in French or English; None when they are not understood, which the caller reports as an issue.

    >>> parse_terms("NET30").code, parse_terms("30 jours fin de mois le 10").code, parse_terms("à réception").code
    ('NET30', 'FDM30_ON10', 'RECEIPT0')
    >>> parse_terms("selon accord") is None
    True
    """
    stripped = text.strip()
    return parse_code(stripped.upper().replace(" ", ""), reading=reading) or parse_words(stripped, reading=reading)
