"""The movements of a file of any size: in memory while they are few, then in a temporary file that leaves with the last of those who read it."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Hashable, Iterator, Sequence
from typing import IO, Generic, TypeVar, overload

from encours.formats.statements.contract import StatementLine

HELD = 20_000
"""How many movements of one file are held in memory: some twenty megabytes."""

K = TypeVar("K", bound=Hashable)


class SpooledLines(Sequence[StatementLine]):
    """Movements that stand in a temporary file, read one by one. Of each its place is held, eight bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places = array("Q")

    def note(self, place: int) -> None:
        """The next movement stands at `place`."""
        self._places.append(place)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> StatementLine: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[StatementLine]: ...

    def __getitem__(self, index: int | slice) -> StatementLine | Sequence[StatementLine]:
        if isinstance(index, slice):
            return tuple(map(self._at, self._places[index]))
        return self._at(self._places[index])

    def __iter__(self) -> Iterator[StatementLine]:
        return map(self._at, self._places)

    def _at(self, place: int) -> StatementLine:
        self._file.seek(place)
        line: StatementLine = pickle.load(self._file)
        return line


class LineGroups(Generic[K]):
    """Collects the movements of a file by what they belong to, in the order in which the groups first appear."""

    def __init__(self, held: int = HELD) -> None:
        self._held = held
        self._lists: dict[K, list[StatementLine]] = {}
        self._spooled: dict[K, SpooledLines] = {}
        self._file: IO[bytes] | None = None
        self._end = 0

    def count(self, key: K) -> int:
        """How many movements of the group there are so far."""
        return len(self._spooled[key]) if key in self._spooled else len(self._lists.get(key, ()))

    def add(self, key: K, line: StatementLine) -> None:
        """Put a movement at the end of its group."""
        if self._file is None:
            self._lists.setdefault(key, []).append(line)
            self._held -= 1
            if self._held < 0:
                self._spill()
        else:
            self._write(self._file, key, line)

    def _spill(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last of the sequences that read it
        for key, lines in self._lists.items():
            for line in lines:
                self._write(self._file, key, line)
        self._lists.clear()

    def _write(self, file: IO[bytes], key: K, line: StatementLine) -> None:
        if key not in self._spooled:
            self._spooled[key] = SpooledLines(file)
        self._spooled[key].note(self._end)
        self._end += file.write(pickle.dumps(line, pickle.HIGHEST_PROTOCOL))

    def groups(self) -> Iterator[tuple[K, Sequence[StatementLine]]]:
        """Each group with its movements."""
        if self._file is None:
            for key, lines in self._lists.items():
                yield key, tuple(lines)
        else:
            yield from self._spooled.items()
