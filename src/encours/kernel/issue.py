"""An issue: a flaw in someone's file, as a value.

Readers return the document and its issues and never guess an amount. An issue says where (line, column), what (the
excerpt), why and how to repair it; the words live beside the reader that found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from encours.kernel.wording import Language, Text

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class IssueKind:
    """A kind of flaw: its stable code, its weight, why it matters and how to repair it, in both languages.

    `error` means that the record was not taken; `warning` that it was, with a doubt; `info` is worth knowing.
    """

    code: str
    severity: Severity
    message: Text
    repair: Text


@dataclass(frozen=True, slots=True)
class Issue:
    """One flaw at one place. `line` counts from 1 in the file as an editor shows it; `value` is at most 80 characters of it."""

    kind: IssueKind
    line: int | None = None
    column: str | None = None
    value: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    def say(self, language: Language) -> str:
        """What is wrong, and how to repair it."""
        shown = {"value": self.value, "column": self.column, "line": self.line, **self.values}
        return f"{self.kind.message.say(language, **shown)} {self.kind.repair.say(language, **shown)}"


def excerpt(value: str, limit: int = 80) -> str:
    """The start of `value`, printable and short enough for a message.

    >>> excerpt("a\\x00b")
    'a\\\\x00b'
    """
    short = value if len(value) <= limit else value[: limit - 1] + "…"
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in short)


class IssueLog:
    """Collects issues, keeping at most `limit` of each kind and counting the others, so that a broken file cannot fill the memory."""

    def __init__(self, limit: int = 50) -> None:
        self._limit = limit
        self._kept: list[Issue] = []
        self.counts: dict[str, int] = {}

    def add(
        self, kind: IssueKind, *, line: int | None = None, column: str | None = None, value: str | None = None, **values: object
    ) -> None:
        """Record one flaw; `value` is shortened here."""
        count = self.counts[kind.code] = self.counts.get(kind.code, 0) + 1
        if count <= self._limit:
            self._kept.append(Issue(kind, line, column, None if value is None else excerpt(value), values))

    def extend(self, issues: Iterable[Issue]) -> None:
        """Record issues made elsewhere."""
        for issue in issues:
            self.add(issue.kind, line=issue.line, column=issue.column, value=issue.value, **issue.values)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The kept issues, in the order they were found."""
        return tuple(self._kept)

    def __bool__(self) -> bool:
        return bool(self._kept)
