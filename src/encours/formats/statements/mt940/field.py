"""Cutting a SWIFT message into fields.

Source: SWIFT, MT940 Customer Statement Message and MT942 Interim Transaction Report, Standards Release 2022 (read 2026-11-22).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from encours.formats.statements.limits import MAX_FIELD

_TAG = re.compile(r":(\d{2}[A-Z]?):", re.ASCII)
# A terminator, as SWIFT (-}) or as banks write it; and what stands around messages: block headers, sender and type of ABN AMRO and ING.
_END = re.compile(r"-(?:\}.*|XXX)?")
_HEADER = re.compile(r"\{[1-5]:|:94[02]:?$")
FIRST_FIELD = re.compile(r"^:\d{2}[A-Z]?:", re.ASCII | re.MULTILINE)
# A line of field 86 holds 65 characters, in some banks 64.
WIDTH = 65
_NARROWEST = 60


class Field(NamedTuple):
    """A field: its tag, the number of its first line, and its lines, trimmed of line ends only. The tag `-` ends a message."""

    tag: str
    line: int
    lines: tuple[str, ...]


def fields(text: str) -> Iterator[Field]:
    """The fields of a file, in order. Lines outside any message are passed over; a field keeps at most the size limit of a text."""
    tag, start, lines, size = "", 0, [""], 0
    for number, raw in enumerate(_lines(text), start=1):
        line = raw.rstrip("\r")
        found = _TAG.match(line)
        is_end = _END.fullmatch(line.rstrip()) is not None
        if found is None and not is_end and _HEADER.match(line) is None:
            if tag and size < 2 * MAX_FIELD:
                lines.append(line)
                size += len(line) + 1
            continue
        if tag:
            yield Field(tag, start, tuple(lines))
        if found is not None:
            tag, start, lines = found[1], number, [line[found.end() :]]
            size = len(lines[0])
            continue
        tag = ""
        if is_end:
            yield Field("-", number, ())
    if tag:
        yield Field(tag, start, tuple(lines))


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        yield text[at:end]
        at = end + 1


def width_of(found: list[Field]) -> int:
    """The width at which the bank wraps field 86: that of its longest line, since a full line and one whose last blank was trimmed differ by one."""
    longest = max((len(line) for each in found if each.tag == "86" for line in each.lines), default=WIDTH)
    return min(longest, WIDTH) if longest >= _NARROWEST else WIDTH


def unwrapped(lines: tuple[str, ...], width: int = WIDTH) -> str:
    """The lines of a free text joined: a full line goes on in the next one without a blank, a line one short of full lost its blank.

    >>> unwrapped(("BETREFT REKENING 4715589", "ING Bank N.V."))
    'BETREFT REKENING 4715589 ING Bank N.V.'
    >>> unwrapped(("A" * 65, "BC")) == "A" * 65 + "BC", unwrapped(("A" * 64, "BC")) == "A" * 64 + " BC"
    (True, True)
    """
    return "".join(line if len(line) >= width or last else line + " " for line, last in _marked(lines))


def rejoined(lines: tuple[str, ...], width: int = WIDTH) -> str:
    """The lines of a structured text joined: its own separators tell where words end, so only a trimmed blank is put back.

    >>> rejoined(("?20Gehalt Oktob", "er"))
    '?20Gehalt Oktober'
    """
    return "".join(line + " " if len(line) == width - 1 and not last else line for line, last in _marked(lines))


def _marked(lines: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for rank, line in enumerate(lines, start=1):
        yield line, rank == len(lines)
