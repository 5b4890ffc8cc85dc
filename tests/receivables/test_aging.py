"""The aged balance: boundaries (V10.13), past days, past knowledge, unapplied cash, and the partition properties I5, I6, I14."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.aging import Allocation, Buckets, DueFact, Item, aged_balance, by_group, by_item, open_amounts

DAY = date(2026, 11, 22)


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def item(
    name: str,
    amount: int,
    *,
    due: date | None = None,
    issued: date = date(2026, 1, 1),
    customer: str = "ACME",
    currency: str = "EUR",
    recorded: datetime | None = None,
) -> Item:
    recorded = recorded or at(1, 1)
    facts = (DueFact(due, "terms", recorded),) if due else ()
    return Item(name, customer, "invoice" if amount > 0 else "receipt", name, issued, issued, facts, currency, amount, recorded)


@pytest.mark.parametrize(
    ("due", "label"),
    [
        ("2026-11-23", "Not due"),
        ("2026-11-22", "Not due"),
        ("2026-11-21", "1–30 days"),
        ("2026-10-23", "1–30 days"),
        ("2026-10-22", "31–60 days"),
        ("2026-08-24", "61–90 days"),
        ("2026-08-23", "91–120 days"),
        ("2026-07-25", "91–120 days"),
        ("2026-07-24", "> 120 days"),
    ],
)
def test_v10_13_the_due_date_itself_is_no_delay_and_bounds_are_half_open(due: str, label: str) -> None:
    report = aged_balance([item("F1", 100, due=date.fromisoformat(due))], [], as_of=DAY)
    labels = [bucket.label.en for bucket in report.buckets]
    assert [name for name, amount in zip(labels, report.rows[0].bucket_minor, strict=True) if amount] == [label]


def test_unapplied_cash_stands_in_its_own_negative_column_and_the_total_is_their_sum() -> None:
    report = aged_balance([item("F1", 12000, due=date(2026, 11, 1)), item("R1", -5000)], [], as_of=DAY)
    [row] = report.rows
    assert (row.bucket_minor, row.unapplied_minor, row.total_minor) == ((0, 12000, 0, 0, 0, 0), -5000, 7000)


def test_cash_that_arrived_by_the_day_counts_at_that_day_whenever_it_was_lettered() -> None:
    items = [
        item("F1", 12000, due=date(2026, 10, 1), recorded=at(1, 10)),
        item("R1", -12000, issued=date(2026, 10, 15), recorded=at(15, 10)),
    ]
    lettered_late = [Allocation("F1", "R1", 12000, date(2026, 10, 15), at(20))]
    assert aged_balance(items, lettered_late, as_of=date(2026, 10, 31)).rows == ()
    as_it_was_known = aged_balance(items, lettered_late, as_of=date(2026, 10, 31), known_at=at(1))
    assert [(row.bucket_minor[1], row.unapplied_minor) for row in as_it_was_known.rows] == [(12000, -12000)]
    before_the_cash = aged_balance(items, lettered_late, as_of=date(2026, 10, 14))
    assert before_the_cash.rows[0].total_minor == 12000


def test_a_reversed_allocation_opens_the_item_again_from_its_day() -> None:
    items = [item("F1", 12000), item("R1", -12000)]
    matched = Allocation("F1", "R1", 12000, date(2026, 10, 15), at(15, 10))
    unmatched = Allocation("F1", "R1", -12000, date(2026, 10, 15), at(20))
    assert open_amounts(items, [matched, unmatched], as_of=DAY) == {"F1": 12000, "R1": -12000}
    assert open_amounts(items, [matched, unmatched], as_of=DAY, known_at=at(16, 10)) == {"F1": 0, "R1": 0}


def test_a_postponed_due_date_ages_from_the_date_known_at_the_time() -> None:
    facts = (DueFact(date(2026, 9, 1), "terms", at(1, 8)), DueFact(date(2026, 12, 1), "agreed", at(10)))
    postponed = Item("F1", "ACME", "invoice", "F1", date(2026, 8, 1), date(2026, 8, 1), facts, "EUR", 100, at(1, 8))
    assert aged_balance([postponed], [], as_of=DAY).rows[0].bucket_minor[0] == 100
    assert aged_balance([postponed], [], as_of=DAY, known_at=at(9)).rows[0].bucket_minor[3] == 100
    assert postponed.due_as_known(at(31, 7)) == (date(2026, 8, 1), "assumed")


def test_an_item_is_aged_by_its_document_day_when_asked() -> None:
    report = aged_balance([item("F1", 100, due=date(2027, 1, 1), issued=date(2026, 11, 1))], [], as_of=DAY, age_by="document")
    assert report.rows[0].bucket_minor == (0, 100, 0, 0, 0, 0)


def test_items_of_the_future_are_not_there_yet() -> None:
    assert aged_balance([item("F1", 100, issued=date(2026, 11, 23))], [], as_of=DAY).rows == ()


def test_rows_can_be_customers_groups_or_items_and_currencies_never_mix() -> None:
    items = [item("F1", 100), item("F2", 200, customer="BETA"), item("F3", 400, customer="BETA", currency="USD")]
    grouped = aged_balance(items, [], as_of=DAY, key=by_group({"ACME": "GROUP", "BETA": "GROUP"}))
    assert [(row.key, row.currency, row.total_minor) for row in grouped.rows] == [("GROUP", "EUR", 300), ("GROUP", "USD", 400)]
    assert [row.key for row in aged_balance(items, [], as_of=DAY, key=by_item).rows] == ["F1", "F2", "F3"]
    assert grouped.total("EUR").total_minor == 300


def test_bounds_that_do_not_increase_make_no_partition() -> None:
    for bounds in ((), (1, 1), (31, 1)):
        with pytest.raises(ValueError, match="increasing"):
            Buckets(bounds)


BOUNDS = st.lists(st.integers(-200, 400), min_size=1, max_size=8, unique=True).map(sorted).map(tuple)


@given(BOUNDS, st.integers(-1000, 1000))
def test_buckets_partition_the_days(bounds: tuple[int, ...], days_late: int) -> None:
    buckets = Buckets(bounds)
    assert [place for place, bucket in enumerate(buckets) if days_late in bucket] == [buckets.index(days_late)]


AMOUNTS = st.integers(-(10**9), 10**9).filter(bool)
WORLD_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Item], list[Allocation]]:
    items = [
        item(f"I{n}", amount, due=draw(st.none() | WORLD_DAYS), issued=draw(WORLD_DAYS), customer=draw(st.sampled_from(["A", "B"])), recorded=at(draw(st.integers(1, 28)), draw(st.integers(1, 12))))
        for n, amount in enumerate(draw(st.lists(AMOUNTS, max_size=8)))
    ]  # fmt: skip
    allocations = []
    for debit in [i for i in items if i.amount_minor > 0]:
        for credit in [i for i in items if i.amount_minor < 0 and i.customer == debit.customer]:
            if draw(st.booleans()):
                amount = draw(st.integers(1, min(debit.amount_minor, -credit.amount_minor)))
                effective, recorded = max(debit.effective_on, credit.effective_on), max(debit.recorded_at, credit.recorded_at)
                allocations.append(Allocation(debit.id, credit.id, amount, effective, recorded))
                if draw(st.booleans()):
                    allocations.append(Allocation(debit.id, credit.id, -amount, effective, recorded + timedelta(hours=1)))
    return items, allocations


@given(worlds(), WORLD_DAYS, st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))
def test_whatever_the_day_and_knowledge_the_balance_is_all_that_was_in_force(
    world: tuple[list[Item], list[Allocation]], as_of: date, known_at: datetime | None
) -> None:
    items, allocations = world
    report = aged_balance(items, allocations, as_of=as_of, known_at=known_at)
    in_force = sum(i.amount_minor for i in items if i.effective_on <= as_of and (known_at is None or i.recorded_at <= known_at))
    assert report.total("EUR").total_minor == in_force  # allocations move nothing between customers' totals
    per_item = aged_balance(items, allocations, as_of=as_of, known_at=known_at, key=by_item)
    assert per_item.total("EUR") == report.total("EUR")
    by_document = aged_balance(items, allocations, as_of=as_of, known_at=known_at, age_by="document")
    assert by_document.total("EUR").total_minor == in_force
