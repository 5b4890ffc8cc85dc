"""Bank account numbers: the IBAN, and the French RIB that older formats carry in its place.

Source: ISO 13616 (IBAN), ISO 7064 MOD 97-10; CFONB, "Le relevé d'identité bancaire", key of the RIB (read 2026-11-22).
"""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_97_10

_BLANKS = re.compile(r"\s+")
_IBAN_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_RIB = re.compile(r"([0-9]{5})([0-9]{5})([0-9A-Z]{11})")
# The letters of a French account count as digits: A–I 1–9, J–R 1–9, S–Z 2–9.
_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def compact(text: str) -> str:
    """`text` without any blank.

    >>> compact(" FR14 2004 1010 ")
    'FR1420041010'
    """
    return _BLANKS.sub("", text)


def looks_like_iban(text: str) -> bool:
    """Country, two digits and a plausible length; the check digits are not looked at.

    >>> looks_like_iban("NL70ABNA0987654321"), looks_like_iban("0123456789")
    (True, False)
    """
    return _IBAN_SHAPE.fullmatch(text) is not None


def is_iban(text: str) -> bool:
    """An IBAN, without blanks, whose check digits are right.

    >>> is_iban("FR1420041010050500013M02606"), is_iban("FR1420041010050500013M02607"), is_iban("NL70ABNA0987654321")
    (True, False, False)
    """
    return looks_like_iban(text) and bool(mod_97_10.is_valid(text[4:] + text[:4]))


def rib_key(bank: str, branch: str, account: str) -> str:
    """The two digits that close a French RIB.

    >>> rib_key("20041", "01005", "0500013M026")
    '06'
    """
    number = int(account.translate(_RIB_DIGITS))
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * number) % 97:02d}"


def french_iban(bank: str, branch: str, account: str) -> str | None:
    """The IBAN of a French account, or None where the three parts are no French RIB.

    >>> french_iban("20041", "01005", "0500013M026")
    'FR1420041010050500013M02606'
    >>> french_iban("12345", "00001", "12345") is None
    True
    """
    if _RIB.fullmatch(bank + branch + account) is None or len(bank) != 5 or len(branch) != 5:
        return None
    bban = bank + branch + account + rib_key(bank, branch, account)
    return f"FR{mod_97_10.calc_check_digits(bban + 'FR')}{bban}"
