"""What a text is cut into before numbers are looked for in it: runs of letters and of digits, so that a match never starts or ends inside a number.

Payers write a number with other separators and banks cut texts with blanks. A bare number counts only from five digits (a
bare 4-digit token is what makes others match wrongly).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stdnum import iso11649

from encours.kernel.normal import name_key
from encours.receivables.matching.contract import Receipt

SHORTEST_NUMBER = 5
_MOST_RUNS = 400
_RUN = re.compile(r"[A-Z]+|[0-9]+")
_RF = re.compile(r"\bRF ?[0-9]{2}(?: ?[A-Z0-9]){1,21}")


class Run(NamedTuple):
    """Letters or digits of a text, where they start in it and where they end."""

    text: str
    start: int
    end: int


def runs(text: str) -> list[Run]:
    """The runs of letters and of digits in `text`, in capitals without accents; positions are those of `text` itself.

    >>> [run.text for run in runs("Fact. fa2026-00123")]
    ['FACT', 'FA', '2026', '00123']
    """
    upper = text.upper()
    if len(upper) != len(text) or not text.isascii():
        # One character at a time, so that a position in the key text stays a position in the text: œ becomes OE, é becomes E.
        spelt, places = [], []
        for place, character in enumerate(text):
            key = name_key(character) or " "
            spelt.append(key)
            places.extend([place] * len(key))
        return [Run(m[0], places[m.start()], places[m.end() - 1] + 1) for m in _RUN.finditer("".join(spelt))]
    return [Run(m[0], m.start(), m.end()) for m in _RUN.finditer(upper)]


def creditor_references(text: str) -> Iterator[Run]:
    """The ISO 11649 references in `text` whose check digits are right, without blanks, and where each stands.

    The text after a reference may run on: the longest row of whole words whose check is right is taken.

    >>> list(creditor_references("REGLT RF31 FA20 2600 0123 MERCI"))
    [Run(text='RF31FA2026000123', start=6, end=25)]
    """
    if "RF" not in text.upper():
        return
    for found in _RF.finditer(text.upper()):
        words = found[0].split(" ")
        for count in range(len(words), 0, -1):
            fragment = " ".join(words[:count])
            compact = fragment.replace(" ", "")
            if len(compact) > 4 and iso11649.is_valid(compact):
                yield Run(compact, found.start(), found.start() + len(fragment))
                break


def texts_of(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """The fields of `receipt` that may name a document."""
    for field, text in (
        ("creditor_reference", receipt.creditor_reference),
        ("remittance", receipt.remittance),
        ("end_to_end_id", receipt.end_to_end_id),
    ):
        if text:
            yield field, text
