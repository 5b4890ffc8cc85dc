"""Scores on cases made by hand."""

from __future__ import annotations

import pytest
from bench.matching.answers import Answer, is_right
from bench.matching.model import Applied, Truth
from bench.matching.score import Given, Precision, score

from tests.bench.worlds import by_hand


def paid(document: str, minor: int) -> Applied:
    return Applied(document, "payment", minor, minor)


def credit(document: str, minor: int) -> Applied:
    return Applied(document, "credit_note", -minor, minor)


def less(document: str, kind: str, minor: int) -> Applied:
    return Applied(document, kind, 0, minor)  # type: ignore[arg-type]


def truth(*applied: Applied, on_account: int = 0, noise: str = "", payer: str = "C1", late: tuple[str, ...] = ()) -> Truth:
    return Truth("L1", "receipt", payer, applied, on_account, noise=frozenset(noise.split()), late=late)


def answer(*applied: Applied, payer: str | None = "C1") -> Answer:
    return Answer("receipt", payer, applied, True, "rule", "certain")


ONE = truth(paid("FA1", 10_000))
DISCOUNT = (paid("FA1", 9_800), less("FA1", "cash_discount", 200))
SECOND = (paid("FA2", 19_600), less("FA2", "cash_discount", 400))
CHARGED = (paid("FA1", 10_000), paid("FA2", 19_000), less("FA2", "bank_fee", 1_000))


@pytest.mark.parametrize(
    ("said", "true", "right"),
    [
        (answer(paid("FA1", 10_000)), ONE, True),
        (answer(paid("FA1", 10_000), payer=None), ONE, True),  # the payer is the header's matter
        (answer(paid("FA1", 9_000)), ONE, False),
        (answer(paid("FA2", 10_000)), ONE, False),
        (answer(paid("FA1", 10_000), paid("FA2", 1)), ONE, False),
        (answer(), ONE, False),
        (answer(paid("FA1", 6_000), paid("FA1", 4_000)), ONE, True),
        (answer(*DISCOUNT), truth(*DISCOUNT), True),
        (answer(paid("FA1", 9_800)), truth(*DISCOUNT), False),
        (answer(paid("FA1", 9_800), less("FA1", "bank_fee", 200)), truth(*DISCOUNT), False),
        (answer(paid("FA1", 9_800)), truth(*DISCOUNT, late=("FA1",)), True),
        (answer(*DISCOUNT), truth(*DISCOUNT, late=("FA1",)), True),
        (answer(paid("FA1", 9_700)), truth(*DISCOUNT, late=("FA1",)), False),
        (answer(paid("FA1", 9_800), *SECOND), truth(*DISCOUNT, *SECOND, late=("FA1",)), True),  # the one in time is granted
        (answer(*DISCOUNT, paid("FA2", 19_600)), truth(*DISCOUNT, *SECOND, late=("FA1",)), False),
        (answer(paid("FA1", 9_800), paid("FA2", 19_600)), truth(*DISCOUNT, *SECOND, late=("FA1",)), False),
        (answer(*DISCOUNT, paid("FA2", 19_600)), truth(*DISCOUNT, *SECOND, late=("FA2", "FA1")), True),  # one was hardly late
        (answer(*CHARGED), truth(*CHARGED), True),
        (answer(paid("FA1", 9_000), less("FA1", "bank_fee", 1_000), paid("FA2", 20_000)), truth(*CHARGED), True),  # which of them bears the charge is open
        (answer(paid("FA1", 10_000), paid("FA2", 19_000)), truth(*CHARGED), False),
        (answer(paid("FA1", 9_000)), truth(paid("FA1", 9_000), less("FA1", "short_payment", 1_000)), True),  # either leaves the same open
        (answer(paid("FA1", 9_000), less("FA1", "short_payment", 1_000)), truth(paid("FA1", 9_000)), True),
        (answer(paid("FA2", 20_000), credit("AV1", 5_000)), truth(paid("FA2", 20_000), credit("AV1", 5_000)), True),
        (answer(paid("FA2", 15_000)), truth(paid("FA2", 20_000), credit("AV1", 5_000)), False),
        (answer(), truth(on_account=10_000), True),
        (answer(payer="C3"), truth(on_account=10_000), False),
        (answer(paid("FA1", 10_000)), truth(on_account=10_000), False),
        (answer(paid("FA1", 10_000), Applied("FA1", "rounding", 0, -40)), truth(paid("FA1", 10_000), on_account=40, noise="amount_wrong"), True),
        (answer(paid("FA1", 10_000)), truth(paid("FA1", 10_000), on_account=40, noise="amount_wrong"), True),
        (answer(paid("FA1", 10_000)), Truth("L1", "duplicate", "C1"), False),
        (answer(), Truth("L1", "non_receivable"), False),
    ],
)  # fmt: skip
def test_an_answer_is_right_when_documents_and_amounts_are(said: Answer, true: Truth, right: bool) -> None:
    assert is_right(said, true) is right


def test_the_rates_of_a_run() -> None:
    world = by_hand(
        Truth("L1", "receipt", "C1", (paid("FA1", 10_000),)),
        Truth("L2", "receipt", "C1", (paid("FA2", 20_000),)),
        Truth("L3", "receipt", "C1", (paid("FA3", 30_000),), type="group"),
        Truth("L4", "receipt", "C3", (paid("FA4", 40_000),)),
        Truth("L5", "non_receivable", type="non_receivable"),
        Truth("L6", "duplicate", "C1", type="duplicate"),
    )
    made = score(
        world,
        {
            "L1": Given(answer(paid("FA1", 10_000)), payer="C1"),
            "L2": Given(answer(paid("FA4", 20_000)), payer="C3"),
            "L3": Given(None, (answer(paid("FA3", 30_000), payer="C2"), answer(paid("FA1", 1))), payer="C2"),
            "L4": Given(None, (answer(paid("FA1", 1)), answer(paid("FA4", 40_000))), payer=None),
            "L5": Given(answer(paid("FA4", 40_000)), payer="C3"),
        },
        frozenset(("L1", "L2", "L3", "L4")),
    )
    assert (made.payments, made.posted, made.right) == (4, 3, 1)
    assert made.stp == 1 / 4
    assert made.precision == 1 / 3
    assert made.first_suggestion == 1 / 2
    assert made.header_rate == 2 / 4
    assert made.wrong_customer_rate == 2 / 3
    # Said: FA1, FA4, FA3, FA1, FA4; true: FA1, FA2, FA3, FA4; both: FA1 of L1 and FA3 of L3.
    assert made.pair_f1 == 2 * 2 / (5 + 4)
    assert made.wrong_lines == ["L2", "L5"]
    assert dict(made.types["group"]) == {"lines": 1, "left": 1, "first": 1}
    assert made.rules["automatic", "rule", "certain"] == Precision(3, 1)
    assert made.rules["suggested", "rule", "certain"] == Precision(2, 1)


def test_a_line_that_nothing_identifies_is_not_counted_as_left() -> None:
    world = by_hand(Truth("L1", "receipt", "C1", (paid("FA1", 10_000),)))
    assert score(world, {}, frozenset()).left == 0
    assert score(world, {}, frozenset(("L1",))).first_suggestion == 0.0


@pytest.mark.parametrize(
    ("count", "right", "low", "high"), [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (1000, 999, 0.994, 1.0), (10, 0, 0.0, 0.278)]
)
def test_the_interval_is_that_of_wilson(count: int, right: int, low: float, high: float) -> None:
    assert Precision(count, right).interval == pytest.approx((low, high), abs=0.001)
