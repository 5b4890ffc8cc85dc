"""Which choices of a few amounts add up to another: exactly, in minor units, both halves enumerated and met in the middle."""

from __future__ import annotations

from collections.abc import Sequence


def sums_to(amounts: Sequence[int], wanted: int, *, most: int = 2) -> list[tuple[int, ...]]:
    """The choices (positions, at least two) that sum to `wanted`, at most `most` of them: whoever asks needs to know none, one or several.

    Time and room grow with two to half the number of amounts: ask for two dozen at most. Equal amounts are different choices.

    >>> sums_to([300, 400, 250], 700), sums_to([300, 400, 300], 700)
    ([(0, 1)], [(0, 1), (1, 2)])
    """
    middle = len(amounts) // 2
    first: dict[int, list[int]] = {}
    for chosen, total in enumerate(_totals(amounts[:middle])):
        first.setdefault(total, []).append(chosen)
    found: list[tuple[int, ...]] = []
    for chosen, total in enumerate(_totals(amounts[middle:])):
        for other in first.get(wanted - total, ()):
            positions = (*_positions(other), *(middle + n for n in _positions(chosen)))
            if len(positions) > 1:
                found.append(positions)
                if len(found) == most:
                    return sorted(found)
    return sorted(found)


def _totals(amounts: Sequence[int]) -> list[int]:
    """The sum of every choice; bit n of its place says whether amount n is in it."""
    totals = [0]
    for amount in amounts:
        totals += [total + amount for total in totals]
    return totals


def _positions(chosen: int) -> tuple[int, ...]:
    return tuple(n for n in range(chosen.bit_length()) if chosen >> n & 1)
