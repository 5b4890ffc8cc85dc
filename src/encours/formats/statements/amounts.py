"""Amounts and days as bank formats write them: strictly, since a bank's program groups no thousands."""

from __future__ import annotations

import re
from datetime import date

from encours.formats.statements.limits import MAX_AMOUNT_DIGITS
from encours.kernel.amounts import NotAnAmount, read_minor

_MINOR = {
    mark: re.compile(rf"[+-]?(?=[0-9{mark}]*[0-9])0*[0-9]{{0,{MAX_AMOUNT_DIGITS}}}(?:\{mark}[0-9]{{0,20}})?", re.ASCII) for mark in ",."
}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def minor(text: str, *, mark: str, digits: int) -> int:
    """The minor units of an ungrouped amount; raises `NotAnAmount` where a cent would have to be guessed.

    >>> minor("-000000000147,6", mark=",", digits=2), minor("9,", mark=",", digits=2), minor("8.850", mark=".", digits=2)
    (-14760, 900, 885)
    >>> minor("1,500.00", mark=".", digits=2)
    Traceback (most recent call last):
    ...
    encours.kernel.amounts.NotAnAmount: 1,500.00
    """
    if len(text) > 60 or _MINOR[mark].fullmatch(text) is None:
        raise NotAnAmount(text)
    return read_minor(text, mark=mark, digits=digits)


def iso_day(text: str) -> date:
    """The day of an ISO date or instant, as the bank wrote it: the booking day of a bank does not move with the reader's time zone.

    >>> iso_day("2026-11-19"), iso_day("2026-11-19T23:30:00+01:00")
    (datetime.date(2026, 11, 19), datetime.date(2026, 11, 19))
    """
    day = text[:10]
    if not _ISO_DAY.fullmatch(day):
        raise ValueError(f"no ISO date: {text[:30]}")
    return date.fromisoformat(day)


def short_year(digits: int, pivot: int = 70) -> int:
    """The year of two digits: below `pivot` this century, from it on the last one.

    >>> short_year(26), short_year(69), short_year(70)
    (2026, 2069, 1970)
    """
    return digits + (2000 if digits < pivot else 1900)
