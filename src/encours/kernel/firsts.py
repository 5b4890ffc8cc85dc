"""Which keys came before, in about thirty bytes each: what a reader of millions of rows may remember of them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

_SMALLEST = 1 << 10
_WORD = (1 << 64) - 1


class Firsts:
    """Remembers of each key on which line it came first, and what was said of it there; of both it keeps 64 bits only.

    Two of ten million keys are taken for one another once in some 400 000 files; their contents would have to be as well for that to go unnoticed.
    """

    def __init__(self) -> None:
        self._slots = array("I", bytes(4 * _SMALLEST))  # an open-addressed table: rank of a key, counted from 1; 0 is free
        self._keys = array("Q")
        self._contents = array("Q")
        self._lines = array("Q")

    def first(self, key: Hashable, line: int, content: Hashable = None) -> tuple[int, bool]:
        """The line on which `key` came first, and whether the same was said of it there; the first time that is `line` itself.

        >>> seen = Firsts()
        >>> seen.first("F1", 2, 100), seen.first("F1", 5, 100), seen.first("F1", 6, 200)
        ((2, True), (2, True), (2, False))
        """
        hashed = hash(key) & _WORD
        slots, keys, mask = self._slots, self._keys, len(self._slots) - 1
        place = hashed & mask
        while rank := slots[place]:
            if keys[rank - 1] == hashed:
                return self._lines[rank - 1], self._contents[rank - 1] == hash(content) & _WORD
            place = (place + 1) & mask
        keys.append(hashed)
        self._contents.append(hash(content) & _WORD)
        self._lines.append(line)
        slots[place] = len(keys)
        if 3 * len(keys) > 2 * len(slots):
            self._grow()
        return line, True

    def __len__(self) -> int:
        return len(self._keys)

    def _grow(self) -> None:
        size = 2 * len(self._slots)
        slots, mask = array("I", bytes(4 * size)), size - 1
        for rank, hashed in enumerate(self._keys, 1):
            place = hashed & mask
            while slots[place]:
                place = (place + 1) & mask
            slots[place] = rank
        self._slots = slots
