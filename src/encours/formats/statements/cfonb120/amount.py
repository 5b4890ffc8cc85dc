"""The signed amounts of CFONB: the last character carries the sign and the last digit.

Source: CFONB, "Relevé de compte sur support informatique" 120 characters, zone montant (read 2026-11-22).
"""

from __future__ import annotations

import re

from encours.kernel.amounts import NotAnAmount

POSITIVE = "{ABCDEFGHI"
NEGATIVE = "}JKLMNOPQR"
LAST_DIGIT = {sign: (1, str(digit)) for digit, sign in enumerate(POSITIVE)} | {
    sign: (-1, str(digit)) for digit, sign in enumerate(NEGATIVE)
}
_BODY = re.compile(r"[0-9]{13}")
_UNSIGNED = re.compile(r"[0-9]{14}")


def signed_amount(text: str, *, scale: int, digits: int) -> int:
    """The minor units of a 14-character amount with `scale` decimals, in a currency of `digits`; credit of the account positive.

    >>> [signed_amount(text, scale=2, digits=2) for text in ("0000000012000{", "0000000000456P", "0000000000000{")]
    [120000, -4567, 0]
    >>> [signed_amount(text, scale=2, digits=2) for text in ("0000000000001}", "0000012345678I", "0000000010000}")]
    [-10, 123456789, -100000]
    >>> signed_amount("0000000012000{", scale=3, digits=2)
    12000
    """
    sign, last = LAST_DIGIT.get(text[-1:], (0, ""))
    if sign == 0 or len(text) != 14 or _BODY.fullmatch(text[:-1]) is None:
        raise NotAnAmount(text)
    return sign * _scaled(text[:-1] + last, scale, digits)


def side_amount(text: str, *, scale: int, digits: int) -> int:
    """The minor units, without sign, of the 14 characters of a complement: plain digits, or signed as amounts are.

    >>> side_amount("00000000015000", scale=2, digits=2), side_amount("0000000000456P", scale=2, digits=2)
    (15000, 4567)
    """
    if _UNSIGNED.fullmatch(text):
        return _scaled(text, scale, digits)
    return abs(signed_amount(text, scale=scale, digits=digits))


def encode_amount(minor: int) -> str:
    """The 14 characters of an amount whose decimals are those of its currency; the way back of `signed_amount`.

    >>> encode_amount(-4567)
    '0000000000456P'
    """
    digits = f"{abs(minor):014d}"
    if len(digits) > 14:
        raise ValueError(f"{minor} has more than 14 digits")
    return digits[:-1] + (NEGATIVE if minor < 0 else POSITIVE)[int(digits[-1])]


def _scaled(digits_text: str, scale: int, digits: int) -> int:
    number = int(digits_text)
    if scale <= digits:
        return number * int(10 ** (digits - scale))
    whole, rest = divmod(number, int(10 ** (scale - digits)))
    if rest:
        raise NotAnAmount(digits_text)
    return int(whole)
