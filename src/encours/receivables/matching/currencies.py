"""Items in another currency than the money: settled by what the text states in theirs, or whole where the rate explains the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Part, money
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, Receipt
from encours.receivables.matching.fit import Fit
from encours.receivables.matching.said import stated_sums


def in_another_currency(receipt: Receipt, ranks: Sequence[int], book: Book, *, permille: int) -> Fit | None:
    """How items of one other currency are settled by the money. `permille` is how far the rate may be from that of the booking."""
    items = [book.items[rank] for rank in ranks]
    if len({item.currency for item in items}) != 1 or any(item.currency == receipt.currency or item.open_minor <= 0 for item in items):
        return None
    foreign = sum(item.open_minor for item in items)
    booked = sum(item.functional_minor or 0 for item in items)
    stated = stated_sums(receipt.remittance).get(items[0].currency)
    near = booked > 0 and abs(receipt.amount_minor - booked) * 1000 <= permille * booked
    discounts = {rank: book.items[rank].discount_minor for rank in ranks}
    offered = sum(discounts.values())
    shown = {"amount": money(receipt.amount_minor, receipt.currency), "expected": money(foreign, items[0].currency)}
    told = (Evidence(reasons.CURRENCY, {**shown, "booked": money(booked, receipt.currency)}),)
    if stated == foreign:
        return Fit("currency_stated", _shares(receipt, ranks, book, {}), told)
    if stated is not None and offered and abs(stated - foreign + offered) <= len(items):
        return Fit("currency_discount", _shares(receipt, ranks, book, discounts), told)
    if stated is not None and 0 < stated < foreign and len(items) == 1:
        return Fit("currency_part", (Part(ranks[0], stated, "payment", receipt.amount_minor),), told)
    if stated is None and near:
        return Fit("currency_offer" if offered else "currency", _shares(receipt, ranks, book, {}), told)
    return None


def _shares(receipt: Receipt, ranks: Sequence[int], book: Book, discounts: Mapping[int, int]) -> tuple[Part, ...]:
    """The items settled whole, each with its share of the money; the last gets the cents left over."""
    parts: list[Part] = []
    total, left = book.total(ranks), receipt.amount_minor
    for place, rank in enumerate(ranks):
        minor = book.items[rank].open_minor
        paid = left if place == len(ranks) - 1 else receipt.amount_minor * minor // total
        left -= paid
        taken = discounts.get(rank, 0)
        parts.append(Part(rank, minor - taken, "payment", paid))
        if taken:
            parts.append(Part(rank, taken, "cash_discount", 0))
    return tuple(parts)
