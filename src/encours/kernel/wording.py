"""What the program says, in the languages it says it in.

A text exists in every language or not at all: the type has no optional field, so an incomplete translation does not run.
Amounts and dates put into a text follow the reader's conventions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from encours.kernel.currency import decimals
from encours.kernel.money import Money

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in each language, with `{name}` placeholders.

    >>> Text(en="{n} lines", fr="{n} lignes").say("fr", n=3)
    '3 lignes'
    """

    en: str
    fr: str

    def say(self, language: Language, /, **values: object) -> str:
        """The sentence in `language`; Money and date values are written as that language writes them.

        Values are put in once and never read again: braces that a user wrote stay what they are.

        >>> Text(en="“{name}” owes {what}", fr="« {name} » doit {what}").say("en", name="A} {what}", what="5")
        '“A} {what}” owes 5'
        """
        template = self.fr if language == "fr" else self.en
        return _PLACE.sub(lambda place: format(show(values[place[1]], language), place[2] or "") if place[1] in values else place[0], template)


def show(value: object, language: Language) -> object:
    """A value as a reader of `language` writes it; anything but money and dates is left as it is."""
    if isinstance(value, Money):
        return show_amount(value.minor, value.currency, language)
    if isinstance(value, date):
        return show_date(value, language)
    if isinstance(value, Text):
        return value.say(language)
    return value


def show_number(minor: int, digits: int, language: Language) -> str:
    """Minor units as a grouped decimal number without currency.

    >>> show_number(-123456789, 2, "en"), show_number(-123456789, 2, "fr").replace(NARROW_SPACE, "_")
    ('-1,234,567.89', '-1_234_567,89')
    """
    sign = "-" if minor < 0 else ""
    whole, fraction = divmod(abs(minor), 10**digits)
    grouped = f"{whole:,}"
    if language == "fr":
        grouped = grouped.replace(",", NARROW_SPACE)
    if not digits:
        return sign + grouped
    return f"{sign}{grouped}{',' if language == 'fr' else '.'}{fraction:0{digits}d}"


def show_amount(minor: int, currency: str, language: Language) -> str:
    """An amount with its currency.

    >>> show_amount(123450, "EUR", "en"), show_amount(123450, "EUR", "fr") == "1\u202f234,50\u00a0€"
    ('€1,234.50', True)
    """
    number = show_number(minor, decimals(currency), language)
    symbol = _SYMBOLS.get(currency)
    if language == "fr":
        return f"{number}{NO_BREAK_SPACE}{symbol or currency}"
    if symbol is None:
        return f"{currency}{NO_BREAK_SPACE}{number}"
    return f"-{symbol}{number[1:]}" if number.startswith("-") else symbol + number


def show_date(day: date, language: Language) -> str:
    """A day as tables show it: 22/11/2026 in French, 22 Nov 2026 in English (never 11/22, which a European misreads).

    >>> show_date(date(2026, 11, 2), "fr"), show_date(date(2026, 11, 2), "en")
    ('02/11/2026', '2 Nov 2026')
    """
    if language == "fr":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year:04d}"


_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
