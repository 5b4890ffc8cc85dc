"""Values that repeat from row to row, kept once: a driver makes a new object of every currency, day and name it reads."""

from __future__ import annotations

from typing import Any


class Shared(dict[Any, Any]):
    """Gives, for a value, the first equal one it was asked for. Values are compared with their likes only: True is 1.

    >>> shared = Shared()
    >>> first, again = "".join(["E", "UR"]), "".join(["E", "UR"])
    >>> shared[first] is first, shared[again] is first
    (True, True)
    """

    def __missing__(self, value: Any) -> Any:
        self[value] = value
        return value
