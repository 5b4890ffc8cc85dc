"""Finding plug-ins by listing their package, so that adding one touches no other file."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, attribute: str, kind: type[T]) -> tuple[T, ...]:
    """The `attribute` of every module or sub-package directly inside `package` that has one, in name order.

    A module whose name starts with an underscore, or that has no such attribute, is a helper and is passed over.
    """
    found = []
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module_info.name.startswith("_"):
            continue
        value = getattr(importlib.import_module(f"{package.__name__}.{module_info.name}"), attribute, None)
        if isinstance(value, kind):
            found.append(value)
    return tuple(found)
