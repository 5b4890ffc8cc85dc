"""The due date of a document: stated by its file, else by its terms, its customer's, the company's, else assumed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from encours.countries.registry import countries
from encours.receivables.terms import Terms, WorkingDays, due_dates, parse_terms
from encours.store.load.companies import Company

ASSUMED_TERMS = "NET30"
"""Thirty days, the legal default where nothing is agreed (C. com. L441-10 I), counted from the document where receipt is unknown."""

Part = tuple[date, str, int]
"""A due date, its source ('terms' or 'assumed') and the share of the total in minor units."""


def calendar_of(company: Company) -> WorkingDays | None:
    """The working days by which terms of this company shift a due date."""
    country = countries().get(company.country)
    return next(iter(country.calendars.values()), None) if country else None


def due_parts_of(company: Company) -> Callable[[str, date, date | None, int], tuple[Part, ...]]:
    """The function that spreads a total over the due dates of its terms; blank or unreadable terms are the company's, or thirty days."""
    calendar = calendar_of(company)
    usual = next((terms for text in (company.default_terms, ASSUMED_TERMS) if text and (terms := _readable(text, calendar))), None)
    assert usual is not None, "thirty days are always readable"
    read = lru_cache(maxsize=10_000)(lambda text: _readable(text, calendar))

    def parts(terms_text: str, issued_on: date, delivered_on: date | None, total_minor: int) -> tuple[Part, ...]:
        stated = read(terms_text) if terms_text else None
        made = due_dates(stated or usual, total_minor=total_minor, issued_on=issued_on, delivered_on=delivered_on, calendar=calendar)
        return tuple((part.due_on, "terms" if stated and not part.assumed else "assumed", part.minor) for part in made)

    return parts


def due_date_of(company: Company) -> Callable[[str, date], tuple[date, str]]:
    """The function that gives one due date, the last, to an item of which only terms and day are known."""
    parts = due_parts_of(company)

    @lru_cache(maxsize=100_000)
    def due(terms_text: str, issued_on: date) -> tuple[date, str]:
        due_on, source, _ = parts(terms_text, issued_on, None, 100)[-1]
        return due_on, source

    return due


def _readable(text: str, calendar: WorkingDays | None) -> Terms | None:
    terms = parse_terms(text)
    return None if terms is None or (terms.shift != "NONE" and calendar is None) else terms


def document_due_of(company: Company) -> Callable[[str, date, date | None], tuple[date, str]]:
    """The function that gives one due date, the last, to a document that states its own terms."""
    parts = due_parts_of(company)

    def due(terms_text: str, issued_on: date, delivered_on: date | None) -> tuple[date, str]:
        due_on, source, _ = parts(terms_text, issued_on, delivered_on, 100)[-1]
        return due_on, source

    return due


def is_understood(company: Company) -> Callable[[str], bool]:
    """The function that answers whether due dates can be computed from a text of terms."""
    calendar = calendar_of(company)
    return lru_cache(maxsize=10_000)(lambda text: _readable(text, calendar) is not None)
