"""In the core money is an integer and today is an argument."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.walk import SOURCE, pure_files

_CLOCKS = {
    "date": {"today"},
    "datetime": {"now", "utcnow", "today"},
    "time": {"time", "time_ns", "monotonic", "localtime", "gmtime", "strftime", "ctime"},
    "timezone": {"now", "localdate", "localtime"},
}


def impurities(source: str) -> list[str]:
    """Calls of `float` and of clocks, with their lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id == "float":
            found.append(f"line {node.lineno}: float")
        if isinstance(called, ast.Attribute) and called.attr in _CLOCKS.get(_last_name(called.value), ()):
            found.append(f"line {node.lineno}: {_last_name(called.value)}.{called.attr}")
    return found


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_core_calls_no_float_and_no_clock(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["float(x)", "x = date.today()", "datetime.datetime.now(UTC)", "f(datetime.utcnow())", "import time\ntime.time()", "timezone.now()"],
)
def test_the_check_sees_each_kind(source: str) -> None:
    assert len(impurities(source)) == 1


def test_the_check_lets_dates_pass() -> None:
    assert impurities("date(2026, 1, 1); datetime.fromisoformat(x); day.replace(day=1); float_like(x)") == []
