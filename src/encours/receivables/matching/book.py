"""The items still open while receipts are matched, reached by amount, by customer and by day without a scan of them all."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from encours.receivables.matching.contract import OpenItem

K = TypeVar("K")

# More of one customer's items are never looked at for one payment: the newest before it.
MOST_CANDIDATES = 250


def age_order(item: OpenItem) -> tuple[date, date, str]:
    """Oldest due first; ids decide between equals."""
    return (item.due_on or item.issued_on, item.issued_on, item.id)


class _Shelf:
    """One customer's items in one currency, by day of issue. Those settled or taken are swept out of `live` when they are the majority."""

    __slots__ = ("every", "gone", "live")

    def __init__(self) -> None:
        self.every: list[tuple[date, int]] = []
        self.restore()

    def restore(self) -> None:
        self.live, self.gone = self.every, 0

    def sweep(self, taken: Container[int], closed: Container[int]) -> None:
        if self.gone * 2 > len(self.live):
            self.live, self.gone = [pair for pair in self.live if pair[1] not in taken and pair[1] not in closed], 0


class _ByKey(Generic[K]):
    """Ranks under a key. Most keys hold one rank, which is then stored bare: a million lists would not fit."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[K, int | list[int]] = {}

    def add(self, key: K, rank: int) -> None:
        held = self._held.setdefault(key, rank)
        if isinstance(held, list):
            held.append(rank)
        elif held != rank:
            self._held[key] = [held, rank]

    def drop(self, key: K, rank: int) -> None:
        held = self._held.get(key)
        if isinstance(held, list):
            held.remove(rank)
        elif held == rank:
            del self._held[key]

    def of(self, key: K) -> Iterable[int]:
        held = self._held.get(key)
        if held is None:
            return ()
        return held if isinstance(held, list) else (held,)


class Book:
    """Open items by rank: their place in order of age, those that came later after them. An item taken is there for no other receipt until `reset`."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self.items: list[OpenItem] = []
        self.taken_by: dict[int, str] = {}
        self.closed: set[int] = set()
        self.takes: dict[str, int] = {}
        self._ranks: dict[str, int] = {}
        self._ages: list[tuple[date, date, str]] = []
        self._currencies: set[str] = set()
        self._parts: dict[tuple[str, str], list[int]] = {}
        self._amounts = _ByKey[tuple[str, str, int]]()
        self._anyone = _ByKey[tuple[str, int]]()
        self._shelves: dict[tuple[str, str], _Shelf] = {}
        for item in sorted((item for item in items if item.open_minor), key=age_order):
            self._add(item)

    def update(self, item: OpenItem) -> int | None:
        """Take in an item that is new or whose open amount changed, 0 when it is settled; returns the rank of a new one."""
        rank = self._ranks.get(item.id)
        if rank is None:
            return self._add(item) if item.open_minor else None
        old = self.items[rank]
        if old.open_minor != item.open_minor or rank in self.closed:
            if rank not in self.closed:
                self._amounts.drop((old.customer, old.currency, old.open_minor), rank)
                self._anyone.drop((old.currency, old.open_minor), rank)
            if item.open_minor:
                self._put(item, rank)
                if rank in self.closed:
                    self.closed.discard(rank)
                    shelf = self._shelves[item.customer, item.currency]
                    if (item.issued_on, rank) not in shelf.every:
                        insort(shelf.every, (item.issued_on, rank))
                    shelf.restore()
            else:
                self.closed.add(rank)
                self._shelves[item.customer, item.currency].gone += 1
        self.items[rank] = item if item.open_minor else old
        return None

    def _add(self, item: OpenItem) -> int:
        rank = len(self.items)
        self._currencies.add(item.currency)
        self.items.append(item)
        self._ages.append(age_order(item))
        self._ranks[item.id] = rank
        self._put(item, rank)
        if abs(item.document_minor) > abs(item.open_minor):
            self._parts.setdefault((item.customer, item.document_ref), []).append(rank)
        shelf = self._shelves.get((item.customer, item.currency))
        if shelf is None:
            shelf = self._shelves[item.customer, item.currency] = _Shelf()
        if shelf.live is not shelf.every:
            insort(shelf.live, (item.issued_on, rank))
        insort(shelf.every, (item.issued_on, rank))
        return rank

    def _put(self, item: OpenItem, rank: int) -> None:
        self._amounts.add((item.customer, item.currency, item.open_minor), rank)
        self._anyone.add((item.currency, item.open_minor), rank)

    def is_open(self, rank: int) -> bool:
        """Whether the item is neither settled nor taken."""
        return rank not in self.taken_by and rank not in self.closed

    def take(self, ranks: Iterable[int], receipt: str) -> None:
        """Give the items to a receipt."""
        for rank in ranks:
            self.taken_by[rank] = receipt
            item = self.items[rank]
            self.takes[item.customer] = self.takes.get(item.customer, 0) + 1
            self._shelves[item.customer, item.currency].gone += 1

    def reset(self) -> None:
        """Put back every item that was taken, for the next run over the same book."""
        for key in {(self.items[rank].customer, self.items[rank].currency) for rank in self.taken_by}:
            shelf = self._shelves[key]
            if self.closed and shelf.live is not shelf.every:
                shelf.every = [pair for pair in shelf.every if pair[1] not in self.closed]
            shelf.restore()
        self.taken_by = {}

    def of_amount(self, customer: str, currency: str, minor: int) -> list[int]:
        """A customer's open items of exactly this open amount, oldest first."""
        return [rank for rank in self._amounts.of((customer, currency, minor)) if rank not in self.taken_by]

    def of_anyone(self, currency: str, minor: int) -> Iterator[int]:
        """Anybody's open items of exactly this open amount, oldest first."""
        return (rank for rank in self._anyone.of((currency, minor)) if rank not in self.taken_by)

    def of_customer(self, customer: str, currency: str, until: date, most: int = MOST_CANDIDATES) -> list[int]:
        """A customer's open items issued up to `until`, oldest first; the newest `most` of them."""
        shelf = self._shelves.get((customer, currency))
        if shelf is None:
            return []
        shelf.sweep(self.taken_by, self.closed)
        found: list[int] = []
        live = shelf.live
        for place in range(bisect_right(live, until, key=_day) - 1, -1, -1):
            rank = live[place][1]
            if rank not in self.taken_by and rank not in self.closed:
                found.append(rank)
                if len(found) == most:
                    break
        return self.by_age(found)

    def owes_anything(self, customer: str) -> bool:
        """Whether a customer has an open item in any currency."""
        return any(self.is_open(rank) for currency in self._currencies for _, rank in self._live(customer, currency))

    def _live(self, customer: str, currency: str) -> list[tuple[date, int]]:
        shelf = self._shelves.get((customer, currency))
        return shelf.live if shelf is not None else []

    def by_age(self, ranks: Iterable[int]) -> list[int]:
        """Ranks, the oldest item first."""
        return sorted(ranks, key=self._ages.__getitem__)

    def is_rest(self, rank: int) -> bool:
        """Whether a part of the item's document was paid already, as far as the document's sum is known: its instalments do not make it up."""
        item = self.items[rank]
        if abs(item.document_minor) <= abs(item.open_minor):
            return False
        parts = self._parts.get((item.customer, item.document_ref), [])
        known = sum(abs(self.items[part].open_minor) for part in parts if part != rank)
        return known + abs(item.open_minor) < abs(item.document_minor)

    def total(self, ranks: Iterable[int]) -> int:
        """The sum of the open amounts."""
        return sum(self.items[rank].open_minor for rank in ranks)


def _day(pair: tuple[date, int]) -> date:
    return pair[0]
