"""Late-payment penalties: vectors V2.01–V2.13 of the domain reference, R12, and the properties of I18."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.countries.fr.penalties import COMPENSATION, penalty_policy
from encours.countries.fr.rates import RATES
from encours.kernel.money import Money
from encours.receivables.penalties import (
    ContractRate,
    FloatingRate,
    HalfYear,
    Penalty,
    RateMissing,
    RateRule,
    Reduction,
    capitalized,
    penalty_owed,
)
from encours.receivables.penalties.penalty import Rounding

STATUTORY = penalty_policy().rule


def owed(
    amount: str,
    due: str,
    until: str,
    rule: RateRule = STATUTORY,
    reductions: tuple[Reduction, ...] = (),
    compensation: Money = COMPENSATION,
    rounding: Rounding = "total",
) -> Penalty:
    return penalty_owed(
        amount_minor=int(Decimal(amount) * 100), currency="EUR", due_on=date.fromisoformat(due), until=date.fromisoformat(until), rule=rule,
        compensation=compensation, reductions=reductions, rounding=rounding,
    )  # fmt: skip


def lines(penalty: Penalty) -> list[tuple[int, str, str]]:
    """Days, rate and interest in euros of each segment."""
    return [(s.days.days, str(s.percent), str((s.interest() / 100).quantize(Decimal("0.0001")))) for s in penalty.segments]


@pytest.mark.parametrize(
    ("amount", "due", "paid", "segments", "total"),
    [
        pytest.param("10000", "2026-03-31", "2026-04-30", [(30, "12.15", "99.8630")], 9986, id="V2.01"),
        pytest.param("12000", "2025-05-15", "2025-08-20", [(46, "13.15", "198.8712"), (51, "12.15", "203.7205")], 40259, id="V2.02"),
        pytest.param("1000", "2023-12-31", "2024-12-31", [(182, "14.50", "72.3014"), (184, "14.25", "71.8356")], 14414, id="V2.03, a leap year"),
        pytest.param(
            "8640", "2022-11-30", "2024-02-15",
            [(31, "10.00", "73.3808"), (181, "12.50", "535.5616"), (184, "14.00", "609.7710"), (46, "14.50", "157.8871")], 137660, id="V2.04",
        ),
    ],
)  # fmt: skip
def test_the_statutory_rate_floats_by_half_year(amount: str, due: str, paid: str, segments: list[tuple[int, str, str]], total: int) -> None:
    penalty = owed(amount, due, paid)
    assert lines(penalty) == segments
    assert (penalty.penalty_minor, penalty.compensation) == (total, Money(4000, "EUR"))


def test_v2_05_interest_runs_on_each_successive_balance_and_the_compensation_is_owed_once() -> None:
    parts = (Reduction(date(2026, 2, 20), 200000), Reduction(date(2026, 4, 15), 300000))
    penalty = owed("5000", "2026-01-31", "2026-04-15", reductions=parts)
    assert lines(penalty) == [(20, "12.15", "33.2877"), (54, "12.15", "53.9260")]
    assert (penalty.penalty_minor, penalty.compensation.minor) == (8721, 4000)


def test_v2_06_an_agreed_rate_at_the_floor_is_kept() -> None:
    policy = penalty_policy(contract_percent=Decimal("7.86"))
    penalty = owed("10000", "2026-03-31", "2026-04-30", rule=policy.rule)
    assert penalty.penalty_minor == 6460 and not penalty.segments[0].floored


def test_an_agreed_rate_below_three_times_the_legal_rate_is_raised_to_it_in_the_half_years_concerned_and_says_so() -> None:
    policy = penalty_policy(contract_percent=Decimal("8.00"))
    penalty = owed("10000", "2025-12-01", "2026-01-31", rule=policy.rule)
    assert [(s.percent, s.floored) for s in penalty.segments] == [(Decimal("8.28"), True), (Decimal("8.00"), False)]
    assert "plancher légal" in penalty.segments[0].told("EUR").fr and "legal floor" not in penalty.segments[1].told("EUR").en


def test_three_times_the_legal_rate_floats_like_the_statutory_one() -> None:
    rule = FloatingRate(RATES["legal_pro"], times=Decimal(3))
    assert [s.percent for s in owed("100", "2025-12-01", "2026-01-31", rule=rule).segments] == [Decimal("8.28"), Decimal("7.86")]


def test_v2_07_a_public_customer_keeps_the_rate_of_the_half_year_in_which_interest_began() -> None:
    penalty = owed("24000", "2025-07-10", "2026-01-15", rule=penalty_policy(customer="state").rule)
    assert [(s.days.days, s.percent) for s in penalty.segments] == [(189, Decimal("10.15"))]
    assert (penalty.penalty_minor, penalty.compensation.minor) == (126138, 4000)


def test_v2_08_interest_of_a_full_year_bears_interest_where_it_was_agreed() -> None:
    years = capitalized(
        amount_minor=1000000, currency="EUR", due_on=date(2024, 12, 31), until=date(2026, 12, 31), rule=ContractRate(Decimal("12.15"), None)
    )
    assert [year.penalty_minor for year in years] == [121500, 136262]


def test_capitalization_of_less_than_a_year_is_plain_interest() -> None:
    [only] = capitalized(amount_minor=1000000, currency="EUR", due_on=date(2026, 3, 31), until=date(2026, 4, 30), rule=STATUTORY)
    assert only.penalty_minor == 9986


def test_a_consumer_owes_nothing_of_right() -> None:
    policy = penalty_policy(customer="consumer")
    penalty = owed("800", "2026-03-02", "2026-06-01", rule=policy.rule, compensation=policy.compensation)
    assert (penalty.penalty_minor, penalty.compensation.minor, penalty.segments) == (0, 0, ())


def test_v2_10_the_total_is_rounded_once_unless_a_rounding_per_segment_was_chosen() -> None:
    penalty = owed("101.33", "2025-06-20", "2025-07-05")
    assert [(s.days.days, s.exact) for s in penalty.segments] == [
        (10, Fraction(10133 * 1315 * 10, 100 * 100 * 365)), (5, Fraction(10133 * 1215 * 5, 100 * 100 * 365))
    ]  # fmt: skip
    assert penalty.penalty_minor == 53
    assert owed("101.33", "2025-06-20", "2025-07-05", rounding="segment").penalty_minor == 54


def test_v2_11_paid_on_the_due_date_owes_nothing() -> None:
    penalty = owed("10000", "2026-03-31", "2026-03-31")
    assert (penalty.penalty_minor, penalty.compensation.minor, penalty.segments) == (0, 0, ())


def test_v2_12_one_day_late_owes_interest_and_the_compensation() -> None:
    penalty = owed("10000", "2026-03-31", "2026-04-01")
    assert (penalty.penalty_minor, penalty.compensation.minor) == (333, 4000)


def test_v2_13_a_half_year_whose_rate_is_not_known_refuses_and_is_named() -> None:
    with pytest.raises(RateMissing) as refused:
        owed("10000", "2026-05-31", "2026-07-01")
    assert refused.value.values["half_year"] == "2026-S2"
    assert "2026-S2" in refused.value.say("fr") and "BCE + 10 points" in refused.value.say("fr")


def test_the_missing_rate_does_not_matter_to_an_invoice_settled_before_it_applies() -> None:
    penalty = owed("10000", "2026-05-31", "2026-11-22", reductions=(Reduction(date(2026, 6, 30), 1000000),))
    assert penalty.penalty_minor == 9986


def test_a_rate_recorded_later_completes_the_table() -> None:
    completed = {"ecb_plus_10": replace(RATES["ecb_plus_10"], percents={**RATES["ecb_plus_10"].percents, HalfYear(2026, 2): Decimal("12.00")})}
    penalty = owed("10000", "2026-06-29", "2026-07-02", rule=penalty_policy(rates=completed).rule)
    assert [(s.days.days, s.percent) for s in penalty.segments] == [(1, Decimal("12.15")), (2, Decimal("12.00"))]


def test_a_credit_note_that_corrects_our_error_counts_from_the_due_date_and_another_from_its_day() -> None:
    corrected = owed("10000", "2026-01-31", "2026-03-02", reductions=(Reduction(date(2026, 2, 20), 400000, retroactive=True),))
    commercial = owed("10000", "2026-01-31", "2026-03-02", reductions=(Reduction(date(2026, 2, 20), 400000),))
    assert [s.balance_minor for s in corrected.segments] == [600000]
    assert [(s.balance_minor, s.days.days) for s in commercial.segments] == [(1000000, 20), (600000, 10)]


def test_a_returned_payment_raises_the_balance_again() -> None:
    moves = (Reduction(date(2026, 2, 10), 1000000), Reduction(date(2026, 2, 15), -1000000))
    penalty = owed("10000", "2026-01-31", "2026-02-20", reductions=moves)
    assert [(s.balance_minor, s.days.days) for s in penalty.segments] == [(1000000, 10), (1000000, 5)]


def test_what_was_paid_before_the_due_date_or_in_full_on_it_bears_nothing() -> None:
    assert [s.balance_minor for s in owed("100", "2026-01-31", "2026-02-20", reductions=(Reduction(date(2026, 1, 5), 4000),)).segments] == [
        6000
    ]
    in_full = owed("100", "2026-01-31", "2026-02-20", reductions=(Reduction(date(2026, 1, 31), 10000),))
    assert (in_full.penalty_minor, in_full.compensation.minor) == (0, 0)


def test_the_lines_of_r12_show_balance_days_and_rate_and_add_up_to_the_total() -> None:
    penalty = owed("1234.56", "2023-11-15", "2024-07-15", rule=FloatingRate(RATES["legal_pro"]))
    assert [s.days.days for s in penalty.segments] == [46, 182, 15]
    assert penalty.penalty_minor == int(sum((s.exact for s in penalty.segments), Fraction(0)) + Fraction(1, 2))
    assert penalty.segments[0].told("EUR").en == "€1,234.56 from 16 Nov 2023 to 31 Dec 2023, 46 days at 4.22%"
    assert penalty.segments[0].told("EUR").fr == "1\u202f234,56\u00a0€ du 16/11/2023 au 31/12/2023, 46\u00a0jours à 4,22\u00a0%"


def test_a_year_of_360_days_is_an_explicit_choice() -> None:
    base = penalty_owed(
        amount_minor=1000000,
        currency="EUR",
        due_on=date(2026, 3, 31),
        until=date(2026, 4, 30),
        rule=STATUTORY,
        compensation=COMPENSATION,
        day_base=360,
    )
    assert base.penalty_minor == 10125
    with pytest.raises(ValueError, match="360 or 365"):
        penalty_owed(
            amount_minor=1,
            currency="EUR",
            due_on=date(2026, 3, 31),
            until=date(2026, 4, 30),
            rule=STATUTORY,
            compensation=COMPENSATION,
            day_base=366,
        )


DAYS = st.dates(date(2019, 1, 1), date(2026, 6, 30))
MINOR = st.integers(1, 10**11)


def exact(amount: int, due_on: date, until: date, rule: RateRule = STATUTORY, reductions: tuple[Reduction, ...] = ()) -> Fraction:
    penalty = penalty_owed(
        amount_minor=amount, currency="EUR", due_on=due_on, until=until, rule=rule, compensation=COMPENSATION, reductions=reductions
    )
    total = sum((s.exact for s in penalty.segments), Fraction(0))
    assert abs(Fraction(penalty.penalty_minor) - total) <= Fraction(1, 2)
    return total


@given(MINOR, DAYS, DAYS, DAYS)
def test_i18_interest_from_a_to_b_then_b_to_c_is_interest_from_a_to_c(amount: int, x: date, y: date, z: date) -> None:
    a, b, c = sorted((x, y, z))
    assert exact(amount, a, b) + exact(amount, b, c) == exact(amount, a, c)
    assert exact(amount, a, a) == 0


@given(MINOR, DAYS, DAYS, st.decimals(0, 30, places=2), st.decimals(0, 5, places=2))
def test_i18_interest_grows_with_days_and_with_the_rate(amount: int, x: date, y: date, percent: Decimal, more: Decimal) -> None:
    due_on, until = sorted((x, y))
    low, high = ContractRate(percent, None), ContractRate(percent + more, None)
    assert exact(amount, due_on, until, low) <= exact(amount, due_on, until, high)
    assert exact(amount, due_on, until, low) <= exact(amount, due_on, until + timedelta(days=1), low)


@given(MINOR, DAYS, DAYS, st.lists(st.tuples(DAYS, st.integers(1, 10**11)), max_size=5))
def test_paying_earlier_never_costs_more_and_segments_never_overlap(amount: int, x: date, y: date, paid: list[tuple[date, int]]) -> None:
    due_on, until = sorted((x, y))
    reductions = tuple(Reduction(on, minor) for on, minor in paid)
    penalty = penalty_owed(
        amount_minor=amount, currency="EUR", due_on=due_on, until=until, rule=STATUTORY, compensation=COMPENSATION, reductions=reductions
    )
    assert exact(amount, due_on, until, reductions=reductions) <= exact(amount, due_on, until)
    for before, after in zip(penalty.segments, penalty.segments[1:], strict=False):
        assert before.days.end <= after.days.start
    assert penalty.compensation.minor in (0, 4000)
    assert (penalty.compensation.minor == 0) == (not penalty.segments)
