"""What the past teaches: how often each rule was right, which may record, how each customer pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.matching.calibration import PRIOR_CASES, REQUIRED_BOUND, REQUIRED_MIX, Calibration, Tally, lower_bound
from encours.receivables.matching.contract import Application, OpenItem, Receipt
from encours.receivables.matching.learn_habits import learn_habits
from encours.receivables.matching.payer import KnownCustomer, Payers
from encours.receivables.matching.replay import History, PastReceipt, back_test

START = date(2026, 1, 5)


def invoice(number: str, customer: str, minor: int, day: int = 0, due: int = 30) -> OpenItem:
    on = START + timedelta(days=day)
    return OpenItem(number, customer, "EUR", minor, on, on + timedelta(days=due), document_ref=number)


def paid(line: str, customer: str, day: int, *parts: tuple[str, int] | tuple[str, int, str], text: str = "", iban: str = "") -> PastReceipt:
    applications = tuple(Application(part[0], part[1], part[2] if len(part) > 2 else "payment") for part in parts)  # type: ignore[arg-type]
    money = sum(one.amount_minor for one in applications if one.kind in ("payment", "credit_note"))
    return PastReceipt(
        Receipt(line, "EUR", money, START + timedelta(days=day), remittance=text, counterparty_iban=iban, counterparty_name=customer),
        customer,
        applications,
    )


def test_a_rule_that_was_right_is_told_from_one_that_was_wrong() -> None:
    items = [invoice(f"FA-2026-{n:04}", "DUPONT", 10_000 + n * 37, day=n) for n in range(1, 9)]
    past = [paid(f"L{n}", "DUPONT", 40 + n, (f"FA-2026-{n:04}", 10_000 + n * 37), text=f"FA-2026-{n:04}") for n in range(1, 8)]
    # The last one names one document and was recorded, to the cent, on another: an answer from the number is wrong there.
    odd = invoice("FA-2026-0099", "DUPONT", 10_000 + 8 * 37, day=1)
    past.append(paid("L8", "DUPONT", 60, ("FA-2026-0099", 10_000 + 8 * 37), text="FA-2026-0008"))
    result = back_test(History(past, [*items, odd]), Payers.of([KnownCustomer("DUPONT", "Dupont SA")]))
    assert result.receipts == 8 and result.alone >= 7 and result.wrong == 1
    (example,) = result.examples
    assert (example.receipt, dict(example.proposed), dict(example.recorded)) == ("L8", {"FA-2026-0008": 10_296}, {"FA-2026-0099": 10_296})
    assert result.alone + result.first_right + result.missed == result.receipts


def test_what_a_day_settled_is_not_open_the_day_after() -> None:
    items = [invoice("FA-2026-0001", "DUPONT", 50_000)]
    past = [
        paid("L1", "DUPONT", 10, ("FA-2026-0001", 20_000), text="FA-2026-0001"),
        paid("L2", "DUPONT", 20, ("FA-2026-0001", 30_000), text="FA-2026-0001"),
    ]
    result = back_test(History(past, items), Payers.of([KnownCustomer("DUPONT", "Dupont SA")]))
    assert result.missed == 0 and result.wrong == 0


def test_what_a_rule_recorded_happened_but_proves_nothing() -> None:
    items = [invoice("FA-2026-0001", "DUPONT", 50_000), invoice("FA-2026-0002", "DUPONT", 50_000)]
    first = replace(paid("L1", "DUPONT", 10, ("FA-2026-0001", 50_000), text="FA-2026-0001"), is_told=False)
    result = back_test(
        History([first, paid("L2", "DUPONT", 20, ("FA-2026-0002", 50_000))], items), Payers.of([KnownCustomer("DUPONT", "Dupont SA")])
    )
    assert result.receipts == 1 and result.missed == 0, "one item is left of this amount, since the other is paid"


def test_what_was_settled_otherwise_is_no_rival_after_its_day() -> None:
    items = [invoice("FA-2026-0001", "DUPONT", 50_000), invoice("FA-2026-0002", "DUPONT", 50_000, day=1)]
    past = [paid("L2", "DUPONT", 20, ("FA-2026-0002", 50_000))]
    payers = Payers.of([KnownCustomer("DUPONT", "Dupont SA", ibans=("FR7630001007941234567890185",))])
    known = [replace(one, receipt=replace(one.receipt, counterparty_iban="FR7630001007941234567890185")) for one in past]
    assert back_test(History(known, items), payers).alone == 0, "two items of one amount"
    assert back_test(History(known, items, [(START + timedelta(days=5), "FA-2026-0001", 50_000)]), payers).alone == 1


def test_nothing_happened() -> None:
    result = back_test(History([], []), Payers())
    assert (result.receipts, result.alone, result.wrong, result.missed) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("shipped", "own", "posts"),
    [
        pytest.param(Tally(50_000, 0), Tally(), True, id="shipped and never wrong"),
        pytest.param(Tally(50_000, 200), Tally(), False, id="shipped at 99.6 %, which a thousand cases cannot prove"),
        pytest.param(Tally(), Tally(500, 0), False, id="five hundred right prove nothing yet"),
        pytest.param(Tally(), Tally(1_000, 0), True, id="a thousand right of its own"),
        pytest.param(Tally(50_000, 0), Tally(3, 3), False, id="three undos outweigh fifty thousand shipped cases"),
        pytest.param(Tally(50_000, 0), Tally(6_000, 3), True, id="and a long good history outweighs three undos"),
        pytest.param(Tally(), Tally(), False, id="nothing known"),
    ],
)
def test_a_rule_records_only_while_it_is_proven(shipped: Tally, own: Tally, posts: bool) -> None:
    assert Calibration({"rule": shipped}, {"rule": own}).may_post("rule") is posts


def test_a_rule_that_was_switched_off_records_nothing() -> None:
    assert not Calibration({"rule": Tally(5000, 0)}, off=frozenset({"rule"})).may_post("rule")


tallies = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(lambda n, share: Tally(n, int(n * share)), st.integers(0, 60_000), st.sampled_from([0, 0, 0.0005, 0.002, 0.1])),
)


@given(tallies, tallies)
def test_all_that_record_are_proven_alone_and_together(shipped: dict[str, Tally], own: dict[str, Tally]) -> None:
    calibration = Calibration(shipped, own)
    cases = wrong = 0.0
    for rule in calibration.posting:
        prior, mine = shipped.get(rule, Tally()), own.get(rule, Tally())
        weight = min(1.0, PRIOR_CASES / prior.cases) if prior.cases else 0.0
        n, bad = prior.cases * weight + mine.cases, prior.wrong * weight + mine.wrong
        assert lower_bound(n, bad) >= REQUIRED_BOUND
        cases, wrong = cases + n, wrong + bad
    assert wrong <= cases * (1 - REQUIRED_MIX) + 1e-9


def habit(past: Sequence[PastReceipt], items: Sequence[OpenItem], customer: str, *, today: int = 100) -> object:
    return learn_habits(History(past, items), START + timedelta(days=today)).of(customer)


def test_a_customer_who_pays_the_oldest_first_whatever_is_open() -> None:
    items = [invoice(f"F{n}", "C", 1000, day=n) for n in range(12)]
    past = [paid(f"L{n}", "C", 40 + n, ("F0", 1000), ("F1", 1000), ("F2", 400)) for n in range(1)]
    past += [
        paid("L9", "C", 50, ("F2", 600), ("F3", 1000), ("F4", 100)),
        paid("L10", "C", 60, ("F4", 900), ("F5", 300)),
        paid("L11", "C", 61, ("F5", 700), ("F6", 10)),
    ]
    found = habit(past, items, "C", today=62)
    assert (found.oldest_first, found.by_statement) == (3, 0)  # type: ignore[attr-defined]


def test_a_customer_who_pays_all_that_is_due() -> None:
    items = [invoice(f"F{n}", "C", 1000 + n, day=n, due=10) for n in range(8)]
    past = [paid(f"L{n}", "C", 20 + n, (f"F{2 * n}", 1000 + 2 * n), (f"F{2 * n + 1}", 1001 + 2 * n)) for n in range(4)]
    assert habit(past, items, "C", today=24).by_statement == 3  # type: ignore[attr-defined]


def test_a_customer_who_always_takes_two_percent_and_pays_for_its_branch() -> None:
    items = [invoice(f"F{n}", "BRANCH", 10_000, day=n) for n in range(4)]
    past = [paid(f"L{n}", "C", 20 + n, (f"F{n}", 9_800), (f"F{n}", 200, "cash_discount")) for n in range(4)]
    found = habit(past, items, "C", today=24)
    assert (found.minus_permille, found.minus_count, dict(found.pays_for)) == (20, 4, {"BRANCH": 3})  # type: ignore[attr-defined]


def test_a_habit_fades() -> None:
    items = [invoice(f"F{n}", "C", 1000 + n, day=n, due=10) for n in range(8)]
    past = [paid(f"L{n}", "C", 20 + n, (f"F{2 * n}", 1000 + 2 * n), (f"F{2 * n + 1}", 1001 + 2 * n)) for n in range(4)]
    assert habit(past, items, "C", today=24 + 365).by_statement < habit(past, items, "C", today=24).by_statement  # type: ignore[attr-defined]
    assert habit(past, items, "C", today=24 + 3650).by_statement == 0  # type: ignore[attr-defined]
