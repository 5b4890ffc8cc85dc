"""Why a movement met nothing: what the other side has that comes closest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from encours.kernel.wording import Text
from encours.receivables.reconciliation.contract import Reconciliation, Side

MISSING = Text(en="The other side has nothing like it.", fr="Rien de tel de l'autre côté.")
OTHER_AMOUNT = Text(
    en="The other side has the same reference with another amount: {difference} apart.",
    fr="L'autre côté porte la même référence pour un autre montant : écart de {difference}.",
)
FAR_APART = Text(en="The other side has the same amount {days} days away.", fr="L'autre côté porte le même montant à {days} jours d'écart.")
OTHER_SIGN = Text(en="The other side has the same amount with the other sign.", fr="L'autre côté porte le même montant en sens inverse.")
SWAPPED_DIGITS = Text(
    en="The other side has an amount with two digits swapped: {difference} apart.",
    fr="L'autre côté porte un montant dont deux chiffres sont inversés : écart de {difference}.",
)
_LONG = 93
"""Days beyond which an equal amount is no explanation: a quarter."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sentence, and what to put into it: `difference_minor` and `days` where it speaks of them; `other` is the position on the other side, −1 for none."""

    text: Text
    other: int = -1
    difference_minor: int = 0
    days: int = 0


def explain(ours: Side, theirs: Side, over: Reconciliation, *, is_left: bool) -> list[Explanation]:
    """One explanation for each left-over movement of `ours`, in their order; `is_left` says which side of the reconciliation `ours` was."""
    mine, other = (over.left_over, over.right_over) if is_left else (over.right_over, over.left_over)
    by_reference: dict[str, int] = {}
    by_amount: dict[int, list[int]] = defaultdict(list)
    by_digits: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for n in other:
        by_reference.setdefault(theirs.references[n], n)
        by_amount[theirs.minor[n]].append(n)
        by_digits[_digits(theirs.minor[n])].append(n)
    return [_explain(ours, n, theirs, by_reference, by_amount, by_digits) for n in mine]


def _explain(
    ours: Side,
    n: int,
    theirs: Side,
    by_reference: dict[str, int],
    by_amount: dict[int, list[int]],
    by_digits: dict[tuple[str, bool], list[int]],
) -> Explanation:
    minor, day = ours.minor[n], ours.days[n]
    if ours.references[n] and (other := by_reference.get(ours.references[n])) is not None:
        return Explanation(OTHER_AMOUNT, other, difference_minor=minor - theirs.minor[other])
    for text, found in (
        (FAR_APART, by_amount.get(minor)),
        (OTHER_SIGN, by_amount.get(-minor)),
        (SWAPPED_DIGITS, by_digits.get(_digits(minor))),
    ):
        nearest = min(found or (), key=lambda m: (abs(theirs.days[m] - day), m), default=None)
        if nearest is None or abs(theirs.days[nearest] - day) > _LONG:
            continue
        # Two digits swapped differ by a multiple of nine, and lie near each other in time; other coincidences are no explanation.
        if text is SWAPPED_DIGITS and (
            (minor - theirs.minor[nearest]) % 9 or abs(theirs.days[nearest] - day) > 10 or not _is_swap(minor, theirs.minor[nearest])
        ):
            continue
        return Explanation(text, nearest, difference_minor=minor - theirs.minor[nearest], days=abs(theirs.days[nearest] - day))
    return Explanation(MISSING)


def _digits(minor: int) -> tuple[str, bool]:
    return "".join(sorted(str(abs(minor)))), minor > 0


def _is_swap(one: int, other: int) -> bool:
    """Whether two amounts differ by two neighbouring digits alone.

    >>> _is_swap(12345, 12435), _is_swap(12345, 54321)
    (True, False)
    """
    a, b = str(abs(one)), str(abs(other))
    places = [n for n in range(min(len(a), len(b))) if a[n] != b[n]]
    return len(a) == len(b) and len(places) == 2 and places[1] == places[0] + 1
