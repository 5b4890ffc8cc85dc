"""Money counted before the bank showed it: which bank line brings which payments that wait in transit.

A payment that a payment program told of, a cheque, a card sale or a bill waits on an account of money in transit. The bank then shows it alone, with
others of one deposit, or with others of a provider's payout and less what the provider kept. The number of answers decides: what has one is
recorded, the rest is suggested.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from encours.kernel.normal import reference_key
from encours.receivables.matching.ways import Way

DAYS_BEFORE = 3
DAYS_AFTER = {"cheque": 10, "card": 10, "bill": 6, "transfer": 5}
"""A bank books a payment at most so many days before the day that the payment program states, and so many after it."""
MOST_STEPS = 5_000
"""So many sums a search for a deposit tries at most; beyond, it says that there may be more answers."""
MOST_CHEQUES = 64
"""Among more cheques than so many, some sum to anything: nothing is searched."""
MOST_DAYS = 10
"""A payout covers so many days of sales at most."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment in transit. A refund waits with a negative amount. `names` are words that a bank line of it may repeat: its own name, its reference, the
    document it pays."""

    id: str
    way: Way
    currency: str
    amount_minor: int
    received_on: date
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A bank line that nothing explains yet. `charges_minor` is what the bank says it kept of it, `way` how the money came, None where it does not say."""

    id: str
    currency: str
    amount_minor: int
    booked_on: date
    text: str = ""
    charges_minor: int = 0
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class FeeRate:
    """What a provider keeps of a payment: a share, in hundredths of a percent, and an amount for each. A known rate makes a payout exact."""

    basis_points: int = 0
    each_minor: int = 0

    def of(self, amounts: Iterable[int]) -> int:
        """What is kept of payments; refunds cost nothing and give nothing back.

        >>> FeeRate(150, 25).of([100_00, 50_00, -20_00])
        275
        """
        taken = [minor for minor in amounts if minor > 0]
        return sum((minor * self.basis_points + 5_000) // 10_000 for minor in taken) + self.each_minor * len(taken)


@dataclass(frozen=True, slots=True)
class Clearing:
    """A bank line that brings payments: their sum less the fee is the line. `solutions` counts the answers that were seen."""

    line: str
    payments: tuple[str, ...]
    fee_minor: int
    rule: str
    solutions: int = 1

    @property
    def is_certain(self) -> bool:
        return self.solutions == 1


@dataclass(frozen=True, slots=True)
class Cleared:
    """The certain clearings, which share no line and no payment, and the suggestions for what is left."""

    certain: tuple[Clearing, ...] = ()
    suggested: tuple[Clearing, ...] = ()


@dataclass(slots=True)
class _State:
    lines: dict[str, Arrived]
    waiting: dict[str, Waiting]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)


def clear(lines: Iterable[Arrived], waiting: Iterable[Waiting], *, fees: Mapping[str, FeeRate] | None = None) -> Cleared:
    """Find which lines bring which payments; the order of both does not matter. `fees` has the known rates by provider: a rate counts for the lines
    that name its provider.

    In this order: a line that names one payment of its amount; the only payment and the only line of an amount; all cheques of a day or of several
    that sum to a line; a payout: the sales of following days less a fee that the bank states or whose rate is known. A payout whose fee nobody
    states is only suggested: a fee is not guessed.
    """
    state = _State({one.id: one for one in lines if one.amount_minor > 0}, {one.id: one for one in waiting})
    state.names = {one.id: tuple(key for name in one.names if len(key := reference_key(name)) >= 4) for one in state.waiting.values()}
    certain: list[Clearing] = []
    suggested: list[Clearing] = []
    for search in (_named, _alone, _deposits, lambda left: _payouts(left, fees or {})):
        found = search(state)
        certain += _taken(state, [one for one in found if one.is_certain], suggested)
        suggested += [one for one in found if not one.is_certain]
    left = [one for one in suggested if one.line in state.lines and all(payment in state.waiting for payment in one.payments)]
    return Cleared(tuple(sorted(certain, key=lambda one: one.line)), tuple(sorted(left, key=lambda one: (one.line, one.payments))))


def _taken(state: _State, found: Sequence[Clearing], suggested: list[Clearing]) -> Iterator[Clearing]:
    """Take what no two answers of a pass share; what they share has several answers after all."""
    claims: dict[str, int] = defaultdict(int)
    for one in found:
        for payment in one.payments:
            claims[payment] += 1
    for one in found:
        rivals = max(claims[payment] for payment in one.payments)
        if rivals > 1:
            suggested.append(Clearing(one.line, one.payments, one.fee_minor, one.rule, rivals))
            continue
        del state.lines[one.line]
        for payment in one.payments:
            del state.waiting[payment]
        yield one


def _in_time(payment: Waiting, line: Arrived) -> bool:
    first = payment.received_on - timedelta(days=DAYS_BEFORE)
    return first <= line.booked_on <= payment.received_on + timedelta(days=DAYS_AFTER[payment.way])


def _same_amount(state: _State) -> dict[tuple[str, int], tuple[list[Arrived], list[Waiting]]]:
    """Lines and payments by currency and amount, in the order of their ids; a bank that kept charges brought the amount less them."""
    found: dict[tuple[str, int], tuple[list[Arrived], list[Waiting]]] = defaultdict(lambda: ([], []))
    for key in sorted(state.lines):
        line = state.lines[key]
        found[line.currency, line.amount_minor + line.charges_minor][0].append(line)
    for key in sorted(state.waiting):
        payment = state.waiting[key]
        found[payment.currency, payment.amount_minor][1].append(payment)
    return {amount: sides for amount, sides in found.items() if sides[0] and sides[1]}


def _named(state: _State) -> list[Clearing]:
    found = []
    for lines, payments in _same_amount(state).values():
        for line in lines:
            text = reference_key(line.text)
            named = [one for one in payments if _in_time(one, line) and any(name in text for name in state.names[one.id])]
            if named:
                found.append(Clearing(line.id, (named[0].id,), line.charges_minor, "transit_named", len(named)))
    return found


def _alone(state: _State) -> list[Clearing]:
    found = []
    for lines, payments in _same_amount(state).values():
        for line in lines:
            near = [one for one in payments if _in_time(one, line)]
            if near:
                rivals = sum(1 for other in lines if any(_in_time(one, other) for one in near))
                found.append(Clearing(line.id, (near[0].id,), line.charges_minor, "transit_amount", max(len(near), rivals)))
    return found


@dataclass(frozen=True, slots=True)
class _Days:
    """The payments of one way and currency by day."""

    days: list[date]
    payments: list[list[Waiting]]
    sums: list[int]

    @classmethod
    def of(cls, payments: Iterable[Waiting]) -> _Days:
        by_day: dict[date, list[Waiting]] = defaultdict(list)
        for one in sorted(payments, key=lambda one: one.id):
            by_day[one.received_on].append(one)
        days = sorted(by_day)
        return cls(days, [by_day[day] for day in days], [sum(one.amount_minor for one in by_day[day]) for day in days])

    def near(self, line: Arrived, way: Way) -> range:
        """The days whose payments the line may bring."""
        first = bisect_left(self.days, line.booked_on - timedelta(days=DAYS_AFTER[way]))
        return range(first, bisect_right(self.days, line.booked_on + timedelta(days=DAYS_BEFORE)))

    def runs(self, near: range) -> Iterator[tuple[int, int, int]]:
        """Runs of following days: first, one after the last, sum."""
        for first in near:
            total = 0
            for last in range(first, min(near.stop, first + MOST_DAYS)):
                total += self.sums[last]
                yield first, last + 1, total

    def of_run(self, first: int, stop: int) -> list[Waiting]:
        return [one for day in self.payments[first:stop] for one in day]


def _by_way(state: _State, *ways: Way) -> dict[tuple[Way, str], _Days]:
    groups: dict[tuple[Way, str], list[Waiting]] = defaultdict(list)
    for one in state.waiting.values():
        if one.way in ways:
            groups[one.way, one.currency].append(one)
    return {group: _Days.of(payments) for group, payments in groups.items()}


def _deposits(state: _State) -> list[Clearing]:
    """A deposit of cheques, a remittance of bills: first all of a day or of following days; where the bank says what it is, any that sum to it."""
    found = []
    by_way = _by_way(state, "cheque", "bill")
    for key in sorted(state.lines):
        line = state.lines[key]
        wanted = line.amount_minor + line.charges_minor
        for way in ("cheque", "bill"):
            days = by_way.get((way, line.currency))
            if days is None or line.way not in (way, None):
                continue
            near = days.near(line, way)
            whole = [days.of_run(first, stop) for first, stop, total in days.runs(near) if total == wanted]
            sums = [tuple(one.id for one in group) for group in whole if len(group) > 1]
            if not sums and line.way == way and sum(len(days.payments[day]) for day in near) <= MOST_CHEQUES:
                sums = _subsets(days.of_run(near.start, near.stop), wanted)
            if sums:
                found.append(Clearing(line.id, sums[0], line.charges_minor, "transit_deposit", len(sums)))
                break
    return found


def _payouts(state: _State, fees: Mapping[str, FeeRate]) -> list[Clearing]:
    """Sales of following days, refunds taken off, less the fee."""
    found = []
    by_way = _by_way(state, "card")
    for key in sorted(state.lines):
        line = state.lines[key]
        days = by_way.get(("card", line.currency))
        if days is None or line.way not in ("card", None):
            continue
        exact, guessed = [], []
        text = reference_key(line.text)
        rates = [rate for provider, rate in fees.items() if reference_key(provider) in text]
        for first, stop, gross in days.runs(days.near(line, "card")):
            kept = gross - line.amount_minor
            if not 0 <= kept * 20 <= gross:
                continue
            group = days.of_run(first, stop)
            if kept == line.charges_minor or any(kept == rate.of(one.amount_minor for one in group) for rate in rates):
                exact.append(Clearing(line.id, tuple(one.id for one in group), kept, "transit_payout"))
            elif line.way == "card":
                guessed.append(Clearing(line.id, tuple(one.id for one in group), kept, "transit_payout_fee_unknown"))
        if exact:
            found.append(replace(exact[0], solutions=len(exact)))
        elif guessed:
            # Whatever the number of such groups: nobody says what was kept.
            found.append(replace(min(guessed, key=lambda one: one.fee_minor), solutions=len(guessed) + 1))
    return found


def _subsets(payments: Sequence[Waiting], wanted: int) -> list[tuple[str, ...]]:
    """Up to two different sets of at least two payments that sum to `wanted`; where the search stops early, a second answer is assumed.

    >>> day = date(2026, 3, 2)
    >>> _subsets([Waiting(name, "cheque", "EUR", minor, day) for name, minor in (("a", 5), ("b", 7), ("c", 11))], 16)
    [('a', 'c')]
    """
    largest = sorted(payments, key=lambda one: (-one.amount_minor, one.id))
    left = [0] * (len(largest) + 1)
    for n in range(len(largest) - 1, -1, -1):
        left[n] = left[n + 1] + largest[n].amount_minor
    found: list[tuple[str, ...]] = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, wanted, ())]
    steps = 0
    while stack and len(found) < 2:
        n, need, chosen = stack.pop()
        steps += 1
        if steps > MOST_STEPS:
            return [*found, found[0]] if found else []
        if need == 0:
            if len(chosen) > 1:
                found.append(tuple(sorted(largest[k].id for k in chosen)))
            continue
        if n == len(largest) or need < 0 or left[n] < need:
            continue
        stack.append((n + 1, need, chosen))
        if largest[n].amount_minor <= need:
            stack.append((n + 1, need - largest[n].amount_minor, (*chosen, n)))
    return found
