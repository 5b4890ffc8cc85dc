"""Two sides of the same movements: what meets, what is left, and why."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.reconciliation.contract import Reconciliation, Rule, Side
from encours.receivables.reconciliation.explain import FAR_APART, MISSING, OTHER_AMOUNT, OTHER_SIGN, SWAPPED_DIGITS, explain
from encours.receivables.reconciliation.reconcile import reconcile


def side(*movements: tuple[int, int] | tuple[int, int, str]) -> Side:
    """Movements as (day, amount) or (day, amount, reference)."""
    return Side([m[0] for m in movements], [m[1] for m in movements], [m[2] if len(m) > 2 else "" for m in movements])


def met(found: Reconciliation) -> list[tuple[tuple[int, ...], tuple[int, ...], str]]:
    alone = [((n,), (other,), Rule(found.rules[n]).name) for n, other in enumerate(found.partner) if other >= 0]
    return sorted(alone + [(m.left, m.right, m.rule.name) for m in found.meetings])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param(side((1, 100)), side((4, 100)), [((0,), (0,), "AMOUNT")], id="same amount within days"),
        pytest.param(side((1, 100)), side((9, 100)), [], id="same amount too many days apart"),
        pytest.param(side((1, 100, "A")), side((90, 100, "A")), [((0,), (0,), "REFERENCE")], id="a reference bridges any distance"),
        pytest.param(side((5, 100)), side((1, 100), (5, 100), (6, 100)), [((0,), (1,), "AMOUNT")], id="the nearest day wins"),
        pytest.param(side((1, 100), (2, 100)), side((2, 100)), [((1,), (0,), "AMOUNT")], id="the nearest pair wins over the first"),
        pytest.param(side((1, 700)), side((1, 300, "LOT"), (2, 400, "LOT")), [((0,), (0, 1), "TOTAL")], id="a deposit slip"),
        pytest.param(side((1, 300, "P"), (1, 400, "P")), side((2, 700)), [((0, 1), (0,), "TOTAL")], id="a batch of the bank"),
        pytest.param(side((1, 310, "P"), (1, 390, "P")), side((2, 340, "Q"), (2, 360, "Q")), [((0, 1), (0, 1), "TOTAL")], id="a group against a group"),
        pytest.param(side((3, 700)), side((1, 300), (2, 400), (2, 999)), [((0,), (0, 1), "SUM")], id="the only sum"),
        pytest.param(side((3, 700)), side((1, 300), (2, 400), (3, 300)), [], id="two sums decide nothing"),
        pytest.param(side((3, -700)), side((1, -300), (2, -400), (2, -50)), [((0,), (0, 1), "SUM")], id="money that goes out"),
        pytest.param(side((1, 100)), side((1, -100)), [], id="the other sign is another movement"),
        pytest.param(side(), side((1, 5)), [], id="an empty side"),
    ],
)  # fmt: skip
def test_what_meets_what(left: Side, right: Side, expected: list[object]) -> None:
    assert met(reconcile(left, right)) == expected


def test_several_sums_are_counted_as_undecided() -> None:
    assert reconcile(side((3, 700)), side((1, 300), (2, 400), (3, 300))).undecided == 1


def test_a_variance_is_allowed_only_under_one_reference_and_within_its_bound() -> None:
    left, right = side((1, 100_00, "F1"), (1, 50_00)), side((1, 99_20, "F1"), (1, 49_99))
    assert reconcile(left, right).meetings == ()
    assert [(m.left, m.right, m.difference_minor) for m in reconcile(left, right, variance_minor=100).meetings] == [((0,), (0,), 80)]
    assert reconcile(left, right, variance_minor=79).meetings == ()


@pytest.mark.parametrize(
    ("one", "others", "reason"),
    [
        ((1, 100), (), MISSING),
        ((1, 100, "F1"), ((2, 130, "F1"),), OTHER_AMOUNT),
        ((1, 100), ((40, 100),), FAR_APART),
        ((1, 100), ((200, 100),), MISSING),
        ((1, 100), ((2, -100),), OTHER_SIGN),
        ((1, 12345), ((3, 12435),), SWAPPED_DIGITS),
        ((1, 12345), ((3, 54321),), MISSING),
    ],
)
def test_what_is_left_over_is_explained(one: tuple[int, int], others: tuple[tuple[int, int], ...], reason: object) -> None:
    left, right = side(one), side(*others)
    (explanation,) = explain(left, right, reconcile(left, right), is_left=True)
    assert explanation.text is reason


movements = st.lists(st.tuples(st.integers(1, 12), st.integers(-9, 9).filter(bool), st.sampled_from(["", "", "A", "B"])), max_size=14)


@given(movements, movements)
def test_no_movement_is_used_twice_and_none_is_lost(left: list[tuple[int, int, str]], right: list[tuple[int, int, str]]) -> None:
    a, b = side(*left), side(*right)
    found = reconcile(a, b, variance_minor=2)
    groups = met(found)
    used = [n for group in groups for n in group[0]], [n for group in groups for n in group[1]]
    assert sorted([*used[0], *found.left_over]) == list(range(len(a)))
    assert sorted([*used[1], *found.right_over]) == list(range(len(b)))
    for ours, theirs, rule in groups:
        difference = sum(a.minor[n] for n in ours) - sum(b.minor[n] for n in theirs)
        assert abs(difference) <= (2 if rule == "VARIANCE" else 0)


@pytest.mark.slow
def test_a_hundred_thousand_movements_a_side_meet_but_for_those_that_differ() -> None:
    dice = random.Random(4)
    n = 100_000
    days, minor = array("i", (dice.randrange(365) for _ in range(n))), array("q", (dice.randrange(1, 10**7) for _ in range(n)))
    order = list(range(n))
    dice.shuffle(order)
    wrong = set(dice.sample(range(n), 50))
    other = Side(
        array("i", (days[i] + dice.randrange(-2, 3) for i in order)), array("q", (minor[i] + 10**8 * (i in wrong) for i in order)), [""] * n
    )
    found = reconcile(Side(days, minor, [""] * n), other)
    assert found.pairs >= n - 60 and len(found.left_over) <= 60 and wrong <= set(found.left_over)
