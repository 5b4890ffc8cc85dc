"""What every reader of files has in common.

A reader is pure: bytes in, records and issues out. It never guesses an amount, never raises on a flaw in the data, and
raises `FileRefused` only when the file as a whole cannot be read. It opens no network connection and no other file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from encours.kernel.issue import Issue
from encours.kernel.refusal import Refusal

T = TypeVar("T")


class FileRefused(Refusal):
    """The whole file is refused. Each reason is a subclass, defined in the reader that raises it, with code, text and remedy."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a reader made of one file: the records, in file order, the issues, and the encoding they were read in (None for binary formats)."""

    records: tuple[T, ...]
    issues: tuple[Issue, ...]
    encoding: str | None = None
