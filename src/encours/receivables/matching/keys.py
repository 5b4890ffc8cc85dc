"""The keys an open item is found under: its number as written, without zeros, prefix or century, its order, its creditor reference.

A payer writes FA-2026-00123 as FA2026123, 202600123, FA26/123 or 00123. Each form is a key with a grade, which says how much finding it
proves: the fewer characters are left, the more items share them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from encours.kernel.normal import reference_key
from encours.receivables.matching.contract import OpenItem, Receipt
from encours.receivables.matching.references import SHORTEST_NUMBER, Run, creditor_references, runs, texts_of

# Grades, from strongest to weakest. RF: check digits right. FULL: prefix and number. DIGITS: every digit, no prefix. SHORT: the century or the
# year is missing. ORDER: a purchase order, which several items share. FUZZY: a character differs. TAIL: the last digits only.
RF, FULL, DIGITS, SHORT, ORDER, FUZZY, TAIL = 6, 5, 4, 3, 2, 1, 0

_LONGEST_KEY = 35
_SHORTEST_TAIL = 3
MOST_RUNS = 120
_LONGEST_ROW = 7
_LONGEST_WORD = 8
_YEAR = re.compile(r"(?<![0-9])(?:19|20)([0-9]{2})(?=[^0-9]|[0-9]{3})")
_RUN = re.compile(r"[A-Z]+|[0-9]+")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SEPARATORS = re.compile(r"[^A-Z0-9]+")
_SERIES = re.compile(r"([ -~]*[ -/:-~])(0*)([1-9][0-9]*)")  # what stands before a last number, its zeros, itself
_NO_DIGITS = re.compile(r"[^0-9]+")


def unpadded(text: str) -> str:
    """`text` in capitals without separators, each run of digits without its leading zeros.

    >>> unpadded("FA-2026-00123")
    'FA2026123'
    """
    return _SEPARATORS.sub("", _ZEROS.sub("", text.upper()))


def number_keys(reference: str, year: int | None = None) -> dict[str, int]:
    """The keys of one document number with their grades. `year` is the document's, which a number may hold in two digits and a payer in four.

    >>> number_keys("FA-2026-00123")
    {'FA202600123': 5, 'FA2026123': 5, '202600123': 4, '2026123': 4, 'FA2600123': 3, 'FA26123': 3, '2600123': 3, '26123': 3, 'FA123': 3, '123': 0}
    >>> number_keys("F26/00123", 2026)["F202600123"], number_keys("10023456"), number_keys("sans"), number_keys("12")
    (3, {'10023456': 4}, {}, {})
    """
    series = _SERIES.fullmatch(reference)
    if series is not None:
        made = _beginnings(series[1], len(series[2]), len(series[3]))
        if made is not None:
            return {beginning + series[3]: grade for beginning, grade in made}
    return _number_keys(reference, year)


@lru_cache(maxsize=4096)
def _beginnings(series: str, zeros: int, length: int) -> tuple[tuple[str, int], ...] | None:
    """What the keys of every number of a series begin with: its first part, `zeros` and a number of `length` digits, with which all keys end. A company
    numbers a million invoices in a few series. None where keys depend on the number itself.
    """
    year = _YEAR.search(series)
    if year is None or year.end() == len(series):
        return None
    example = "7" * length
    keys = _number_keys(series + "0" * zeros + example)
    return tuple((key[:-length], grade) for key, grade in keys.items()) if all(key.endswith(example) for key in keys) else None


def _number_keys(reference: str, year: int | None = None) -> dict[str, int]:
    whole = reference_key(reference)
    digits = _NO_DIGITS.sub("", whole)
    if not digits or len(whole) > _LONGEST_KEY:
        return {}
    keys: dict[str, int] = {}

    def add(text: str, grade: int, least: int) -> None:
        if len(text) >= least and text not in keys:
            keys[text] = grade

    spelt = reference.upper() if reference.isascii() else whole
    if digits != whole:
        add(unpadded(whole), FULL, 4)
        add(unpadded(spelt), FULL, 4)
    add(digits.lstrip("0"), DIGITS, SHORTEST_NUMBER)
    add(digits.lstrip("0"), TAIL, _SHORTEST_TAIL)
    pieces = [piece for piece in _RUN.findall(spelt) if piece[0].isdigit()]
    add("".join(piece.lstrip("0") or "0" for piece in pieces), DIGITS, SHORTEST_NUMBER)
    found = _YEAR.search(spelt)
    if found is not None:
        before, after = spelt[: found.start()], spelt[found.end() :]
        _other_years(before, (found[1] + after, after), after, add)
    elif year is not None and (short := re.search(rf"(?<![0-9]){year % 100:02}(?=[^0-9]|[0-9]{{3}})", spelt)) is not None:
        before, after = spelt[: short.start()], spelt[short.end() :]
        _other_years(before, (f"{year}{after}", after), after, add)
    elif len(pieces) > 1:
        add(pieces[-1].lstrip("0"), TAIL, _SHORTEST_TAIL)
    return keys


def _other_years(before: str, written: tuple[str, str], after: str, add: Callable[[str, int, int], None]) -> None:
    letters = any(c.isalpha() for c in before + after)
    for text in written:
        joined = reference_key(before + text)
        short = unpadded(before + text)
        for key in (unpadded(joined), short):
            if letters:
                add(key, SHORT, 4)
        if text is not after:
            add(_NO_DIGITS.sub("", joined).lstrip("0"), SHORT, SHORTEST_NUMBER)
            add(_NO_DIGITS.sub("", short), SHORT, SHORTEST_NUMBER)
    add(_NO_DIGITS.sub("", before + after).lstrip("0"), TAIL, _SHORTEST_TAIL)


def item_keys(item: OpenItem) -> dict[str, int]:
    """Every key `item` is found under with its grade, the strongest where forms coincide."""
    keys = number_keys(item.document_ref, item.issued_on.year) if item.document_ref else {}
    for reference in item.other_references:
        for key, grade in number_keys(reference).items():
            keys.setdefault(key, grade)
    if item.po_number:
        for key, grade in number_keys(item.po_number).items():
            if grade >= DIGITS:
                keys.setdefault(key, ORDER)
    if item.creditor_reference:
        keys[reference_key(item.creditor_reference)] = RF
    return keys


Row = tuple[str, str, int, int]
"""Neighbouring runs written together as a key could be: as they stand, each run of digits without its zeros; the first run and the last."""


def rows(found: Sequence[Run]) -> list[Row]:
    """Every row of neighbouring runs of `found` that could be a key: at least four characters, a digit among them, no long word."""
    bare = [run.text if run.text[0].isalpha() else run.text.lstrip("0") or "0" for run in found]
    made = []
    for first, start in enumerate(found):
        if start.text[0].isalpha() and len(start.text) > _LONGEST_WORD:
            continue
        together = short = ""
        length, digits, after_digit = 0, False, False
        for last in range(first, min(first + _LONGEST_ROW, len(found))):
            piece = found[last].text
            length += len(piece)
            is_digit = piece[0].isdigit()
            if length > _LONGEST_KEY or (not is_digit and len(piece) > _LONGEST_WORD):
                break
            together += piece if after_digit and is_digit else bare[last]
            short += bare[last]
            digits = digits or is_digit
            after_digit = is_digit
            if digits and length >= 4:
                made.append((together, short, first, last))
    return made


def wanted_keys(receipts: Iterable[Receipt]) -> set[str]:
    """Everything in the texts of `receipts` that could be a document number, so that a store can fetch only the settled documents named.

    A document may be named when one of its `number_keys` of grade SHORT or more is in the set.

    >>> from datetime import date
    >>> sorted(wanted_keys([Receipt("r", "EUR", 1, date(2026, 1, 1), remittance="FACT FA-2026-00123")]), key=len)[-1]
    'FACTFA202600123'
    """
    return set(keys_of_each(receipts))


def keys_of_each(receipts: Iterable[Receipt]) -> Iterator[str]:
    """The same receipt by receipt, for a hundred thousand of them: what several hold comes several times."""
    for receipt in receipts:
        found: set[str] = set()
        for _, text in texts_of(receipt):
            pieces = runs(text)[:MOST_RUNS]
            for together, short, _, _ in rows(pieces):
                found.add(together)
                found.add(short)
            found.update(reference.text for reference in creditor_references(text))
        yield from found
