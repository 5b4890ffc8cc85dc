from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.ledger.settle import Allocation, GroupLine, left_open, settle

D = date(2026, 1, 1)


def test_r01_a_cent_too_much_stays_on_the_receipt() -> None:
    lines = [GroupLine(f"f{n}", D + timedelta(n), 3333) for n in range(3)] + [GroupLine("r", D + timedelta(30), -10000)]
    allocations = settle(lines)
    assert [(a.debit_id, a.amount_minor) for a in allocations] == [("f0", 3333), ("f1", 3333), ("f2", 3333)]
    assert left_open(lines, allocations) == {"r": -1}


def test_an_allocation_takes_effect_on_the_later_day() -> None:
    lines = [GroupLine("f", D + timedelta(10), 100), GroupLine("early", D, -40), GroupLine("late", D + timedelta(20), -60)]
    assert settle(lines) == [
        Allocation("f", "early", 40, D + timedelta(10)),
        Allocation("f", "late", 60, D + timedelta(20)),
    ]


@pytest.mark.parametrize(
    "lines", [[], [GroupLine(1, D, 5)], [GroupLine(1, D, 5), GroupLine(2, D, 6)], [GroupLine(1, D, 0), GroupLine(2, D, -6)]]
)
def test_a_group_of_one_side_settles_nothing(lines: list[GroupLine[int]]) -> None:
    assert settle(lines) == []


def test_a_line_twice_in_its_group_is_a_defect() -> None:
    with pytest.raises(ValueError):
        settle([GroupLine(1, D, 5), GroupLine(1, D, -5)])


def test_ten_thousand_lines_need_fewer_allocations_than_lines() -> None:
    lines = [GroupLine(n, D + timedelta(n % 365), 100) for n in range(5000)] + [GroupLine(n, D, -100) for n in range(5000, 10000)]
    allocations = settle(lines)
    assert len(allocations) < len(lines)
    assert left_open(lines, allocations) == {}


amounts = st.lists(st.tuples(st.integers(-1000, 1000), st.integers(0, 40)), max_size=30)


def group(rows: list[tuple[int, int]]) -> list[GroupLine[int]]:
    return [GroupLine(n, D + timedelta(day), minor) for n, (minor, day) in enumerate(rows)]


@given(amounts)
def test_nothing_is_lost_and_no_line_is_exceeded(rows: list[tuple[int, int]]) -> None:
    lines = group(rows)
    allocations = settle(lines)
    debits, credits = Counter[int](), Counter[int]()
    for allocation in allocations:
        assert allocation.amount_minor > 0
        debits[allocation.debit_id] += allocation.amount_minor
        credits[allocation.credit_id] += allocation.amount_minor
    for line in lines:
        assert debits[line.id] <= max(line.amount_minor, 0)
        assert credits[line.id] <= max(-line.amount_minor, 0)
    assert sum(debits.values()) == min(sum(max(minor, 0) for minor, _ in rows), sum(max(-minor, 0) for minor, _ in rows))
    assert sum(left_open(lines, allocations).values()) == sum(minor for minor, _ in rows)


@given(amounts)
def test_a_balanced_group_settles_every_line_whole(rows: list[tuple[int, int]]) -> None:
    lines = group([*rows, (-sum(minor for minor, _ in rows), 0)])
    assert left_open(lines, settle(lines)) == {}


@given(st.data(), amounts)
def test_the_order_of_the_lines_does_not_matter(data: st.DataObject, rows: list[tuple[int, int]]) -> None:
    lines = group(rows)
    assert settle(data.draw(st.permutations(lines))) == settle(lines)
