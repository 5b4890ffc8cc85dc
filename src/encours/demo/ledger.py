"""A ledger year after year: opening entries, letters, numbers and validation, as an accounting program would export them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from encours.demo.chart import LETTERED
from encours.demo.model import Entry, Leg
from encours.demo.world import Calendar
from encours.kernel.period import add_months

FORGOTTEN = 0.015
AGGREGATED = ("C00031", "C00032")
"""Customers whose balance was carried forward in one line when the second year was opened."""

_ORDER = ("AN", "VE", "HA", "CQ", "BQ1", "BQ2", "OD")


class Joins:
    """Which items settle each other: joined keys of one account and customer are lettered together."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, key: str) -> str:
        """The key that stands for all keys joined with this one."""
        while (parent := self._parent.get(key, key)) != key:
            self._parent[key] = self._parent.get(parent, parent)
            key = parent
        return key

    def join(self, keys: Sequence[str]) -> None:
        """Let all these keys be one group."""
        for key in keys[1:]:
            one, other = self.root(keys[0]), self.root(key)
            if one != other:
                self._parent[other] = one


@dataclass(slots=True)
class Row:
    """One line of a year's ledger, ready to be written."""

    entry: Entry
    leg: Leg
    number: str = ""
    letter: str = ""
    lettered_on: date | None = None
    validated_on: date | None = None
    reference: str = ""
    reference_on: date | None = None


@dataclass(slots=True)
class YearBook:
    """The ledger of one financial year."""

    year: int
    rows: list[Row]
    result_minor: int = 0
    entries: int = 0


@dataclass(slots=True)
class Bookkeeper:
    """Keeps the years in order: what one leaves open, the next opens."""

    joins: Joins
    calendar: Calendar
    rng: Random
    _letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    _carried: list[Row] = field(default_factory=list)

    def keep_year(self, year: int, entries: Iterable[Entry]) -> YearBook:
        """The ledger of `year`: its opening entry, then its entries in the order of days and journals."""
        ordered = sorted(entries, key=lambda e: (e.on, _ORDER.index(e.journal)))
        rows = self._carried
        numbers: Counter[str] = Counter(AN=1) if rows else Counter()
        for entry in ordered:
            numbers[entry.journal] += 1
            number = f"{entry.journal}{numbers[entry.journal]:06d}"
            validated_on = add_months(entry.on.replace(day=1), 1).replace(day=10)
            for leg in entry.legs:
                row = Row(entry, leg, number, reference=entry.reference, reference_on=entry.reference_on)
                row.validated_on = validated_on if validated_on <= self.calendar.as_of else None
                rows.append(row)
        self._letter(rows)
        result = -sum(row.leg.minor for row in rows if row.leg.account[0] in "67")
        self._carry(rows, year + 1, result)
        return YearBook(year, rows, result, sum(numbers.values()))

    def _letter(self, rows: list[Row]) -> None:
        """Letter every group that balances in euros and in its own currency, as far as the accountant has come — and forgets none too many."""
        groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            if row.leg.account in LETTERED and row.leg.key:
                groups[row.leg.account, row.leg.auxiliary, self.joins.root(row.leg.key)].append(row)
        complete = []
        for key, group in groups.items():
            if len(group) > 1 and not sum(r.leg.minor for r in group) and not sum(r.leg.original_minor for r in group):
                complete.append((max(r.entry.on for r in group), key, group))
        for completed_on, (account, auxiliary, _), group in sorted(complete, key=lambda c: c[:2]):
            if completed_on > self.calendar.lettered_until or self.rng.random() < FORGOTTEN:
                continue
            letter = letter_code(self._letters[account, auxiliary])
            self._letters[account, auxiliary] += 1
            lettered_on = completed_on + timedelta(self.rng.randint(0, 9))
            for row in group:
                row.letter, row.lettered_on = letter, lettered_on

    def _carry(self, rows: list[Row], year: int, result: int) -> None:
        """The opening entry of the next year: open items one by one, other accounts as one balance, the result in 120 or 129."""
        opening = Entry("AN", date(year, 1, 1), "AN", date(year, 1, 1), "À nouveau", [])
        valid_on = date(year, 2, 10)
        balances: dict[str, int] = defaultdict(int)
        items: list[Row] = []
        for row in rows:
            if row.leg.account in LETTERED:
                if not row.letter:
                    items.append(row)
            elif row.leg.account[0] not in "67":
                balances[row.leg.account] += row.leg.minor
        if result:
            balances["120000" if result > 0 else "129000"] -= result
        if year == self.calendar.first_year + 1:
            items = self._aggregate(items)
        carried = [
            Row(opening, Leg(account, minor), reference="AN", reference_on=opening.on)
            for account, minor in sorted(balances.items())
            if minor
        ]
        for row in sorted(items, key=lambda r: (r.leg.account, r.leg.auxiliary)):
            carried.append(Row(opening, replace(row.leg), reference=row.leg.reference or row.reference, reference_on=row.reference_on))
        for row in carried:
            row.number = "AN000001"
            row.validated_on = valid_on if valid_on <= self.calendar.as_of else None
            opening.legs.append(row.leg)
        self._carried = carried

    def _aggregate(self, items: list[Row]) -> list[Row]:
        """Some customers are carried forward as one sum, which joins all their open items into one group."""
        kept = [row for row in items if row.leg.auxiliary not in AGGREGATED or row.leg.account != "411000"]
        for auxiliary in AGGREGATED:
            own = [row for row in items if row.leg.auxiliary == auxiliary and row.leg.account == "411000"]
            total = sum(row.leg.minor for row in own)
            if own and total:
                self.joins.join([row.leg.key for row in own])
                kept.append(
                    Row(own[0].entry, Leg("411000", total, auxiliary, own[0].leg.key), reference="AN", reference_on=own[-1].entry.on)
                )
        return kept


def letter_code(rank: int) -> str:
    """The lettering code of that rank, from 0.

    >>> [letter_code(n) for n in (0, 25, 26, 675, 676, 17575, 17576)]
    ['AAA', 'AAZ', 'ABA', 'AZZ', 'BAA', 'ZZZ', 'AAAA']
    """
    length, first = 3, 0
    while rank - first >= 26**length:
        first += 26**length
        length += 1
    rank -= first
    letters = []
    for _ in range(length):
        rank, digit = divmod(rank, 26)
        letters.append(chr(ord("A") + digit))
    return "".join(reversed(letters))
