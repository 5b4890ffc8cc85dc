"""Cutting a text stream into lines of bounded length, quickly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from encours.formats.encoding import Encoding, decoded_chunks

LINE_MAX = 65_536
"""Characters of the longest line that is read; a longer one is cut here, so that one broken line cannot fill the memory."""


def text_lines(stream: BinaryIO, encoding: Encoding) -> Iterator[list[str]]:
    """Lists of whole lines, without their ends. A line longer than LINE_MAX comes as its first LINE_MAX + 1 characters."""
    tail = ""
    for chunk in decoded_chunks(stream, encoding):
        lines = chunk.split("\n")
        # What is carried over is cut to one character too many, which tells the reader that the line was too long.
        lines[0] = tail + lines[0] if len(tail) <= LINE_MAX else tail
        tail = lines.pop()[: LINE_MAX + 1]
        if lines:
            yield lines
    if tail:
        yield [tail]
