"""What was paid when no document is named: single items, whole statements, the only sum."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.matching.habits import HabitBook, Habits
from encours.receivables.matching.subset import subsets
from tests.receivables.matching.world import D, against, from_a, item, receipt, run, shown

ODD = [12345, 23461, 34589, 45713, 56843]


def test_everything_due_up_to_a_day_is_a_run() -> None:
    items = [item(f"f{n}", minor, due_on=D - timedelta(10 - 5 * n)) for n, minor in enumerate(ODD)]
    assert shown(run([from_a(sum(ODD[:3]))], items))[0] == ("f0 f1 f2", "due_run+amount+payer_known", "automatic")


def test_all_invoices_of_one_month_are_a_statement() -> None:
    days = [date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 3), date(2025, 12, 30)]
    items = [
        item(f"f{n}", ODD[n], day=(day - D).days, due_on=date(2026, 2, 10) + timedelta(37 * n % 5)) for n, day in enumerate(days)
    ]  # fmt: skip
    assert shown(run([from_a(ODD[0] + ODD[1])], items))[0] == ("f0 f1", "month_run+amount+payer_known", "automatic")


def test_a_run_in_which_equal_items_could_be_exchanged_is_not_certain() -> None:
    items = [item("f0", 5000, due_on=D), item("f1", 7777, due_on=D), item("f2", 5000, due_on=D + timedelta(9))]
    assert against(run([from_a(12777)], items)) == {"several_solutions"}


def test_the_only_sum_is_found_and_two_sums_are_a_doubt() -> None:
    items = [item(f"f{n}", minor, due_on=D + timedelta(n * 7 % 5)) for n, minor in enumerate(ODD)]
    assert shown(run([from_a(ODD[0] + ODD[3])], items))[0][0] == "f0 f3"
    twice = [*items, item("f9", ODD[0] + ODD[3] - ODD[1], due_on=D)]
    found = run([from_a(ODD[0] + ODD[3])], twice)
    assert found.proposals[0].solutions == 2
    assert found.proposals[0].decision == "suggested"


def test_the_search_for_a_sum_says_that_it_stopped() -> None:
    items = [item(f"f{n:02}", 1000003 + 13 * n**3 + n, due_on=D + timedelta(n)) for n in range(40)]
    target = sum(items[n].open_minor for n in (30, 37))
    found = run([from_a(target)], items)
    assert found.proposals[0].rule.startswith("sum2")
    assert found.proposals[0].rule.split("+")[0].endswith("_bound")
    assert "bound" in {reason.code for reason in found.proposals[0].evidence}


def test_among_many_round_amounts_one_says_little() -> None:
    items = [item(f"f{n}", 10000 * (n + 1)) for n in range(50)]
    assert run([from_a(250000)], items).proposals[0].rule == "single_common+amount+payer_known"


def test_a_group_pays_for_two_members_at_once() -> None:
    items = [item("g1", 12345, "G1"), item("g2", 54321, "G2"), item("g3", 99999, "G2", day=20)]
    found = run([receipt(66666, counterparty_iban="DE89370400440532013000")], items)
    assert shown(found)[0] == ("g1 g2", "all_open+amount+payer_known_group", "automatic")
    assert found.proposals[0].customer == "G"
    assert "same_group" in {reason.code for reason in found.proposals[0].evidence}


def test_the_oldest_are_suggested_last_and_a_habit_says_so() -> None:
    items = [item(f"f{n}", minor) for n, minor in enumerate(ODD)]
    assert shown(run([from_a(30000)], items)) == [("f0 f1", "oldest+part+payer_known", "suggested")]
    habits = HabitBook({"A": Habits(oldest_first=4)})
    assert run([from_a(30000)], items, habits=habits).proposals[0].rule == "oldest_habit+part+payer_known"


def test_a_habit_makes_a_customer_pay_for_another() -> None:
    habits = HabitBook({"A": Habits(pays_for={"B": 3})})
    found = run([from_a(12345)], [item("b", 12345, "B")], habits=habits)
    assert shown(found) == [("b", "single_rare+amount+payer_known_group", "automatic")]


def test_money_before_the_document_is_suggested_for_a_few_days() -> None:
    assert against(run([from_a(12345)], [item("f", 12345, day=3)])) == {"before_issue"}
    assert run([from_a(12345)], [item("f", 12345, day=30)]).proposals == ()


@given(st.lists(st.integers(-30, 60).filter(bool), min_size=2, max_size=9), st.integers(-20, 150))
def test_subsets_are_exactly_those_that_trying_all_would_find(amounts: list[int], target: int) -> None:
    every = [
        places
        for size in range(2, len(amounts) + 1)
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[n] for n in places) == target
    ]
    found = subsets(amounts, target)
    assert found.complete
    assert len(found.answers) == min(2, len(every))
    assert set(found.answers) <= set(every)


@pytest.mark.parametrize("size", [21, 60, 500])
def test_a_large_set_is_searched_within_bounds(size: int) -> None:
    amounts = [1000 + 37 * n * n for n in range(size)]
    found = subsets(amounts, amounts[4] + amounts[9])
    assert (4, 9) in found.answers
    assert not found.complete or len(found.answers) == 2
