"""Whether a promise was kept, from what came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.countries.fr import COUNTRY
from encours.receivables.promises import Money, Promise, Settled, deadline, standings

GIVEN, PAY, DEADLINE = date(2026, 11, 2), date(2026, 11, 20), date(2026, 11, 24)
FRANCE = COUNTRY.calendars["FR"]


def promise(number: int = 1, amount: int = 60000, *, items: tuple[int, ...] = (5,), **more: object) -> Promise:
    return Promise(number, 7, "EUR", amount, GIVEN, PAY, DEADLINE, items, **more)  # type: ignore[arg-type]


def money(day: date, amount: int, unapplied: int = 0, *, customer: int = 7, currency: str = "EUR") -> Money:
    return Money(customer, currency, day, amount, unapplied)


@pytest.mark.parametrize(
    ("pay_on", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 24)),  # a Friday: the two days are Monday and Tuesday
        (date(2026, 11, 25), date(2026, 11, 27)),
        (date(2026, 12, 24), date(2026, 12, 29)),  # Christmas and a week-end lie between
        (date(2026, 5, 13), date(2026, 5, 18)),  # Ascension Day
    ],
)
def test_grace_is_counted_in_working_days(pay_on: date, last: date) -> None:
    assert deadline(pay_on, FRANCE) == last


@pytest.mark.parametrize(
    ("as_of", "settled", "state", "counted"),
    [
        (GIVEN, Settled(0, 60000), "running", 0),
        (DEADLINE, Settled(59999, 1), "running", 59999),
        (DEADLINE + timedelta(days=1), Settled(59999, 1), "partly_kept", 59999),
        (DEADLINE + timedelta(days=1), Settled(0, 60000), "broken", 0),
        (GIVEN, Settled(60000, 0), "kept", 60000),
        (DEADLINE + timedelta(days=90), Settled(60000, 0), "kept", 60000),
        (DEADLINE, Settled(0, 0), "moot", 0),  # a credit note took it all
        (DEADLINE, Settled(20000, 0), "kept", 20000),  # a credit note took the rest
    ],
)
def test_the_state_follows_the_money_and_the_deadline(as_of: date, settled: Settled, state: str, counted: int) -> None:
    found = standings([promise()], {1: settled}, [], as_of=as_of)[1]
    assert (found.state, found.counted_minor) == (state, counted)


def test_money_that_nobody_matched_keeps_a_promise_and_still_pauses_its_reminder() -> None:
    found = standings([promise()], {1: Settled(0, 60000)}, [money(PAY, 60000, 60000)], as_of=DEADLINE + timedelta(days=30))[1]
    assert (found.state, found.unapplied_minor, found.pauses) == ("kept", 60000, True)


@pytest.mark.parametrize(
    "came",
    [
        money(GIVEN - timedelta(days=1), 60000, 60000),
        money(DEADLINE + timedelta(days=1), 60000, 60000),
        money(PAY, 60000, 60000, customer=8),
        money(PAY, 60000, 60000, currency="USD"),
        money(PAY, 60000, 0),  # it paid something else
    ],
)
def test_other_money_does_not_keep_it(came: Money) -> None:
    assert standings([promise()], {1: Settled(0, 60000)}, [came], as_of=DEADLINE + timedelta(days=30))[1].state == "broken"


@pytest.mark.parametrize(("hour", "state"), [(8, "broken"), (18, "kept")])
def test_money_of_the_same_day_counts_when_it_was_recorded_after_the_promise(hour: int, state: str) -> None:
    given_at, came_at = datetime(2026, 11, 2, 12, tzinfo=UTC), datetime(2026, 11, 2, hour, tzinfo=UTC)
    came = Money(7, "EUR", GIVEN, 60000, 60000, came_at)
    assert standings([promise(items=(), recorded_at=given_at)], {}, [came], as_of=DEADLINE + timedelta(days=1))[1].state == state


def test_a_promise_about_the_account_counts_every_payment() -> None:
    late = DEADLINE + timedelta(days=1)
    assert standings([promise(items=())], {}, [money(PAY, 40000, 0), money(DEADLINE, 20000, 0)], as_of=late)[1].state == "kept"
    assert standings([promise(items=())], {}, [money(PAY, 40000, 0)], as_of=late)[1].state == "partly_kept"


def test_money_counts_once_and_the_earliest_promise_comes_first() -> None:
    two = [promise(2, 60000, items=(6,)), promise(1, 60000)]
    found = standings(two, {1: Settled(0, 60000), 2: Settled(0, 60000)}, [money(PAY, 80000, 80000)], as_of=DEADLINE + timedelta(days=1))
    assert (found[1].state, found[2].state, found[2].counted_minor) == ("kept", "partly_kept", 20000)


def test_a_cancelled_promise_is_neither_kept_nor_broken_from_that_day_on() -> None:
    one = promise(ended_on=PAY)
    assert standings([one], {1: Settled(0, 60000)}, [], as_of=PAY - timedelta(days=1))[1].state == "running"
    assert standings([one], {1: Settled(60000, 0)}, [], as_of=PAY)[1].state == "cancelled"


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.booleans()), min_size=1, max_size=5),
    st.lists(st.tuples(st.dates(GIVEN - timedelta(days=3), DEADLINE + timedelta(days=3)), st.integers(1, 10**6), st.floats(0, 1)), max_size=5),
)
def test_no_promises_together_count_more_than_came(wanted: list[tuple[int, bool]], came: list[tuple[date, int, float]]) -> None:
    promises = [promise(n, amount, items=(n,) if named else ()) for n, (amount, named) in enumerate(wanted)]
    received = [money(day, amount, int(amount * part)) for day, amount, part in came]
    found = standings(promises, {one.id: Settled(0, one.amount_minor) for one in promises}, received, as_of=DEADLINE)
    assert sum(one.counted_minor for one in found.values()) <= sum(one.amount_minor for one in received)
    assert all(0 <= one.unapplied_minor <= one.counted_minor <= p.amount_minor for p, one in ((p, found[p.id]) for p in promises))
