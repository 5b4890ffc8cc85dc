"""How money reaches the bank: as the method of a payment says it, and as a bank line says it."""

from __future__ import annotations

from typing import Literal

from encours.kernel.normal import name_key

Way = Literal["cheque", "card", "bill", "transfer"]
"""By deposit, in payouts, at maturity, or alone."""

WORDS_OF_WAYS: tuple[tuple[Way, tuple[str, ...]], ...] = (
    ("cheque", ("CHEQUE", "CHEQUES", "CHECK", "CHQ")),
    ("card", ("CARD", "CARTE", "CB", "STRIPE", "PAYPAL", "SUMUP", "PAYPLUG", "MOLLIE", "ADYEN")),
    ("bill", ("BILL", "LCR", "BOR", "EFFET", "TRAITE")),
)
"""The words in a method that say its way; the first one counts."""


def way_of_method(method: str) -> Way:
    """How a payment of that method comes; what is neither cheque, card nor bill comes alone.

    >>> way_of_method("Chèque"), way_of_method("CB Visa"), way_of_method("sepa_credit_transfer"), way_of_method("")
    ('cheque', 'card', 'transfer', 'transfer')
    """
    said = set(name_key(method).split())
    return next((way for way, words in WORDS_OF_WAYS if not said.isdisjoint(words)), "transfer")


_WORDS: tuple[tuple[Way, tuple[str, ...]], ...] = (
    ("cheque", ("REMISE CHEQUE", "REMISE DE CHEQUE", "REM CHQ", "REMISE CHQ", "REM CHEQUE", "CHEQUE DEPOSIT")),
    ("card", ("REMISE CARTE", "REM CARTE", "REMISE CB", "REM CB", "PAYOUT", "CARD SETTLEMENT")),
    ("bill", ("REMISE LCR", "REMISE EFFET", "REM LCR", "REM EFFET", "LCR ECHEANCE", "EFFETS A L ENCAISSEMENT")),
)
_CODES: dict[str, Way] = {
    "02": "cheque", "30": "card", "31": "bill", "32": "bill", "35": "bill", "37": "bill", "RCHQ": "cheque", "CCHQ": "cheque", "MCRD": "card", "CCRD": "card", "DRFT": "bill",
}  # fmt: skip


def way_of(code: str, text: str) -> Way | None:
    """How a bank line's money came, by its transaction code (CFONB's two characters, a family of ISO 20022) or by plain words; None where neither says.

    >>> way_of("PMNT/RCHQ/CCHQ", ""), way_of("", "Remise chèques 0012"), way_of("05", "VIR DUPONT")
    ('cheque', 'cheque', None)
    """
    for part in code.upper().replace("-", "/").split("/"):
        if part in _CODES:
            return _CODES[part]
    plain = f" {name_key(text).upper()} "
    return next((way for way, said in _WORDS if any(f" {one}" in plain for one in said)), None)
