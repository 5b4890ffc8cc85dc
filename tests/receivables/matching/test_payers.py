"""Who paid: accounts, mandates, codes, names, and names that are merely alike."""

from __future__ import annotations

import pytest

from encours.receivables.matching.contract import Receipt
from encours.receivables.matching.index import readings_of
from encours.receivables.matching.names import NameIndex
from encours.receivables.matching.payer import KnownCustomer, Learned, Payer, Payers, find_payer
from tests.receivables.matching.world import IBAN_A, PAYERS, receipt

MANY = Payers.of(
    [
        KnownCustomer("1", "Crestline Food Distributors"),
        KnownCustomer("2", "Cascade Energy Solutions Inc"),
        KnownCustomer("3", "Électricité Générale Müller & Fils SARL"),
        KnownCustomer("4", "Boulangerie du Port SARL"),
        KnownCustomer("5", "Boulangerie du Fort SARL"),
        KnownCustomer("6", "Étanchéité Charvert EURL"),
        KnownCustomer("7", "Transports Durand", vat_number="FR44732829320"),
    ]
)


def who(line: Receipt, payers: Payers = PAYERS, learned: Learned | None = None) -> Payer:
    return find_payer(line, payers, readings_of(line), learned)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CRESTLINE FOOD DIST", {"1"}),
        ("Crestline Food", {"1"}),
        ("CRESTLINE FOOD DISTRIBUTERS LTD", {"1"}),
        ("Food Distributors Crestline", {"1"}),
        ("CES INC", {"2"}),
        ("ELECTRICITE GENERALE MUELLER", {"3"}),
        ("ELECTRICITE GENERALE MULLER ET FILS", {"3"}),
        ("Boulangerie du Port", {"4"}),
        ("ETANCHEITE CHARVET", {"6"}),
        ("Boulangerie", set()),
        ("Boulangerie de la Gare", set()),
        ("Garage Martin", set()),
        ("SARL", set()),
        ("", set()),
    ],
)
def test_a_name_is_recognised_when_it_is_like_one_customers(name: str, expected: set[str]) -> None:
    found = who(receipt(1, counterparty_name=name), MANY)
    assert found.customers == frozenset(expected)


def test_names_of_near_homonyms_point_to_both_and_decide_nothing() -> None:
    found = who(receipt(1, counterparty_name="Menuiserie du Mou"))
    assert found.customers == {"M", "N"}
    assert found.known is None
    assert found.rule == "payer_several"


@pytest.mark.parametrize(
    ("line", "rule", "customer"),
    [
        (receipt(1, customer="B", counterparty_iban=""), "payer_known", "B"),
        (receipt(1, counterparty_iban=IBAN_A.lower()), "payer_known", "A"),
        (receipt(1, mandate_reference="rum a 1"), "payer_known", "A"),
        (receipt(1, "client CLI 00042"), "payer_known", "A"),
        (receipt(1, counterparty_name="Alpha"), "payer_named", "A"),
        (receipt(1, "VIR DE BETA SERVICES ET CIE"), "payer_named", "B"),
        (receipt(1, "pour le compte de SARL Alpha", counterparty_name="Bêta"), "payer_behalf", "A"),
        (receipt(1, counterparty_iban=IBAN_A, counterparty_name="Alpha"), "payer_known", "A"),
        (receipt(1, counterparty_iban="DE89370400440532013000", counterparty_name="Gamma Un"), "payer_known", "G"),
    ],
)
def test_the_strongest_sign_names_the_payer(line: Receipt, rule: str, customer: str) -> None:
    found = who(line)
    assert (found.rule, found.known) == (rule, customer)
    assert found.evidence


def test_a_number_that_is_a_legal_identifier_points_to_its_customer() -> None:
    assert who(receipt(1, "TVA FR 44 732829320"), MANY).known == "7"
    assert who(receipt(1, "SIREN 732829320")).known == "A"
    assert who(receipt(1, "SIREN 732829321")).known is None


def test_accounts_and_names_are_learned_while_they_are_unanimous() -> None:
    learned = Learned()
    line = receipt(1, counterparty_iban="BE71096123456769", counterparty_name="Holding XY")
    learned.note(line, "B")
    assert who(line, learned=learned).rule == "payer_seen"
    assert who(receipt(1, counterparty_name="Holding Z"), learned=learned).known is None
    assert who(receipt(1, counterparty_name="Holding XY"), learned=learned).rule == "payer_named"
    learned.note(line, "A")
    assert who(line, learned=learned).known is None


def test_what_was_learned_before_a_run_and_in_it_is_one() -> None:
    before = Learned()
    line = receipt(1, counterparty_iban="BE71096123456769")
    before.note(line, "B")
    now = Learned(before)
    assert now.account("BE71 0961 2345 6769") == ("B", 1)
    now.note(line, "A")
    assert now.account("BE71096123456769") is None
    assert before.account("BE71096123456769") == ("B", 1)


def test_a_word_that_a_thousand_customers_share_says_nothing() -> None:
    index = NameIndex([(f"Services Numero{n:04}", str(n)) for n in range(1000)])
    assert index.whole("SERVICES NUMERO0042") == {"42"}
    assert index.alike("Services") == ()
