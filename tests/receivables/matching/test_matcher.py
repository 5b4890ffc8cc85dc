"""The engine that stands: items come, change and go while lines are matched one statement after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.receivables.matching.calibration import Calibration, Tally, lower_bound
from encours.receivables.matching.contract import SettledDocument
from encours.receivables.matching.engine import Matcher
from tests.receivables.matching.world import PAYERS, TRUSTING, D, from_a, item, receipt, run, shown

ITEMS = [item("f1", 120000, ref="FA-2026-00123"), item("f2", 12345, ref="FA-2026-00124")]


def matcher(*items: object) -> Matcher:
    return Matcher(items, PAYERS, calibration=TRUSTING)  # type: ignore[arg-type]


def test_each_run_starts_from_all_items_open() -> None:
    engine = matcher(*ITEMS)
    line = from_a(120000, "FA-2026-00123")
    assert engine.match([line]) == engine.match([line]) == run([line], ITEMS)


def test_items_come_change_and_go() -> None:
    engine = matcher()
    line = from_a(120000, "FA-2026-00123")
    assert engine.match([line]).proposals == ()
    engine.update(ITEMS)
    assert shown(engine.match([line]))[0][2] == "automatic"
    engine.update([replace(ITEMS[0], open_minor=70000)])
    assert shown(engine.match([from_a(70000, "FA-2026-00123")]))[0] == ("f1", "number+amount+payer_known", "automatic")
    assert engine.match([line]).proposals[0].decision == "suggested"
    engine.update([replace(ITEMS[0], open_minor=0)])
    assert [p.decision for p in engine.match([line]).proposals if "f1" in {a.item for a in p.applications}] == []
    engine.update([ITEMS[0]])
    assert shown(engine.match([line]))[0][2] == "automatic"


def test_a_document_settled_before_is_paid_again_and_not_matched_with_another() -> None:
    engine = matcher(*[replace(one, document_minor=one.open_minor) for one in ITEMS])
    engine.update([replace(ITEMS[0], open_minor=0, document_minor=120000)])
    again = engine.match([from_a(120000, "FA-2026-00123")])
    assert again.proposals == ()
    assert again.verdicts[0].kind == "on_account"


def test_a_settled_document_named_speaks_against_an_answer_from_the_amount() -> None:
    old = [SettledDocument("A", "EUR", "FA-2025-00900", 12345, D)]
    found = run([from_a(12345, "FA-2025-00900")], [ITEMS[1]], settled=old)
    assert found.proposals[0].decision == "suggested"
    assert "paid_before" in {reason.code for reason in found.proposals[0].counter_evidence}


def test_a_line_decided_on_before_is_a_duplicate_and_its_account_is_known() -> None:
    engine = matcher(ITEMS[1])
    strange = {"counterparty_iban": "BE71096123456769", "bank_account": "X", "bank_reference": "BR1"}
    engine.decide(receipt(500, id="old", **strange), ["A"])
    assert engine.match([receipt(500, id="new", **strange)]).verdicts[0].kind == "duplicate"
    assert engine.match([receipt(500, id="old", **strange)]).verdicts[0].kind == "receipt"
    seen = engine.match([receipt(12345, id="r", counterparty_iban="BE71096123456769")])
    assert shown(seen) == [("f2", "single_rare+amount+payer_seen", "automatic")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from([500, 900, 1300])), max_size=25))
def test_a_matcher_that_was_updated_says_what_a_new_one_says(changes: list[tuple[int, int]]) -> None:
    lines = [from_a(minor, f"FA-2026-0000{n}" if n % 2 else "", id=f"r{n}") for n, minor in enumerate((500, 900, 1300, 1400, 1800))]
    engine, now = matcher(), {}
    for number, minor in changes:
        now[number] = item(f"i{number}", minor, ref=f"FA-2026-0000{number}", day=number - 40)
        engine.match(lines)
        engine.update([now[number]])
    mine, fresh = engine.match(lines), run(lines, list(now.values()))
    assert mine == fresh


def test_one_line_is_answered_at_once_among_many_items() -> None:
    engine = matcher(
        *[item(f"i{n:05}", 10000 + 7 * n, "A" if n % 40 == 0 else "B", ref=f"FA-2026-{n:06}", day=-(n % 300)) for n in range(20000)]
    )
    for line in (from_a(10000 + 7 * 400, "FA-2026-000400"), from_a(31234567, "merci"), receipt(10000 + 7 * 77, "FA-2026-00O077")):
        started = process_time()
        engine.match([line])
        assert process_time() - started < 0.5


@pytest.mark.parametrize(
    ("shipped", "own", "posts"),
    [
        (Tally(5000, 0), Tally(), True),
        (Tally(5000, 5), Tally(), True),
        (Tally(5000, 10), Tally(), False),
        (Tally(5000, 0), Tally(100, 2), False),
        (Tally(5000, 0), Tally(3000, 2), True),
        (Tally(200, 0), Tally(), False),
        (Tally(200, 0), Tally(600, 0), True),
        (Tally(), Tally(), False),
    ],
)
def test_a_prior_is_worth_a_thousand_cases_and_the_companys_own_history_moves_it(shipped: Tally, own: Tally, posts: bool) -> None:
    assert Calibration({"r": shipped}, {"r": own}).may_post("r") is posts


@given(st.integers(1, 100000), st.integers(0, 50))
def test_the_lower_bound_is_below_the_measured_precision_and_rises_with_more_cases(cases: int, wrong: int) -> None:
    wrong = min(wrong, cases)
    bound = lower_bound(cases, wrong)
    assert -1e-9 <= bound <= 1 - wrong / cases + 1e-9
    assert lower_bound(cases * 2, wrong * 2) >= bound


@pytest.mark.parametrize(
    ("days", "due", "rule"),
    [(-9, -2, "single_rare_again"), (-9, 20, "single_rare_again_early"), (-35, -2, "single_rare_monthly"), (-90, -2, "single_rare")],
)
def test_the_same_sum_shortly_before_is_a_class_of_its_own(days: int, due: int, rule: str) -> None:
    engine = matcher(item("f1", 12345, day=-20, due_on=D + timedelta(due)))
    engine.decide(from_a(12345, id="r0", day=days), ["A"])
    assert engine.match([from_a(12345)]).proposals[0].rule == f"{rule}+amount+payer_known"


def test_a_settled_number_and_a_sum_paid_some_days_ago_are_a_second_payment_even_beside_open_equals() -> None:
    engine = matcher(item("f1", 12345, ref="FA-2026-00124", document_minor=12345), *[item(f"e{n}", 12345, due_on=D) for n in range(2)])
    engine.update([item("f1", 0, ref="FA-2026-00124", document_minor=12345)])
    line = from_a(12345, "FA-2026-00124")
    assert engine.match([line]).proposals[0].rule.startswith("single_rare_paid_again")
    engine.decide(from_a(12345, id="r0", day=-9), ["A"])
    assert engine.match([line]).proposals == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [("facture 1124", "tail_among"), ("factures 1124 1125", "tail_among_many")],
)
def test_last_digits_that_choose_among_equal_amounts_are_the_surer_the_more_there_are(text: str, what: str) -> None:
    equal = [item(f"f{n}", 12345, ref=f"FA-2026-{n:05}") for n in (1124, 1125, 124)]
    many = 2 if what.endswith("many") else 1
    assert run([from_a(12345 * many, text)], equal).proposals[0].rule.split("+")[0] == what


def test_a_guessed_payer_does_not_hide_the_document_of_another_that_is_named_and_discounted() -> None:
    offered = item("b1", 100000, "B", ref="FA-2026-00123", discount_minor=2000, discount_until=D + timedelta(2))
    line = receipt(98000, "FA-2026-00123", counterparty_name="Menuiserie du Moul")
    found = run([line], [offered, item("m1", 5000, "M")])
    assert [one.item for one in found.proposals[0].applications] == ["b1", "b1"]


def test_of_a_guessed_payer_somebodys_item_of_the_sum_comes_before_a_part_of_the_oldest() -> None:
    line = receipt(23461, "merci", counterparty_name="Menuiserie du Moul")
    found = run([line], [item("b1", 23461, "B"), item("m1", 500000, "M")])
    assert [p.applications[0].item for p in found.proposals] == ["b1", "m1"]
    assert found.proposals[0].decision == "suggested"
