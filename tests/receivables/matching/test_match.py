"""Who paid what, from receipts and open items: the whole engine."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.kernel.wording import LANGUAGES
from encours.receivables.matching.calibration import Calibration, Tally
from encours.receivables.matching.contract import Matching, OpenItem, Proposal, Receipt
from encours.receivables.matching.engine import match
from encours.receivables.matching.policy import CustomerTerms, Policy
from encours.receivables.matching.rule_text import rule_words
from tests.receivables.matching.world import IBAN_A, PAYERS, D, against, from_a, item, receipt, run, shown

OPEN = [
    item("f1", 120000, ref="FA-2026-00123"),
    item("f2", 5000, ref="FA-2026-00124"),
    item("f3", 5000, ref="FA-2026-00125", day=-20),
    item("a1", -1000, ref="AV-2026-00007", kind="credit_note"),
    item("g1", 77700, "G1", ref="FA-2026-00200"),
]
FROM_G = {"counterparty_iban": "DE89370400440532013000"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (receipt(120000, "REGLEMENT FA-2026-00123"), ("f1", "number+amount+payer_unknown", "automatic")),
        (receipt(120000, "reglement fa2026 123 merci"), ("f1", "number+amount+payer_unknown", "automatic")),
        (receipt(120000, "FACTURE FA20260 0123"), ("f1", "number+amount+payer_unknown", "automatic")),
        (receipt(125000, "FA-2026-00123, FA-2026-00125"), ("f1 f3", "number+amount+payer_unknown", "automatic")),
        (receipt(4000, "FA-2026-00125 moins AV-2026-00007"), ("a1 f3", "number+amount+payer_unknown", "automatic")),
        (receipt(4000, "FA-2026-00125"), ("a1 f3", "number_less_credit+amount+payer_unknown", "automatic")),
        (receipt(120000, "FA26/123"), ("f1", "short+amount+payer_unknown", "automatic")),
        (receipt(120000, "202600123"), ("f1", "digits+amount+payer_unknown", "automatic")),
        (from_a(120000, "202600123"), ("f1", "digits+amount+payer_known", "automatic")),
        (from_a(120000), ("f1", "single_scarce+amount+payer_known", "automatic")),
        (receipt(120000, "client CLI-00042"), ("f1", "single_scarce+amount+payer_known", "automatic")),
        (receipt(120000, "SIREN 732 829 320"), ("f1", "single_scarce+amount+payer_known", "automatic")),
        (receipt(120000, mandate_reference="RUM-A-1"), ("f1", "single_scarce+amount+payer_known", "automatic")),
        (receipt(120000, "VIR SEPA ALPHA"), ("f1", "single_scarce+amount+payer_named", "automatic")),
        (receipt(120000, counterparty_name="Alpha S.A.R.L."), ("f1", "single_scarce+amount+payer_named", "automatic")),
        (receipt(120000, counterparty_name="Hugo Martin", text="pour le compte de SARL Alpha"), ("f1", "single_scarce+amount+payer_behalf", "automatic")),
        (from_a(129000), ("a1 f1 f2 f3", "all_open+amount+payer_known", "automatic")),
        (from_a(5000), ("f2", "single_common+amount+payer_known", "suggested")),
        (from_a(120000, "FA-2026-00999"), ("f1", "single_scarce_unread+amount+payer_known", "automatic")),
        (receipt(77700, **FROM_G), ("g1", "single_rare+amount+payer_known_group", "automatic")),
        (receipt(77700, "FA-2026-00200", **FROM_G), ("g1", "number+amount+payer_known_group", "automatic")),
        (receipt(120000), ("f1", "amount+amount+payer_unknown", "suggested")),
        (from_a(100000), ("f1", "oldest+part+payer_known", "suggested")),
    ],
)  # fmt: skip
def test_a_receipt_is_understood_by_its_references_its_payer_and_its_amount(line: Receipt, expected: tuple[str, str, str]) -> None:
    found = run([line], OPEN)
    assert (shown(found) or [None])[0] == expected
    _explained(found.proposals[0])


def test_a_creditor_reference_with_wrong_check_digits_is_read_as_a_number_only() -> None:
    items = [item("f1", 5000, ref="FA2026000123"), item("f2", 5000, ref="FA2026000124")]
    right = run([receipt(5000, "RF31 FA20 2600 0123 MERCI")], items)
    assert shown(right) == [("f1", "rf+amount+payer_unknown", "automatic")]
    assert right.proposals[0].confidence == "certain"
    wrong = run([receipt(5000, "RF32 FA20 2600 0123")], items)
    assert [(p.rule, p.applications[0].item) for p in wrong.proposals] == [("number+amount+payer_unknown", "f1")]


def test_r01_what_is_left_of_a_receipt_stays_visible_and_no_item_falls_below_zero() -> None:
    items = [item(f"i{n}", 3333, ref=f"FA-2026-0030{n}") for n in range(3)]
    found = run([from_a(10000, "FA-2026-00300 FA-2026-00301 FA-2026-00302")], items)
    assert sum(a.amount_minor for a in found.proposals[0].applications) == 9999
    assert found.proposals[0].decision == "suggested"
    assert "overpaid" in against(found)


def test_r67_two_customers_owe_the_same_and_nothing_says_who_paid() -> None:
    found = run([receipt(120000)], [item("fa", 120000, "A"), item("fb", 120000, "B")])
    assert shown(found) == [("fa", "amount+amount+payer_unknown", "suggested"), ("fb", "amount+amount+payer_unknown", "suggested")]
    assert [p.customer for p in found.proposals] == ["A", "B"]
    assert all(p.evidence and p.solutions == 2 for p in found.proposals)
    assert found.verdicts[0].kind == "unknown"


def test_r68_the_payer_is_known_and_the_number_is_another_customers() -> None:
    items = [item("fb", 120000, "B", ref="FA-2026-00500"), item("fa", 120000, "A", ref="FA-2026-00501")]
    found = run([from_a(120000, "FA-2026-00500")], items)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "payer_conflict" in against(found)


def test_r69_a_pair_undone_by_a_person_is_never_automatic_again() -> None:
    found = run([from_a(120000, "FA-2026-00123")], OPEN, refused_pairs={("r1", "f1")})
    assert shown(found)[0] == ("f1", "number+amount+payer_known", "suggested")
    assert "undone" in against(found)


def test_r70_a_backlog_is_only_suggested() -> None:
    found = run([from_a(120000, "FA-2026-00123")], OPEN, policy=Policy(review_before=D.replace(month=4)))
    assert [p.decision for p in found.proposals] == ["suggested"]
    assert against(found) == {"backlog"}


def test_r73_a_reference_broken_by_line_breaks_and_accents_is_shown_as_it_stands() -> None:
    text = "Œuvre réglée : fa-2026-\n00123 merci"
    evidence = run([receipt(120000, text)], OPEN).proposals[0].evidence[0]
    assert evidence.start is not None
    assert text[evidence.start :].startswith(str(evidence.values["fragment"]))


@pytest.mark.parametrize(
    ("more", "policy", "reason"),
    [
        ({"disputed": True}, None, "disputed"),
        ({}, Policy(review_items=frozenset(["f"])), "item_reviewed"),
        ({}, Policy(customers={"A": CustomerTerms(always_review=True)}), "customer_reviewed"),
    ],
)
def test_some_items_and_customers_always_wait_for_a_person(more: dict[str, bool], policy: Policy | None, reason: str) -> None:
    found = run([receipt(900, "FA-2026-00900")], [item("f", 900, ref="FA-2026-00900", **more)], policy=policy)
    assert [p.decision for p in found.proposals] == ["suggested"]
    assert against(found) == {reason}


def test_a_strange_account_is_enough_for_a_document_named_and_not_for_an_amount() -> None:
    strange = {"counterparty_iban": "BE71096123456769", "counterparty_name": "Alpha"}
    assert against(run([receipt(120000, **strange)], OPEN)) == {"new_account"}
    assert [p.decision for p in run([receipt(120000, "FA-2026-00123", **strange)], OPEN).proposals] == ["automatic"]


def test_signs_of_two_customers_decide_nothing() -> None:
    found = run([from_a(120000, counterparty_name="BETA SERVICES")], OPEN)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "payers_disagree" in against(found)


def test_an_item_is_paid_once_and_the_second_payment_stays_on_account() -> None:
    lines = [from_a(120000, "FA-2026-00123", id="late", day=5), from_a(120000, "FA-2026-00123", id="early")]
    found = run(lines, OPEN)
    assert [(p.receipt, p.decision) for p in found.proposals] == [("early", "automatic")]
    late = found.verdicts[1]
    assert (late.kind, late.payer) == ("on_account", "A")
    assert "already_settled" in {reason.code for reason in late.reasons}


def test_a_reference_wins_the_item_over_an_earlier_line_that_has_only_the_amount() -> None:
    items = [item("f1", 120000, ref="FA-2026-00123")]
    lines = [from_a(120000, id="amount"), receipt(120000, "FA-2026-00123", id="named", day=3)]
    assert [(p.receipt, p.decision) for p in run(lines, items).proposals] == [("named", "automatic")]


def test_an_amount_does_not_take_what_another_line_names() -> None:
    items = [item("f1", 120000, ref="FA-2026-00123", disputed=True)]
    lines = [from_a(120000, id="amount"), receipt(60000, "FA-2026-00123", id="named", day=3)]
    found = run(lines, items)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "claimed" in against(found)


def test_what_one_line_proves_about_an_account_serves_the_next() -> None:
    items = [item("f1", 123456, "B", ref="FA-2026-00123"), item("f2", 98765, "B", ref="FA-2026-00124")]
    strange = {"counterparty_iban": "BE71096123456769", "counterparty_name": "Holding XY"}
    lines = [receipt(98765, id="r1", **strange), receipt(123456, "FA-2026-00123", id="r2", day=1, **strange)]
    assert shown(run(lines, items)) == [
        ("f2", "single_rare+amount+payer_seen", "automatic"),
        ("f1", "number+amount+payer_unknown", "automatic"),
    ]


def test_monthly_invoices_of_one_amount_match_while_only_one_is_open() -> None:
    items = [item(f"f{m}", 5000, day=30 * m) for m in range(3)]
    lines = [from_a(5000, id=f"r{m}", day=30 * m + 10) for m in range(3)]
    assert [(p.receipt, p.applications[0].item, p.decision) for p in run(lines, items).proposals] == [
        (f"r{m}", f"f{m}", "automatic") for m in range(3)
    ]


def test_a_rule_records_by_itself_only_while_its_precision_is_proven() -> None:
    line = from_a(120000, "FA-2026-00123")
    for tally, decision in (
        (Tally(1000, 0), "automatic"),
        (Tally(1000, 3), "suggested"),
        (Tally(100, 0), "suggested"),
        (Tally(), "suggested"),
    ):
        found = run([line], OPEN, calibration=Calibration({"number+amount+payer_known": tally}))
        assert [p.decision for p in found.proposals] == [decision]
        assert against(found) == (set() if decision == "automatic" else {"unproven"})


def test_the_shipped_calibration_lets_a_documented_payment_post_and_a_guess_wait() -> None:
    assert [p.decision for p in match([from_a(120000, "FA-2026-00123")], OPEN, PAYERS).proposals] == ["automatic"]
    assert {p.decision for p in match([from_a(100000)], OPEN, PAYERS).proposals} == {"suggested"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (receipt(-1200, "FRAIS TENUE DE COMPTE"), "non_receivable"),
        (receipt(-1200, transaction_code="62"), "non_receivable"),
        (receipt(50, "INTERETS CREDITEURS"), "non_receivable"),
        (receipt(250000, "DGFIP REMBOURSEMENT TVA"), "non_receivable"),
        (receipt(250000, "VIREMENT INTERNE"), "non_receivable"),
        (receipt(250000, transaction_code="30"), "non_receivable"),
        (receipt(1200, "FRAIS DE PORT COMMANDE"), "unknown"),
        (receipt(-1200, "CHEQUE IMPAYE"), "return"),
        (receipt(1200, is_return=True), "return"),
        (receipt(-1200, "VIR FOURNISSEUR"), "unknown"),
        (receipt(0), "unknown"),
        (receipt(10**9, counterparty_iban=IBAN_A), "receipt"),
        (receipt(500, counterparty_iban="FR14 2004 1010 0505 0001 3M02 606"), "on_account"),
        (receipt(500, counterparty_name="Menuiserie du Mou"), "unknown"),
        (from_a(5000, "ACOMPTE SUR DEVIS 90599"), "on_account"),
        (from_a(60000, "ACOMPTE FA-2026-00123"), "receipt"),
        (from_a(2500, "ACOMPTE 1/2"), "receipt"),
        (receipt(5000, "ACOMPTE SUR DEVIS 90599"), "unknown"),
        (receipt(120000, "VIREMENT INTERNE FA-2026-00123"), "receipt"),
    ],
)
def test_a_line_is_set_aside_only_where_its_words_or_code_say_so(line: Receipt, kind: str) -> None:
    found = run([line], OPEN)
    assert found.verdicts[0].kind == kind
    assert found.verdicts[0].reasons


def test_a_line_delivered_twice_is_a_duplicate_and_two_equal_payments_are_two() -> None:
    same = {"bank_account": "X", "bank_reference": "BR1"}
    twice = run([from_a(5000, id="a", **same), from_a(5000, id="b", **same)], [])
    assert [v.kind for v in twice.verdicts] == ["on_account", "duplicate"]
    reused = run([from_a(5000, id="a", **same), from_a(5100, id="b", **same)], [])
    assert [v.kind for v in reused.verdicts] == ["on_account", "on_account"]
    none = run([receipt(5000, id="a"), receipt(5000, id="b")], [])
    assert [v.kind for v in none.verdicts] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    "text", ["", "\x00", "RF" * 5000, "1 " * 5000, "œ" * 200 + "FA-2026-00123", "ﬁ İ ẞ ½", "٣٤٥٦٧٨", "²³ FA-²", "9" * 4000, "FA-" * 3000]
)
def test_hostile_texts_are_read_and_forgotten(text: str) -> None:
    found = run([receipt(999, text, counterparty_name=text), from_a(998, text, id="r2")], OPEN)
    assert len(found.verdicts) == 2
    for made in found.proposals:
        _explained(made)


amounts = st.sampled_from([100, 200, 300, 500, 4100])
items_drawn = st.lists(st.tuples(amounts, st.sampled_from("ABG"), st.integers(1, 6), st.booleans(), st.integers(0, 20)), max_size=10)
receipts_drawn = st.lists(
    st.tuples(amounts, st.integers(0, 6), st.sampled_from(["", IBAN_A]), st.integers(0, 3), st.sampled_from(["", "acompte", "litige"])),
    max_size=8,
)
Drawn = tuple[list[OpenItem], list[Receipt]]


def _world(items: list[tuple[int, str, int, bool, int]], receipts: list[tuple[int, int, str, int, str]]) -> Drawn:
    opened = [
        item(f"i{n:02}", -minor if credit else minor, customer, ref=f"FA-2026-{number:05}", document_minor=minor, discount_minor=0 if credit else discount, discount_until=D)
        for n, (minor, customer, number, credit, discount) in enumerate(items)
    ]  # fmt: skip
    lines = [
        receipt(minor, f"{said} FA-2026-{number:05}" if number else said, id=f"r{n:02}", day=day, counterparty_iban=iban)
        for n, (minor, number, iban, day, said) in enumerate(receipts)
    ]
    return opened, lines


SETTLING = {"payment", "credit_note", "cash_discount", "bank_fee", "rounding", "currency"}


@settings(max_examples=300)
@given(items_drawn, receipts_drawn)
def test_money_is_conserved_no_item_is_paid_twice_and_nothing_exceeds_its_amount(
    items: list[tuple[int, str, int, bool, int]], receipts: list[tuple[int, int, str, int, str]]
) -> None:
    opened, lines = _world(items, receipts)
    refused = frozenset((line.id, opened[0].id) for line in lines[:2] if opened)
    found = run(lines, opened, refused_pairs=refused)
    assert [v.receipt for v in found.verdicts] == [r.id for r in sorted(lines, key=lambda r: (r.received_on, r.id))]
    by_id, money = {i.id: i for i in opened}, {r.id: r.amount_minor for r in lines}
    taken = Counter(one for p in found.proposals if p.decision == "automatic" for one in {a.item for a in p.applications})
    assert all(count == 1 for count in taken.values())
    for made in found.proposals:
        _explained(made)
        used = sum(a.amount_minor for a in made.applications if a.kind in ("payment", "credit_note", "penalty"))
        used -= sum(a.amount_minor for a in made.applications if a.kind == "rounding" and a.amount_minor < 0)
        assert used <= money[made.receipt]
        fallen: Counter[str] = Counter()
        for one in made.applications:
            if one.kind in SETTLING and not (one.kind == "rounding" and one.amount_minor < 0):
                fallen[one.item] += one.amount_minor
        for id, minor in fallen.items():
            assert abs(minor) <= abs(by_id[id].open_minor)
            assert minor * by_id[id].open_minor > 0
        if made.decision == "automatic":
            assert not any((made.receipt, one.item) in refused for one in made.applications)
            assert made.solutions == 1
            assert not made.counter_evidence


def _explained(made: Proposal) -> None:
    assert made.evidence
    assert made.decision == "automatic" or made.counter_evidence or made.rule.startswith("oldest") or made.rank
    for reason in (*made.evidence, *made.counter_evidence):
        for language in LANGUAGES:
            assert "{" not in reason.say(language)
    assert rule_words(made.rule) is not None, made.rule


@settings(max_examples=200)
@given(st.data(), items_drawn, receipts_drawn)
def test_the_order_of_receipts_and_items_does_not_matter(
    data: st.DataObject, items: list[tuple[int, str, int, bool, int]], receipts: list[tuple[int, int, str, int, str]]
) -> None:
    opened, lines = _world(items, receipts)
    again: Matching = run(data.draw(st.permutations(lines)), data.draw(st.permutations(opened)))
    assert again == run(lines, opened)


@settings(max_examples=100)
@given(items_drawn, receipts_drawn)
def test_a_suggestion_that_is_not_recorded_says_why(
    items: list[tuple[int, str, int, bool, int]], receipts: list[tuple[int, int, str, int, str]]
) -> None:
    opened, lines = _world(items, receipts)
    for made in run(lines, opened, calibration=Calibration()).proposals:
        assert made.decision == "suggested"
        assert made.counter_evidence
