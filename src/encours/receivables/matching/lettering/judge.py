"""From an answer to a group: what speaks against it, and whether it may be recorded without a person."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from encours.kernel.money import Money
from encours.receivables.matching.contract import Confidence, Evidence
from encours.receivables.matching.lettering import reasons
from encours.receivables.matching.lettering.account import Account
from encours.receivables.matching.lettering.chance import PAIR_PER, Crowd
from encours.receivables.matching.lettering.contract import LetterGroup


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines (by rank) that balance to zero, found by a rule, with what the rule itself has for and against them."""

    ranks: tuple[int, ...]
    rule: str
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()
    solutions: int = 1
    exhaustive: bool = True
    named: bool = False
    """Whether the lines name each other: then it does not matter that the money came before the document."""


class Judge:
    """Judges the answers of one account. `refused` holds the pairs of lines (credit, debit) that a person took apart."""

    def __init__(self, account: Account, currency: str, refused: Set[tuple[str, str]]) -> None:
        self._account = account
        self._currency = currency
        self._refused = refused
        self._names: dict[int, frozenset[int]] = {}
        self._crowds = tuple(Crowd([abs(minor) for minor in account.minor if (minor < 0) is side]) for side in (False, True))

    def is_thin(self, minor: int, per: int = PAIR_PER, *, equals: bool = False) -> bool:
        """Whether no line of this amount is likely on either side but by connection; see `Crowd.is_thin`."""
        return all(crowd.is_thin(minor, per, equals=equals) for crowd in self._crowds)

    def note_names(self, settlement: int, documents: Iterable[int]) -> None:
        """Remember the documents that a settlement names: an answer that leaves them out is doubtful."""
        self._names[settlement] = frozenset(documents)

    def money(self, minor: int) -> Money:
        """An amount, for sentences."""
        return Money(minor, self._currency)

    def against(self, answer: Answer) -> tuple[Evidence, ...]:
        """Everything that speaks against recording the answer without a person."""
        return (*answer.counter_evidence, *self._doubts(answer))

    def group(self, answer: Answer, *, automatic: bool, rank: int = 1) -> LetterGroup:
        """The group an answer makes."""
        account = self._account
        ranks = sorted(answer.ranks)
        against = self.against(answer)
        if not automatic and not against:
            against = (Evidence(reasons.AFTER_SUGGESTIONS),)
        confidence: Confidence = "possible" if answer.solutions > 1 or not answer.exhaustive else "probable"
        return LetterGroup(
            lines=tuple(account.lines[rank].id for rank in ranks),
            closed_on=account.days[ranks[-1]],
            amount_minor=sum(account.minor[rank] for rank in ranks if account.minor[rank] > 0),
            decision="automatic" if automatic else "suggested",
            confidence="certain" if automatic else confidence,
            rule=answer.rule,
            evidence=answer.evidence,
            counter_evidence=against,
            solutions=answer.solutions,
            exhaustive=answer.exhaustive,
            rank=rank,
        )

    def _doubts(self, answer: Answer) -> Iterable[Evidence]:
        account = self._account
        documents = [rank for rank in answer.ranks if account.minor[rank] > 0]
        settlements = [rank for rank in answer.ranks if account.minor[rank] < 0]
        if self._refused and any(
            (account.lines[a].id, account.lines[b].id) in self._refused or (account.lines[b].id, account.lines[a].id) in self._refused
            for a in documents
            for b in settlements
        ):
            yield Evidence(reasons.UNDONE)
        for rank in documents:
            if account.lines[rank].disputed:
                yield Evidence(reasons.DISPUTED, {"document": _name(account, rank)})
        if not answer.named and self._comes_before(documents, settlements):
            yield Evidence(reasons.BEFORE_ISSUE)
        if any(
            named - set(documents) and any(account.is_open[rank] for rank in named - set(documents))
            for named in map(self._named, settlements)
        ):
            yield Evidence(reasons.OTHER_NAMED)
        if answer.solutions > 1:
            yield Evidence(reasons.SEVERAL, {"count": answer.solutions})
        if not answer.exhaustive:
            yield Evidence(reasons.NOT_ALL_TRIED)

    def _named(self, settlement: int) -> frozenset[int]:
        return self._names.get(settlement, frozenset())

    def _comes_before(self, documents: list[int], settlements: list[int]) -> bool:
        days = self._account.days
        if len(settlements) == 1:
            return any(days[rank] > days[settlements[0]] for rank in documents)
        return len(documents) == 1 and any(days[rank] < days[documents[0]] for rank in settlements)


def _name(account: Account, rank: int) -> str:
    line = account.lines[rank]
    return next(iter(line.references), "") or line.label or line.id
