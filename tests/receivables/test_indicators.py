"""The key figures: vectors V10.01–V10.12 and a second vector of one quarter, notes, missing data, properties, completeness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.kernel.period import Period
from encours.kernel.wording import Text
from encours.receivables.aging import Buckets
from encours.receivables.indicators.contract import Missing, Value
from encours.receivables.indicators.inputs import (
    Cohort,
    DelayTable,
    Inputs,
    LegalBreach,
    LegalCheck,
    MonthEnd,
    SaleToCash,
    Settled,
    WorkingCapital,
    quarter_to,
)
from encours.receivables.indicators.registry import compute_all, indicators

ROOT = Path(__file__).resolve().parents[2]
NOVEMBER, JUNE = date(2026, 11, 30), date(2026, 6, 30)

# Data set K of the domain reference, in thousands.
K = Inputs(
    as_of=NOVEMBER, currency="EUR", window=quarter_to(NOVEMBER), not_due_minor=620, overdue_minor=280, receivable_at_start_minor=850,
    sales_by_day={date(2026, 9, 10): 400, date(2026, 10, 10): 350, date(2026, 11, 10): 380},
)  # fmt: skip
# The second vector: one quarter.
Q = Inputs(
    as_of=JUNE, currency="EUR", window=quarter_to(JUNE), not_due_minor=130, overdue_minor=120, receivable_at_start_minor=240,
    sales_by_day={date(2026, 4, 10): 120, date(2026, 5, 10): 90, date(2026, 6, 10): 100},
)  # fmt: skip
PAID = Settled(
    count=3,
    amount_minor=8000,
    amount_late=5000 * 20 - 2000 * 4,
    amount_late_positive=5000 * 20,
    late=16,
    amount_age=1000 * 30 + 5000 * 80 + 2000 * 26,
    age=136,
)
SHEET = WorkingCapital(
    stocks_minor=400, other_operating_receivables_minor=50, trade_payables_minor=520, tax_and_social_payables_minor=230,
    other_operating_payables_minor=60, yearly_net_sales_minor=3500,
)  # fmt: skip


def result(code: str, inputs: Inputs) -> Value:
    computed = indicators()[code].compute(inputs)
    assert isinstance(computed, Value), computed
    return computed


def value(code: str, inputs: Inputs, variant: str | None = None) -> str:
    computed = result(code, inputs)
    return str(computed.variants[variant] if variant else computed.value)


@pytest.mark.parametrize(
    ("code", "variant", "inputs", "expected"),
    [
        pytest.param("dso_simple", None, K, "72.48", id="V10.01"),
        pytest.param("dso_best_possible", None, K, "49.93", id="V10.02"),
        pytest.param("add", None, K, "22.55", id="V10.03"),
        pytest.param("dso_countback", None, K, "73.75", id="V10.04"),
        pytest.param("cei", None, K, "79.41", id="V10.05"),
        pytest.param("overdue_rate", None, K, "31.11", id="V10.07"),
        pytest.param("mean_settlement", None, replace(K, settled=PAID), "60.25", id="V10.09"),
        pytest.param("mean_settlement", "simple_mean", replace(K, settled=PAID), "45.33", id="V10.09 simple mean"),
        pytest.param("mean_delay", None, replace(K, settled=PAID), "11.50", id="V10.10 net"),
        pytest.param("mean_delay", "positive_only", replace(K, settled=PAID), "12.50", id="V10.10 positive only"),
        pytest.param("dso_simple", None, Q, "73.39", id="one quarter: DSO simple"),
        pytest.param("dso_countback", None, Q, "76.00", id="one quarter: count-back"),
        pytest.param("dso_best_possible", "countback", Q, "40.33", id="one quarter: best possible by count-back"),
        pytest.param("add", "countback", Q, "35.67", id="one quarter: ADD by count-back"),
        pytest.param("cei", None, Q, "71.43", id="one quarter: CEI"),
        pytest.param("cei", "monthly_sales", Q, "43.75", id="one quarter: CEI, monthly sales"),
        pytest.param("overdue_rate", None, Q, "48.00", id="one quarter: taux d'échus"),
    ],
)
def test_the_vectors_of_the_reference(code: str, variant: str | None, inputs: Inputs, expected: str) -> None:
    assert value(code, inputs, variant) == expected


def test_v10_06_turnover_and_collection_period() -> None:
    inputs = replace(
        K, sales_by_day={date(2026, 3, 1): 4200}, month_ends=(MonthEnd(date(2026, 8, 31), 850, ()), MonthEnd(NOVEMBER, 900, ()))
    )
    assert (value("turnover", inputs), value("turnover", inputs, "collection_days")) == ("4.80", "76.04")
    assert value("turnover", replace(inputs, year_days=360), "collection_days") == "75.00"


def test_v10_08_the_whole_working_capital_need_in_days_of_net_sales() -> None:
    inputs = replace(K, sales_by_day={date(2026, 3, 1): 4200}, working_capital=SHEET)
    assert (value("bfr_client", inputs), value("bfr_client", inputs, "whole_need")) == ("78.21", "56.31")
    assert "whole_need" not in result("bfr_client", replace(inputs, working_capital=None)).variants


def test_v10_11_and_v10_12_roll_rates_and_their_chain() -> None:
    ends = (MonthEnd(date(2026, 10, 31), 754, (600, 90, 40, 24, 0)), MonthEnd(NOVEMBER, 819, (600, 120, 54, 27, 18)))
    rows = result("roll_rates", replace(K, buckets=Buckets((1, 31, 61, 91)), month_ends=ends)).value
    assert isinstance(rows, tuple)
    assert [(row["from"], str(row["rate"]), str(row["loss"])) for row in rows] == [
        ("Not due", "20.00", "6.08"), ("1–30 days", "60.00", "30.38"), ("31–60 days", "67.50", "50.63"), ("61–90 days", "75.00", "75.00"),
    ]  # fmt: skip


def test_an_empty_bucket_has_no_roll_rate_and_breaks_the_chain_before_it() -> None:
    ends = (MonthEnd(date(2026, 10, 31), 0, (600, 0, 40)), MonthEnd(NOVEMBER, 0, (0, 60, 10)))
    rows = result("roll_rates", replace(K, buckets=Buckets((1, 31)), month_ends=ends)).value
    assert isinstance(rows, tuple)
    assert [(row["rate"], row["loss"]) for row in rows] == [(Decimal("10.00"), None), (None, None)]


def test_months_that_do_not_follow_each_other_have_no_roll_rate() -> None:
    ends = (MonthEnd(date(2026, 9, 30), 0, (1,) * 6), MonthEnd(NOVEMBER, 0, (1,) * 6))
    assert isinstance(indicators()["roll_rates"].compute(replace(K, month_ends=ends)), Missing)


def test_the_current_month_counts_for_its_elapsed_days_only() -> None:
    inputs = replace(K, as_of=date(2026, 11, 10), window=quarter_to(date(2026, 11, 10)))
    assert value("dso_countback", inputs) == "53.75"  # 380 (10 days) + 350 (31 days) + 170 / 400 × 30


def test_a_month_without_positive_sales_adds_its_days_and_consumes_nothing() -> None:
    inputs = replace(K, sales_by_day={date(2026, 11, 10): 380, date(2026, 10, 10): -50, date(2026, 9, 10): 1040})
    assert value("dso_countback", inputs) == "76.00"  # 30 + 31 + 520 / 1 040 × 30


def test_receivables_beyond_the_known_sales_are_reported_as_capped() -> None:
    inputs = replace(K, sales_since=date(2026, 10, 1))
    computed = result("dso_countback", inputs)
    assert computed.value == Decimal("61.00") and computed.note is not None
    assert "Plafonné" in computed.note.fr and "61 days" in computed.note.en
    whole = result("dso_countback", replace(K, not_due_minor=10**9))
    three_years = (date(2026, 12, 1) - date(2023, 12, 1)).days
    assert whole.value == Decimal(three_years) and whole.note is not None and str(three_years) in whole.note.en


def test_unapplied_credits_lower_the_receivables_and_the_note_says_so() -> None:
    computed = result("overdue_rate", replace(K, unapplied_minor=-100))
    assert (computed.value, computed.variants["gross"]) == (Decimal("35.00"), Decimal("31.11"))
    assert computed.note is not None and "€1.00" in computed.note.en
    assert value("dso_simple", replace(K, unapplied_minor=-100)) == "64.42"


def test_books_that_begin_inside_the_window_shorten_it_and_say_so() -> None:
    computed = result("dso_simple", replace(K, sales_since=date(2026, 10, 1)))
    assert computed.value == Decimal("75.21")  # 900 / 730 × 61
    assert computed.note is not None and "61 jours" in computed.note.fr


def test_the_simple_dso_also_comes_on_30_90_and_365_days_where_sales_are_known() -> None:
    assert {name: str(v) for name, v in result("dso_simple", K).variants.items()} == {
        "days_30": "71.05",
        "days_90": "71.68",
        "days_365": "290.71",
    }
    assert set(result("dso_simple", replace(K, sales_since=date(2026, 9, 1))).variants) == {"days_30", "days_90"}


def test_the_mean_delay_with_open_items_weighs_what_is_still_overdue() -> None:
    inputs = replace(K, settled=PAID, overdue_minor=2000, open_amount_days_late=2000 * 50)
    assert value("mean_delay", inputs, "with_open") == "19.20"


def test_the_at_risk_rate_waits_until_all_invoices_of_a_month_are_90_days_past_due() -> None:
    months = (Cohort(date(2026, 5, 1), 100, {}, 9), Cohort(date(2026, 6, 1), 20000, {}, 500), Cohort(date(2026, 9, 1), 30000, {}, None))
    computed = result("at_risk_rate", replace(K, cohorts=months))
    assert computed.value == Decimal("2.50") and computed.note is not None and "06/2026" in computed.note.fr
    assert isinstance(indicators()["at_risk_rate"].compute(replace(K, cohorts=months[2:])), Missing)


def test_the_legs_from_delivery_to_cash_add_up() -> None:
    sums = SaleToCash(amount_minor=100, delivery_to_issue=400, issue_to_sending=100, sending_to_due=2900, due_to_paid=-300)
    computed = result("sale_to_cash", replace(K, sale_to_cash=sums))
    assert computed.value == sum(computed.variants.values()) == Decimal("31.00")


def test_legal_breaches_are_counted_by_amount_number_and_kind() -> None:
    check = LegalCheck(10, 10000, (LegalBreach("i1", "ACME", 7, 2500, "terms"), LegalBreach("i2", "ACME", 40, 500, "payment")))
    computed = result("legal_breach", replace(K, legal=check))
    assert (computed.value, {name: str(v) for name, v in computed.variants.items()}) == (
        Decimal("30.00"),
        {"by_number": "20.00", "terms": "25.00", "payment": "5.00"},
    )
    assert computed.note is not None and "40 days" in computed.note.en


def test_the_statutory_table_totals_from_one_day_late_on_and_keeps_the_excluded_apart() -> None:
    table = DelayTable(((1, 100), (3, 2000), (1, 500), (0, 0), (2, 1500)), (1, 700), 100000, Text(en="legal terms", fr="délais légaux"))
    rows = result("payment_delay_table", replace(K, delay_table=table)).value
    assert isinstance(rows, tuple)
    assert [(row["column"], row["count"], row["amount_minor"]) for row in rows][-2:] == [("total", 6, 4000), ("excluded", 1, 700)]


def test_nothing_known_gives_a_reason_for_each_indicator_and_never_a_zero() -> None:
    for code, computed in compute_all(Inputs(as_of=NOVEMBER, currency="EUR", window=quarter_to(NOVEMBER))).items():
        assert isinstance(computed, Missing), code
        assert computed.what.en and computed.what.fr


def test_a_window_that_does_not_end_with_the_report_is_a_defect() -> None:
    with pytest.raises(ValueError, match="ends with the day"):
        replace(K, window=Period(date(2026, 9, 1), date(2026, 11, 30)))


MINOR = st.integers(0, 10**12)
SALES = st.dictionaries(st.dates(date(2023, 12, 1), NOVEMBER), st.integers(-(10**10), 10**11), max_size=20)


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    def maybe(strategy: st.SearchStrategy[int]) -> int | None:
        return draw(st.none() | strategy)

    return replace(
        K,
        not_due_minor=maybe(MINOR), overdue_minor=maybe(MINOR), overdue_over_30_minor=maybe(MINOR), unapplied_minor=-draw(MINOR),
        receivable_at_start_minor=maybe(MINOR), open_amount_days_late=maybe(MINOR), sales_by_day=draw(st.none() | SALES),
        sales_since=draw(st.none() | st.dates(date(2023, 1, 1), NOVEMBER)), open_age_by_month=draw(st.none() | st.just({date(2026, 9, 1): 5})),
        month_ends=tuple(MonthEnd(day, draw(MINOR), tuple(draw(MINOR) for _ in range(6))) for day in (date(2026, 10, 31), NOVEMBER)),
        settled=draw(st.none() | st.just(PAID)), working_capital=draw(st.none() | st.just(SHEET)),
    )  # fmt: skip


@given(any_inputs())
def test_every_indicator_answers_with_a_value_of_its_unit_or_says_what_is_missing(inputs: Inputs) -> None:
    for code, computed in compute_all(inputs).items():
        if isinstance(computed, Missing):
            continue
        indicator = indicators()[code]
        assert computed.unit == indicator.unit
        assert set(computed.variants) <= set(indicator.variants)
        for figure in [computed.value, *computed.variants.values()]:
            assert isinstance(figure, tuple) or (figure.is_finite() and figure.as_tuple().exponent == -2)


@given(MINOR, MINOR, st.integers(1, 10**11))
def test_the_dso_is_the_best_possible_plus_the_days_delinquent(not_due: int, overdue: int, sales: int) -> None:
    inputs = replace(K, not_due_minor=not_due, overdue_minor=overdue, sales_by_day={date(2026, 10, 1): sales})
    parts = Decimal(value("dso_best_possible", inputs)) + Decimal(value("add", inputs))
    assert abs(Decimal(value("dso_simple", inputs)) - parts) <= Decimal("0.02")


@given(st.integers(1, 900), st.integers(1, 1000))
def test_with_the_same_sales_every_day_every_method_gives_the_same_days(days: int, daily: int) -> None:
    sales = {NOVEMBER - timedelta(days=n): daily for n in range(1096)}
    inputs = replace(K, not_due_minor=0, overdue_minor=days * daily, sales_by_day=sales)
    assert value("dso_simple", inputs) == value("dso_countback", inputs) == value("dso_countback_daily", inputs) == f"{days}.00"


def test_every_indicator_of_the_design_is_there() -> None:
    assert set(indicators()) == {
        "dso_simple", "dso_countback", "dso_countback_daily", "dso_best_possible", "add", "true_dso", "cei", "overdue_rate", "at_risk_rate", "mean_delay",
        "mean_settlement", "sale_to_cash", "turnover", "bfr_client", "roll_rates", "cohorts", "legal_breach", "payment_delay_table", "unapplied_cash", "match_rates",
    }  # fmt: skip


@pytest.mark.parametrize("code", sorted(indicators()))
def test_an_indicator_is_complete_in_its_module_and_in_both_pages(code: str) -> None:
    indicator = indicators()[code]
    assert indicator.code == code and indicator.source
    compute_doc = indicator.compute.__doc__ or ""
    assert ">>>" in compute_doc, "the function carries an executed example"
    texts = [indicator.name, indicator.definition, indicator.formula, indicator.example, *indicator.variants.values()]
    assert all(text.en and text.fr for text in texts)
    english, french = ((ROOT / "docs" / "rules" / name).read_text(encoding="utf-8") for name in ("indicators.md", "indicators.fr.md"))
    for text in [indicator.name, indicator.definition, indicator.formula, indicator.example]:
        assert text.en in english and text.fr in french
    assert f"`{code}`" in english and f"`{code}`" in french
