"""A possible answer to one receipt, before anybody decided: what of which items, by which rule, and what speaks for and against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from encours.kernel.money import Money
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import ApplicationKind, Evidence, OpenItem, Receipt
from encours.receivables.matching.index import Hit, Reading
from encours.receivables.matching.payer import Payer

# How money fits when nothing of the documents is left open and nothing is guessed.
EXACT = frozenset({"amount", "rest", "rest_said", "rest_equal", "discount"})


class Part(NamedTuple):
    """One application, with the item's rank instead of its id."""

    rank: int
    amount_minor: int
    kind: ApplicationKind = "payment"
    paid_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What would be settled. `rule` is the class of evidence whose precision is measured: what is paid, how the money fits, who pays."""

    parts: tuple[Part, ...]
    what: str
    money: str
    who: str
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()
    solutions: int = 1

    @property
    def rule(self) -> str:
        return f"{self.what}+{self.money}+{self.who}"

    @property
    def ranks(self) -> tuple[int, ...]:
        """The items that take part, each once."""
        return tuple(dict.fromkeys(part.rank for part in self.parts))

    @property
    def is_striking(self) -> bool:
        """Whether an answer from the amount alone is more than what chance brings among many items."""
        return self.money in EXACT and (
            self.what.startswith(("single", "all_open", "due_run", "issued_run", "month_run")) or "_rare" in self.what
        )

    def against(self, more: Iterable[Evidence]) -> Answer:
        """The same answer with more against it."""
        added = tuple(more)
        return replace(self, counter_evidence=(*self.counter_evidence, *added)) if added else self


@dataclass(slots=True)
class Case:
    """One receipt that may be a customer's payment: what it says, who may have paid, what was decided.

    `family` are the customers whose items it may settle, as far as the payer is known.
    """

    receipt: Receipt
    readings: Sequence[Reading]
    hits: list[Hit]
    payer: Payer
    family: frozenset[str]
    paid_before: tuple[Evidence, ...] = ()
    again: date | None = None
    """The day the same payer last paid the same sum, if lately."""
    mangled: tuple[frozenset[str], list[Hit]] | None = None
    """The mangled numbers looked for already, and among whose items."""
    fitting: tuple[object, list[Answer]] | None = None
    """The answers from the amount, and for which state of the payer's items."""


def whole(ranks: Iterable[int], book: Book) -> tuple[Part, ...]:
    """Every item settled whole by money and credit notes."""
    return tuple(Part(rank, book.items[rank].open_minor, "payment" if book.items[rank].open_minor > 0 else "credit_note") for rank in ranks)


def spread(money_minor: int, ranks: Sequence[int], book: Book) -> tuple[Part, ...]:
    """`money_minor` and the credits among the items, spent on the debits in the given order until nothing is left."""
    credits = [rank for rank in ranks if book.items[rank].open_minor < 0]
    room = money_minor - sum(book.items[rank].open_minor for rank in credits)
    parts = []
    for rank in ranks:
        minor = book.items[rank].open_minor
        if minor > 0 and room > 0:
            parts.append(Part(rank, min(minor, room)))
            room -= min(minor, room)
    spare = max(room - money_minor, 0)
    used = []
    # What the debits leave of the credits stays on the credits: the receipt's own money is spent last.
    for rank in reversed(credits):
        kept = min(spare, -book.items[rank].open_minor)
        spare -= kept
        if book.items[rank].open_minor + kept:
            used.append(Part(rank, book.items[rank].open_minor + kept, "credit_note"))
    return (*parts, *reversed(used))


def document(item: OpenItem) -> str:
    """How a reason calls an item."""
    return item.document_ref or item.label or item.id


def money(minor: int, currency: str) -> Money:
    """An amount for sentences."""
    return Money(minor, currency)
