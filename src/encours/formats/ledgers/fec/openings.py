"""Recognising the opening entries (à-nouveaux) of a ledger.

Nothing in a FEC marks them but the code or the label of their journal, which every program chooses. A journal named
like one is believed only for entries of balance-sheet accounts (classes 1 to 5): an opening carries no expense and no revenue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from encours.formats.ledgers.contract import LedgerLine
from encours.kernel.normal import name_key

CODES = frozenset(
    {"AN", "ANO", "ANOU", "ANOUV", "AND", "ANV", "ANX", "RAN", "RANO", "OUV", "OUVERT", "REPORT", "A NOUVEAU", "ANOUVEAU", "BALENT"}
)
"""Journal codes that programs use for openings."""

LABELS = re.compile(
    r"\b(A ?NOUV(EAUX?)?|A NV|R ?A ?N|REPORT(S)?( A NOUV(EAUX?)?)?|(BALANCE|BILAN|JOURNAL|SOLDES?|ECRITURES?)( D)? (OUVERTURE|ENTREE)|OUVERTURE|REPRISE (DES? )?(SOLDES?|BALANCE)|OPENING( BALANCES?)?)\b"
)
"""What the labels of opening journals say, in `name_key` form."""

OTHER_LABELS = re.compile(
    r"\b(BANQUES?|BANK|CAISSES?|CASH|VENTES?|SALES|ACHATS?|PURCHASES?|CHEQUES?|EFFETS|PAIES?|SALAIRES?|EXTOURNES?|ANNULATIONS?)\b"
)
"""A journal labelled so is no opening, whatever its code."""

BALANCE_SHEET = frozenset("12345")


def is_opening_journal(code: str, label: str) -> bool:
    """Whether a journal is named like the one of the à-nouveaux.

    >>> is_opening_journal("AD", "A Nouveaux Détaillés"), is_opening_journal("AN", "OD54"), is_opening_journal("AN", "Banque Antin")
    (True, True, False)
    """
    words = name_key(label)
    if LABELS.search(words):
        return True
    return name_key(code) in CODES and not OTHER_LABELS.search(words)


ENTRY_LINES_MAX = 200_000
"""Lines of one opening entry that are held back until its accounts are known; a longer one is judged by these."""


class OpeningMarker:
    """Holds back the lines of an entry in an opening journal until all its accounts are known, then marks them or not."""

    def __init__(self) -> None:
        self.marked = 0
        self.waiting: list[LedgerLine] = []
        self._key: tuple[str, str, int] | None = None
        self._believed: bool | None = None

    def feed(self, line: LedgerLine, opening: bool) -> Iterator[LedgerLine]:
        """Take the next line of the file; `opening` tells that its journal is named like one of openings."""
        key = (line.journal_code, line.entry_number, line.entry_cut) if opening else None
        if key != self._key:
            yield from self.flush()
            self._key = key
        if key is None:
            yield line
            return
        self.waiting.append(line)
        if len(self.waiting) >= ENTRY_LINES_MAX or self._believed is not None:
            yield from self._settle()

    def flush(self) -> Iterator[LedgerLine]:
        """The lines held back, at the end of their entry."""
        yield from self._settle()
        self._key = self._believed = None

    def _settle(self) -> Iterator[LedgerLine]:
        if self._believed is None:
            self._believed = all(line.account[:1] in BALANCE_SHEET for line in self.waiting)
        lines, self.waiting = self.waiting, []
        for line in lines:
            believed = self._believed and line.account[:1] in BALANCE_SHEET
            self.marked += believed
            yield line._replace(is_opening=True) if believed else line
