"""Who paid what, from receipts and open items."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.kernel.wording import LANGUAGES
from encours.receivables.matching.contract import Matching, OpenItem, Proposal, Receipt
from encours.receivables.matching.engine import match
from encours.receivables.matching.payer import KnownCustomer, Payers

D = date(2026, 3, 1)
PAYERS = Payers.of(
    [
        KnownCustomer("A", "SARL Alpha", ibans=("FR76 3000 1007 9412 3456 7890 185",), codes=("CLI00042",), siren="732829320"),
        KnownCustomer("B", "Bêta SAS", aliases=("Beta Services",), ibans=("FR14 2004 1010 0505 0001 3M02 606",)),
        KnownCustomer("G", "Groupe Gamma", ibans=("DE89370400440532013000",), pays_for=("G1",)),
        KnownCustomer("G1", "Gamma Un"),
    ]
)
IBAN_A = "FR7630001007941234567890185"


def item(id: str, minor: int, customer: str = "A", ref: str = "", day: int = -40, **more: object) -> OpenItem:
    issued = D + timedelta(day)
    return OpenItem(id, customer, "EUR", minor, issued, issued + timedelta(30), document_ref=ref, **more)  # type: ignore[arg-type]


def receipt(minor: int, text: str = "", id: str = "r1", day: int = 0, **more: object) -> Receipt:
    return Receipt(id, "EUR", minor, D + timedelta(day), remittance=text, **more)  # type: ignore[arg-type]


def shown(found: Matching) -> list[tuple[str, str, str]]:
    return [(" ".join(a.item for a in p.applications), p.rule, p.decision) for p in found.proposals]


def against(found: Matching) -> set[str]:
    return {reason.code for p in found.proposals for reason in p.counter_evidence}


OPEN = [
    item("f1", 120000, ref="FA-2026-00123"),
    item("f2", 5000, ref="FA-2026-00124"),
    item("f3", 5000, ref="FA-2026-00125", day=-20),
    item("a1", -1000, ref="AV-2026-00007", kind="credit_note"),
    item("g1", 77700, "G1", ref="FA-2026-00200"),
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (receipt(120000, "REGLEMENT FA-2026-00123"), [("f1", "references", "automatic")]),
        (receipt(120000, "reglement fa2026 123 merci"), [("f1", "references", "automatic")]),
        (receipt(120000, "FACTURE FA20260 0123"), [("f1", "references", "automatic")]),
        (receipt(125000, "FA-2026-00123, FA-2026-00125"), [("f1 f3", "references", "automatic")]),
        (receipt(4000, "FA-2026-00125 moins AV-2026-00007"), [("f3 a1", "references", "automatic")]),
        (receipt(4000, "FA-2026-00125"), [("f3 a1", "references_credit_note", "automatic")]),
        (receipt(100000, "acompte FA-2026-00123"), [("f1", "references_partial", "suggested")]),
        (receipt(120000, "202600123"), [("f1", "references", "suggested")]),
        (receipt(120000, "202600123", counterparty_iban=IBAN_A), [("f1", "references", "automatic")]),
        (receipt(120000, counterparty_iban=IBAN_A), [("f1", "single_amount", "automatic")]),
        (receipt(120000, "client CLI-00042"), [("f1", "single_amount", "automatic")]),
        (receipt(120000, "SIREN 732 829 320"), [("f1", "single_amount", "automatic")]),
        (receipt(120000, "VIR SEPA ALPHA"), [("f1", "single_amount", "automatic")]),
        (receipt(120000, counterparty_name="Alpha S.A.R.L."), [("f1", "single_amount", "automatic")]),
        (receipt(129000, counterparty_iban=IBAN_A), [("f1 f2 f3 a1", "all_open", "automatic")]),
        (receipt(124000, counterparty_iban=IBAN_A), [("f1 f2 a1", "oldest_sum", "suggested")]),
        (receipt(5000, counterparty_iban=IBAN_A), [("f2", "single_amount", "suggested"), ("f3", "single_amount", "suggested")]),
        (receipt(120000, "FA-2026-00999", counterparty_iban=IBAN_A), [("f1", "single_amount", "suggested")]),
        (receipt(77700, counterparty_iban="DE89370400440532013000"), [("g1", "single_amount", "automatic")]),
        (receipt(77700, "FA-2026-00200", counterparty_iban="DE89370400440532013000"), [("g1", "references", "automatic")]),
        (receipt(123), []),
        (receipt(120000), [("f1", "amount_alone", "suggested")]),
    ],
)
def test_a_receipt_is_understood_by_its_references_its_payer_and_its_amount(line: Receipt, expected: list[tuple[str, str, str]]) -> None:
    found = match([line], OPEN, PAYERS)
    assert shown(found) == expected


def test_a_creditor_reference_with_right_digits_is_certain() -> None:
    items = [item("f1", 5000, ref="FA2026000123"), item("f2", 5000, ref="FA2026000124")]
    found = match([receipt(5000, "RF31 FA20 2600 0123 MERCI")], items, PAYERS)
    assert shown(found) == [("f1", "creditor_reference", "automatic")]
    assert found.proposals[0].confidence == "certain"
    wrong = match([receipt(5000, "RF32 FA20 2600 0123")], items, PAYERS)
    assert [p.rule for p in wrong.proposals] == ["references"]


def test_r67_two_customers_owe_the_same_and_nothing_says_who_paid() -> None:
    found = match([receipt(120000)], [item("fa", 120000, "A"), item("fb", 120000, "B")], PAYERS)
    assert shown(found) == [("fa", "amount_alone", "suggested"), ("fb", "amount_alone", "suggested")]
    assert [p.customer for p in found.proposals] == ["A", "B"]
    assert all(p.evidence and p.solutions == 2 for p in found.proposals)
    assert found.verdicts[0].kind == "unknown"


def test_r68_the_payer_is_known_and_the_number_is_another_customers() -> None:
    items = [item("fb", 120000, "B", ref="FA-2026-00500"), item("fa", 120000, "A", ref="FA-2026-00501")]
    found = match([receipt(120000, "FA-2026-00500", counterparty_iban=IBAN_A)], items, PAYERS)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "payer_conflict" in against(found)


def test_r69_a_pair_undone_by_a_person_is_never_automatic_again() -> None:
    line = receipt(120000, "FA-2026-00123", counterparty_iban=IBAN_A)
    found = match([line], OPEN, PAYERS, refused_pairs={("r1", "f1")})
    assert shown(found)[0] == ("f1", "references", "suggested")
    assert "undone" in against(found)


def test_a_disputed_item_waits_for_a_person() -> None:
    found = match([receipt(900, "FA-2026-00900")], [item("f", 900, ref="FA-2026-00900", disputed=True)], PAYERS)
    assert [p.decision for p in found.proposals] == ["suggested"]
    assert against(found) == {"disputed"}


def test_signs_of_two_customers_decide_nothing() -> None:
    found = match([receipt(120000, counterparty_iban=IBAN_A, counterparty_name="BETA SERVICES")], OPEN, PAYERS)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "payers_disagree" in against(found)


def test_an_item_is_paid_once_and_the_second_payment_stays_on_account() -> None:
    lines = [receipt(120000, "FA-2026-00123", id="late", day=5), receipt(120000, "FA-2026-00123", id="early")]
    found = match(lines, OPEN, PAYERS)
    assert [(p.receipt, p.decision) for p in found.proposals] == [("early", "automatic")]
    late = found.verdicts[1]
    assert (late.kind, late.payer) == ("on_account", "A")
    assert "already_settled" in {reason.code for reason in late.reasons}


def test_a_reference_wins_the_item_over_an_earlier_line_that_has_only_the_amount() -> None:
    items = [item("f1", 120000, ref="FA-2026-00123")]
    lines = [receipt(120000, id="amount", counterparty_iban=IBAN_A), receipt(120000, "FA-2026-00123", id="named", day=3)]
    assert [(p.receipt, p.decision) for p in match(lines, items, PAYERS).proposals] == [("named", "automatic")]


def test_an_amount_does_not_take_what_another_line_names() -> None:
    items = [item("f1", 120000, ref="FA-2026-00123")]
    lines = [receipt(120000, id="amount", counterparty_iban=IBAN_A), receipt(60000, "FA-2026-00123", id="named", day=3)]
    found = match(lines, items, PAYERS)
    assert {p.decision for p in found.proposals} == {"suggested"}
    assert "claimed" in against(found)


def test_monthly_invoices_of_one_amount_match_while_only_one_is_open() -> None:
    items = [item(f"f{m}", 5000, day=30 * m) for m in range(3)]
    lines = [receipt(5000, id=f"r{m}", day=30 * m + 10, counterparty_iban=IBAN_A) for m in range(3)]
    assert [(p.receipt, p.applications[0].item, p.decision) for p in match(lines, items, PAYERS).proposals] == [
        (f"r{m}", f"f{m}", "automatic") for m in range(3)
    ]


def test_an_amount_alone_says_little_among_many_items() -> None:
    items = [item(f"i{n:03}", 10000 + n) for n in range(501)]
    assert against(match([receipt(10300, counterparty_iban=IBAN_A)], items, PAYERS)) == {"crowded"}
    assert [p.decision for p in match([receipt(10300, counterparty_iban=IBAN_A)], items[1:], PAYERS).proposals] == ["automatic"]


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
        (receipt(1, counterparty_iban=IBAN_A), "on_account"),
        (receipt(120000, "VIREMENT INTERNE FA-2026-00123"), "receipt"),
    ],
)
def test_a_line_is_set_aside_only_where_its_words_or_code_say_so(line: Receipt, kind: str) -> None:
    found = match([line], OPEN, PAYERS)
    assert found.verdicts[0].kind == kind
    assert found.verdicts[0].reasons


def test_a_line_delivered_twice_is_a_duplicate_and_two_equal_payments_are_two() -> None:
    same = {"bank_account": "X", "bank_reference": "BR1", "counterparty_iban": IBAN_A}
    twice = match([receipt(5000, id="a", **same), receipt(5000, id="b", **same)], [], PAYERS)
    assert [v.kind for v in twice.verdicts] == ["on_account", "duplicate"]
    reused = match([receipt(5000, id="a", **same), receipt(5100, id="b", **same)], [], PAYERS)
    assert [v.kind for v in reused.verdicts] == ["on_account", "on_account"]
    none = match([receipt(5000, id="a"), receipt(5000, id="b")], [], PAYERS)
    assert [v.kind for v in none.verdicts] == ["unknown", "unknown"]


def test_another_currency_is_not_paid() -> None:
    dollars = OpenItem("u", "A", "USD", 120000, D, document_ref="FA-2026-00123")
    assert match([receipt(120000, "FA-2026-00123", counterparty_iban=IBAN_A)], [dollars], PAYERS).proposals == ()


@pytest.mark.parametrize("text", ["", "\x00", "RF" * 5000, "1 " * 5000, "œ" * 200 + "FA-2026-00123", "ﬁ İ ẞ ½", "٣٤٥٦٧٨"])
def test_hostile_texts_are_read_and_forgotten(text: str) -> None:
    found = match([receipt(999, text)], OPEN, PAYERS)
    assert all(p.decision == "suggested" for p in found.proposals)


def test_a_fragment_is_found_where_the_text_has_it() -> None:
    text = "Œuvre réglée : fa-2026-00123"
    evidence = match([receipt(120000, text)], OPEN, PAYERS).proposals[0].evidence[0]
    assert evidence.start is not None
    assert text[evidence.start :].startswith(str(evidence.values["fragment"]))


amounts = st.sampled_from([100, 200, 300, 500])
items_drawn = st.lists(st.tuples(amounts, st.sampled_from("AB"), st.integers(1, 6), st.booleans()), max_size=10)
receipts_drawn = st.lists(st.tuples(amounts, st.integers(0, 6), st.sampled_from(["", IBAN_A]), st.integers(0, 3)), max_size=8)


def _world(items: list[tuple[int, str, int, bool]], receipts: list[tuple[int, int, str, int]]) -> tuple[list[OpenItem], list[Receipt]]:
    opened = [
        item(f"i{n:02}", -minor if credit else minor, customer, ref=f"FA-2026-{number:05}")
        for n, (minor, customer, number, credit) in enumerate(items)
    ]
    lines = [
        receipt(minor, f"FA-2026-{number:05}" if number else "", id=f"r{n:02}", day=day, counterparty_iban=iban)
        for n, (minor, number, iban, day) in enumerate(receipts)
    ]
    return opened, lines


@settings(max_examples=300)
@given(items_drawn, receipts_drawn)
def test_no_item_is_paid_twice_and_nothing_exceeds_its_amount(
    items: list[tuple[int, str, int, bool]], receipts: list[tuple[int, int, str, int]]
) -> None:
    opened, lines = _world(items, receipts)
    found = match(lines, opened, PAYERS)
    assert [v.receipt for v in found.verdicts] == [r.id for r in sorted(lines, key=lambda r: (r.received_on, r.id))]
    by_id, money = {i.id: i for i in opened}, {r.id: r.amount_minor for r in lines}
    taken = Counter(a.item for p in found.proposals if p.decision == "automatic" for a in p.applications)
    assert all(count == 1 for count in taken.values())
    for made in found.proposals:
        assert sum(a.amount_minor for a in made.applications) <= money[made.receipt]
        for application in made.applications:
            open_minor = by_id[application.item].open_minor
            assert abs(application.amount_minor) <= abs(open_minor)
            assert application.amount_minor * open_minor > 0
        _explained(made)
        if made.decision == "automatic":
            assert sum(a.amount_minor for a in made.applications) == money[made.receipt]


def _explained(made: Proposal) -> None:
    assert made.evidence
    assert made.decision == "automatic" or made.counter_evidence or made.rule in {"oldest_sum", "two_items"}
    for reason in (*made.evidence, *made.counter_evidence):
        for language in LANGUAGES:
            assert "{" not in reason.say(language)


@settings(max_examples=200)
@given(st.data(), items_drawn, receipts_drawn)
def test_the_order_of_receipts_and_items_does_not_matter(
    data: st.DataObject, items: list[tuple[int, str, int, bool]], receipts: list[tuple[int, int, str, int]]
) -> None:
    opened, lines = _world(items, receipts)
    assert match(data.draw(st.permutations(lines)), data.draw(st.permutations(opened)), PAYERS) == match(lines, opened, PAYERS)
