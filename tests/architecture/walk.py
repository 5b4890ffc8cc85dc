"""Lists of everything the architecture tests look at."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import encours
from tests.fixtures import ROOT

SOURCE = ROOT / "src" / "encours"
PURE = ("kernel", "ledger", "receivables", "countries", "formats")
# Importing it starts the program.
_NOT_IMPORTED = {"encours.config.wsgi"}

T = TypeVar("T")


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the program."""
    names = [found.name for found in pkgutil.walk_packages(encours.__path__, "encours.")]
    return tuple(importlib.import_module(name) for name in names if name not in _NOT_IMPORTED and ".migrations." not in name)


def subclasses(base: type[T]) -> list[type[T]]:
    """Every class of the program below `base`."""
    modules()
    found: dict[type[T], None] = {}
    waiting = list(base.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("encours."):
            found[one] = None
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def values(kind: type[T]) -> list[tuple[str, T]]:
    """Every value of `kind` that a module of the program holds, alone or in a tuple, list or dictionary; each once, with its module."""
    found: dict[int, tuple[str, T]] = {}
    for module in modules():
        for value in vars(module).values():
            for one in _inside(value):
                if isinstance(one, kind):
                    found.setdefault(id(one), (module.__name__, one))
    return list(found.values())


def _inside(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, tuple | list | frozenset | set):
        yield from value


def pure_files() -> list[Path]:
    """The source files of the packages that know no clock, no float and no framework."""
    return sorted(path for package in PURE for path in (SOURCE / package).rglob("*.py"))


def tracked_files() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
