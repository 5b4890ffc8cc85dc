"""Payments that come back: which receipt a direct-debit return or an unpaid cheque sends back, and what the bank took for it.

Nothing is recorded by itself: the signs order the receipts, and a person says which one it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from encours.kernel.normal import name_key, reference_key
from encours.receivables.matching.names import LEGAL_FORMS

MOST_DAYS = 400
"""A direct debit that nobody authorised comes back within thirteen months. Source: Code monétaire et financier, art. L133-24 (read 2026-11-22)."""
MOST_GUESSES = 20

Sign = Literal["same_payment", "reference", "document", "payer", "amount", "less_fee"]


@dataclass(frozen=True, slots=True)
class Returned:
    """A bank line that sends money back: its amount as a positive number, and what the bank says."""

    amount_minor: int
    booked_on: date
    text: str = ""
    same: tuple[str, ...] = ()
    """What names the payment as the bank knows it: end-to-end id, mandate, account."""


@dataclass(frozen=True, slots=True)
class Came:
    """A receipt that may have been sent back: `names` are its payer's, `references` its own, `documents` those it settles."""

    id: int
    amount_minor: int
    received_on: date
    same: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A receipt that the line may send back, the fee that was added, and what speaks for it."""

    id: int
    fee_minor: int
    signs: tuple[Sign, ...]


def guess_returns(line: Returned, receipts: Iterable[Came], *, most_fee_minor: int) -> tuple[Guess, ...]:
    """The receipts whose amount the line has, at most a fee above it, the likeliest first: by what names them, then by the fee, then the latest.

    >>> came = [Came(1, 1200_00, date(2026, 3, 2), names=("Acme SARL",)), Came(2, 1200_00, date(2026, 3, 9))]
    >>> [(one.id, one.fee_minor, one.signs) for one in guess_returns(Returned(1208_00, date(2026, 3, 12), "REJET PRLV ACME"), came, most_fee_minor=35_00)]
    [(1, 800, ('payer', 'less_fee')), (2, 800, ('less_fee',))]
    """
    key, words = reference_key(line.text), set(name_key(line.text).split())
    same = {reference_key(one) for one in line.same if one}
    found: list[tuple[tuple[int, int, int, int], Guess]] = []
    for one in receipts:
        fee = line.amount_minor - one.amount_minor
        if not 0 <= fee <= most_fee_minor or not 0 <= (line.booked_on - one.received_on).days <= MOST_DAYS:
            continue
        signs: list[Sign] = []
        if same & {reference_key(other) for other in one.same if other}:
            signs.append("same_payment")
        if _is_named(one.references, key):
            signs.append("reference")
        if _is_named(one.documents, key):
            signs.append("document")
        if any(_is_called(name, words) for name in one.names):
            signs.append("payer")
        strength = sum({"same_payment": 8, "reference": 4, "document": 4, "payer": 2}[sign] for sign in signs)
        signs.append("less_fee" if fee else "amount")
        found.append(((-strength, fee, (line.booked_on - one.received_on).days, one.id), Guess(one.id, fee, tuple(signs))))
    return tuple(guess for _, guess in sorted(found, key=lambda pair: pair[0])[:MOST_GUESSES])


def _is_named(references: Iterable[str], text: str) -> bool:
    return any(len(key) >= 4 and key in text for key in map(reference_key, references))


def _is_called(name: str, words: set[str]) -> bool:
    """Whether every telling word of a name is said."""
    telling = {word for word in name_key(name).split() if len(word) > 2 and word not in LEGAL_FORMS}
    return bool(telling) and telling <= words
