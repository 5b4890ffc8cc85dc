"""Telling auxiliary accounts that stand for many customers: till receipts by means of payment, sundry customers."""

from __future__ import annotations

import re

from encours.kernel.normal import name_key

_WORDS = re.compile(
    r"\b(RECETTES?|CB|CARTES? BANCAIRES?|TPE|CHQ|CHEQUES?|ESPECES?|VIREMENTS?|CAISSES?|COMPTOIR|(CLIENTS?|DEBITEURS?) (DIVERS|PASSAGE|DE PASSAGE|COMPTANT|INTERNET)|DIVERS( CLIENTS?)?|CLIENTS?|TICKETS? RESTAURANTS?)\b"
)


def is_collective(label: str) -> bool:
    """Whether a label is made of nothing but words for takings, so that no single debtor stands behind it.

    >>> is_collective("RECETTES VIREMENT"), is_collective("CLIENTS DIVERS"), is_collective("CAISSE D'EPARGNE")
    (True, True, False)
    """
    words = name_key(label)
    return bool(words) and not _WORDS.sub("", words).strip()
