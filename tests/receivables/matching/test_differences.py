"""Payments that are not quite what the documents come to: each difference with its reason, or left to a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from encours.receivables.matching.habits import HabitBook, Habits
from encours.receivables.matching.policy import CustomerTerms, Policy, Tolerance
from tests.receivables.matching.world import TRUSTING, D, against, from_a, item, parts, receipt, run

TWO_PERCENT: dict[str, Any] = {"document_minor": 100000, "discount_minor": 2000, "discount_until": D + timedelta(2)}
LATE: dict[str, Any] = {**TWO_PERCENT, "discount_until": D - timedelta(20)}
REF = "FA-2026-00123"


@pytest.mark.parametrize(
    ("minor", "text", "terms", "policy", "money", "expected"),
    [
        (98000, REF, TWO_PERCENT, Policy(), "discount", [("f", 98000, "payment"), ("f", 2000, "cash_discount")]),
        (98001, REF, TWO_PERCENT, Policy(), "discount", [("f", 98001, "payment"), ("f", 1999, "cash_discount")]),
        (98000, "", TWO_PERCENT, Policy(), "discount", [("f", 98000, "payment"), ("f", 2000, "cash_discount")]),
        (98000, REF, LATE, Policy(), "late_discount", [("f", 98000, "payment"), ("f", 2000, "short_payment")]),
        (98000, REF, LATE, Policy(late_discounts=True), "late_discount", [("f", 98000, "payment"), ("f", 2000, "cash_discount")]),
        (98000, REF, LATE, Policy(discount_grace_days=30), "late_discount", [("f", 98000, "payment"), ("f", 2000, "cash_discount")]),
        (97200, REF, TWO_PERCENT, Policy(), "discount_fee_odd", [("f", 97200, "payment"), ("f", 2000, "cash_discount"), ("f", 800, "bank_fee")]),
        (98500, REF, {}, Policy(), "fee", [("f", 98500, "payment"), ("f", 1500, "bank_fee")]),
        (6500, REF, {"open": 8500}, Policy(), "fee_heavy", [("f", 6500, "payment"), ("f", 2000, "bank_fee")]),
        (99950, REF, {}, Policy(), "rounding", [("f", 99950, "payment"), ("f", 50, "rounding")]),
        (50000, f"{REF} acompte 1/2", {"document_minor": 100000}, Policy(), "part_in_turn", [("f", 50000, "payment")]),
        (40000, f"{REF} acompte 2/4", {"document_minor": 160000}, Policy(), "part_share_later", [("f", 40000, "payment")]),
        (40000, f"{REF} acompte 2/4", {"document_minor": 160000, "open": 120000}, Policy(), "part_in_turn", [("f", 40000, "payment")]),
        (40000, f"{REF} acompte 1/4", {"document_minor": 160000}, Policy(), "part_share_again", [("f", 40000, "payment")]),
        (30000, f"{REF} acompte", {"document_minor": 100000}, Policy(), "part_round", [("f", 30000, "payment")]),
        (30017, f"{REF} acompte", {"document_minor": 100000}, Policy(), "part_said", [("f", 30017, "payment")]),
        (29000, f"{REF} acompte 1/2", {"document_minor": 61500, "open": 61500}, Policy(), "part_fee", [("f", 29000, "payment"), ("f", 1000, "bank_fee")]),
        (20000, f"{REF} Teilbetrag", {"document_minor": 60000, "open": 40000}, Policy(), "part_share_again", [("f", 20000, "payment")]),
        (80000, f"{REF} litige qualité", {}, Policy(), "withheld", [("f", 80000, "payment"), ("f", 20000, "short_payment")]),
        (
            60000, f"{REF} retenue litige", TWO_PERCENT, Policy(), "withheld_offer",
            [("f", 60000, "payment"), ("f", 2000, "cash_discount"), ("f", 38000, "short_payment")],
        ),
        (60017, REF, {}, Policy(), "part", [("f", 60017, "payment")]),
        (60000, REF, {}, Policy(), "part_quiet_round", [("f", 60000, "payment")]),
        (33333, REF, {}, Policy(), "part_quiet_share", [("f", 33333, "payment")]),
        (100050, REF, {}, Policy(over=Tolerance(100, cap_minor=100)), "over_rounding", [("f", 100000, "payment"), ("f", -50, "rounding")]),
        (104000, REF, {}, Policy(penalties=True, pre_approved=frozenset({"penalty"})), "penalty", [("f", 100000, "payment"), ("f", 4000, "penalty")]),
    ],
)  # fmt: skip
def test_a_difference_is_explained(
    minor: int, text: str, terms: dict[str, Any], policy: Policy, money: str, expected: list[tuple[str, int, str]]
) -> None:
    terms = dict(terms)
    found = run([from_a(minor, text)], [item("f", terms.pop("open", 100000), ref=REF, **terms)], policy=policy)
    assert found.proposals[0].rule.split("+")[1] == money
    assert parts(found) == expected
    assert found.proposals[0].decision == "automatic", against(found)


def test_r05_fifty_cents_that_a_bank_took_settle_the_invoice() -> None:
    found = run([from_a(4500, REF, charges_minor=50)], [item("f", 4550, ref=REF)])
    assert parts(found) == [("f", 4500, "payment"), ("f", 50, "bank_fee")]
    assert found.proposals[0].rule == "number+fee_stated+payer_known"


def test_r71_ninety_five_received_for_a_hundred_leaves_nothing_open() -> None:
    found = run([from_a(9500, REF)], [item("f", 10000, ref=REF)], policy=Policy(short=Tolerance(500, cap_minor=500)))
    assert sum(minor for _, minor, _ in parts(found)) == 10000
    assert found.proposals[0].decision == "automatic"


@pytest.mark.parametrize(
    ("minor", "policy", "reason"),
    [
        (99950, Policy(pre_approved=frozenset()), "not_approved"),
        (100050, Policy(), "overpaid"),
        (104000, Policy(), "not_approved"),
    ],
)
def test_a_difference_outside_the_rules_waits(minor: int, policy: Policy, reason: str) -> None:
    found = run([from_a(minor, REF)], [item("f", 100000, ref=REF, **LATE)], policy=policy)
    assert found.proposals[0].decision == "suggested"
    assert reason in against(found)


def test_a_customer_may_have_its_own_tolerance_and_grace() -> None:
    own = {"A": CustomerTerms(short=Tolerance(), bank_fee=Tolerance(), discount_grace_days=0)}
    found = run([from_a(99950, REF)], [item("f", 100000, ref=REF)], policy=Policy(customers=own))
    assert found.proposals[0].rule == "number+part+payer_known"


@pytest.mark.parametrize(
    ("whole", "text", "rule"),
    [(100000, REF, "rest_equal"), (90000, REF, "rest"), (100000, f"{REF} 2/2", "rest_said")],
)
def test_what_is_left_of_a_document_is_told_from_a_part_sent_twice(whole: int, text: str, rule: str) -> None:
    found = run([from_a(50000, text)], [item("f", 50000, ref=REF, document_minor=whole)])
    assert found.proposals[0].rule == f"number+{rule}+payer_known"


def test_the_first_part_said_again_waits() -> None:
    found = run([from_a(50000, f"{REF} 1/2")], [item("f", 50000, ref=REF, document_minor=100000)])
    assert against(found) == {"part_again"}


def test_two_swapped_digits_are_no_fee() -> None:
    found = run([from_a(407950, REF)], [item("f", 409750, ref=REF)])
    assert found.proposals[0].rule == "number+typo+payer_known"
    assert parts(found) == [("f", 407950, "payment")]


def test_a_fee_on_the_way_from_abroad_is_a_rule_of_its_own() -> None:
    found = run([from_a(98500, REF, currency="USD")], [item("f", 100000, ref=REF, currency="USD")])
    assert found.proposals[0].rule == "number+fee_abroad+payer_known"


def test_discounts_of_some_of_the_documents_are_told_apart_by_their_sum() -> None:
    items = [
        item("f1", 100000, ref="FA-2026-00123", **TWO_PERCENT),
        item("f2", 30000, ref="FA-2026-00124", discount_minor=600, discount_until=D - timedelta(9)),
        item("f3", 50000, ref="FA-2026-00125", discount_minor=1500, discount_until=D - timedelta(9)),
    ]
    found = run([from_a(176500, "FA-2026-00123 FA-2026-00124 FA-2026-00125")], items)
    assert [part for part in parts(found) if part[2] != "payment"] == [("f1", 2000, "cash_discount"), ("f3", 1500, "short_payment")]


def test_a_credit_note_and_a_discount_may_come_together() -> None:
    items = [item("f", 100000, ref=REF, **TWO_PERCENT), item("c", -7000, ref="AV-2026-00001", kind="credit_note")]
    found = run([from_a(91000, REF)], items)
    assert sorted(parts(found)) == [("c", -7000, "credit_note"), ("f", 2000, "cash_discount"), ("f", 98000, "payment")]
    assert found.proposals[0].decision == "automatic"


def test_all_that_was_due_less_its_discounts_is_found_without_a_word() -> None:
    items = [item(f"f{n}", 100000 + n * 1234, discount_minor=2000 + n, discount_until=D + timedelta(2)) for n in range(3)]
    total = sum(one.open_minor - one.discount_minor for one in items)
    found = run([from_a(total)], items)
    assert found.proposals[0].rule == "all_open+discount+payer_known"
    assert sum(minor for _, minor, kind in parts(found) if kind == "cash_discount") == 6003


@pytest.mark.parametrize(
    ("text", "minor", "rule", "expected"),
    [
        (f"{REF} USD 1,000.00", 90000, "currency_stated", [("f", 100000, "payment")]),
        (f"{REF} USD 980.00", 90000, "currency_discount", [("f", 98000, "payment"), ("f", 2000, "cash_discount")]),
        (f"{REF} USD 400.00", 37000, "currency_part", [("f", 40000, "payment")]),
        (REF, 90000, "currency_offer", [("f", 100000, "payment")]),
    ],
)
def test_r02_an_invoice_in_dollars_is_paid_in_euros(text: str, minor: int, rule: str, expected: list[tuple[str, int, str]]) -> None:
    dollars = item("f", 100000, ref=REF, currency="USD", functional_minor=92000, **TWO_PERCENT)
    found = run([from_a(minor, text)], [dollars])
    assert found.proposals[0].rule.split("+")[1] == rule
    assert parts(found) == expected
    assert sum(a.paid_minor or 0 for a in found.proposals[0].applications) == minor


def test_another_currency_far_from_its_rate_is_not_paid() -> None:
    dollars = item("f", 100000, ref=REF, currency="USD", functional_minor=92000)
    assert run([from_a(120000, REF)], [dollars]).proposals == ()


def test_a_habit_explains_what_is_always_withheld() -> None:
    habits = HabitBook({"A": Habits(minus_permille=30, minus_count=5)})
    found = run([from_a(97000, REF)], [item("f", 100000, ref=REF)], habits=habits, calibration=TRUSTING)
    assert parts(found) == [("f", 97000, "payment"), ("f", 3000, "short_payment")]
    assert "habit_percent" in {reason.code for reason in found.proposals[0].evidence}


def test_a_receipt_far_below_the_item_is_no_fee_and_no_rounding() -> None:
    found = run([receipt(100, REF)], [item("f", 200, ref=REF)])
    assert {kind for _, _, kind in parts(found)} == {"payment"}
