"""Several lines of one side that sum exactly to one line of the other: a payment of several documents, a document paid in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from encours.receivables.matching.contract import Evidence
from encours.receivables.matching.lettering import reasons, subset
from encours.receivables.matching.lettering.account import Account, Shelf
from encours.receivables.matching.lettering.chance import SHOWN_PER, SURE_PER, is_below
from encours.receivables.matching.lettering.judge import Answer, Judge

LONGEST_START = 500
"""Lines tried one after the other, from the oldest."""
LONGEST_ROW = 60
"""Lines in which a row is looked for, the newest."""
MOST_LINES = (32, 16, 10)
"""Lines of which every sum is tried; the fewest of these steps where chance alone would make an answer among more."""
MOST_WORK = 60_000
"""Partial sums of one search."""
MOST_WORK_OF_ACCOUNT = 3_000_000
MOST_CREDIT_NOTES = 6
MOST_SHOWN = 5


class SumSearch:
    """Searches the sums of one account; its whole work is bounded, whatever the account holds."""

    def __init__(self, account: Account, judge: Judge) -> None:
        self._account = account
        self._judge = judge
        self._work_left = MOST_WORK_OF_ACCOUNT
        self._in_vain: dict[int, set[tuple[int, ...]]] = {}
        self._start_sums: dict[int, int] = {}
        self._start_end = len(account)

    def answers(self, closing: int) -> list[Answer]:
        """What the line `closing` may close, the best answer first; empty where nothing sums to it.

        In order: the oldest lines of the account, a row of lines that follow one another, the only sum there is (of the other side, then
        with credit notes of the same side too), several sums.
        """
        account = self._account
        end = account.end_of_day(closing)
        others = account.documents if account.minor[closing] < 0 else account.settlements
        target = -account.minor[closing]
        oldest = self._oldest(closing, target, end)
        exact = self._exact(closing, target, others, end)
        if oldest is not None:
            return [self._with_count(oldest, exact), *(one for one in exact if set(one.ranks) != set(oldest.ranks))][:MOST_SHOWN]
        row = self._row(closing, target, others, end)
        if row is not None and not (len(exact) == 1 and exact[0].solutions == 1):
            return [row, *(one for one in exact if set(one.ranks) != set(row.ranks))][:MOST_SHOWN]
        return exact

    def parts(self, document: int) -> list[Answer]:
        """The later settlements (of a settlement: the later documents) that together make up the line, the only such sum."""
        account = self._account
        others = account.settlements if account.minor[document] > 0 else account.documents
        start = account.start_of_day(document)
        nearest = list(islice(others.since(start), MOST_LINES[0] + 1))
        return self._nearest(document, -account.minor[document], nearest)

    def _oldest(self, closing: int, target: int, end: int) -> Answer | None:
        """The oldest open lines, credit notes among them, when they sum to the target."""
        starts = self._starts()
        # Among the oldest lines the closing one may stand itself: then they come to zero together.
        for sum_of_all in (target, 0):
            last = starts.get(sum_of_all, end)
            if last >= end or (closing <= last) is not (sum_of_all == 0):
                continue
            ranks = [rank for rank in self._account.all.oldest(last + 1) if rank != closing]
            if len(ranks) > 1 and is_below(len(ranks), (self._account.minor[one] for one in ranks), SURE_PER):
                fact = Evidence(reasons.OLDEST_SUM, {"count": len(ranks), "amount": self._judge.money(abs(target))})
                return Answer((*ranks, closing), "oldest_sum", (fact, *self._notes(ranks, target)), tuple(self._doubts(ranks, target, end)))
        return None

    def _starts(self) -> dict[int, int]:
        """The sums of the oldest open lines, one more at a time, with the last rank of each; kept as long as none of them is taken."""
        if self._account.oldest_taken <= self._start_end:
            self._start_sums, total = {}, 0
            for rank in islice(self._account.all.oldest(len(self._account)), LONGEST_START):
                total += self._account.minor[rank]
                self._start_sums.setdefault(total, rank)
                self._start_end = rank
            self._account.oldest_taken = len(self._account)
        return self._start_sums

    def _row(self, closing: int, target: int, others: Shelf, end: int) -> Answer | None:
        """The newest lines of the other side that follow one another and sum to the target."""
        account, sign = self._account, 1 if target > 0 else -1
        newest = list(islice(others.newest(end), LONGEST_ROW))
        amounts, wanted = [sign * account.minor[rank] for rank in newest], abs(target)
        total = first = 0
        for last, amount in enumerate(amounts):
            total += amount
            while total > wanted:
                total -= amounts[first]
                first += 1
            if total == wanted and last > first:
                ranks = newest[first : last + 1]
                if not is_below(len(newest) * len(newest) // 2, (account.minor[one] for one in newest), SHOWN_PER):
                    return None
                facts = (Evidence(reasons.IN_A_ROW, {"count": len(ranks)}), self._sum(target))
                return Answer((*sorted(ranks), closing), "row_sum", facts, tuple(self._doubts(ranks, target, end)), exhaustive=False)
        return None

    def _exact(self, closing: int, target: int, others: Shelf, end: int) -> list[Answer]:
        nearest = list(islice(others.newest(end), MOST_LINES[0] + 1))
        found = self._nearest(closing, target, nearest)
        if found or len(nearest) > MOST_LINES[0]:
            return found
        same = self._account.settlements if others is self._account.documents else self._account.documents
        notes = [rank for rank in islice(same.newest(end), MOST_CREDIT_NOTES + 1) if rank != closing][:MOST_CREDIT_NOTES]
        return self._only(closing, target, sorted((*nearest, *notes)), complete=True) if notes else []

    def _nearest(self, closing: int, target: int, nearest: list[int]) -> list[Answer]:
        """The answers among as many of the nearest lines as chance allows."""
        for most in MOST_LINES:
            if most == MOST_LINES[0] or len(nearest) > most:
                found = self._only(closing, target, sorted(nearest[:most]), complete=len(nearest) <= most)
                if found:
                    return found
        return []

    def _only(self, closing: int, target: int, ranks: list[int], *, complete: bool) -> list[Answer]:
        """The answers among these lines, as long as chance would not make one anyway."""
        minor, searched = self._account.minor, self._in_vain.setdefault(closing, set())
        if len(ranks) < 2 or tuple(ranks) in searched:
            return []
        amounts = [minor[rank] for rank in ranks]
        if SHOWN_PER << len(set(amounts)) > sum(map(abs, amounts)):
            return []  # too many sums, whatever else is told of them
        classes: dict[int, list[int]] = {}
        for rank in ranks:
            classes.setdefault(minor[rank], []).append(rank)
        counts = [len(members) for members in classes.values()]
        tries = 1
        for count in counts:
            tries *= count + 1
        if not is_below(tries, classes, SHOWN_PER):
            return []
        work = subset.work(counts)
        if work > min(MOST_WORK, self._work_left):
            return []
        self._work_left -= work
        sums = subset.sums_to(list(classes), counts, target)
        if not sums.solutions:
            searched.add(tuple(ranks))
        chosen = [self._lines(answer, classes) for answer in sums.answers if sum(answer) > 1]
        chosen.sort(key=lambda some: (self._gaps(some, ranks), some))
        doubt = () if is_below(tries, classes, SURE_PER) else (Evidence(reasons.BY_CHANCE),)
        return [self._answer(closing, target, some, ranks, doubt, sums.solutions, complete) for some in chosen[:MOST_SHOWN]]

    def _answer(
        self, closing: int, target: int, some: list[int], ranks: list[int], doubt: tuple[Evidence, ...], count: int, complete: bool
    ) -> Answer:
        mine = [rank for rank in some if (self._account.minor[rank] > 0) == (target > 0)]
        facts: tuple[Evidence, ...] = (
            Evidence(reasons.ONLY_SUM, {"amount": self._judge.money(abs(target))}) if count == 1 else self._sum(target),
        )
        if target < 0:
            facts = (Evidence(reasons.INSTALMENTS, {"count": len(mine)}), *facts)
        return Answer(
            (*some, closing), "only_sum" if count == 1 else "one_of_sums", (*facts, *self._notes(some, target)),
            (*doubt, *self._doubts(some, target, self._account.end_of_day(max(closing, *ranks)))), count, complete,
        )  # fmt: skip

    def _with_count(self, oldest: Answer, exact: Sequence[Answer]) -> Answer:
        """The oldest lines, with the number of other sums that were found; where none was searched, that is said."""
        if not exact:
            return Answer(oldest.ranks, oldest.rule, oldest.evidence, oldest.counter_evidence, 1, exhaustive=False)
        known = any(set(one.ranks) == set(oldest.ranks) for one in exact)
        count = exact[0].solutions + (not known and exact[0].solutions < MOST_SHOWN)
        return Answer(oldest.ranks, oldest.rule, oldest.evidence, oldest.counter_evidence, count, exact[0].exhaustive)

    def _lines(self, taken: Sequence[int], classes: dict[int, list[int]]) -> list[int]:
        """The lines of an answer: of equal ones the oldest."""
        return sorted(rank for count, members in zip(taken, classes.values(), strict=True) for rank in members[:count])

    def _gaps(self, some: list[int], ranks: list[int]) -> int:
        """How many lines an answer passes over between its first and its last."""
        return sum(some[0] < rank < some[-1] for rank in ranks) - len(some) + 2

    def _doubts(self, some: Sequence[int], target: int, end: int) -> Iterator[Evidence]:
        """Whether a line equal to one of the answer stays open: then which one was settled is a choice. Whether several groups may hide in it."""
        minor, chosen = self._account.minor, set(some)
        amounts = {minor[rank] for rank in some}
        if any(minor[rank] in amounts and rank not in chosen for rank in islice(self._account.all.newest(end), LONGEST_START)):
            yield Evidence(reasons.EQUAL_LEFT)
        if sum((minor[rank] > 0) != (target > 0) for rank in some) > 1:
            yield Evidence(reasons.MIXED_SIDES)

    def _notes(self, some: Sequence[int], target: int) -> Iterator[Evidence]:
        if any((self._account.minor[rank] > 0) != (target > 0) for rank in some):
            yield Evidence(reasons.CREDIT_NOTES)

    def _sum(self, target: int) -> Evidence:
        return Evidence(reasons.EXACT_SUM, {"amount": self._judge.money(abs(target))})
