"""What was paid, from the amount alone: one item, all that is due, one month, the only sum; or, of a payer nobody knows, a mere suggestion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from math import comb

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Answer, Case, money, spread, whole
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence
from encours.receivables.matching.differences import Differences, Valuation, exact
from encours.receivables.matching.fit import Fit
from encours.receivables.matching.habits import HabitBook
from encours.receivables.matching.subset import MOST_ITEMS, subsets

MOST_SHOWN = 5
_LARGEST_FAMILY = 50
_EARLY = 7


class Amounts:
    """Finds answers from the amount among what the payer may pay."""

    def __init__(self, book: Book, differences: Differences, habits: HabitBook) -> None:
        self._book, self._differences, self._habits = book, differences, habits

    def known(self, case: Case) -> list[Answer]:
        """The answers of `_known`, found once while nothing of the payer's is taken."""
        key = (case.family, case.payer.customers, sum(self._book.takes.get(customer, 0) for customer in case.family))
        if case.fitting is None or case.fitting[0] != key:
            case.fitting = (key, self._known(case))
        return case.fitting[1]

    def _known(self, case: Case) -> list[Answer]:
        """The answers for a payer who is known: single items, whole statements, the only sum; the first kind that has any is taken.

        All answers of that kind count as rivals.
        """
        receipt, book = case.receipt, self._book
        customers = sorted(case.family, key=lambda customer: (customer not in case.payer.customers, customer))[:_LARGEST_FAMILY]
        own = [customer for customer in customers if customer in case.payer.customers]
        open_items = {c: book.of_customer(c, receipt.currency, receipt.received_on) for c in customers}
        singles = self._singles(case, customers, open_items)
        if singles:
            return singles
        fitting = self._with_difference(case, [rank for customer in customers for rank in open_items[customer]])
        discounted = [answer for answer in fitting if answer.money == "discount"]
        if discounted:
            return discounted
        every = book.by_age(rank for customer in customers for rank in open_items[customer])
        mine = book.by_age(rank for customer in own for rank in open_items[customer])
        groups = [open_items[customer] for customer in own] + ([every] if len(customers) > 1 else [])
        valuations = self._differences.valuations(receipt, every)
        for valued in valuations:
            for ranks in groups:
                found = self._runs(case, ranks, valued)
                if found:
                    return found
        for valued in valuations:
            found = self._sums(case, mine, valued) or (self._sums(case, every, valued) if len(every) > len(mine) else [])
            if found and fitting and all("_common" in answer.what for answer in found):
                # Chance alone brings such sums: a single item less a fee is as likely.
                return [*fitting, *found]
            if found:
                return found
        return fitting

    def oldest_first(self, case: Case) -> list[Answer]:
        """As much of the payer's oldest items as the money covers: the last thing to suggest."""
        receipt, book = case.receipt, self._book
        found = []
        for customer in sorted(case.payer.customers)[:3]:
            ranks = [r for r in book.of_customer(customer, receipt.currency, receipt.received_on) if book.items[r].open_minor > 0]
            needed, total = [], 0
            for rank in ranks:
                if total >= receipt.amount_minor:
                    break
                needed.append(rank)
                total += book.items[rank].open_minor
            if not needed or total < receipt.amount_minor:
                continue
            facts = [Evidence(reasons.OLDEST_FIRST)]
            habit = self._habits.of(customer)
            if habit.oldest_first >= self._habits.least:
                facts.append(Evidence(reasons.HABIT_OLDEST, {"customer": customer, "count": habit.oldest_first}))
            what = "oldest_habit" if len(facts) > 1 else "oldest"
            shown = {
                "amount": money(receipt.amount_minor, receipt.currency),
                "expected": money(total, receipt.currency),
                "rest": money(total - receipt.amount_minor, receipt.currency),
            }
            facts.append(Evidence(reasons.PART, shown))
            parts = spread(receipt.amount_minor, needed, book)
            found.append(Answer(parts, what, "part", case.payer.rule, (*case.payer.evidence, *facts), case.payer.counter_evidence))
        return found

    def unknown(self, case: Case) -> list[Answer]:
        """Items of anybody with exactly this open amount: suggestions only, whoever they belong to (reliability R67)."""
        receipt, book = case.receipt, self._book
        seen = islice(book.of_anyone(receipt.currency, receipt.amount_minor), MOST_ITEMS)
        fitting = [rank for rank in seen if book.items[rank].issued_on <= receipt.received_on]
        # The likeliest is the one that is due now.
        fitting.sort(key=lambda rank: _nearness(book, rank, receipt.received_on))
        doubt = (Evidence(reasons.PAYER_UNKNOWN),)
        return [
            Answer(whole((rank,), book), "amount", "amount", "payer_unknown", exact(receipt, (rank,), book).evidence, doubt, len(fitting))
            for rank in fitting[:MOST_SHOWN]
        ]

    def _singles(self, case: Case, customers: Sequence[str], open_items: dict[str, list[int]]) -> list[Answer]:
        receipt, book = case.receipt, self._book
        seen = [rank for c in customers for rank in book.of_amount(c, receipt.currency, receipt.amount_minor)]
        fitting = [rank for rank in seen if book.items[rank].issued_on <= receipt.received_on]
        early = not fitting
        if early:
            fitting = [rank for rank in seen if book.items[rank].issued_on <= receipt.received_on + timedelta(days=5)]
        answers = []
        doubt = (Evidence(reasons.BEFORE_ISSUE),) if early else ()
        for rank in sorted(fitting, key=lambda rank: _nearness(book, rank, receipt.received_on))[:MOST_SHOWN]:
            count = len(open_items[book.items[rank].customer])
            what = "single_" + rarity(count, receipt.amount_minor, self._grain(open_items[book.items[rank].customer]))
            answers.append(self._answer(case, exact(receipt, (rank,), book), what, len(fitting), doubt))
        return answers

    def _runs(self, case: Case, ranks: Sequence[int], valued: Valuation) -> list[Answer]:
        """All that was open; all that was due, or issued, up to some day; all of one month. With credit notes, or without."""
        receipt, book = case.receipt, self._book
        found: dict[tuple[int, ...], tuple[str, Evidence]] = {}
        for some in (ranks, [rank for rank in ranks if book.items[rank].open_minor > 0]):
            if len(some) < 2 or (some is not ranks and len(some) == len(ranks)):
                continue
            for chosen, what, told in self._run_sums(some, receipt.amount_minor, receipt.currency, valued):
                found.setdefault(chosen, (what, told))
        habits = max((self._habits.of(c).by_statement for c in case.payer.customers), default=0)
        extra: tuple[Evidence, ...] = ()
        if habits >= self._habits.least:
            extra = (Evidence(reasons.HABIT_STATEMENT, {"customer": ", ".join(sorted(case.payer.customers)), "count": habits}),)
        return [
            self._answer(case, valued.fit(chosen), what, max(len(found), self._exchanges(chosen, ranks)), (), (told, *extra))
            for chosen, (what, told) in list(found.items())[:MOST_SHOWN]
        ]

    def _exchanges(self, chosen: Sequence[int], ranks: Sequence[int]) -> int:
        """How many answers there are when items of one amount are exchanged: 2 when one inside has an equal outside."""
        inside = {self._book.items[rank].open_minor for rank in chosen}
        return 2 if any(self._book.items[rank].open_minor in inside for rank in set(ranks).difference(chosen)) else 1

    def _run_sums(
        self, ranks: Sequence[int], target: int, currency: str, valued: Valuation
    ) -> Iterator[tuple[tuple[int, ...], str, Evidence]]:
        items, amount = self._book.items, money(target, currency)
        worth = {rank: valued.minor(rank) for rank in ranks}
        if sum(worth.values()) == target:
            yield tuple(ranks), "all_open", Evidence(reasons.ALL_OPEN, {"count": len(ranks), "amount": amount})
        due = {rank: items[rank].due_on or items[rank].issued_on for rank in ranks}
        issued = {rank: items[rank].issued_on for rank in ranks}
        for what, kind, days in (("due_run", reasons.ALL_DUE, due), ("issued_run", reasons.ALL_ISSUED, issued)):
            ordered = sorted(self._book.by_age(ranks), key=lambda rank: days[rank])
            total = 0
            for place, rank in enumerate(ordered):
                total += worth[rank]
                ends = place + 1 == len(ordered) or days[ordered[place + 1]] != days[rank]
                if total == target and ends and 1 < place + 1 < len(ordered):
                    yield (
                        tuple(self._book.by_age(ordered[: place + 1])),
                        what,
                        Evidence(kind, {"count": place + 1, "amount": amount, "day": days[rank]}),
                    )
            months: dict[tuple[int, int], list[int]] = {}
            for rank in ranks:
                months.setdefault((days[rank].year, days[rank].month), []).append(rank)
            for members in months.values():
                if 1 < len(members) < len(ranks) and sum(worth[rank] for rank in members) == target:
                    yield tuple(members), "month_run", Evidence(reasons.ONE_MONTH, {"count": len(members), "amount": amount})

    def _sums(self, case: Case, ranks: Sequence[int], valued: Valuation) -> list[Answer]:
        receipt, book = case.receipt, self._book
        # With credit notes, items above the payment may take part too.
        most = receipt.amount_minor - sum(min(book.items[rank].open_minor, 0) for rank in ranks)
        within = [rank for rank in ranks if book.items[rank].open_minor <= most]
        near = sorted(within, key=lambda rank: _nearness(book, rank, receipt.received_on))[:MOST_ITEMS]
        near = book.by_age(near)
        sums = subsets([valued.minor(rank) for rank in near], receipt.amount_minor)
        grain = self._grain(near)
        cut = len(within) > len(near)
        answers = []
        for places in sorted(sums.answers, key=len):
            chosen = tuple(near[place] for place in places)
            size = min(len(chosen), len(near) - len(chosen)) if len(chosen) > 2 else len(chosen)
            what = f"sum{min(len(chosen), 4)}_" + _rarity(comb(len(near), max(size, 1)) * grain, receipt.amount_minor)
            told = Evidence(
                reasons.ONLY_SUM, {"count": len(chosen), "seen": len(near), "amount": money(receipt.amount_minor, receipt.currency)}
            )
            bound = () if (sums.complete and not cut) else (Evidence(reasons.BOUND),)
            facts = [told, *bound]
            answers.append(self._answer(case, valued.fit(chosen), what + ("_bound" if bound else ""), len(sums.answers), (), facts))
        return answers

    def _with_difference(self, case: Case, ranks: Sequence[int]) -> list[Answer]:
        """One item less its discount or a fee; all that was due less the discounts in time."""
        receipt, book = case.receipt, self._book
        found: list[tuple[Fit, str]] = []
        for rank in ranks:
            minor = book.items[rank].open_minor
            if minor > receipt.amount_minor and minor * 9 <= receipt.amount_minor * 10 + 50000:
                found += [(fit, "single") for fit in self._differences.explain(receipt, (rank,)) if fit.parts]
        close = sorted(found, key=lambda pair: _nearness(book, pair[0].parts[0].rank, receipt.received_on))
        return [self._answer(case, fit, what, len(found), ()) for fit, what in close[:MOST_SHOWN]]

    def _grain(self, ranks: Sequence[int]) -> int:
        """The step in which most of these amounts move: 1 cent, or 1, 10, 100 units where they are round."""
        amounts = [self._book.items[rank].open_minor for rank in ranks]
        for step in (10000, 1000, 100):
            if amounts and sum(1 for amount in amounts if amount % step == 0) * 2 > len(amounts):
                return step
        return 1

    def _answer(
        self, case: Case, fit: Fit, what: str, solutions: int, doubts: Sequence[Evidence], facts: Sequence[Evidence] = ()
    ) -> Answer:
        payer, items = case.payer, self._book.items
        customers = sorted({items[part.rank].customer for part in fit.parts})
        others = [customer for customer in customers if customer not in payer.customers]
        told = [Evidence(reasons.SAME_GROUP, {"payer": ", ".join(sorted(payer.customers)), "customer": other}) for other in others]
        return Answer(
            fit.parts, what, fit.money, payer.rule + ("_group" if others else ""), (*payer.evidence, *told, *facts, *fit.evidence),
            (*payer.counter_evidence, *fit.counter_evidence, *doubts), solutions,
        )  # fmt: skip


def rarity(count: int, minor: int, grain: int) -> str:
    """How little chance would bring one of `count` amounts to be `minor`: `rare` below one in a hundred, `scarce` below one in three, or `common`.

    >>> rarity(3, 123456, 1), rarity(30, 123456, 100), rarity(300, 100000, 10000)
    ('rare', 'scarce', 'common')
    """
    return _rarity(count * grain, minor * 10)


def _rarity(ways: int, minor: int) -> str:
    if ways * 1000 < minor:
        return "rare"
    return "scarce" if ways * 30 < minor else "common"


def _nearness(book: Book, rank: int, day: date) -> tuple[int, str]:
    """How far from its due date an item would be paid. Payers are late by weeks, but hardly early by more than one: the days before that count thrice."""
    item = book.items[rank]
    early = ((item.due_on or item.issued_on) - day).days
    return (abs(early) if early <= _EARLY else 3 * early - 2 * _EARLY), item.id
