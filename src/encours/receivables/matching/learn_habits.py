"""What past receipts say of how each customer pays. A habit fades: a payment counts half after a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from encours.receivables.matching.book import age_order
from encours.receivables.matching.contract import OpenItem
from encours.receivables.matching.habits import HabitBook, Habits
from encours.receivables.matching.replay import History, PastReceipt

HALF_LIFE_DAYS = 365
_LEAST_SHARE = 0.5
"""A way of paying is a habit when at least half of the payments that could have shown it did."""


@dataclass(slots=True)
class _Shown:
    """One customer's payments, each weighed by its age."""

    payments: float = 0.0
    oldest_first: float = 0.0
    by_statement: float = 0.0
    minus: Counter[int] = field(default_factory=Counter)
    pays_for: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def learn_habits(history: History, today: date, forgotten: Mapping[tuple[str, str], date] | None = None) -> HabitBook:
    """Read the habits out of what was recorded. `forgotten`: by customer and habit, the day up to which payments do not show it.

    A payment shows *oldest first* when it settles the oldest open items and the last of them in part; *by statement* when it settles whole, and
    at least two, all that was due up to some day; *minus x ‰* when it withholds a discount; *pays for* others when it settles their items.
    """
    of_customer: dict[str, list[str]] = defaultdict(list)
    for item in sorted(history.items.values(), key=age_order):
        of_customer[item.customer].append(item.id)
    shown: dict[str, _Shown] = defaultdict(_Shown)
    for day in history.days():
        for one in day:
            _read(shown[one.customer], one, history.items, of_customer, today, forgotten or {})
    return HabitBook({customer: habits for customer, seen in sorted(shown.items()) if (habits := _habits(seen)) != Habits()})


def _read(
    seen: _Shown, one: PastReceipt, books: Mapping[str, OpenItem], of_customer: Mapping[str, list[str]], today: date, forgotten: Mapping[tuple[str, str], date]
) -> None:  # fmt: skip
    def counts(habit: str) -> bool:
        return one.receipt.received_on > forgotten.get((one.customer, habit), date.min)

    weight = 0.5 ** (max((today - one.receipt.received_on).days, 0) / HALF_LIFE_DAYS)
    settled = one.settled()
    seen.payments += weight
    for customer in ({books[item].customer for item in settled if item in books} - {one.customer}) if counts("pays_for") else ():
        seen.pays_for[customer] += weight
    discount = sum(part.amount_minor for part in one.parts if part.kind == "cash_discount")
    if discount > 0 and counts("minus") and (whole := sum(minor for minor in settled.values() if minor > 0)):
        seen.minus[round(1000 * discount / whole)] += 1
    own = [item for item in settled if item in books and books[item].customer == one.customer and settled[item] > 0]
    if not own or len(own) != len([item for item in settled if settled[item] > 0]):
        return
    on, currency = one.receipt.received_on, one.receipt.currency
    open_then = [
        item
        for item in of_customer[one.customer]
        if books[item].open_minor > 0 and books[item].currency == currency and books[item].issued_on <= on
    ]
    first = set(open_then[: len(own)]) == set(own)
    partly = [item for item in own if settled[item] != books[item].open_minor]
    if counts("oldest_first") and first and len(partly) == 1 and open_then[len(own) - 1] == partly[0] and len(open_then) > 1:
        seen.oldest_first += weight
    last_due = max((books[item].due_on or books[item].issued_on) for item in own)
    due_then = {item for item in open_then if (books[item].due_on or books[item].issued_on) <= last_due}
    if counts("by_statement") and not partly and len(own) > 1 and due_then == set(own):
        seen.by_statement += weight


def _habits(seen: _Shown) -> Habits:
    enough = _LEAST_SHARE * seen.payments
    permille, count = seen.minus.most_common(1)[0] if seen.minus else (0, 0)
    return Habits(
        oldest_first=int(seen.oldest_first) if seen.oldest_first >= enough else 0,
        by_statement=int(seen.by_statement) if seen.by_statement >= enough else 0,
        minus_permille=permille if count >= enough else 0,
        minus_count=count if count >= enough else 0,
        pays_for={customer: int(weight) for customer, weight in sorted(seen.pays_for.items()) if int(weight)},
    )
