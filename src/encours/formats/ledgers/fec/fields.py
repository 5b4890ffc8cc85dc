"""Reading the dates and amounts of a FEC.

A file repeats the same few thousand dates and amounts, so each text is read once: the two caches answer regular
forms in one look-up and raise `Irregular` for anything that deserves a second look and an issue.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from encours.formats.ledgers.fec import issues
from encours.kernel.amounts import NotAnAmount, decimal_marks, read_minor
from encours.kernel.issue import IssueKind

_CACHE_MAX = 200_000
_TEXT_MAX = 40


class Irregular(ValueError):
    """The text is not in the regular form; `read_date` and `read_amount` look closer."""


class Dates(dict[str, "date | None"]):
    """AAAAMMJJ to date, blank and zeros to None.

    >>> Dates()["20261231"], Dates()["00000000"]
    (datetime.date(2026, 12, 31), None)
    """

    def __missing__(self, text: str) -> date | None:
        value = None
        if text.strip("0 "):
            if not (len(text) == 8 and text.isascii() and text.isdigit() and "1900" <= text[:4] <= "2099"):
                raise Irregular(text)
            try:
                value = date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                raise Irregular(text) from None
        elif len(text) > _TEXT_MAX:
            return None
        if len(self) < _CACHE_MAX:
            self[text] = value
        return value


class Amounts(dict[str, int]):
    """Unsigned comma decimals to minor units, blank to 0.

    >>> Amounts(2)["0000000069,6"], Amounts(2)[""], Amounts(0)["12"]
    (6960, 0, 12)
    """

    def __init__(self, digits: int) -> None:
        super().__init__()
        self._digits = digits
        self._regular = re.compile(rf"(\d+)(?:,(\d{{0,{digits}}})0*)?", re.ASCII)

    def __missing__(self, text: str) -> int:
        value = 0
        if text.strip():
            found = self._regular.fullmatch(text) if len(text) <= _TEXT_MAX else None
            if found is None:
                raise Irregular(text)
            value = int(found[1] + (found[2] or "").ljust(self._digits, "0"))
        if len(self) < _CACHE_MAX and len(text) <= _TEXT_MAX:
            self[text] = value
        return value


_SIGNED = re.compile(r"([+-]*)(\d+,?\d*|,\d+) *([+-]*)", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}", re.ASCII)


def read_amount(text: str, digits: int) -> tuple[int | None, IssueKind]:
    """An irregular amount in minor units, and what is wrong with it; None where it cannot be read without guessing.

    >>> [read_amount(text, 2)[0] for text in ("1200,00-", "1234.56", "1.234", "1,5E+3", "12,345")]
    [-120000, 123456, None, 150000, None]
    """
    if len(text) > _TEXT_MAX or any(character.isdecimal() and not character.isascii() for character in text):
        return None, issues.AMOUNT_UNREADABLE
    if _SCIENTIFIC.fullmatch(text):
        return _scientific(text, digits)
    try:
        signed = _SIGNED.fullmatch(text)
        if signed:
            return read_minor(text, mark=",", digits=digits), issues.AMOUNT_SIGNED
        marks = decimal_marks(text)
        if len(marks) != 1:
            return None, issues.AMOUNT_AMBIGUOUS if marks else issues.AMOUNT_UNREADABLE
        (mark,) = marks
        return read_minor(text, mark=mark, digits=digits), issues.AMOUNT_DOT if mark == "." else issues.AMOUNT_GROUPED
    except NotAnAmount:
        return None, issues.AMOUNT_UNREADABLE


def _scientific(text: str, digits: int) -> tuple[int | None, IssueKind]:
    try:
        minor = Decimal(text.replace(",", ".")).scaleb(digits)
    except InvalidOperation:
        return None, issues.AMOUNT_UNREADABLE
    if abs(minor) >= 10**18 or minor != minor.to_integral_value():
        return None, issues.AMOUNT_UNREADABLE
    return int(minor), issues.AMOUNT_SIGNED


def read_date(text: str) -> tuple[date | None, IssueKind]:
    """An irregular date, and what is wrong with it; None where it is no day.

    The checker also accepts `/`, `-`, `.` and JJMMAAAA. The two orders never clash: read the other way
    round, 19 or 20 would have to be a month.

    >>> [str(read_date(text)[0]) for text in ("2023-01-31", "31/01/2023", "31012023", "20230231")]
    ['2023-01-31', '2023-01-31', '2023-01-31', 'None']
    """
    bare = re.sub(r"[/.\-]", "", text[:_TEXT_MAX])
    if not re.fullmatch(r"\d{8}", bare, re.ASCII):
        return None, issues.DATE_UNREADABLE
    first_year = _day(bare[:4], bare[4:6], bare[6:])
    for value in (first_year, _day(bare[4:], bare[2:4], bare[:2])):
        if value is not None and 1900 <= value.year <= 2099:
            return value, issues.DATE_FORM
    return first_year, issues.DATE_UNREADABLE if first_year is None else issues.DATE_YEAR


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_SIDES = {"D": 1, "C": -1, "+1": 1, "-1": -1, "1": 1, "+": 1, "-": -1}


def side(text: str) -> int | None:
    """1 for a debit, -1 for a credit, None for a Sens that says neither."""
    return _SIDES.get(text.strip().upper())
