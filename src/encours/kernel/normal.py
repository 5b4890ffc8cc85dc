"""Normal forms of names and references, so that what people write in different ways compares equal."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)
_NOT_WORD = re.compile(r"[^A-Z0-9]+")


def name_key(text: str) -> str:
    """Capitals and digits separated by single blanks, without accents: the key names are sorted and compared by.

    >>> name_key("Société d’Électricité  «Œuvre» & Fils")
    'SOCIETE D ELECTRICITE OEUVRE FILS'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.upper()).strip()
    bare = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return _NOT_WORD.sub(" ", "".join(c for c in bare if not unicodedata.combining(c)).upper()).strip()


def reference_key(text: str) -> str:
    """A document number without punctuation, blanks, case or accents.

    >>> reference_key("FA-2026/00123"), reference_key("fa 2026 00123")
    ('FA202600123', 'FA202600123')
    """
    return _NOT_WORD.sub("", text.upper()) if text.isascii() else name_key(text).replace(" ", "")
