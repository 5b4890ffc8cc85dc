"""Document numbers as payers and banks write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from encours.receivables.matching import keys
from encours.receivables.matching.contract import Receipt
from encours.receivables.matching.keys import SHORT, number_keys, wanted_keys
from encours.receivables.matching.mangled import one_away
from tests.receivables.matching.world import D, against, from_a, item, receipt, run, shown

A = [
    item("i0", 111100, ref="FA-2026-00123", po_number="PO4512345", creditor_reference="RF31FA2026000123"),
    item("i1", 22220, ref="FA-2026-00124"),
    item("i2", 33330, ref="FA-2026-00125"),
    item("i3", 44440, ref="FA-2026-00126"),
    item("i4", 55550, ref="FA-2026-00987"),
]
B = [item(f"b{n}", 70000 + n, "B", ref=f"FA-2026-0{n:04}") for n in range(200, 240)]


@pytest.mark.parametrize(
    ("text", "minor", "items"),
    [
        ("FA-2026-00123", 111100, "i0"),
        ("fa 2026 123", 111100, "i0"),
        ("FA2026/00123", 111100, "i0"),
        ("FA26-00123", 111100, "i0"),
        ("FA 26/123", 111100, "i0"),
        ("FA00123", 111100, "i0"),
        ("2026-00123", 111100, "i0"),
        ("00123", 111100, "i0"),
        ("FA-2026-001 23", 111100, "i0"),
        ("VOTRE COMMANDE PO 4512345", 111100, "i0"),
        ("RF31 FA20 2600 0123", 111100, "i0"),
        ("FA-2O26-OO123", 111100, "i0"),
        ("FA-2026-0O123", 111100, "i0"),
        ("FA-2026-00132", 111100, "i0"),
        ("FA-2026-0123", 111100, "i0"),
        ("FA-2026-001123", 111100, "i0"),
        ("FA-2026-00623", 111100, "i0"),
        ("PAIEMENT DE VOTRE FACTURE FA-2026-0", 55550, "i4"),
        ("FA-2026-00123/124/126", 177760, "i0 i1 i3"),
        ("FA-2026-00123, 24, 26", 177760, "i0 i1 i3"),
        ("FA-2026-00123 et 124", 133320, "i0 i1"),
        ("FA-2026-00123 à 00126", 211090, "i0 i1 i2 i3"),
        ("FA-2026-00123 - 126", 211090, "i0 i1 i2 i3"),
        ("Rechnungen FA-2026-00123 bis 126", 211090, "i0 i1 i2 i3"),
        ("FA-2026-00123 FA-2026-00124 tel 0145678901 du 01/02/2026", 133320, "i0 i1"),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, minor: int, items: str) -> None:
    found = run([from_a(minor, text)], [*A, *B])
    assert shown(found)[0][0] == items
    assert found.proposals[0].decision == "automatic"


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("FA-2026-00123", 95000),
        ("commande 1234 du 26/03", 777),
        ("FA-2026-00132", 70003),
        ("2026", 70005),
        ("123", 111100),
    ],
)
def test_a_number_proves_nothing_where_payer_and_amount_do_not_agree(text: str, minor: int) -> None:
    found = run([receipt(minor, text)], [*A, *B])
    exact = [p for p in found.proposals if p.decision == "automatic" and p.rule.split("+")[1] == "amount"]
    assert exact == []


def test_a_slip_is_accepted_of_an_unknown_payer_only_when_the_amount_confirms_it() -> None:
    assert shown(run([receipt(55550, "FA-2026-00978")], [*A, *B])) == [("i4", "fuzzy+amount+payer_unknown", "automatic")]
    assert run([receipt(55551, "FA-2026-00978")], [*A, *B]).proposals == ()


def test_a_list_is_said_to_be_one() -> None:
    made = run([from_a(177760, "FA-2026-00123/124/126")], A).proposals[0]
    assert [reason.code for reason in made.evidence][:3] == ["reference", "in_list", "in_list"]
    assert [reason.values["fragment"] for reason in made.evidence[:3]] == ["FA-2026-00123", "124", "126"]


def test_a_longer_number_that_ends_like_one_of_ours_is_not_ours() -> None:
    found = run([receipt(22220, "REF 99FA202600124")], A)
    assert [p.decision for p in found.proposals] == ["suggested"]


def test_the_right_installment_is_chosen_by_the_amount() -> None:
    parts = [item(f"p{n}", minor, ref="FA-2026-00500") for n, minor in enumerate((1000, 2500, 4000))]
    assert shown(run([from_a(2500, "FA-2026-00500")], parts)) == [("p1", "number_one+amount+payer_known", "automatic")]
    assert shown(run([from_a(7500, "FA-2026-00500")], parts)) == [("p0 p1 p2", "number+amount+payer_known", "automatic")]
    equal = [item(f"p{n}", 1000, ref="FA-2026-00500") for n in range(3)]
    assert against(run([from_a(1000, "FA-2026-00500")], equal)) >= {"several_solutions"}


def test_a_document_that_is_not_named_completes_the_sum_when_only_one_can() -> None:
    assert shown(run([from_a(133320, "FA-2026-00123 + reste")], A)) == [("i0 i1", "number_more1+amount+payer_known", "automatic")]


# Nobody numbers a year or a series 00: written with a separator, it would be a number of its own.
@given(
    st.from_regex(r"([A-Z0-9]{0,4}[-/. _#]{0,2}){1,3}(20|19)?[0-9]{0,4}[-/. ]?0{0,4}[0-9]{1,9}", fullmatch=True), st.none() | st.integers(2020, 2030)
)  # fmt: skip
@example("FA2025-00000123", 2025)
@example("12/2025/0012", None)
@example("A/2019/19-2025", None)
def test_numbers_of_a_series_have_the_keys_that_each_has_by_itself(number: str, year: int | None) -> None:
    assert list(number_keys(number, year).items()) == list(keys._number_keys(number, year).items())


@given(st.from_regex(r"[A-Z]{0,4}[-/. ]?(20)?(0[1-9]|[1-9][0-9])[-/. ]?[0-9]{3,6}", fullmatch=True))
def test_wanted_keys_hold_a_key_of_every_number_written_as_it_is(number: str) -> None:
    wanted = wanted_keys([Receipt("r", "EUR", 1, D, remittance=f"REGLEMENT FACTURE {number} MERCI")])
    strong = {key for key, grade in number_keys(number).items() if grade >= SHORT}
    assert not strong or wanted & strong


@given(st.text("0123456789", min_size=1, max_size=12))
def test_numbers_one_away_are_one_edit_away_and_hold_no_number_itself(digits: str) -> None:
    for other in one_away(digits):
        assert abs(len(other) - len(digits)) <= 1
