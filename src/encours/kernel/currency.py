"""Currencies and the number of decimals in their minor unit.

Source: ISO 4217 list one, minor units (read 2026-11-22). Two decimals is the rule; only the exceptions are listed.
"""

from __future__ import annotations

import re

_EXCEPTIONS: dict[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CODE = re.compile(r"[A-Z]{3}")


def is_currency_code(text: str) -> bool:
    """Three capital letters, as ISO 4217 writes them. Whether the currency still circulates is not checked.

    >>> is_currency_code("EUR"), is_currency_code("eur"), is_currency_code("")
    (True, False, False)
    """
    return bool(_CODE.fullmatch(text))


def decimals(currency: str) -> int:
    """Digits after the decimal mark of one unit of `currency`.

    >>> decimals("EUR"), decimals("JPY"), decimals("TND")
    (2, 0, 3)
    """
    return _EXCEPTIONS.get(currency, 2)
