"""Groups whose lines name each other: a payment and the documents it names, a document and the payments that name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from encours.receivables.matching.contract import Evidence
from encours.receivables.matching.lettering import reasons
from encours.receivables.matching.lettering.account import Account
from encours.receivables.matching.lettering.chance import NAMED_PER
from encours.receivables.matching.lettering.judge import Answer, Judge
from encours.receivables.matching.lettering.numbers import is_strong

MOST_NAMED = 60
"""A number on more documents than this is a customer's or a contract's, and names none of them."""


class References:
    """Every line of an account under its numbers."""

    def __init__(self, account: Account, judge: Judge) -> None:
        self._account = account
        self._judge = judge
        self._documents: dict[str, list[int]] = {}
        self._settlements: dict[str, list[int]] = {}
        for rank, numbers in enumerate(account.numbers):
            shelf = self._documents if account.minor[rank] > 0 else self._settlements
            for number in numbers:
                shelf.setdefault(number, []).append(rank)

    def answers(self) -> Iterator[Answer]:
        """Answers in which one line names all the others and the amounts balance; each is made of lines open when it is asked for."""
        account = self._account
        for rank in account.open_ranks():
            if not account.is_open[rank]:
                continue
            others, own = (self._documents, self._settlements) if account.minor[rank] < 0 else (self._settlements, self._documents)
            answer = self._answer(rank, others, own)
            if answer is not None:
                yield answer

    def note_names(self) -> None:
        """Tell the judge which settlement names which documents beyond doubt: by a long number that only one document has."""
        for rank in self._account.open_ranks():
            if self._account.minor[rank] < 0:
                found = self._named(rank, self._documents, (number for number in self._account.numbers[rank] if is_strong(number)), most=1)
                if found:
                    self._judge.note_names(rank, found)

    def _answer(self, rank: int, others: dict[str, list[int]], own: dict[str, list[int]]) -> Answer | None:
        numbers = [number for number in self._account.numbers[rank] if number in others]
        if not numbers:
            return None
        strong = [number for number in numbers if is_strong(number)]
        for some, most in ((strong, 1), (strong, MOST_NAMED), (numbers, 1), (numbers, MOST_NAMED)):
            found = self._named(rank, others, some, most=most)
            if found and self._account.total(found) == -self._account.minor[rank]:
                return self._made(rank, found, some, own)
        return None

    def _named(self, rank: int, others: dict[str, list[int]], numbers: Iterable[str], *, most: int) -> tuple[int, ...]:
        """The open lines of the other side that have one of these numbers, those that more than `most` lines have left out."""
        found: set[int] = set()
        for number in numbers:
            ranks = others.get(number, ())
            if len(ranks) <= MOST_NAMED:
                still = [other for other in ranks if self._account.is_open[other]]
                if len(still) <= most:
                    found.update(still)
        return tuple(sorted(found))

    def _made(self, rank: int, found: tuple[int, ...], numbers: list[str], own: dict[str, list[int]]) -> Answer:
        account = self._account
        shared = sorted({number for number in numbers for other in found if number in account.numbers[other]})
        evidence = tuple(Evidence(reasons.SHARED_NUMBER, {"number": number.removeprefix("=")}) for number in shared[:5])
        rivals = self._rivals(rank, found, shared, own)
        amount = abs(account.minor[rank])
        # A short number may be shared by chance, and a round amount as well: together they prove little.
        proves = any(map(is_strong, shared)) or self._judge.is_thin(amount, NAMED_PER, equals=True)
        return Answer(
            (rank, *found), "references", (*evidence, Evidence(reasons.EXACT_SUM, {"amount": self._judge.money(amount)})),
            () if proves else (Evidence(reasons.BY_CHANCE),), solutions=1 + rivals, named=True,
        )  # fmt: skip

    def _rivals(self, rank: int, found: tuple[int, ...], shared: list[str], own: dict[str, list[int]]) -> int:
        """Other open lines of the same side, number and amount that might as well settle what was found."""
        same = {other for number in shared for other in own.get(number, ())[:MOST_NAMED] if other != rank and self._account.is_open[other]}
        return sum(self._account.minor[other] == self._account.minor[rank] for other in same - set(found))
