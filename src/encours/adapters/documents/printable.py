"""Text that our fonts can draw and lines that can break."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from encours.formats.exports.cells import REPLACEMENT, clean

FONTS = Path(__file__).parent / "fonts"
_LONG = re.compile(r"\S{25}(?=\S{5})")
_BREAK = "\u200b"
_INVISIBLE = re.compile("[\u200c\u200d\ufe00-\ufe0f\ufeff\u2060\u00ad]")


@cache
def covered() -> frozenset[int]:
    """The code points that every printed face can draw."""
    lines = (FONTS / "coverage.txt").read_text().split()
    spans = [(int(first, 16), int(last, 16)) for first, last in (line.split("-") for line in lines)]
    return frozenset(code for first, last in spans for code in range(first, last + 1))


def printable(text: str) -> str:
    """The text on one line, each character that cannot be drawn as "�": a PDF that must be archived may not have holes.

    >>> printable("Café 株"), printable("1\u202f234,50\u00a0€") == "1\u202f234,50\u00a0€"
    ('Café �', True)
    """
    known = covered()
    shown = _INVISIBLE.sub("", clean(text))
    if all(ord(character) in known for character in shown):
        return shown
    return "".join(character if ord(character) in known else REPLACEMENT for character in shown)


def breakable(text: str) -> str:
    """Printable text that may break within a word of more than 30 characters, which would run over its neighbour.

    >>> breakable("x" * 30).count("\u200b"), breakable("short")
    (1, 'short')
    """
    return _LONG.sub(lambda match: match[0] + _BREAK, printable(text))
