"""What the repository must not hold, and what its pages must not promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from encours.cli.app import build
from encours.config.main import _Program
from tests.architecture.walk import tracked_files
from tests.fixtures import ROOT

# Written in pieces, or this file would be the first to hold them.
_FORBIDDEN = {
    "a machine's path": re.compile(r"(?<![\w.])/(?:" + "|".join(("work" + "/", "root" + r"\b", "tmp" + r"\b", "Users" + "/")) + ")"),
    "a package host": re.compile(
        "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "deb" + r"\.debian\.org"))
    ),
}


@pytest.mark.parametrize("what", _FORBIDDEN)
def test_no_tracked_file_names(what: str) -> None:
    found = []
    for path in tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(lines, 1) if _FORBIDDEN[what].search(line)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a machine's path", "cd /" + "work/x"),
        ("a machine's path", "'/" + "tmp'"),
        ("a machine's path", "/" + "root"),
        ("a package host", "pypi" + ".org"),
    ],
)
def test_the_check_sees_each_kind(what: str, line: str) -> None:
    assert _FORBIDDEN[what].search(line)


def test_the_check_lets_other_paths_pass() -> None:
    assert not _FORBIDDEN["a machine's path"].search("src/work/x and ./tmp and 3/root of /templates /rootless")


def _pages() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


def _commands(page: str) -> set[str]:
    """The commands that the code blocks of a page tell its reader to type."""
    blocks = re.findall(r"^```(?:sh|console|shell|bash|text)?\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    found = (re.match(r"(?:bin/)?encours (?:--lang[ =]\w+ )?([a-z][a-z-]*)", line) for line in lines)
    return {match[1] for match in found if match}


def test_every_command_that_a_page_tells_to_type_exists() -> None:
    from typer.main import get_command

    known = set(getattr(get_command(build(_Program)), "commands"))  # noqa: B009 — the type of the command is Typer's own affair
    wrong = [
        f"{page.relative_to(ROOT)}: encours {name}"
        for page in _pages()
        for name in _commands(page.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert wrong == []


def test_every_script_that_a_page_names_exists() -> None:
    wrong = [
        f"{page.relative_to(ROOT)}: bin/{name}"
        for page in _pages()
        for name in re.findall(r"(?<![\w/.-])bin/([a-z][a-z_]*)", page.read_text(encoding="utf-8"))
        if not (ROOT / "bin" / name).is_file()
    ]
    assert wrong == []


def test_commands_are_read_from_code_blocks_alone() -> None:
    page = "encours nothing\n```sh\n$ bin/encours doctor --json\nencours --lang fr backup x\n```\nencours later\n"
    assert _commands(page) == {"doctor", "backup"}
