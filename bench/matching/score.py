"""Scores: what was posted without a person, how much of it was right, and what a person found on top of the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import sqrt

from bench.matching.answers import Answer, is_right
from bench.matching.model import Truth, World


@dataclass(frozen=True, slots=True)
class Given:
    """What a program said of a line: the answer it posted, or its suggestions in their order; and who it thinks paid."""

    answer: Answer | None
    suggestions: tuple[Answer, ...] = ()
    payer: str | None = None

    @property
    def first(self) -> Answer | None:
        """What was posted, else what stands on top of the suggestions."""
        return self.answer or (self.suggestions[0] if self.suggestions else None)


@dataclass(slots=True)
class Precision:
    """How often something happened and how often it was right."""

    count: int = 0
    right: int = 0

    @property
    def measured(self) -> float:
        return self.right / self.count if self.count else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson.

        >>> tuple(round(bound, 3) for bound in Precision(1000, 1000).interval)
        (0.996, 1.0)
        """
        if not self.count:
            return 0.0, 1.0
        z, n, p = 1.96, self.count, self.measured
        middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


@dataclass(slots=True)
class Score:
    """The counts of a run; the rates are made of them."""

    lines: int = 0
    payments: int = 0
    posted: int = 0
    right: int = 0
    straight: int = 0
    wrong_customer: int = 0
    headers: int = 0
    left: int = 0
    first_right: int = 0
    pairs_given: int = 0
    pairs_true: int = 0
    pairs_right: int = 0
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rules: dict[tuple[str, str, str], Precision] = field(default_factory=lambda: defaultdict(Precision))
    """By decision, rule and confidence."""
    wrong_lines: list[str] = field(default_factory=list)

    @property
    def stp(self) -> float:
        """Payments posted without a person whose documents and amounts are exactly the truth."""
        return _share(self.straight, self.payments)

    @property
    def precision(self) -> float:
        """What is exactly right of all that was posted without a person, lines that no customer caused included."""
        return _share(self.right, self.posted)

    @property
    def first_suggestion(self) -> float:
        """Of the payments left to a person that can be identified at all, those whose right answer is listed first."""
        return _share(self.first_right, self.left)

    @property
    def header_rate(self) -> float:
        """Payments whose payer was named rightly."""
        return _share(self.headers, self.payments)

    @property
    def wrong_customer_rate(self) -> float:
        """Posted lines that gave money to a customer who has no part in them."""
        return self.wrong_customer / self.posted if self.posted else 0.0

    @property
    def pair_f1(self) -> float:
        """F1 over pairs of line and document, posted or suggested first."""
        return _share(2 * self.pairs_right, self.pairs_given + self.pairs_true)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(world: World, given: dict[str, Given], identifiable: frozenset[str]) -> Score:
    """The score of what was said of every line. `identifiable` are the lines whose evidence leaves one answer more likely than all others."""
    made = Score()
    for line in world.lines:
        _count(made, world, world.truths[line.id], given.get(line.id, Given(None)), line.id in identifiable)
    return made


def _count(made: Score, world: World, truth: Truth, given: Given, identifiable: bool) -> None:
    made.lines += 1
    kind = made.types[truth.type]
    kind["lines"] += 1
    made.payments += truth.is_payment
    if given.answer is not None:
        right = is_right(given.answer, truth)
        made.posted += 1
        made.right += right
        kind["posted"] += 1
        made.straight += right and truth.is_payment
        kind["straight"] += right and truth.is_payment
        made.wrong_customer += _strangers(world, truth, given.answer)
        if not right:
            made.wrong_lines.append(truth.line)
        _note(made, "automatic", given.answer, right)
    elif given.suggestions:
        _note(made, "suggested", given.suggestions[0], is_right(given.suggestions[0], truth))
    if truth.is_payment:
        made.headers += given.payer is not None and given.payer in _parties(world, truth)
        if given.answer is None and identifiable:
            first = bool(given.suggestions) and is_right(given.suggestions[0], truth)
            made.left += 1
            made.first_right += first
            kind["left"] += 1
            kind["first"] += first
    _pairs(made, truth, given)


def _note(made: Score, decision: str, answer: Answer, right: bool) -> None:
    cell = made.rules[decision, answer.rule, answer.confidence]
    cell.count += 1
    cell.right += right


def _pairs(made: Score, truth: Truth, given: Given) -> None:
    true = {applied.document for applied in truth.applied} if truth.is_payment else set()
    said = given.first.documents if given.first is not None else frozenset()
    made.pairs_given += len(said)
    made.pairs_true += len(true)
    made.pairs_right += len(true & said)


def _parties(world: World, truth: Truth) -> set[str]:
    """Who has a part in a line: the payer, and those whose documents it pays."""
    owners = {world.documents[applied.document].customer for applied in truth.applied}
    return owners | ({truth.payer} if truth.is_payment and truth.payer is not None else set())


def _strangers(world: World, truth: Truth, answer: Answer) -> bool:
    gave = {world.documents[name].customer for name in answer.documents} or ({answer.payer} if answer.payer else set())
    return not gave <= _parties(world, truth)
