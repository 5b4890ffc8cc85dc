"""Every command line that a page tells its reader to type is one that the program takes, with the options it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from encours.cli.app import build
from encours.config.main import _Program
from tests.docs.pages import calls, name, pages, spans

PROGRAM: Any = get_command(build(_Program))


def complaint(words: list[str], *, whole: bool = True) -> str | None:
    """Why the program would not take these arguments; None where it would. A part of a command line (not `whole`) may lack what is required."""
    command, path = PROGRAM, "encours"
    while True:
        context = command.make_context(path, [], resilient_parsing=True)  # a group, or a command that lacks what it needs, makes no other
        context.resilient_parsing = False
        given, rest, _ = (
            command.make_parser(context).parse_args(list(words)) if not hasattr(command, "commands") else _group(command, context, words)
        )
        if not hasattr(command, "commands"):
            break
        if not rest:
            return None if not whole or command.invoke_without_command else f"{path}: which command?"
        if rest[0] not in command.commands:
            return f"{path} {rest[0]}: no such command"
        path, command, words = f"{path} {rest[0]}", command.commands[rest[0]], rest[1:]
    missing = [one.name for one in command.params if one.required and given.get(one.name) in (None, (), [])]
    if rest:
        return f"{path}: {rest} are too many"
    return f"{path}: {missing} missing" if whole and missing else None


def _group(command: Any, context: Any, words: list[str]) -> tuple[Any, list[str], Any]:
    parser = command.make_parser(context)
    parser.allow_interspersed_args = False
    parsed: tuple[Any, list[str], Any] = parser.parse_args(list(words))
    return parsed


def judged(words: list[str], *, whole: bool = True) -> str | None:
    """As `complaint`; an option that does not exist is one too."""
    try:
        return complaint(words, whole=whole)
    except Exception as error:
        # Typer brings its own copy of Click, whose classes have no public name.
        if any(kind.__name__ == "UsageError" for kind in type(error).__mro__):
            return f"{words}: {error}"
        raise


@pytest.mark.parametrize("page", [page for page in pages() if any(calls(page.read_text(encoding="utf-8")))], ids=name)
def test_a_command_line_is_one_that_the_program_takes(page: Path) -> None:
    assert [wrong for words in calls(page.read_text(encoding="utf-8")) if (wrong := judged(words))] == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_a_command_named_in_a_sentence_exists(page: Path) -> None:
    named = [
        span.removeprefix("bin/").removeprefix("encours ").split()
        for span in spans(page.read_text(encoding="utf-8"))
        if span.removeprefix("bin/").startswith("encours ")
    ]
    assert [wrong for words in named if (wrong := judged(words, whole=False))] == []


@pytest.mark.parametrize(
    "line",
    [
        "agings --company x",
        "aging",
        "aging --company x --as_of 2026-01-01",
        "reminders send --company x",
        "backup",
        "restore a b",
        "company create",
        "--lang fr aging --company",
    ],
)
def test_the_check_sees_what_the_program_would_not_take(line: str) -> None:
    assert judged(line.split()) is not None


@pytest.mark.parametrize(
    "line",
    ["aging --company x --as-of 2026-01-01", "--lang fr diagnose a.txt b.xml --json", "reminders plan --company x", "restore a --into b"],
)
def test_the_check_lets_what_the_program_takes_pass(line: str) -> None:
    assert judged(line.split()) is None


def test_command_lines_are_cut_where_the_shell_takes_over() -> None:
    page = "```sh\nA=1 bin/encours check > log && encours match --company 'a b'  # why\n15 6 * * * encours doctor | less\n```\nencours nothing\n"
    assert list(calls(page)) == [["check"], ["match", "--company", "a b"], ["doctor"]]
