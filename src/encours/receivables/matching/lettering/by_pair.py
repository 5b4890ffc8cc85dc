"""Pairs of one debit and one credit of the same amount."""

from __future__ import annotations

from collections.abc import Iterator

from encours.receivables.matching.contract import Evidence
from encours.receivables.matching.lettering import reasons
from encours.receivables.matching.lettering.account import Account
from encours.receivables.matching.lettering.judge import Answer, Judge


class Pairs:
    """The lines of an account by amount."""

    def __init__(self, account: Account, judge: Judge) -> None:
        self._account = account
        self._judge = judge
        self._by_amount: dict[int, tuple[list[int], list[int]]] = {}
        for rank, minor in enumerate(account.minor):
            self._by_amount.setdefault(abs(minor), ([], []))[minor < 0].append(rank)
        self._by_amount = {amount: sides for amount, sides in self._by_amount.items() if sides[0] and sides[1]}

    def answers(self) -> Iterator[Answer]:
        """Each settlement with the oldest document of its amount that is not younger; first those of amounts that come once."""
        for amount, sides in sorted(self._by_amount.items(), key=lambda found: (len(found[1][0]) + len(found[1][1]), found[0])):
            documents, settlements = ([rank for rank in side if self._account.is_open[rank]] for side in sides)
            if documents and settlements:
                yield from self._of_amount(amount, documents, settlements)

    def _of_amount(self, amount: int, documents: list[int], settlements: list[int]) -> Iterator[Answer]:
        pairs = self._in_order(documents, settlements)
        money = self._judge.money(amount)
        evidence: tuple[Evidence, ...] = (Evidence(reasons.IN_ORDER),)
        against: tuple[Evidence, ...] = ()
        rule = "equal_amounts"
        if len(documents) == len(settlements) == 1:
            rule, evidence = "only_pair", (Evidence(reasons.ONLY_PAIR, {"amount": money}),)
            pairs = [(documents[0], settlements[0])]
        elif len(pairs) == len(documents) == len(settlements):
            evidence = (Evidence(reasons.EQUAL_LINES, {"amount": money, "count": len(pairs)}), *evidence)
        else:
            customer = self._account.lines[documents[0]].minor > 0
            debits, credits = (documents, settlements) if customer else (settlements, documents)
            against = (Evidence(reasons.NOT_PAIRED, {"debits": len(debits), "credits": len(credits)}),)
        if not self._judge.is_thin(amount):
            against = (*against, Evidence(reasons.BY_CHANCE))
        for pair in pairs:
            yield Answer(pair, rule, evidence, against)

    def _in_order(self, documents: list[int], settlements: list[int]) -> list[tuple[int, int]]:
        """Oldest with oldest, the settlement not before the day of the document."""
        pairs = []
        waiting = iter(documents)
        document = next(waiting, None)
        for settlement in settlements:
            if document is not None and document < self._account.end_of_day(settlement):
                pairs.append((document, settlement))
                document = next(waiting, None)
        return pairs
