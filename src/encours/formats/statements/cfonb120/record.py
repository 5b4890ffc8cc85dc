"""The records of a CFONB 120 statement, by position.

Source: CFONB, "Relevé de compte sur support informatique", 120 characters, 2004, and "Nomenclature des zones complémentaires",
2010 (read 2026-11-22). Positions are 1-based and inclusive, as the specification writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from encours.formats.statements.amounts import short_year

WIDTH = 120
_RECORD = re.compile(r"0(?:1.{14}[A-Z]{3}|[457].{14}[A-Z ]{3}).{2}[0-9A-Z ]{11}", re.DOTALL)
_LINE = re.compile(r"[^\r\n]+")
# Old transports end a file with a substitute character.
_TRAILING = " \t\x00\x1a"
_DAY = re.compile(r"[0-9]{6}")


class Zone(NamedTuple):
    """A zone of the specification."""

    first: int
    last: int

    def of(self, record: str) -> str:
        return record[self.first - 1 : self.last]


CODE = Zone(1, 2)
BANK = Zone(3, 7)
INTERNAL_OPERATION = Zone(8, 11)
BRANCH = Zone(12, 16)
CURRENCY = Zone(17, 19)
DECIMALS = Zone(20, 20)
ACCOUNT = Zone(22, 32)
OPERATION = Zone(33, 34)
DAY = Zone(35, 40)
REJECT = Zone(41, 42)
VALUE_DAY = Zone(43, 48)
# The label has 31 characters and a reserved one after it, which some banks use as the 32nd.
LABEL = Zone(49, 80)
AMOUNT = Zone(91, 104)
REFERENCE = Zone(105, 120)
QUALIFIER = Zone(46, 48)
INFORMATION = Zone(49, 118)


def records(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their number, padded to 120 characters: transports trim blanks at the right.

    A file without any line break, as some channels deliver it, is cut every 120 characters; all its records are then on line 1.
    """
    at, number = 0, 1
    if "\n" not in text and "\r" not in text and len(text) > WIDTH:
        for start in range(0, len(text), WIDTH):
            yield 1, text[start : start + WIDTH].ljust(WIDTH)
        return
    for line in _LINE.finditer(text):
        between = text[at : line.start()]
        number += between.count("\n") or between.count("\r")
        at = line.end()
        content = line[0].rstrip(_TRAILING)
        if content:
            yield number, content.ljust(WIDTH)


def is_record(line: str) -> bool:
    """Whether a padded line has the shape of a record 01, 04, 05 or 07.

    >>> is_record("0130001    00794EUR2 12345678901".ljust(120)), is_record("34020261".ljust(120))
    (True, False)
    """
    return len(line) == WIDTH and _RECORD.match(line) is not None


def day(text: str) -> date | None:
    """The day of DDMMYY, or None; years 00 to 69 are 2000 to 2069.

    >>> day("191126"), day("310226")
    (datetime.date(2026, 11, 19), None)
    """
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date(short_year(int(text[4:])), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
