"""How payers garble document numbers: other shapes, wrong digits, ranges and shared prefixes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_PARTS = re.compile(r"([A-Z]+)([-/]?)(\d{4}(?=-)|\d{2})([-/]?)(\d+)")
_PREFIXES = ("FACT ", "F", "INV", "RE ", "N° ", "FT ", "R")
_SEPARATORS = ("", " ", "-", "/", ".", "_")


def parts(number: str) -> tuple[str, str, str, str, str]:
    """Prefix, separator, year, separator and sequence of a number.

    >>> parts("FAC-2025-00123"), parts("F25000123")
    (('FAC', '-', '2025', '-', '00123'), ('F', '', '25', '', '000123'))
    """
    found = _PARTS.fullmatch(number)
    assert found is not None, number
    prefix, first, year, second, sequence = found.groups()
    return prefix, first, year, second, sequence


def reshaped(random: Random, number: str) -> str:
    """The number in another shape that still is the number: separators, case, zeros, prefix or year written otherwise."""
    prefix, first, year, second, sequence = parts(number)
    shape = random.random()
    if shape < 0.60:
        choices = [s for s in _SEPARATORS if s != first or s != second]
        return prefix + random.choice((first, *choices)) + year + random.choice([s for s in choices if s != second]) + sequence
    if shape < 0.72:
        return number.lower()
    if shape < 0.82:
        return prefix + first + year + (second or random.choice(("-", "/", " "))) + sequence.lstrip("0")
    if shape < 0.92:
        return random.choice(("", "", *(p for p in _PREFIXES if p.strip() != prefix))) + year + second + sequence
    return prefix + first + (year[2:] if len(year) == 4 else "20" + year) + second + sequence


def mistyped(random: Random, number: str) -> str:
    """The number with two digits swapped, one dropped, one wrong, or O for 0. Never the number itself."""
    digits = [position for position, character in enumerate(number) if character.isdigit()]
    while True:
        position, shape = random.choice(digits), random.random()
        if shape < 0.3 and position + 1 in digits:
            wrong = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
        elif shape < 0.60:
            wrong = number[:position] + number[position + 1 :]
        elif shape < 0.8:
            wrong = number[:position] + random.choice("0123456789") + number[position + 1 :]
        else:
            wrong = number.replace("0", "O", 1)
        if wrong != number:
            return wrong


def adjacent(numbers: Sequence[str], owned: Sequence[str]) -> bool:
    """Whether the numbers, in order, stand one after the other in `owned`: then a range names them and nothing else of the owner."""
    if numbers[0] not in owned:
        return False
    start = owned.index(numbers[0])
    return list(owned[start : start + len(numbers)]) == list(numbers)


def as_range(random: Random, first: str, last: str, word: str) -> str:
    """From the first number to the last.

    >>> as_range(Random(2), "FA2025-00012", "FA2025-00015", "à")
    'FA2025-00012 à 00015'
    """
    end = last if random.random() < 0.3 or parts(first)[2] != parts(last)[2] else parts(last)[4]
    return f"{first} {word} {end}"


def with_shared_prefix(random: Random, numbers: Sequence[str]) -> str:
    """The first number in full, of the others of the same series and year the last digits.

    >>> with_shared_prefix(Random(1), ["FA2025-00112", "FA2025-00187"])
    'FA2025-00112/87'
    """
    separator = random.choice(("/", "/", "-", "+", ", "))
    first = numbers[0]
    tails = []
    for number in numbers[1:]:
        if parts(number)[:3] != parts(first)[:3]:
            tails.append(number)
            continue
        same = next(i for i, (a, b) in enumerate(zip(number, first, strict=False)) if a != b)
        tails.append(number[min(same, len(number) - 2) :])
    return separator.join((first, *tails))
