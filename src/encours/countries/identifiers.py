"""Identifiers of every country: bank account numbers and structured creditor references."""

from __future__ import annotations

import re

from stdnum import iban, iso11649
from stdnum.iso7064 import mod_97_10

from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_REFERENCE_IN_TEXT = re.compile(r"(?<![A-Z0-9])RF[ -]?\d{2}(?:[ -]?[A-Z0-9]){1,21}(?![A-Z0-9])", re.IGNORECASE)


class NoReference(Refusal):
    """A document number that no creditor reference can carry."""

    code = "no_creditor_reference"
    message = Text(
        en="No creditor reference can be made of “{number}”.", fr="Aucune référence créancier ne peut être faite de « {number} »."
    )
    repair = Text(en="Use a number with 1 to 21 letters and digits.", fr="Utilisez un numéro de 1 à 21 lettres et chiffres.")


def is_iban(text: str) -> bool:
    """A bank account number whose length, country rules and check digits hold.

    Source: ISO 13616 (check 97-10), through python-stdnum.

    >>> is_iban("FR14 2004 1010 0505 0001 3M02 606"), is_iban("FR14 2004 1010 0505 0001 3M02 607")
    (True, False)
    """
    return bool(iban.is_valid(text))


def show_iban(text: str) -> str:
    """An IBAN in groups of four."""
    return _grouped(iban.compact(text))


def creditor_reference(number: str) -> str:
    """Make the structured creditor reference of a document number: `RF`, two check digits, the number without punctuation.

    Source: ISO 11649.

    >>> creditor_reference("FA-2026/000123"), creditor_reference("539007547034")
    ('RF31FA2026000123', 'RF18539007547034')
    """
    body = reference_key(number)
    if not 1 <= len(body) <= 21:
        raise NoReference(number=number)
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def is_creditor_reference(text: str) -> bool:
    """A structured creditor reference whose check digits hold."""
    return bool(iso11649.is_valid(text))


def show_creditor_reference(text: str) -> str:
    """A creditor reference in groups of four, as it is printed.

    >>> show_creditor_reference("RF84F202500003")
    'RF84 F202 5000 03'
    """
    return _grouped(reference_key(text))


def creditor_references_in(text: str) -> tuple[str, ...]:
    """Every valid creditor reference in a remittance text, compact, in order; a reference that runs into the next words is cut where it checks.

    >>> creditor_references_in("VIR ACME rf18 5390 0754 7034 merci")
    ('RF18539007547034',)
    """
    found = []
    for match in _REFERENCE_IN_TEXT.finditer(text):
        words = re.split(r"[ -]", match[0].upper())
        for count in range(len(words), 0, -1):
            candidate = "".join(words[:count])
            if is_creditor_reference(candidate):
                found.append(candidate)
                break
    return tuple(found)


def _grouped(compact: str) -> str:
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))
