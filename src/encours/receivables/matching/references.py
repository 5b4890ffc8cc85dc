"""Document numbers: the keys an open item is found under, and the keys that a remittance text holds.

Payers write a number with other separators, without leading zeros or without its prefix, and banks cut texts with blanks. Item and
text are therefore cut into runs of letters and of digits; a key is a row of whole runs, so that a match never starts or ends inside
a number. A bare number counts only from five digits (capabilities CASH-03: a bare 4-digit token is what makes others match wrongly).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from stdnum import iso11649

from encours.kernel.normal import name_key, reference_key
from encours.receivables.matching.contract import OpenItem, Receipt

Strength = Literal["certain", "strong", "weak"]
"""A creditor reference whose check digits are right; a number with its prefix, or whole; digits without their prefix, an order number."""

SHORTEST_NUMBER = 5
_LONGEST_ROW = 8
_LONGEST_KEY = 35
_MOST_RUNS = 400
_RUN = re.compile(r"[A-Z]+|[0-9]+")
_RF = re.compile(r"\bRF ?[0-9]{2}(?: ?[A-Z0-9]){1,21}")


class Key(NamedTuple):
    text: str
    strength: Strength


class Run(NamedTuple):
    """Letters or digits of a text, where they start in it and where they end."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A fragment of a text of the receipt that is a key of these items, given by their rank in the pool."""

    fragment: str
    field: str
    start: int
    end: int
    strength: Strength
    items: tuple[int, ...]


def runs(text: str) -> list[Run]:
    """The runs of letters and of digits in `text`, in capitals without accents; positions are those of `text` itself.

    >>> [run.text for run in runs("Fact. fa2026-00123")]
    ['FACT', 'FA', '2026', '00123']
    """
    upper = text.upper()
    if len(upper) != len(text) or not text.isascii():
        # One character at a time, so that a position in the key text stays a position in the text: œ becomes OE, é becomes E.
        spelt, places = [], []
        for place, character in enumerate(text):
            key = name_key(character) or " "
            spelt.append(key)
            places.extend([place] * len(key))
        return [Run(m[0], places[m.start()], places[m.end() - 1] + 1) for m in _RUN.finditer("".join(spelt))]
    return [Run(m[0], m.start(), m.end()) for m in _RUN.finditer(upper)]


def _unpadded(pieces: Iterable[str]) -> str:
    return "".join(piece.lstrip("0") or "0" if piece[0].isdigit() else piece for piece in pieces)


def number_keys(reference: str) -> list[Key]:
    """The keys of one document number: written together, without leading zeros, and its digits alone when they are enough.

    >>> [key.text for key in number_keys("FA-2026/00123")]
    ['FA202600123', 'FA2026123', '202600123']
    >>> number_keys("123"), number_keys("sans")
    ([], [])
    """
    whole = reference_key(reference)
    digits = "".join(character for character in whole if character.isdigit())
    if not digits or len(whole) > _LONGEST_KEY:
        return []
    if digits == whole:
        significant = whole.lstrip("0")
        return [Key(significant, "strong")] if len(significant) >= SHORTEST_NUMBER else []
    written = [_unpadded(run.text for run in runs(form)) for form in (whole, reference)]
    keys = [Key(text, "strong") for text in dict.fromkeys(written) if len(whole) >= 4]
    significant = digits.lstrip("0")
    if len(significant) >= SHORTEST_NUMBER:
        keys.append(Key(significant, "weak"))
    return keys


def item_keys(item: OpenItem) -> Iterator[Key]:
    """Every key `item` is found under, its number first."""
    if item.document_ref:
        yield from number_keys(item.document_ref)
    if item.po_number:
        for key in number_keys(item.po_number):
            yield Key(key.text, "weak")
    for reference in item.other_references:
        yield from number_keys(reference)
    if item.creditor_reference:
        yield Key(reference_key(item.creditor_reference), "certain")


def creditor_references(text: str) -> Iterator[Run]:
    """The ISO 11649 references in `text` whose check digits are right, without blanks, and where each stands.

    The text after a reference may run on: the longest row of whole words whose check is right is taken.

    >>> list(creditor_references("REGLT RF31 FA20 2600 0123 MERCI"))
    [Run(text='RF31FA2026000123', start=6, end=25)]
    """
    if "RF" not in text.upper():
        return
    for found in _RF.finditer(text.upper()):
        words = found[0].split(" ")
        for count in range(len(words), 0, -1):
            fragment = " ".join(words[:count])
            compact = fragment.replace(" ", "")
            if len(compact) > 4 and iso11649.is_valid(compact):
                yield Run(compact, found.start(), found.start() + len(fragment))
                break


def rows(found: list[Run]) -> Iterator[tuple[str, str, int, int, int]]:
    """Every row of at most eight neighbouring runs that could be a key: written together, each run without its leading zeros,
    the number of characters, the first and the last run."""
    for first in range(len(found)):
        together = short = before = ""
        length = 0
        for last in range(first, min(first + _LONGEST_ROW, len(found))):
            piece = found[last].text
            length += len(piece)
            if length > _LONGEST_KEY:
                break
            bare = piece.lstrip("0") or "0" if piece[0].isdigit() else piece
            together += piece if before and before[0].isdigit() and piece[0].isdigit() else bare
            short += bare
            before = piece
            if length >= 4 and not together.isalpha():
                yield together, short, length, first, last


def texts_of(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """The fields of `receipt` that may name a document."""
    for field, text in (
        ("creditor_reference", receipt.creditor_reference),
        ("remittance", receipt.remittance),
        ("end_to_end_id", receipt.end_to_end_id),
    ):
        if text:
            yield field, text


class ReferenceIndex:
    """Every open item under all its keys. Items are given by their rank, from 0, in the list the index was made from."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self._ranks: dict[str, int | list[int]] = {}
        self._strengths: dict[str, Strength] = {}
        self._shapes: set[tuple[str, int]] = set()
        for rank, item in enumerate(items):
            for text, strength in item_keys(item):
                self._add(text, rank)
                # Strong is the rule and is not stored: a million items would pay for it. A key that is weak for one item is weak.
                if strength == "weak":
                    self._strengths[text] = strength
            shape = _shape(item.document_ref)
            if shape is not None:
                self._shapes.add(shape)

    def _add(self, key: str, rank: int) -> None:
        known = self._ranks.setdefault(key, rank)
        if isinstance(known, int):
            if known != rank:
                self._ranks[key] = [known, rank]
        elif known[-1] != rank:
            known.append(rank)

    def lookup(self, key: str) -> tuple[int, ...]:
        """The items under one key."""
        found = self._ranks.get(key)
        if found is None:
            return ()
        return (found,) if isinstance(found, int) else tuple(found)

    def find(self, receipt: Receipt) -> list[Hit]:
        """What `receipt` names; where two fragments overlap, the longer one."""
        hits: list[Hit] = []
        for field, text in texts_of(receipt):
            structured = []
            for reference in creditor_references(text):
                ranks = self.lookup(reference.text) or self.lookup(_unpadded(run.text for run in runs(reference.text[4:])))
                if ranks:
                    structured.append(Hit(reference.text, field, reference.start, reference.end, "certain", ranks))
            hits += structured
            hits += self._numbers(field, text, structured)
        return hits

    def _numbers(self, field: str, text: str, covered: list[Hit]) -> Iterator[Hit]:
        found = runs(text)[:_MOST_RUNS]
        candidates = []
        for together, short, length, first, last in rows(found):
            for key in (together, short) if short != together else (together,):
                ranks = self.lookup(key)
                if ranks:
                    candidates.append((-length, first, last, key, ranks))
                    break
        taken = [False] * len(found)
        for _, first, last, key, ranks in sorted(candidates):
            start, end = found[first].start, found[last].end
            if any(taken[first : last + 1]) or any(start < hit.end and hit.start < end for hit in covered):
                continue
            taken[first : last + 1] = [True] * (last - first + 1)
            yield Hit(text[start:end], field, start, end, self._strengths.get(key, "strong"), ranks)

    def looks_like_a_number(self, receipt: Receipt, hits: list[Hit]) -> tuple[str, str, int] | None:
        """The first fragment written like one of our numbers (same letters, as many digits) that is none of the `hits`: fragment, field, start."""
        for field, text in texts_of(receipt):
            found = runs(text)[:_MOST_RUNS]
            for letters, digits in pairwise(found):
                if (letters.text, len(digits.text)) not in self._shapes or not digits.text.isdigit():
                    continue
                inside = any(h.field == field and h.start < digits.end and letters.start < h.end for h in hits)
                if not inside:
                    return text[letters.start : digits.end], field, letters.start
        return None


def _shape(reference: str) -> tuple[str, int] | None:
    pieces = [run.text for run in runs(reference)]
    if len(pieces) >= 2 and pieces[0].isalpha() and pieces[1].isdigit() and len(pieces[1]) >= 4:
        return pieces[0], len(pieces[1])
    return None
