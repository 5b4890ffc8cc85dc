"""The aged balance against the plainest reading of the facts: random items, allocations, reversals, facts and lags; any day, any knowledge (R66)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.receivables.aging import Allocation, Buckets, DueFact, Item, aged_balance
from encours.store.load.aging import AgedPage, Page, load_aged_balance
from encours.store.load.ledger import load_receivable_balances
from encours.store.load.open_items import Moment, Only
from tests.store.books import Books, Fact

START = date(2026, 1, 1)
BOUNDS = (1, 31, 61)
CUSTOMERS = ("A", "B", "C")
SEGMENTS = {"A": "retail", "B": "", "C": "retail"}


@dataclass
class Debt:
    """An item as the reference keeps it: its allocations and facts with their instants, nothing derived."""

    fact: Fact
    at: datetime
    applied: list[tuple[date, datetime, int]] = field(default_factory=list)
    dues: list[tuple[datetime, date]] = field(default_factory=list)
    disputes: list[tuple[datetime, bool]] = field(default_factory=list)

    def open_at(self, day: date, known: datetime) -> int:
        if self.fact.on > day or self.at > known:
            return 0
        return self.fact.minor - sum(minor for on, at, minor in self.applied if on <= day and at <= known)

    def due_at(self, known: datetime) -> date:
        return [due for at, due in self.dues if at <= known][-1]

    def disputed_at(self, known: datetime) -> bool:
        return ([False] + [state for at, state in self.disputes if at <= known])[-1]


class Reference:
    """What the books hold, kept beside them."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.debts: dict[int, Debt] = {}
        self.matches: dict[int, list[tuple[int, int, int]]] = {}
        self.reversed: set[int] = set()

    def post(self, facts: list[Fact]) -> None:
        for item, fact in zip(self.books.post(*facts), facts, strict=True):
            now = self.books.now()
            self.debts[item] = Debt(fact, now, dues=[(now, fact.due or fact.on)])

    def match(self, share: int) -> None:
        """Settle a part of the first debit and credit that can meet."""
        far = date.max
        now = datetime.max.replace(tzinfo=self.books.now().tzinfo)
        for debit, d in self.debts.items():
            for credit, c in self.debts.items():
                minor = min(d.open_at(far, now), -c.open_at(far, now)) * share // 4
                if (d.fact.customer, d.fact.currency, d.fact.role) == (c.fact.customer, c.fact.currency, c.fact.role) and minor > 0:
                    match = self.books.match((debit, credit, minor))
                    self.matches[match] = [(debit, credit, minor)]
                    self._apply(debit, credit, minor)
                    return

    def _apply(self, debit: int, credit: int, minor: int) -> None:
        d, c = self.debts[debit], self.debts[credit]
        on, at = max(d.fact.on, c.fact.on), self.books.now()
        d.applied.append((on, at, minor))
        c.applied.append((on, at, -minor))

    def unmatch(self) -> None:
        if self.matches:
            match, pairs = self.matches.popitem()
            self.books.unmatch(match)
            for debit, credit, minor in pairs:
                self._apply(debit, credit, -minor)

    def reverse(self, n: int) -> None:
        """A reversed item is worth nothing on any day, once that is known."""
        live = [item for item in self.debts if item not in self.reversed]
        if not live:
            return
        item = live[n % len(live)]
        for match, pairs in list(self.matches.items()):
            if any(item in (debit, credit) for debit, credit, _ in pairs):
                del self.matches[match]
        self.books.reverse(item)
        for debit, credit, minor in self._standing(item):
            self._apply(debit, credit, -minor)
        debt = self.debts[item]
        debt.applied.append((debt.fact.on, self.books.now(), debt.fact.minor))
        self.reversed.add(item)

    def _standing(self, item: int) -> list[tuple[int, int, int]]:
        """The live pairs of an item, from the database's own list of allocations."""
        return self.books.rows(
            """SELECT a.debit_item_id, a.credit_item_id, a.amount_minor FROM allocation a JOIN allocation r ON r.reverses_id = a.id
                WHERE (a.debit_item_id = %s OR a.credit_item_id = %s) AND r.recorded_at = %s""",
            [item, item, self.books.now()],
        )  # type: ignore[return-value]

    def fact(self, n: int, days: int | None) -> None:
        if not self.debts:
            return
        item = list(self.debts)[n % len(self.debts)]
        debt = self.debts[item]
        if days is None:
            state = not debt.disputed_at(self.books.now())
            self.books.dispute(item, state)
            debt.disputes.append((self.books.now(), state))
        else:
            due = debt.fact.on + timedelta(days=days)
            self.books.due(item, due)
            debt.dues.append((self.books.now(), due))


_facts = st.builds(
    Fact,
    customer=st.sampled_from(CUSTOMERS),
    minor=st.integers(-300, 300).filter(bool),
    on=st.integers(0, 120).map(lambda days: START + timedelta(days=days)),
    due=st.none() | st.integers(-10, 200).map(lambda days: START + timedelta(days=days)),
    currency=st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
    role=st.sampled_from(["trade", "trade", "deposit"]),
)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.lists(_facts, min_size=1, max_size=4)),
        st.tuples(st.just("match"), st.integers(1, 4)),
        st.tuples(st.just("match"), st.just(4)),
        st.tuples(st.just("unmatch")),
        st.tuples(st.just("reverse"), st.integers(0, 9)),
        st.tuples(st.just("fact"), st.integers(0, 9), st.none() | st.integers(-5, 200)),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    steps=_steps,
    days=st.lists(st.integers(-5, 250), min_size=2, max_size=3),
    known_after=st.integers(0, 12),
    basis=st.sampled_from(["due", "document"]),
    only=st.sampled_from(
        [
            Only(),
            Only(currency="EUR"),
            Only(segment="retail"),
            Only(overdue=True),
            Only(overdue=True, segment="retail", currency="USD"),
            Only(roles=("trade",)),
        ]
    ),
)
def test_the_balance_of_any_day_and_any_knowledge_is_what_the_facts_say(database, steps, days, known_after, basis, only) -> None:  # type: ignore[no-untyped-def]
    books = Books()
    for code in CUSTOMERS:
        books.customer(code, segment=SEGMENTS[code])
    reference = Reference(books)
    reference.post([Fact("A", 100, START), Fact("A", -100, START + timedelta(days=9))])
    instants = [books.now()]
    for step in steps:
        getattr(reference, step[0])(*step[1:])
        instants.append(books.now())
    for offset in days:
        day = START + timedelta(days=offset)
        for known in (None, instants[min(known_after, len(instants) - 1)]):
            compare(books, reference, day, known, basis, only)


def compare(books: Books, reference: Reference, day: date, known: datetime | None, basis: str, only: Only) -> None:
    moment = Moment(day, known)
    with books.reading() as cursor:
        page = load_aged_balance(cursor, books.scope, moment, bounds=BOUNDS, basis=basis, only=only)  # type: ignore[arg-type]
        ledger = load_receivable_balances(cursor, books.scope, moment)
    instant = known or books.now()
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 4))
    balance: dict[str, int] = defaultdict(int)
    for debt in reference.debts.values():
        minor = debt.open_at(day, instant)
        if not minor:
            continue
        due = debt.due_at(instant)
        balance[debt.fact.currency] += minor
        kept = (
            (not only.currency or debt.fact.currency == only.currency)
            and (not only.segment or SEGMENTS[debt.fact.customer] == only.segment)
            and (not only.roles or debt.fact.role in only.roles)
            and (not only.overdue or (minor > 0 and due < day))
        )
        if not kept:
            continue
        row = expected[debt.fact.customer, debt.fact.currency]
        age = (day - (due if basis == "due" else debt.fact.on)).days
        row[sum(age >= bound for bound in BOUNDS) if minor > 0 else -3] += minor
        row[-2] += minor if minor > 0 and due < day else 0
        row[-1] += minor if minor > 0 and debt.disputed_at(instant) else 0
    found = {(row.code, row.currency): [*row.buckets, row.unapplied_minor, row.overdue_minor, row.disputed_minor] for row in page.rows}
    assert found == dict(expected)
    assert {t.currency: t.total_minor for t in page.totals} == {
        currency: sum(row.total_minor for row in page.rows if row.currency == currency) for currency in {row.currency for row in page.rows}
    }
    assert {c: m for c, m in ledger.items() if m} == {c: m for c, m in balance.items() if m}
    if only == Only():
        assert_oracle(reference, moment, basis, page)
    if page.rows:
        pages, after = [], None
        with books.reading() as cursor:
            while True:
                part = load_aged_balance(cursor, books.scope, moment, bounds=BOUNDS, basis=basis, only=only, page=Page("name", 1, after))  # type: ignore[arg-type]
                pages += part.rows
                assert part.totals == page.totals and part.count == len(page.rows)
                after = part.next
                if after is None:
                    break
        assert len(pages) == len(page.rows) and set(pages) == set(page.rows)


def assert_oracle(reference: Reference, moment: Moment, basis: str, page: AgedPage) -> None:
    """The pure function of `receivables.aging` says the same, from items, allocations and facts as values."""
    items, allocations = [], []
    for number, debt in reference.debts.items():
        facts = tuple(DueFact(due, "file", at) for at, due in debt.dues)
        fact = debt.fact
        items.append(Item(str(number), fact.customer, fact.kind_or_sign, "", fact.on, fact.on, facts, fact.currency, fact.minor, debt.at))
        # Each side of a settlement is told apart, against a counterpart that is not aged.
        mirror = f"mirror of {number}"
        items.append(Item(mirror, "", "mirror", "", date.min, date.min, (), fact.currency, 0, debt.at))
        for on, at, minor in debt.applied:
            pair = (str(number), mirror) if fact.minor > 0 else (mirror, str(number))
            allocations.append(Allocation(*pair, minor if fact.minor > 0 else -minor, on, at))
    told = aged_balance(
        items,
        allocations,
        as_of=moment.day,
        known_at=moment.known_at,
        buckets=Buckets(BOUNDS),
        age_by=basis,
        key=lambda item: item.customer,
    )  # type: ignore[arg-type]
    expected = {(row.key, row.currency): (row.bucket_minor, row.unapplied_minor, row.total_minor) for row in told.rows if row.key}
    assert {(row.code, row.currency): (row.buckets, row.unapplied_minor, row.total_minor) for row in page.rows} == expected


@pytest.mark.parametrize("order", ["overdue", "total", "name", "code", "oldest"])
def test_pages_of_any_order_join_without_gap_or_repeat(database, order) -> None:  # type: ignore[no-untyped-def]
    books = Books()
    books.post(*(Fact(f"C{n % 7}", 100 + n % 3, START + timedelta(days=n % 5), currency=["EUR", "USD"][n % 2]) for n in range(40)))
    moment = Moment(START + timedelta(days=60))
    with books.reading() as cursor:
        whole = load_aged_balance(cursor, books.scope, moment, bounds=BOUNDS, by="item", page=Page(order))
        parts, after = [], None
        while True:
            part = load_aged_balance(cursor, books.scope, moment, bounds=BOUNDS, by="item", page=Page(order, 7, after))
            parts += part.rows
            after = part.next
            if after is None:
                break
    assert tuple(parts) == whole.rows and len(parts) == 40


def test_a_group_is_the_root_of_the_chain_of_parents_and_a_circle_ends(database) -> None:  # type: ignore[no-untyped-def]
    books = Books()
    root = books.customer("ROOT")
    child = books.customer("CHILD", parent_id=root)
    books.customer("GRANDCHILD", parent_id=child)
    one = books.customer("ONE")
    books.customer("TWO", parent_id=one)
    books.customer("ONE", parent_id=books.customers["TWO"])
    books.post(*(Fact(code, 100, START) for code in ("ROOT", "CHILD", "GRANDCHILD", "ALONE", "ONE")))
    with books.reading() as cursor:
        page = load_aged_balance(cursor, books.scope, Moment(START), bounds=BOUNDS, by="group", page=Page("name"))
    assert sorted(row.total_minor for row in page.rows) == [100, 100, 300]
    assert next(row.name for row in page.rows if row.total_minor == 300) == "Client ROOT"
