"""Which bank line brings which payments in transit."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.matching.payouts import Arrived, FeeRate, Waiting, clear

DAY = date(2026, 3, 2)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def paid(id_: str, minor: int, *, way: str = "transfer", days: int = 0, names: tuple[str, ...] = ()) -> Waiting:
    return Waiting(id_, way, "EUR", minor, after(days), names)  # type: ignore[arg-type]


def came(id_: str, minor: int, *, days: int = 1, text: str = "", charges: int = 0, way: str | None = None) -> Arrived:
    return Arrived(id_, "EUR", minor, after(days), text, charges, way)  # type: ignore[arg-type]


CASES = {
    "the only payment and the only line of an amount": ([came("L", 120_00)], [paid("a", 120_00), paid("b", 99_00)], [("L", ("a",), 0)], []),
    "two payments of one amount": ([came("L", 120_00)], [paid("a", 120_00), paid("b", 120_00)], [], [("L", ("a",), 2)]),
    "two lines for one payment": ([came("L", 120_00), came("M", 120_00)], [paid("a", 120_00)], [], [("L", ("a",), 2), ("M", ("a",), 2)]),
    "a name decides between equal amounts": (
        [came("L", 120_00, text="VIR FA-2026 002")], [paid("a", 120_00, names=("FA-2026001",)), paid("b", 120_00, names=("FA-2026002",))], [("L", ("b",), 0)], []),
    "a name that is too short decides nothing": ([came("L", 120_00, text="VIR 1")], [paid("a", 120_00, names=("1",)), paid("b", 120_00, names=("2",))], [], [("L", ("a",), 2)]),
    "what the bank kept": ([came("L", 115_00, charges=5_00)], [paid("a", 120_00)], [("L", ("a",), 5_00)], []),
    "too late": ([came("L", 120_00, days=9)], [paid("a", 120_00)], [], []),
    "a deposit of a day's cheques": (
        [came("L", 300_00, days=3)], [paid("a", 100_00, way="cheque"), paid("b", 200_00, way="cheque"), paid("c", 50_00, way="cheque", days=2)], [("L", ("a", "b"), 0)], []),
    "a deposit of some cheques of a day": (
        [came("L", 150_00, days=3, way="cheque")], [paid("a", 100_00, way="cheque"), paid("b", 200_00, way="cheque"), paid("c", 50_00, way="cheque")], [("L", ("a", "c"), 0)], []),
    "some cheques of a line that does not say that it is a deposit": (
        [came("L", 150_00, days=3)], [paid("a", 100_00, way="cheque"), paid("b", 200_00, way="cheque"), paid("c", 50_00, way="cheque")], [], []),
    "a deposit that two sets of cheques make": (
        [came("L", 300_00, days=3, way="cheque")],
        [paid("a", 100_00, way="cheque"), paid("b", 200_00, way="cheque"), paid("c", 50_00, way="cheque"), paid("d", 250_00, way="cheque"), paid("e", 7_00, way="cheque")],
        [], [("L", ("c", "d"), 2)]),
    "cheques and transfers are no deposit": ([came("L", 300_00)], [paid("a", 100_00, way="cheque"), paid("b", 200_00)], [], []),
    "bills of a remittance at maturity, less the bank's charge": (
        [came("L", 11988_00, charges=12_00)], [paid("a", 7000_00, way="bill"), paid("b", 5000_00, way="bill")], [("L", ("a", "b"), 12_00)], []),
    "a payout less a fee that the bank states": (
        [came("L", 278_00, charges=2_00)], [paid("a", 100_00, way="card"), paid("b", 200_00, way="card"), paid("r", -20_00, way="card")], [("L", ("a", "b", "r"), 2_00)], []),
    "a payout of two days at a known rate": (
        [came("L", 295_50, days=2)], [paid("a", 100_00, way="card"), paid("b", 200_00, way="card", days=1)], [("L", ("a", "b"), 4_50)], []),
    "a payout whose fee nobody states": ([came("L", 290_00, way="card")], [paid("a", 100_00, way="card"), paid("b", 200_00, way="card")], [], [("L", ("a", "b"), 2)]),
    "money that goes out": ([came("L", -120_00)], [paid("a", -120_00)], [], []),
    "nothing at all": ([], [], [], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_line_clears_what_it_alone_can_bring(case):
    lines, waiting, certain, suggested = CASES[case]
    found = clear(lines, waiting, fees={"": FeeRate(150)})
    assert [(one.line, one.payments, one.fee_minor) for one in found.certain] == certain
    assert [(one.line, one.payments, one.solutions) for one in found.suggested] == suggested


amounts = st.lists(st.integers(1, 40), min_size=1, max_size=12)
ways = st.sampled_from(["cheque", "card", "bill", "transfer"])


@given(
    st.lists(st.tuples(st.integers(-5, 60), ways, st.integers(0, 6)), max_size=14),
    st.lists(st.tuples(st.integers(1, 120), st.integers(0, 9), st.integers(0, 2)), max_size=6),
    st.randoms(),
)
def test_every_cent_is_accounted_for_and_nothing_is_taken_twice_in_any_order(payments, lines, random: Random):
    waiting = [paid(f"p{n:02}", minor, way=way, days=days) for n, (minor, way, days) in enumerate(payments) if minor]
    arrived = [came(f"L{n}", minor, days=days, charges=charges) for n, (minor, days, charges) in enumerate(lines)]
    found = clear(arrived, waiting)
    by_id = {one.id: one for one in waiting}
    for one in (*found.certain, *found.suggested):
        line = next(line for line in arrived if line.id == one.line)
        assert sum(by_id[payment].amount_minor for payment in one.payments) - one.fee_minor == line.amount_minor
    used = [payment for one in found.certain for payment in one.payments]
    assert len(used) == len(set(used))
    assert len({one.line for one in found.certain}) == len(found.certain)
    assert all(set(one.payments).isdisjoint(used) for one in found.suggested)
    random.shuffle(waiting)
    random.shuffle(arrived)
    assert clear(arrived, waiting) == found


def test_a_search_that_is_cut_short_is_not_certain():
    cheques = [paid(f"c{n:02}", 1000 + n * n, way="cheque", days=n % 3) for n in range(40)]
    wanted = sum(one.amount_minor for one in cheques[::2])
    found = clear([came("L", wanted, days=4, way="cheque")], cheques)
    assert found.certain == ()
