"""Every open item and every settled document under all its keys, and what a receipt's texts name of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from encours.receivables.matching.contract import OpenItem, Receipt, SettledDocument
from encours.receivables.matching.keys import DIGITS, MOST_RUNS, RF, SHORT, Row, item_keys, number_keys, rows, unpadded
from encours.receivables.matching.references import Run, creditor_references, runs, texts_of

# A key that more items share than this identifies none of them.
_MOST_UNDER_KEY = 200
_GRADES = 8

Options = tuple[tuple[int, int], ...]
"""Items that a fragment may mean: rank and grade of each."""


class Hit(NamedTuple):
    """A fragment of a text that is a key of these items, or continues a list that holds them. Positions are those of the receipt's own text."""

    fragment: str
    field: str
    start: int
    end: int
    options: Options
    is_listed: bool = False


class Reading(NamedTuple):
    """One text of a receipt, cut into runs of letters and of digits, and the rows of runs that could be keys."""

    field: str
    text: str
    runs: Sequence[Run]
    rows: Sequence[Row]


def reading(field: str, text: str) -> Reading:
    """A text, cut."""
    cut = runs(text)[:MOST_RUNS]
    return Reading(field, text, cut, rows(cut))


def readings_of(receipt: Receipt) -> list[Reading]:
    """The texts of `receipt` that hold a digit."""
    return [reading(field, text) for field, text in texts_of(receipt) if any(c.isdigit() for c in text)]


class Index:
    """Open items by rank under their keys. A key holds packed pairs of rank and grade, a single one bare."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self._held: dict[str, int | list[int]] = {}
        self._settled: dict[str, SettledDocument] = {}
        self._prefixes: set[str] = set()
        self.lengths: set[int] = set()
        for rank, item in enumerate(items):
            self.add(rank, item)

    def know_settled(self, settled: Iterable[SettledDocument]) -> None:
        """Take in what is settled; of several documents under a key the one settled first counts."""
        self._settled = {}
        for document in sorted(settled, key=lambda one: (one.settled_on, one.customer, one.document_ref)):
            for key, grade in number_keys(document.document_ref).items():
                if grade >= SHORT:
                    self._settled.setdefault(key, document)

    def add(self, rank: int, item: OpenItem) -> None:
        """Take in one more item."""
        letters = item.document_ref[:4].upper()
        cut = next((n for n, c in enumerate(letters) if not c.isalpha()), 0)
        if cut:
            self._prefixes.add(letters[:cut])
        packed = [rank * _GRADES + grade for grade in range(_GRADES)]  # one number for all keys of a grade
        for key, grade in item_keys(item).items():
            if grade in (DIGITS, SHORT) and key.isdigit():
                self.lengths.add(len(key))
            self._add(key, packed[grade])

    def _add(self, key: str, packed: int) -> None:
        held = self._held.setdefault(key, packed)
        if isinstance(held, list):
            if len(held) < _MOST_UNDER_KEY:
                held.append(packed)
        elif held != packed:
            self._held[key] = [held, packed]

    def lookup(self, key: str) -> Options:
        """The items under one key."""
        held = self._held.get(key)
        if held is None:
            return ()
        if isinstance(held, int):
            return ((held // _GRADES, held % _GRADES),)
        return tuple((packed // _GRADES, packed % _GRADES) for packed in held)

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def find(self, readings: Iterable[Reading]) -> list[Hit]:
        """What the texts name; where two fragments overlap, the longer one."""
        hits: list[Hit] = []
        for reading in readings:
            structured = list(self._structured(reading))
            hits += structured
            hits += self._numbers(reading, structured)
        return hits

    def _structured(self, reading: Reading) -> Iterator[Hit]:
        for reference in creditor_references(reading.text):
            found = self.lookup(reference.text) or self.lookup(unpadded(reference.text[4:]))
            if found:
                yield Hit(
                    reference.text, reading.field, reference.start, reference.end, tuple((rank, RF) for rank, grade in found if grade)
                )

    def _numbers(self, reading: Reading, covered: Sequence[Hit]) -> Iterator[Hit]:
        held, pieces = self._held, reading.runs
        found = []
        for together, short, first, last in reading.rows:
            key = together if together in held else short
            if key in held and not _inside(pieces, first):
                found.append((pieces[first].start - pieces[last].end, first, last, key))
        if not found:
            return
        found.sort()
        taken = [False] * len(pieces)
        for _, first, last, key in found:
            start, end = pieces[first].start, pieces[last].end
            if any(taken[first : last + 1]) or any(start < hit.end and hit.start < end for hit in covered):
                continue
            taken[first : last + 1] = [True] * (last - first + 1)
            yield Hit(reading.text[start:end], reading.field, start, end, self.lookup(key))

    def begins_a_number(self, letters: str) -> bool:
        """Whether our numbers begin with these letters."""
        return letters in self._prefixes

    def looks_like_a_number(self, readings: Iterable[Reading]) -> bool:
        """Whether a text has something written like one of our numbers (same letters, as many digits), whether or not we have it."""
        for reading in readings:
            for letters, digits in pairwise(reading.runs):
                if letters.text[0].isalpha() and digits.text[0].isdigit() and letters.text in self._prefixes:
                    return True
        return False

    def find_settled(self, readings: Iterable[Reading]) -> list[tuple[SettledDocument, str, str, int]]:
        """The settled documents that the texts name, with fragment, field and start."""
        if not self._settled:
            return []
        found = []
        for reading in readings:
            for together, short, first, last in reading.rows:
                old = self._settled.get(together, self._settled.get(short))
                if old is not None and together not in self._held and short not in self._held:
                    start, end = reading.runs[first].start, reading.runs[last].end
                    found.append((old, reading.text[start:end], reading.field, start))
        return found


def _inside(pieces: Sequence[Run], first: int) -> bool:
    """Whether a row begins within something longer: after digits and letters that no separator sets apart (99FA202600124)."""
    while first > 0 and pieces[first - 1].end == pieces[first].start:
        first -= 1
        if pieces[first].text[0].isdigit():
            return True
    return False
