"""Payment advices: joined to the money by what they name, or by total, day and payer; resolved line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest

from encours.receivables.matching.contract import OpenItem, RemittanceAdvice, RemittanceLine
from tests.receivables.matching.world import IBAN_A, D, against, from_a, item, parts, receipt, run, shown

ITEMS = [
    item("f1", 35200, ref="FA-2026-00123"),
    item("f2", 6100, ref="FA-2026-00124"),
    item("f3", 4170, ref="FA-2026-00125"),
    item("c1", -1280, ref="AV-2026-00001", kind="credit_note"),
    item("b1", 4170, "B", ref="FA-2026-00126"),
]


def advice(*lines: tuple[str, int] | RemittanceLine, receipt: str | None = "r1", **more: object) -> RemittanceAdvice:
    made = tuple(one if isinstance(one, RemittanceLine) else RemittanceLine(*one) for one in lines)
    return RemittanceAdvice("adv1", "EUR", made, receipt, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "lines", "rule", "expected"),
    [
        (41300, [("FA-2026-00123", 35200), ("FA-2026-00124", 6100)], "advice_stated+amount", [("f1", 35200, "payment"), ("f2", 6100, "payment")]),
        (33920, [("FA-2026-00123", 35200), ("AV-2026-00001", -1280)], "advice_stated+amount", [("f1", 35200, "payment"), ("c1", -1280, "credit_note")]),
        (35200, [("Invoice #123", 35200)], "advice_stated_like+amount", [("f1", 35200, "payment")]),
        (35200, [("FA-2026-00132", 35200)], "advice_stated_like+amount", [("f1", 35200, "payment")]),
        (6100, [("XYZ-77", 6100)], "advice_stated_like+amount", [("f2", 6100, "payment")]),
        (30000, [("FA-2026-00123", 30000)], "advice_stated+part", [("f1", 30000, "payment")]),
        (
            30000, [RemittanceLine("FA-2026-00123", 30000, memo="Deduction: damaged goods")], "advice_stated+withheld",
            [("f1", 30000, "payment"), ("f1", 5200, "short_payment")],
        ),
        (34496, [RemittanceLine("FA-2026-00123", 34496, 704)], "advice_stated+discount", [("f1", 34496, "payment"), ("f1", 704, "cash_discount")]),
        (34496, [RemittanceLine("FA-2026-00123", 34496, memo="less 2% Skonto")], "advice_stated+discount", [("f1", 34496, "payment"), ("f1", 704, "cash_discount")]),
        (34200, [("FA-2026-00123", 35200)], "advice_stated+fee", [("f1", 34200, "payment"), ("f1", 1000, "bank_fee")]),
    ],
)  # fmt: skip
def test_an_advice_is_followed_line_by_line(
    minor: int, lines: list[tuple[str, int]], rule: str, expected: list[tuple[str, int, str]]
) -> None:
    found = run([from_a(minor, "selon avis")], ITEMS, remittances=[advice(*lines)])
    assert found.proposals[0].rule == f"{rule}+payer_known"
    assert parts(found) == expected
    assert found.proposals[0].decision == "automatic"


def test_an_advice_that_names_no_line_is_joined_by_total_day_and_payer() -> None:
    lines = [("FA-2026-00124", 6100), ("FA-2026-00125", 4170)]
    named = {"receipt": None, "payer_name": "ALPHA", "sent_on": D - timedelta(4)}
    assert shown(run([from_a(10270)], ITEMS, remittances=[advice(*lines, **named)])) == [
        ("f2 f3", "advice_total+amount+payer_known", "automatic")
    ]
    for minor, money in ((9770, "fee"), (10170, "fee_odd")):
        less = run([from_a(minor)], ITEMS, remittances=[advice(*lines, **named)])
        assert shown(less) == [("f2 f3", f"advice_total+{money}+payer_known", "automatic")]
    late = advice(*lines, **{**named, "sent_on": D - timedelta(11)})
    assert all("advice" not in p.rule for p in run([from_a(10270)], ITEMS, remittances=[late]).proposals)
    other = advice(*lines, **{**named, "payer_name": "Bêta SAS"})
    assert all("advice" not in p.rule for p in run([from_a(10270)], ITEMS, remittances=[other]).proposals)


def test_two_advices_of_one_total_are_a_doubt_and_one_is_used_once() -> None:
    twins = [
        RemittanceAdvice(f"adv{n}", "EUR", (RemittanceLine(ref, minor),), payer_name="ALPHA", total_minor=6100)
        for n, (ref, minor) in enumerate([("FA-2026-00124", 6100), ("FA-2026-00999", 6100)])
    ]
    found = run([from_a(6100)], [*ITEMS, item("f9", 6100, ref="FA-2026-00999")], remittances=twins)
    assert "several_solutions" in against(found)
    once = [RemittanceAdvice("adv1", "EUR", (RemittanceLine("FA-2026-00124", 6100),), payer_name="ALPHA")]
    lines = [from_a(6100, id="r1"), from_a(6100, id="r2", day=1)]
    assert [p.receipt for p in run(lines, ITEMS, remittances=once).proposals if p.decision == "automatic"] == ["r1"]


def test_lines_of_an_advice_that_are_not_open_keep_it_from_being_recorded() -> None:
    found = run([from_a(41300)], ITEMS, remittances=[advice(("FA-2026-00123", 35200), ("FA-2026-77777", 6099))])
    assert found.proposals[0].decision == "suggested"
    assert "not_open" in against(found)


def test_an_advice_that_lists_somebody_elses_document_is_a_conflict() -> None:
    items = [*ITEMS[:2], item("b1", 4170, "B", ref="FA-2026-00126")]
    found = run([receipt(4170, counterparty_iban=IBAN_A)], items, remittances=[advice(("FA-2026-00126", 4170))])
    assert all(p.decision == "suggested" for p in found.proposals)


def test_r72_one_wire_for_412_invoices_with_65_deductions() -> None:
    items: list[OpenItem] = [item(f"i{n:03}", 10000 + 7 * n, ref=f"FA-2026-{n + 1:05}") for n in range(412)]
    others = [item(f"o{n:04}", 20000 + n, "B", ref=f"FA-2025-{n + 1:05}") for n in range(3000)]
    held = {n: 150 + n for n in range(0, 412, 6)}
    held = dict(list(held.items())[:65])
    lines = [
        RemittanceLine(one.document_ref, one.open_minor - held.get(n, 0), memo="Deduction: short delivery" if n in held else "")
        for n, one in enumerate(items)
    ]
    total = sum(line.amount_minor for line in lines)
    started = process_time()
    found = run([from_a(total)], [*items, *others], remittances=[advice(*lines)])
    assert process_time() - started < 3
    made = found.proposals[0]
    assert made.decision == "automatic"
    assert sum(a.amount_minor for a in made.applications if a.kind == "payment") == total
    assert [a.amount_minor for a in made.applications if a.kind == "short_payment"] == list(held.values())
    assert sum(reason.code == "withheld" for reason in made.evidence) == 65


def test_an_advice_whose_number_the_text_gives_may_be_paid_by_anybody() -> None:
    lines = advice(("FA-2026-00124", 6100), ("FA-2026-00125", 4170), receipt=None, payer_name="ALPHA", sent_on=D)
    named = replace(lines, id="AL675951")
    stranger = {"counterparty_name": "Factor GmbH"}
    found = run([receipt(10270, "Avis AL 675951", **stranger)], ITEMS, remittances=[named])
    assert shown(found)[0][0] == "f2 f3"
    assert all("advice" not in p.rule for p in run([receipt(10270, "Avis", **stranger)], ITEMS, remittances=[named]).proposals)
