"""The cash discount: vectors V3.01–V3.04 and its limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.discount import TaxBase, cash_discount, is_discount_earned, yearly_cost_percent

ONE_RATE = [TaxBase(1000000, Decimal(20), 200000)]
TWO_RATES = [TaxBase(100000, Decimal(20), 20000), TaxBase(50000, Decimal("5.5"), 2750)]


@pytest.mark.parametrize(
    ("bases", "on_tax", "net", "tax", "to_pay"),
    [
        pytest.param(ONE_RATE, True, 20000, 4000, 1176000, id="V3.01"),
        pytest.param(ONE_RATE, False, 20000, 0, 1180000, id="V3.02"),
        pytest.param(TWO_RATES, True, 3000, 455, 169295, id="V3.03"),
        pytest.param([], True, 0, 0, 0, id="no line, no discount"),
    ],
)
def test_the_discount_is_rounded_per_tax_rate(bases: list[TaxBase], on_tax: bool, net: int, tax: int, to_pay: int) -> None:
    discount = cash_discount(bases, percent=Decimal(2), on_tax=on_tax)
    assert (discount.net_minor, discount.tax_minor, discount.to_pay_minor, discount.total_minor) == (net, tax, to_pay, net + tax)


def test_v3_04_two_percent_for_twenty_days_costs_more_than_a_third_a_year() -> None:
    assert yearly_cost_percent(percent=Decimal(2), days_advanced=20) == Decimal("37.24")


@pytest.mark.parametrize(("percent", "days"), [(Decimal(2), 0), (Decimal(2), -1), (Decimal(100), 10), (Decimal(-1), 10)])
def test_a_cost_without_meaning_is_refused(percent: Decimal, days: int) -> None:
    with pytest.raises(ValueError):
        yearly_cost_percent(percent=percent, days_advanced=days)


@pytest.mark.parametrize(
    ("value_on", "paid", "has_overdue", "earned"),
    [
        (date(2026, 1, 11), 9800, False, True),
        (date(2026, 1, 12), 9800, False, False),
        (date(2026, 1, 11), 9799, False, False),
        (date(2026, 1, 11), 9800, True, False),
    ],
)
def test_the_discount_is_earned_in_time_in_full_and_with_nothing_overdue(
    value_on: date, paid: int, has_overdue: bool, earned: bool
) -> None:
    assert (
        is_discount_earned(
            issued_on=date(2026, 1, 1), discount_days=10, value_on=value_on, paid_minor=paid, to_pay_minor=9800, has_overdue=has_overdue
        )
        is earned
    )


BASES = st.lists(
    st.builds(TaxBase, st.integers(0, 10**10), st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(20)]), st.integers(0, 10**9)),
    max_size=4,
)


@given(BASES, st.decimals(0, 100, places=2), st.booleans())
def test_what_is_paid_and_what_is_taken_off_make_the_invoice(bases: list[TaxBase], percent: Decimal, on_tax: bool) -> None:
    discount = cash_discount(bases, percent=percent, on_tax=on_tax)
    assert discount.to_pay_minor + discount.total_minor == sum(base.net_minor + base.tax_minor for base in bases)
