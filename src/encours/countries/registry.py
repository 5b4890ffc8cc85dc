"""The countries that Encours knows, found by listing this package."""

from __future__ import annotations

from functools import cache

import encours.countries
from encours.countries.contract import Country
from encours.kernel.registry import discover


@cache
def countries() -> dict[str, Country]:
    """Every country by its ISO 3166 code.

    >>> sorted(countries())
    ['FR']
    """
    return {country.code: country for country in discover(encours.countries, "COUNTRY", Country)}
