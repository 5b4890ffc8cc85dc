"""Cells as a person reads them, and text made safe to show."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from encours.formats.exports.table import Cell, Kind
from encours.kernel.currency import decimals
from encours.kernel.wording import NO_BREAK_SPACE, Language, Text, show_date, show_number

MINUS = "\u2212"
REPLACEMENT = "\ufffd"
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """Text on one line, with control characters, direction overrides and half characters replaced by U+FFFD.

    A name may hold an escape sequence for a terminal, or U+202E, which shows the amount beside it backwards.

    >>> clean("Martin\\n& Fils\\x1b[2J")
    'Martin & Fils\ufffd[2J'
    """
    return _UNSAFE.sub(REPLACEMENT, _LINE_BREAKS.sub(" ", text))


def show_cell(cell: Cell, kind: Kind, currency: str, language: Language, *, minus: str = MINUS) -> str:
    """A cell in the reader's conventions; amounts are without currency, which the table says once. An empty cell is "".

    >>> show_cell(-123450, "amount", "EUR", "en", minus="-"), show_cell(Decimal("24.3"), "percent", "EUR", "en")
    ('-1,234.50', '24.3%')
    """
    if cell is None:
        return ""
    if kind == "amount" and isinstance(cell, int):
        return show_number(cell, decimals(currency), language).replace("-", minus)
    if isinstance(cell, date):
        return show_date(cell, language)
    if kind == "count" and isinstance(cell, int):
        return show_number(cell, 0, language).replace("-", minus)
    if kind in ("percent", "days") and isinstance(cell, (int, Decimal)):
        return _show_decimal(Decimal(cell), language).replace("-", minus) + (_percent_sign(language) if kind == "percent" else "")
    return clean(cell.say(language) if isinstance(cell, Text) else str(cell))


def show_instant(instant: datetime, language: Language) -> str:
    """An instant to the minute, in the zone it carries.

    >>> show_instant(datetime(2026, 11, 2, 7, 5), "en")
    '2 Nov 2026, 07:05'
    """
    clock = f"{instant.hour:02d}:{instant.minute:02d}"
    return f"{show_date(instant.date(), language)}{' à ' if language == 'fr' else ', '}{clock}"


def show_percent(value: Decimal, language: Language) -> str:
    """A percentage with one decimal.

    >>> show_percent(Decimal("24.349"), "fr") == "24,3\\u00a0%"
    True
    """
    return _show_decimal(value.quantize(Decimal("0.1")), language).replace("-", MINUS) + _percent_sign(language)


def _percent_sign(language: Language) -> str:
    return f"{NO_BREAK_SPACE}%" if language == "fr" else "%"


def _show_decimal(value: Decimal, language: Language) -> str:
    exponent = value.as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return show_number(int(value.scaleb(digits).to_integral_value()), digits, language)
