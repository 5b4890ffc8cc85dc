"""The benchmark of matching and the program it measures share no code: neither could know the other's words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.walk import SOURCE
from tests.fixtures import ROOT

BENCHMARK = ROOT / "bench" / "matching"
# These two feed the program and run it; the report speaks both languages.
KNOWS_THE_PROGRAM = {"feeding.py", "runner.py"}
SPEAKS = {"report.py", "command.py"}


def imported(source: str) -> set[str]:
    """The names of all modules that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(("." * node.level) + (node.module or ""))
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(BENCHMARK.glob("*.py")), ids=lambda path: path.name)
def test_what_makes_and_judges_the_lines_knows_nothing_of_the_program(path: Path) -> None:
    ours = {name for name in imported(path.read_text(encoding="utf-8")) if name.startswith((".", "encours"))}
    if path.name in SPEAKS:
        ours = {name for name in ours if not name.startswith("encours.kernel.wording")}
    if path.name in KNOWS_THE_PROGRAM:
        ours = {name for name in ours if not name.startswith("encours.receivables.matching.")}
    assert ours == set()


def test_makers_do_not_reach_the_program_through_those_that_feed_it() -> None:
    makers = [path for path in BENCHMARK.glob("*.py") if path.name not in KNOWS_THE_PROGRAM | {"results.py", *SPEAKS}]
    assert len(makers) > 15
    feeders = {f"bench.matching.{name.removesuffix('.py')}" for name in KNOWS_THE_PROGRAM}
    assert {path.name for path in makers if imported(path.read_text(encoding="utf-8")) & feeders} == set()


def test_the_program_knows_nothing_of_the_benchmark() -> None:
    assert [
        path for path in SOURCE.rglob("*.py") if any(name.split(".")[0] == "bench" for name in imported(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "import encours.demo.names",
        "def f():\n    from encours.receivables.matching import keys",
        "from . import x",
        "from encours import receivables",
    ],
)
def test_the_check_sees_each_kind(source: str) -> None:
    assert any(name.startswith((".", "encours")) for name in imported(source))
