"""Putting the pieces of a movement's text together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from encours.formats.statements.limits import MAX_FIELD
from encours.formats.statements.texts import TEXT_CUT
from encours.kernel.issue import IssueLog

_BLANKS = re.compile(r"\s+")
_PLACEHOLDERS = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF", "NONE"})


def tidy(text: str) -> str:
    """`text` on one line, with single blanks.

    >>> tidy("  SOUS   LE\\nPONT ")
    'SOUS LE PONT'
    """
    return _BLANKS.sub(" ", text).strip()


def sentence(pieces: Iterable[str]) -> str:
    """The pieces, tidy and joined by a blank; a piece whose words already stand there is left out. Stops well above the size limit of a text.

    >>> sentence(["VIR SEPA ACHETEUR", "FA 12", "", "FA 12", "FA 1"])
    'VIR SEPA ACHETEUR FA 12 FA 1'
    """
    joined = " "
    for piece in map(tidy, pieces):
        if piece and f" {piece} " not in joined:
            joined += f"{piece} "
            if len(joined) > 2 * MAX_FIELD:
                break
    return joined[1:-1]


def bounded(text: str, log: IssueLog, line: int | None) -> str:
    """`text` cut at the size limit, with an issue when something was cut."""
    if len(text) <= MAX_FIELD:
        return text
    log.add(TEXT_CUT, line=line, value=text, limit=MAX_FIELD)
    return text[:MAX_FIELD]


def reference(text: str) -> str:
    """A reference, or nothing where the text only says that there is none.

    >>> reference(" NOTPROVIDED "), reference("E2E-9981")
    ('', 'E2E-9981')
    """
    cleaned = tidy(text)
    return "" if cleaned.upper() in _PLACEHOLDERS else cleaned
