"""French identifiers: companies, establishments, VAT numbers, account keys and SEPA creditors (through python-stdnum where it has them)."""

from __future__ import annotations

from stdnum.eu import at_02
from stdnum.fr import siren, siret, tva

from encours.countries.contract import Identifier
from encours.countries.identifiers import is_creditor_reference, is_iban, show_creditor_reference, show_iban
from encours.kernel.wording import Text

_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def is_siren(text: str) -> bool:
    """Nine digits whose Luhn sum holds.

    >>> is_siren("732 829 320"), is_siren("732829321"), is_siren("")
    (True, False, False)
    """
    return bool(siren.is_valid(text))


def is_siret(text: str) -> bool:
    """Fourteen digits whose Luhn sum holds; for La Poste, whose sites outnumber it, the sum of the digits is a multiple of five.

    >>> is_siret("732 829 320 00074"), is_siret("35600000049837"), is_siret("35600000049838")
    (True, True, False)
    """
    return bool(siret.is_valid(text))


def vat_number(siren_text: str) -> str:
    """The French VAT number of a company: key = (12 + 3 × (SIREN mod 97)) mod 97.

    >>> vat_number("732829320")
    'FR44732829320'
    """
    number = siren.validate(siren_text)
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def is_vat_number(text: str) -> bool:
    """A French VAT number, with its country letters, whose key agrees with the SIREN.

    >>> is_vat_number("FR 44 732829320"), is_vat_number("FR45732829320"), is_vat_number("44732829320")
    (True, False, False)
    """
    return text.strip().upper().startswith("FR") and bool(tva.is_valid(text))


def rib_key(bank: str, branch: str, account: str) -> str:
    """The two-digit key of a French account: 97 − ((89 × bank + 15 × branch + 3 × account) mod 97).

    >>> rib_key("20041", "01005", "0500013M026"), rib_key("30001", "00794", "12345678901")
    ('06', '85')
    """
    numbers = [int(part.upper().translate(_RIB_LETTERS)) for part in (bank, branch, account)]
    return f"{97 - (89 * numbers[0] + 15 * numbers[1] + 3 * numbers[2]) % 97:02d}"


def is_creditor_identifier(text: str) -> bool:
    """A SEPA creditor identifier (ICS); its business code takes no part in the check.

    >>> is_creditor_identifier("FR72ZZZ123456"), is_creditor_identifier("FR72ABC123456"), is_creditor_identifier("FR73ZZZ123456")
    (True, True, False)
    """
    return bool(at_02.is_valid(text))


def show_siren(text: str) -> str:
    """A SIREN in groups of three.

    >>> show_siren("732829320")
    '732 829 320'
    """
    compact = siren.compact(text)
    return " ".join((compact[:3], compact[3:6], compact[6:]))


def show_siret(text: str) -> str:
    """A SIRET as the SIREN and the number of the establishment.

    >>> show_siret("73282932000074")
    '732 829 320 00074'
    """
    compact = siret.compact(text)
    return f"{show_siren(compact[:9])} {compact[9:]}"


def show_compact(text: str) -> str:
    """Without blanks, in capitals."""
    return "".join(text.split()).upper()


IDENTIFIERS = {
    identifier.code: identifier
    for identifier in (
        Identifier("siren", Text(en="SIREN (company number)", fr="SIREN"), is_siren, show_siren, "Code de commerce, art. R123-221; Luhn"),
        Identifier("siret", Text(en="SIRET (establishment number)", fr="SIRET"), is_siret, show_siret, "INSEE; Luhn, La Poste excepted"),
        Identifier("vat_number", Text(en="VAT number", fr="numéro de TVA"), is_vat_number, show_compact, "key computed from the SIREN"),
        Identifier("iban", Text(en="IBAN", fr="IBAN"), is_iban, show_iban, "ISO 13616"),
        Identifier(
            "creditor_reference",
            Text(en="creditor reference (RF)", fr="référence créancier (RF)"),
            is_creditor_reference,
            show_creditor_reference,
            "ISO 11649",
        ),
        Identifier(
            "creditor_identifier",
            Text(en="SEPA creditor identifier", fr="identifiant créancier SEPA (ICS)"),
            is_creditor_identifier,
            show_compact,
            "EPC AT-02",
        ),
    )
}
