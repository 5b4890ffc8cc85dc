"""Tying the opening entries of a year (à-nouveaux) to the open items of the year before.

An opening line says again what the earlier year left open. It is never counted twice: it points at the items it repeats, so that a
letter on it settles those items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A line of an opening entry on a receivable account; `amount_minor` is signed, debit positive."""

    line: int
    account_id: int
    customer_id: int
    document_key: str
    document_on: date | None
    amount_minor: int
    letter: str


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """An item of the earlier year and what of it was open when the new year began."""

    item_id: int
    account_id: int
    customer_id: int
    document_key: str
    issued_on: date
    open_minor: int


@dataclass(frozen=True, slots=True)
class OpeningDifference:
    """The opening of a customer account does not repeat what the earlier year left: `opening_minor` against `carried_minor`."""

    account_id: int
    customer_id: int
    opening_minor: int
    carried_minor: int


@dataclass(frozen=True, slots=True)
class Ties:
    """For each opening line the items it repeats, and the customer accounts where opening and earlier year differ."""

    items_of_line: dict[int, tuple[int, ...]]
    differences: tuple[OpeningDifference, ...]


def tie_openings(lines: Iterable[OpeningLine], items: Iterable[CarriedItem]) -> Ties:
    """Point every opening line at the items it repeats: by document and amount, then by day and amount, then by amount where it is unique,
    then what is left of a customer's lines to what is left of his items when the sums agree.

    A line whose items cannot be told points at none; the customer is listed with the difference when the sums disagree.
    """
    lines_of: dict[tuple[int, int], list[OpeningLine]] = defaultdict(list)
    items_of: dict[tuple[int, int], list[CarriedItem]] = defaultdict(list)
    for line in lines:
        lines_of[line.account_id, line.customer_id].append(line)
    for item in items:
        items_of[item.account_id, item.customer_id].append(item)
    tied: dict[int, tuple[int, ...]] = {}
    differences = []
    for key in sorted(lines_of.keys() | items_of.keys()):
        opening, carried = lines_of[key], items_of[key]
        opening_minor, carried_minor = sum(line.amount_minor for line in opening), sum(item.open_minor for item in carried)
        if opening_minor != carried_minor:
            differences.append(OpeningDifference(*key, opening_minor, carried_minor))
        tied.update(_tie_customer(opening, carried))
    return Ties(tied, tuple(differences))


def _tie_customer(opening: list[OpeningLine], carried: list[CarriedItem]) -> dict[int, tuple[int, ...]]:
    tied: dict[int, tuple[int, ...]] = {}
    open_lines, open_items = list(opening), list(carried)
    for line_key, item_key in (
        (lambda line: (line.document_key, line.amount_minor), lambda item: (item.document_key, item.open_minor)),
        (lambda line: (line.document_on, line.amount_minor), lambda item: (item.issued_on, item.open_minor)),
        (lambda line: line.amount_minor, lambda item: item.open_minor),
    ):
        waiting: dict[object, list[CarriedItem]] = defaultdict(list)
        for item in reversed(open_items):
            waiting[item_key(item)].append(item)
        rest = []
        for line in open_lines:
            same = waiting.get(line_key(line))
            if same:
                tied[line.line] = (same.pop().item_id,)
            else:
                rest.append(line)
        taken = {item_id for ids in tied.values() for item_id in ids}
        open_lines, open_items = rest, [item for item in open_items if item.item_id not in taken]
    # A year opened by one balance per customer, or by several lines under one letter, repeats all that is left.
    all_of_it = sum(line.amount_minor for line in open_lines) == sum(item.open_minor for item in open_items)
    if open_lines and open_items and all_of_it and len({line.letter for line in open_lines}) == 1:
        tied[open_lines[0].line] = tuple(item.item_id for item in open_items)
        tied.update({line.line: () for line in open_lines[1:]})
    return tied
