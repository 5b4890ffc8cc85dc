"""The numbers by which the lines of one account name each other.

Inside one account a short number says something: nothing is compared with other customers' documents, and a number alone never makes
a group, the amounts must balance too. Dates and years are left out, for they stand on unrelated lines.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from encours.kernel.normal import reference_key

SHORTEST = 3
STRONG = 5
"""From this many digits a number is hardly shared by chance."""
_LONGEST = 35
_NUMBER = re.compile(r"[0-9]+(?:[./_-][0-9]+)*")
_PREFIXED = re.compile(r"\b[A-Za-z]+-?[0-9]+(?:[./_-][0-9]+)*")
_CUT = re.compile(r"[./_-]")


def numbers_in(text: str, day: date) -> set[str]:
    """The numbers in `text`, without leading zeros: each row of digits of a document number, and the row written together.

    With the letters it follows, a number is marked by `=` and keeps its zeros.

    >>> sorted(numbers_in("VIR DUPONT FAC 23.00118 du 31/01/2023 et F-00012", date(2023, 2, 1)))
    ['118', '2300118', '=F00012']
    """
    found = {f"={_key(prefixed)}" for prefixed in _PREFIXED.findall(text)}
    for row in _NUMBER.findall(text):
        pieces = _CUT.split(row)
        together = "".join(pieces)
        if len(pieces) > 1 and not _is_date(together, day.year):
            found.add(together.lstrip("0"))
        if len(pieces) == 1 or not _is_date(together, day.year):
            found.update(piece.lstrip("0") for piece in pieces if not _is_date(piece, day.year))
    return {number for number in found if SHORTEST <= len(number) <= _LONGEST}


def numbers_of(references: tuple[str, ...], label: str, day: date) -> set[str]:
    """All numbers of a line. A reference as a whole is one too, marked by `=`, unless it is a mere word or a month.

    >>> sorted(numbers_of(("03/62",), "FRANPRIX", date(2023, 3, 1)))
    ['362', '=0362']
    """
    found = numbers_in(label, day)
    for reference in references:
        whole = _key(reference)
        digits = "".join(character for character in whole if character.isdigit())
        if digits and not _is_date(digits, day.year):
            found.add(f"={whole}")
            found |= numbers_in(reference, day)
    return found


def is_strong(number: str) -> bool:
    """Whether sharing this number is hardly a coincidence.

    >>> is_strong("20230118"), is_strong("118"), is_strong("=FA00123")
    (True, False, True)
    """
    return sum(character.isdigit() for character in number) >= STRONG


_FORMS: dict[int, tuple[tuple[slice, slice, slice], ...]] = {
    # year, month, day: MMYY YYMM; DDMMYY YYMMDD MMYYYY YYYYMM; DDMMYYYY YYYYMMDD
    4: ((slice(2, 4), slice(0, 2), slice(0)), (slice(0, 2), slice(2, 4), slice(0))),
    6: (
        (slice(4, 6), slice(2, 4), slice(0, 2)),
        (slice(0, 2), slice(2, 4), slice(4, 6)),
        (slice(2, 6), slice(0, 2), slice(0)),
        (slice(0, 4), slice(4, 6), slice(0)),
    ),
    8: ((slice(4, 8), slice(2, 4), slice(0, 2)), (slice(0, 4), slice(4, 6), slice(6, 8))),
}


@lru_cache(maxsize=1 << 16)
def _is_date(digits: str, around: int) -> bool:
    """Whether digits are a year, a month or a day, in any usual order, within three years of the line's own."""
    if len(digits) == 4 and abs(int(digits) - around) <= 3:
        return True
    return any(
        _year(digits[year], around) and 1 <= int(digits[month]) <= 12 and 1 <= int(digits[day] or "1") <= 31
        for year, month, day in _FORMS.get(len(digits), ())
    )  # fmt: skip


def _year(digits: str, around: int) -> bool:
    full = int(digits) if len(digits) == 4 else around // 100 * 100 + int(digits)
    return abs(full - around) <= 3


@lru_cache(maxsize=1 << 16)
def _key(text: str) -> str:
    return text if text.isalnum() and text.isascii() and text.isupper() else reference_key(text)


def forget_numbers() -> None:
    """Drop what was remembered of numbers read, once a large work is done."""
    _is_date.cache_clear()
    _key.cache_clear()
