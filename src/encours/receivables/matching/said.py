"""What payers say about an amount, as data: that it is a part, that something is held back, that a discount is
taken, that it is for what is not billed yet.

Words are in capitals without accents, matched at the beginning of a word. Add a line here; `differences.py` uses what is found.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from encours.receivables.matching.words import words_of

Remark = Literal["part", "withheld", "discount", "advance"]

_WORDS: dict[Remark, tuple[str, ...]] = {
    "part": (
        "ACOMPTE", "ACPTE", "PARTIEL", "SOLDE PARTIEL", "TEILZAHLUNG", "TEILBETRAG", "ABSCHLAG", "RATE",
        "ANZAHLUNG", "DEELBETALING", "TERMIJN", "AANBETALING", "ACCONTO", "RATA", "PARZIALE", "PART PAYMENT", "PARTIAL", "INSTAL", "DEPOSIT", "PROGRESS",
    ),
    "withheld": (
        "LITIGE", "LITIG", "RETENU", "RETENUE", "DEDUIT", "DEDUCTION", "MOINS", "MANQUANT", "AVARIE", "CASSE", "EINBEHALT", "ABZUG", "ABZGL", "KUERZUNG", "KURZUNG",
        "MAENGEL", "MANGEL", "REKLAMATION", "INHOUDING", "KORTING WEGENS", "BETWIST", "GESCHIL", "TRATTENUTA", "CONTESTAZIONE", "CONTESTATO", "DETRATT", "DISPUTE", "SHORT",
        "DEDUCT", "WITHHELD", "DAMAGE", "DEFECT", "CLAIM", "QUALITY",
    ),
    "advance": (
        "ACOMPTE", "ARRHES", "AVANCE", "PAIEMENT ANTICIPE", "A VALOIR", "ANZAHLUNG", "VORAUSZAHLUNG", "VORKASSE", "AKONTO", "AANBETALING", "VOORSCHOT",
        "VOORUITBETALING", "ACCONTO", "ANTICIPO", "CAPARRA", "DEPOSIT", "ADVANCE", "PREPAYMENT", "DOWN PAYMENT", "ON ACCOUNT",
    ),
    "discount": ("ESCOMPTE", "ESC ", "SKONTO", "SCONTO", "KORTING", "KONTANTKORTING", "BETALINGSKORTING", "DISCOUNT", "EARLY PAY"),
}  # fmt: skip
# What is taken off may be the discount or a credit note: then nothing is withheld ("sous déduction escompte 2 %", "abzgl. Gutschrift").
_OF_RIGHT = r"(?!\w* (?:\w+ ){0,2}(?:ESCOMPTE|ESC|SKONTO|SCONTO|KORTING|BETALINGSKORTING|DISCOUNT|AVOIRS?|GUTSCHRIFT|CREDITNOTA|CREDIT|NOTA DI CREDITO)\b)"
_FOUND = {
    remark: re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + ")" + (_OF_RIGHT if remark == "withheld" else ""))
    for remark, words in _WORDS.items()
}


_BEHALF = re.compile(
    r"\b(?:POUR LE COMPTE DE|POUR COMPTE DE|P C|POUR|FOR|ON BEHALF OF|OBO|FUER|FUR|IM AUFTRAG VON|IM AUFTRAG|IM NAMEN VON|IM NAMEN|I A|NAMENS|VOOR|VOOR REKENING VAN|PER CONTO DI|PER CONTO|PER)\b"
)
_SHARE = re.compile(r"(?<![0-9/.\-])([1-9])\.? ?(?:/|SUR|DE|(?:RATE |TEIL )?VON|OF|VAN|DI) ?([1-9])(?![0-9/.\-])")
_LINE = 27
_SUM = re.compile(r"\b([A-Z]{3}) ?([0-9][0-9 .,']*[.,][0-9 ]{2,3})(?![0-9])")


def share_said(text: str) -> tuple[int, int] | None:
    """Which part of how many `text` says this is.

    >>> share_said("acompte 1/2 FA-2026-00123"), share_said("Abschlag 2 von 3"), share_said("FA 01/02/2026")
    ((1, 2), (2, 3), None)
    """
    found = _SHARE.search(rejoined(text).upper())
    return (int(found[1]), int(found[2])) if found is not None and 0 < int(found[1]) <= int(found[2]) and int(found[2]) > 1 else None


def rejoined(text: str) -> str:
    """A text without the blank that some banks put after every 27 characters, whatever word it cuts.

    >>> rejoined("EREF+423643447 SVWZ+Vorausz ahlung Angebot 29993"), rejoined("Vorauszahlung")
    ('EREF+423643447 SVWZ+Vorauszahlung Angebot 29993', 'Vorauszahlung')
    """
    lines = [text[start : start + _LINE + 1] for start in range(0, len(text), _LINE + 1)]
    if len(lines) < 2 or any(line[_LINE] != " " for line in lines[:-1]):
        return text
    return "".join(line[:_LINE] for line in lines[:-1]) + lines[-1]


def on_behalf(text: str) -> str:
    """What follows words that name somebody else as the one who is paid for, as a key; empty where no such words stand.

    >>> on_behalf("FA-2026-00123 pour le compte de Ambulances Rotier SA")
    'AMBULANCES ROTIER SA'
    """
    words = words_of(text)
    last = max((found.end() for found in _BEHALF.finditer(words)), default=None)
    return words[last:].strip() if last is not None else ""


def stated_sums(text: str) -> dict[str, int]:
    """The sums with a currency that `text` states, in minor units of two decimals, by currency.

    >>> stated_sums("Inv. FA-12 USD 1,312.42 our ref"), stated_sums("CAD 550. 82"), stated_sums("FAC 2026.00123")
    ({'USD': 131242}, {'CAD': 55082}, {})
    """
    found = {}
    for currency, number in _SUM.findall(text.upper()):
        digits = "".join(c for c in number if c.isdigit())
        found[currency] = int(digits)
    return found


@lru_cache(maxsize=4096)
def said(text: str) -> frozenset[Remark]:
    """What `text` says about the amount.

    >>> sorted(said("Acompte facture FA-2026-00123")), sorted(said("FA-2026-00123 ./. 2% Skonto")), sorted(said("FA-2026-00123"))
    (['advance', 'part'], ['discount'], [])
    >>> sorted(said("FA-2026-00123 sous déduction escompte 2%")), sorted(said("déduction casse"))
    (['discount'], ['withheld'])
    """
    spellings = {words_of(text), words_of(rejoined(text))}
    found = {remark for remark, pattern in _FOUND.items() if any(pattern.search(words) for words in spellings)}
    share = share_said(text)
    if share is not None:
        # The last part is what is left, and may be short of it like any payment.
        (found.discard if share[0] == share[1] else found.add)("part")
    return frozenset(found)
