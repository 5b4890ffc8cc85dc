"""Invented identifiers that pass every check and belong to nobody.

SIREN numbers start with 00 and French bank codes with 998: neither range is attributed, the check digits are right.
Source: check algorithms of python-stdnum; RIB key: 97 less the remainder of 89·bank + 15·branch + 3·account.
"""

from __future__ import annotations

from stdnum import iban as iban_number
from stdnum import iso11649, luhn
from stdnum.ch import uid
from stdnum.iso7064 import mod_11_10

_CIN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)


def siren(rank: int) -> str:
    """The invented SIREN of that rank.

    >>> siren(1)
    '001000017'
    """
    body = f"00{100000 + rank}"
    return body + luhn.calc_check_digit(body)


def french_vat(siren_number: str) -> str:
    """The French VAT number of a SIREN.

    >>> french_vat("732829320")
    'FR44732829320'
    """
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


def vat_number(country: str, rank: int) -> str:
    """An invented VAT number with right check digits, for the countries of the demo.

    >>> vat_number("BE", 1), vat_number("DE", 1)
    ('BE0999000129', 'DE999000017')
    """
    if country == "BE":
        body = f"0{9990000 + rank:07d}"
        return f"BE{body}{97 - int(body) % 97:02d}"
    if country == "DE":
        body = f"{99900000 + rank:08d}"
        return f"DE{body}{mod_11_10.calc_check_digit(body)}"
    if country == "IT":
        body = f"{9990000 + rank:07d}001"
        return f"IT{body}{luhn.calc_check_digit(body)}"
    if country == "CH":
        while True:  # some bodies have no check digit below 10
            body = f"{99900000 + rank:08d}"
            if uid.calc_check_digit(body) != "10":
                return f"CHE{body}{uid.calc_check_digit(body)}"
            rank += 100_000
    raise ValueError(country)


def rib_key(bank: str, branch: str, account: str) -> str:
    """The two digits that close a French account number (digits only).

    >>> rib_key("30001", "00794", "12345678901")
    '85'
    """
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02d}"


def _with_check_digits(country: str, body: str) -> str:
    return country + iban_number.calc_check_digits(f"{country}00{body}") + body


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a French account.

    >>> french_iban("30001", "00794", "12345678901")
    'FR7630001007941234567890185'
    """
    return _with_check_digits("FR", bank + branch + account + rib_key(bank, branch, account))


def iban(country: str, rank: int) -> str:
    """The invented IBAN of that rank, its national check digits right as well.

    >>> iban("BE", 1), iban("DE", 1)
    ('BE12998000000192', 'DE82999000000000000001')
    """
    if country == "FR":
        return french_iban(f"998{rank % 40 + 10:02d}", f"{100 + rank % 900:05d}", f"{20000000000 + 7919 * rank:011d}")
    if country == "BE":
        body = f"998{rank:07d}"
        return _with_check_digits("BE", f"{body}{int(body) % 97 or 97:02d}")
    if country == "DE":
        return _with_check_digits("DE", f"99900000{rank:010d}")
    if country == "IT":
        body = f"9980199801{rank:012d}"
        total = sum(_CIN_ODD[int(digit)] if position % 2 == 0 else int(digit) for position, digit in enumerate(body))
        return _with_check_digits("IT", chr(ord("A") + total % 26) + body)
    if country == "CH":
        return _with_check_digits("CH", f"99800{rank:012d}")
    raise ValueError(country)


def creditor_reference(number: str) -> str:
    """The ISO 11649 reference made from an invoice number.

    >>> creditor_reference("FA2026-000123")
    'RF31FA2026000123'
    """
    body = "".join(c for c in number.upper() if c.isalnum())
    value = int("".join(str(int(c, 36)) for c in body + "RF00"))
    return iso11649.validate(f"RF{98 - value % 97:02d}{body}")
