"""What payers say about an amount, as data: that it is a part, that something is held back, that a discount is taken.

Words are in capitals without accents, matched at the beginning of a word. Add a line here; `differences.py` uses what is found.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from encours.kernel.normal import name_key

Remark = Literal["part", "withheld", "discount"]

_WORDS: dict[Remark, tuple[str, ...]] = {
    "part": (
        "ACOMPTE", "ACPTE", "PARTIEL", "SOLDE PARTIEL", "VERSEMENT 1", "VERSEMENT 2", "ECHEANCE 1", "ECHEANCE 2", "TEILZAHLUNG", "TEILBETRAG", "ABSCHLAG", "RATE",
        "ANZAHLUNG", "DEELBETALING", "TERMIJN", "AANBETALING", "ACCONTO", "RATA", "PARZIALE", "PART PAYMENT", "PARTIAL", "INSTAL", "DEPOSIT", "PROGRESS",
    ),
    "withheld": (
        "LITIGE", "LITIG", "RETENU", "RETENUE", "DEDUIT", "DEDUCTION", "MOINS", "MANQUANT", "AVARIE", "CASSE", "EINBEHALT", "ABZUG", "ABZGL", "KUERZUNG", "KURZUNG",
        "MAENGEL", "MANGEL", "REKLAMATION", "INHOUDING", "KORTING WEGENS", "BETWIST", "GESCHIL", "TRATTENUTA", "CONTESTAZIONE", "CONTESTATO", "DETRATT", "DISPUTE", "SHORT",
        "DEDUCT", "WITHHELD", "DAMAGE", "DEFECT", "CLAIM", "QUALITY",
    ),
    "discount": ("ESCOMPTE", "ESC ", "SKONTO", "SCONTO", "KORTING", "KONTANTKORTING", "BETALINGSKORTING", "DISCOUNT", "EARLY PAY"),
}  # fmt: skip
_FOUND = {remark: re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + ")") for remark, words in _WORDS.items()}


@lru_cache(maxsize=4096)
def said(text: str) -> frozenset[Remark]:
    """What `text` says about the amount.

    >>> sorted(said("Acompte facture FA-2026-00123")), sorted(said("FA-2026-00123 ./. 2% Skonto")), sorted(said("FA-2026-00123"))
    (['part'], ['discount'], [])
    """
    words = name_key(text)
    return frozenset(remark for remark, pattern in _FOUND.items() if pattern.search(words))
