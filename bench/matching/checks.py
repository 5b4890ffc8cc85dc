"""Identifiers with right check digits."""

from __future__ import annotations

from random import Random

_LENGTHS = {"FR": 27, "DE": 22, "BE": 16, "NL": 18, "IT": 27, "AT": 20, "MA": 28}
_BELGIAN_BANKS = ("001", "063", "210", "310", "363", "732", "733")


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def iban(random: Random, country: str) -> str:
    """An account number; outside the IBAN area a number of the country's own.

    >>> iban(Random(1), "BE")[:2], len(iban(Random(1), "BE"))
    ('BE', 16)
    """
    if country not in _LENGTHS:
        return "".join(random.choices("0123456789", k=12))
    length = _LENGTHS[country] - 4
    bank = "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=4)) if country == "NL" else ""
    body = _with_national_key(country, bank + "".join(random.choices("0123456789", k=length - len(bank))))
    return f"{country}{98 - _remainder(body + country + '00'):02d}{body}"


def _with_national_key(country: str, body: str) -> str:
    """The account with the key that some countries put into it: France and Morocco at the end (clé RIB), Belgium too, whose bank codes are few, Italy
    a letter in front.
    """
    if country in ("FR", "MA"):
        return body[:-2] + f"{97 - int(body[:-2]) * 100 % 97:02d}"
    if country == "BE":
        body = _BELGIAN_BANKS[int(body[:3]) % len(_BELGIAN_BANKS)] + body[3:]
        return body[:-2] + f"{int(body[:-2]) % 97 or 97:02d}"
    if country == "IT":
        # Digits at odd places count by a table of their own (ABI, Standard of the CIN).
        odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
        total = sum(odd[int(digit)] if place % 2 == 0 else int(digit) for place, digit in enumerate(body[1:]))
        return chr(ord("A") + total % 26) + body[1:]
    return body


def creditor_reference(number: str) -> str:
    """The ISO 11649 reference of a document.

    >>> creditor_reference("539007547034")
    'RF18539007547034'
    """
    body = "".join(character for character in number.upper() if character.isalnum())[-21:]
    return f"RF{98 - _remainder(body + 'RF00'):02d}{body}"


def siren(random: Random) -> str:
    """Nine digits with the key of Luhn."""
    body = [random.randrange(10) for _ in range(8)]
    doubled = [digit if position % 2 == 0 else digit * 2 - 9 * (digit > 4) for position, digit in enumerate(body)]
    return "".join(map(str, body)) + str(-sum(doubled) % 10)


def french_vat(number: str) -> str:
    """The VAT number of a SIREN.

    >>> french_vat("404833048")
    'FR83404833048'
    """
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"
