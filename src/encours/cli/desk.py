"""What every command is handed: the reader's language, a way to make the program ready, and where results go."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from encours.kernel.wording import Language, Text

if TYPE_CHECKING:
    import typer

    from encours.adapters.postgres.access import Access


class Program(Protocol):
    """The parts of the program above the command line (`encours.config`), handed down so that imports go one way."""

    def boot(self) -> Access:
        """Make everything ready: server, Django, schema."""

    def setup(self) -> Access:
        """Make the server and Django ready, and touch no table."""

    def scratch(self) -> AbstractContextManager[None]:
        """Make the embedded server ready, whatever URLs are set, and work in a database that is dropped at the end of the block."""

    def what_is_lost(self, access: Access) -> list[str]:
        """The protections this installation gives up, worded."""


@dataclass(slots=True)
class Desk:
    """One run of the command line."""

    language: Language
    make_program: Callable[[Language], Program]
    _program: Program | None = field(default=None)

    @property
    def program(self) -> Program:
        if self._program is None:
            self._program = self.make_program(self.language)
        return self._program

    def boot(self) -> Access:
        """Make everything ready; the first time, say on standard error what this installation gives up."""
        access = self.program.boot()
        for loss in self.program.what_is_lost(access):
            self.note(loss)
        return access

    def say(self, text: Text, **values: object) -> None:
        """A result, on standard output."""
        print_line(text.say(self.language, **values))

    def note(self, text: Text | str, **values: object) -> None:
        """A remark, on standard error, where it cannot spoil a result that is piped on."""
        print(text if isinstance(text, str) else text.say(self.language, **values), file=sys.stderr)  # noqa: T201 — this is the one door

    def print_json(self, result: Mapping[str, Any]) -> None:
        """A result for programs: one JSON object on standard output; amounts in it are integers in minor units."""
        print_line(as_json(result))

    @contextmanager
    def progress(self, text: Text, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A progress bar on standard error for the time of the block; silent away from a terminal and for the first second.

        The block is given `advance(steps)`.
        """
        if not sys.stderr.isatty():
            yield lambda _steps: None
            return
        from encours.cli.progress import bar

        with bar(text.say(self.language), total) as advance:
            yield advance


def desk(context: typer.Context) -> Desk:
    """The desk of the running command."""
    found = context.find_object(Desk)
    assert found is not None, "commands run under `encours.cli.app`"
    return found


def print_line(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(line + "\n")


def as_json(result: Mapping[str, Any]) -> str:
    """A result as the text of one JSON object."""
    return json.dumps(result, ensure_ascii=False, indent=2, default=_as_json)


def _as_json(value: object) -> object:
    from datetime import date

    if isinstance(value, date):  # instants too
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no agreed JSON form: decimals are written as text, amounts as integers")
