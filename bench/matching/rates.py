"""Exchange rates of the invented years: euros for one unit of a foreign currency."""

from __future__ import annotations

from datetime import date

_MIDDLE = {"USD": 0.92, "CAD": 0.68}


def rate(currency: str, day: date) -> float:
    """The market's rate of a day, within two per cent of its middle.

    >>> 0.90 < rate("USD", date(2025, 3, 3)) < 0.94
    True
    """
    return _MIDDLE[currency] * (1 + 0.04 * ((day.toordinal() * 7 % 101) / 100 - 0.5))
