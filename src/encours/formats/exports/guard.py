"""Text that a spreadsheet would take for a formula, made harmless in CSV.

Source: OWASP ASVS 5.0, 1.2.10 (read 2026-11-22): prefix with an apostrophe where the first character is = + - @, tab or
NUL; we add carriage return, line feed and the full-width forms, which spreadsheets also take, and look behind spaces.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"['\s]*[=+\-@\t\r\n\0＝＋－＠]")


def guard(text: str) -> str:
    """The text, prefixed with an apostrophe where a spreadsheet could run it.

    >>> guard("=HYPERLINK(1)"), guard("Martin"), guard("'=1")
    ("'=HYPERLINK(1)", 'Martin', "''=1")
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given: readers of our own files take the prefix off again.

    >>> unguard("'=HYPERLINK(1)"), unguard("'s-Hertogenbosch")
    ('=HYPERLINK(1)', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text, 1) else text
