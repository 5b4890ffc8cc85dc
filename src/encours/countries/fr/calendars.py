"""French holidays, and the days on which interbank payments settle.

Source: Code du travail, art. L3133-1 (public holidays) and L3134-13 (Alsace-Moselle); TARGET calendar of the European Central Bank.
The lists were written from memory (2026-11-22); Easter is computed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from encours.countries.contract import Calendar
from encours.kernel.wording import Text


def easter(year: int) -> date:
    """The Sunday of Easter in the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).

    >>> easter(2026), easter(2027), easter(2038)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28), datetime.date(2038, 4, 25))
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def french_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of metropolitan France.

    >>> [day.isoformat()[5:] for day in sorted(french_holidays(2026))]
    ['01-01', '04-06', '05-01', '05-08', '05-14', '05-25', '07-14', '08-15', '11-01', '11-11', '12-25']
    """
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [easter(year) + timedelta(days=days) for days in (1, 39, 50)]  # Easter Monday, Ascension, Whit Monday
    return frozenset([*(date(year, month, day) for month, day in fixed), *moving])


@cache
def alsace_moselle_holidays(year: int) -> frozenset[date]:
    """Those of France, Good Friday and 26 December."""
    return french_holidays(year) | {easter(year) - timedelta(days=2), date(year, 12, 26)}


@cache
def target_holidays(year: int) -> frozenset[date]:
    """The closing days of the euro's interbank settlement.

    >>> [day.isoformat()[5:] for day in sorted(target_holidays(2027))]
    ['01-01', '03-26', '03-29', '05-01', '12-25', '12-26']
    """
    around_easter = [easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)]
    return frozenset([date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26), *around_easter])


FRANCE = Calendar("FR", Text(en="France", fr="France"), french_holidays)
ALSACE_MOSELLE = Calendar("FR-ALSACE-MOSELLE", Text(en="Alsace-Moselle", fr="Alsace-Moselle"), alsace_moselle_holidays)
TARGET = Calendar("TARGET", Text(en="euro settlement (TARGET)", fr="règlement interbancaire (TARGET)"), target_holidays)
