"""Lettering one account: the rules in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set

from encours.receivables.matching.lettering.account import Account
from encours.receivables.matching.lettering.by_balance import balanced
from encours.receivables.matching.lettering.by_pair import Pairs
from encours.receivables.matching.lettering.by_reference import References
from encours.receivables.matching.lettering.by_sum import SumSearch
from encours.receivables.matching.lettering.contract import LetterGroup, LetterLine, Side
from encours.receivables.matching.lettering.judge import Answer, Judge

MOST_ROUNDS = 4
LARGE = 5_000
"""An account of more lines gets one round only: its amounts are too many for the rest to become sure."""


def propose_letters(
    lines: Iterable[LetterLine], *, side: Side, currency: str = "EUR", refused_pairs: Set[tuple[str, str]] = frozenset()
) -> list[LetterGroup]:
    """The groups that the unlettered lines of one account form, in the order of their lines; the same in any order of input.

    First what is sure, rule by rule, until nothing more is found: each group makes the rest of the account easier. Then suggestions, the
    rules that leave least doubt first. `refused_pairs` are pairs of ids that a person took apart, in either order.
    """
    return _Lettering(Account(lines, side), currency, refused_pairs).run()


class _Lettering:
    def __init__(self, account: Account, currency: str, refused: Set[tuple[str, str]]) -> None:
        self._account = account
        self._judge = Judge(account, currency, refused)
        self._references = References(account, self._judge)
        self._pairs = Pairs(account, self._judge)
        self._sums = SumSearch(account, self._judge)
        self._groups: list[LetterGroup] = []

    def run(self) -> list[LetterGroup]:
        self._references.note_names()
        self._keep_sure(self._references.answers())
        for _ in range(MOST_ROUNDS if len(self._account) < LARGE else 1):
            before = len(self._groups)
            self._account.tidy()
            self._keep_sure(self._pairs.answers())
            self._keep_sure(balanced(self._account, one_sided=True))
            self._keep_sure(self._first_sums())
            if len(self._groups) == before:
                break
        self._suggest()
        ranks = {line.id: rank for rank, line in enumerate(self._account.lines)}
        return sorted(self._groups, key=lambda group: ([ranks[id] for id in group.lines], group.rank))

    def _suggest(self) -> None:
        rules: tuple[Callable[[], Iterable[Answer]], ...] = (
            self._references.answers,
            self._pairs.answers,
            lambda: balanced(self._account, one_sided=True),
            self._first_sums,
            lambda: balanced(self._account, one_sided=False),
        )
        for rule in rules:
            self._account.tidy()
            for answer in rule():
                if answer.solutions == 1 or answer.named:
                    self._keep([answer], automatic=False)
        for closing in self._account.open_ranks() if len(self._account) < LARGE else ():
            if self._account.is_open[closing]:
                self._keep(self._sums.answers(closing), automatic=False)

    def _first_sums(self) -> Iterator[Answer]:
        """The best sum for each open line: of what came before it, else of what came after it."""
        for rank in self._account.open_ranks():
            if self._account.is_open[rank]:
                yield from (self._sums.answers(rank) or self._sums.parts(rank))[:1]

    def _keep_sure(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            if not self._judge.against(answer):
                self._keep([answer], automatic=True)

    def _keep(self, answers: list[Answer], *, automatic: bool) -> None:
        """Keep the first answer with its lines, and the others as further answers."""
        if answers and all(self._account.is_open[rank] for rank in answers[0].ranks):
            self._groups += [self._judge.group(answer, automatic=automatic, rank=n) for n, answer in enumerate(answers, 1)]
            self._account.take(answers[0].ranks)
