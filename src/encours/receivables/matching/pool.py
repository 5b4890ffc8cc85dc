"""The items still open while receipts are matched, reached by amount, by customer and by age without a scan of them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from encours.receivables.matching.contract import OpenItem

K = TypeVar("K")


def age_order(item: OpenItem) -> tuple[date, date, str]:
    """Oldest due first; ids decide between equals."""
    return (item.due_on or item.issued_on, item.issued_on, item.id)


Shelf = dict[int, None]


class _Shelves(Generic[K]):
    """Ranks under a key, in the order they came. Most keys hold one rank, which is then stored bare: a million dictionaries would not fit."""

    def __init__(self) -> None:
        self._ranks: dict[K, int | Shelf] = {}

    def add(self, key: K, rank: int) -> None:
        held = self._ranks.setdefault(key, rank)
        if isinstance(held, dict):
            held[rank] = None
        elif held != rank:
            self._ranks[key] = {held: None, rank: None}

    def drop(self, key: K, rank: int) -> None:
        held = self._ranks[key]
        if isinstance(held, dict):
            del held[rank]
        else:
            del self._ranks[key]

    def of(self, key: K) -> Iterator[int]:
        held = self._ranks.get(key)
        if held is None:
            return iter(())
        return iter(held) if isinstance(held, dict) else iter((held,))

    def count(self, key: K) -> int:
        held = self._ranks.get(key)
        return 0 if held is None else len(held) if isinstance(held, dict) else 1


class Pool:
    """Open items by rank (their place in age order). An item taken by one receipt is there for no other."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self.items = sorted((item for item in items if item.open_minor), key=age_order)
        self.taken_by: dict[int, str] = {}
        self._amounts = _Shelves[tuple[str, str, int]]()
        self._anyone = _Shelves[tuple[str, int]]()
        self._customers = _Shelves[tuple[str, str]]()
        for rank, item in enumerate(self.items):
            self._amounts.add((item.customer, item.currency, item.open_minor), rank)
            self._anyone.add((item.currency, item.open_minor), rank)
            self._customers.add((item.customer, item.currency), rank)

    def is_open(self, rank: int) -> bool:
        """Whether nobody took the item."""
        return rank not in self.taken_by

    def take(self, ranks: Iterable[int], receipt: str) -> None:
        """Give the items to a receipt."""
        for rank in ranks:
            item = self.items[rank]
            self.taken_by[rank] = receipt
            self._amounts.drop((item.customer, item.currency, item.open_minor), rank)
            self._anyone.drop((item.currency, item.open_minor), rank)
            self._customers.drop((item.customer, item.currency), rank)

    def of_amount(self, customer: str, currency: str, minor: int) -> Iterator[int]:
        """The open items of a customer with exactly this open amount, oldest first."""
        return self._amounts.of((customer, currency, minor))

    def of_anyone(self, currency: str, minor: int) -> Iterator[int]:
        """The open items of any customer with exactly this open amount, oldest first."""
        return self._anyone.of((currency, minor))

    def of_customer(self, customer: str, currency: str) -> Iterator[int]:
        """The open items of a customer, oldest first."""
        return self._customers.of((customer, currency))

    def count(self, customer: str, currency: str) -> int:
        """How many items a customer has open."""
        return self._customers.count((customer, currency))

    def total(self, ranks: Iterable[int]) -> int:
        """The sum of the open amounts."""
        return sum(self.items[rank].open_minor for rank in ranks)
