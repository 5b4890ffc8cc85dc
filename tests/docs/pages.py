"""The pages of the documentation, and what stands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.walk import tracked_files
from tests.fixtures import ROOT

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!\!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_CALL = re.compile(r"(?<![\w/-])(?:bin/)?encours (?=[a-z-])")


def pages() -> list[Path]:
    """Every Markdown page of the repository."""
    return [path for path in tracked_files() if path.suffix == ".md"]


def name(page: Path) -> str:
    """How a failing test names a page."""
    return str(page.relative_to(ROOT))


def blocks(text: str, language: str | None = None) -> list[str]:
    """The code blocks of a page; those of one language."""
    return [body for found, body in _BLOCK.findall(text) if language is None or found == language]


def prose(text: str) -> str:
    """A page without its code blocks."""
    return _BLOCK.sub("", text)


def spans(text: str) -> list[str]:
    """What stands between backticks in the prose of a page."""
    return re.findall(r"`([^`\n]+)`", prose(text))


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    return [(len(marks), words.strip()) for marks, words in re.findall(r"^(#+) (.+)$", prose(text), re.MULTILINE)]


def anchors(text: str) -> set[str]:
    """The names under which the headings of a page are linked to."""
    return {re.sub(r"[^\w\- ]", "", re.sub(r"`", "", words).lower()).replace(" ", "-") for _, words in headings(text)}


def links(text: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    return [one or other for one, other in _LINK.findall(prose(text))]


def codes(text: str) -> set[str]:
    """What the first cells of a page's tables headed `code` name."""
    found: set[str] = set()
    is_inside = False
    for line in prose(text).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            is_inside = False
        elif cells[0] == "code":
            is_inside = True
        elif is_inside:
            found |= set(re.findall(r"`([^`]+)`", cells[0]))
    return found


def calls(text: str) -> Iterator[list[str]]:
    """The arguments of every `encours` that a code block tells its reader to type."""
    for body in blocks(text):
        for line in body.splitlines():
            starts = [found.end() for found in _CALL.finditer(line)]
            for start in starts:
                yield _words(line[start:])


def _words(line: str) -> list[str]:
    """The words of a shell command, up to what the shell itself does with it."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="&|;<>")
    lexer.whitespace_split = True
    words = []
    for word in lexer:
        if set(word) <= set("&|;<>"):
            break
        words.append(word)
    return words
