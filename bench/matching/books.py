"""What the company has open on a day: documents issued, less what was decided on the lines before. Persons decide by the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from bench.matching.model import Document, Truth, World

SETTLES = frozenset(("payment", "credit_note", "cash_discount", "bank_fee", "rounding", "fx"))
"""What makes a document's open amount smaller. A part held back does not."""


class Books:
    """Open documents of one world as its days go by. `open` maps numbers to what is open, positive for credit notes too."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: Iterator[Document] = iter(world.documents.values())
        self._next: Document | None = next(self._waiting, None)
        self.open: dict[str, int] = {}
        self.of_customer: dict[str, dict[str, None]] = defaultdict(dict)
        self.settled_on: dict[str, date] = {}
        self.disputed: set[str] = set()

    def issue_until(self, day: date) -> list[Document]:
        """Take in the documents issued up to a day; returns the new ones."""
        new = []
        while self._next is not None and self._next.issued_on <= day:
            new.append(self._next)
            self._set(self._next, self._next.total_minor, day)
            self._next = next(self._waiting, None)
        return new

    def decide(self, truth: Truth, day: date) -> None:
        """Record what a line is in truth: payments settle, a return opens again what its line had settled."""
        if truth.kind == "return" and truth.returned is not None:
            self._apply(self._world.truths[truth.returned], day, -1)
        elif truth.kind == "receipt":
            self._apply(truth, day, 1)

    def _apply(self, truth: Truth, day: date, sign: int) -> None:
        for applied in truth.applied:
            if applied.kind in SETTLES:
                left = self.open.get(applied.document, 0) - sign * applied.settled_minor
                assert left >= 0, f"{truth.line} settles more of {applied.document} than is open"
                self._set(self._world.documents[applied.document], left, day)
            elif applied.kind == "short_payment":
                (self.disputed.add if sign > 0 else self.disputed.discard)(applied.document)

    def _set(self, document: Document, minor: int, day: date) -> None:
        number = document.number
        if minor:
            self.open[number] = minor
            self.of_customer[document.customer][number] = None
            self.settled_on.pop(number, None)
        else:
            self.open.pop(number, None)
            self.of_customer[document.customer].pop(number, None)
            self.settled_on[number] = day
