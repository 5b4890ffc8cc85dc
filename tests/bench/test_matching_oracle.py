"""The ideal poster on cases made by hand: it posts where one answer is left, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest
from bench.matching.model import Applied, Document, Truth, World
from bench.matching.oracle import consult

from tests.bench.worlds import by_hand

PAID = Applied("FA1", "payment", 10_000, 10_000)


def unnamed(*, known: bool = True, twin: bool = False, level: str = "clean") -> World:
    """C1 pays FA1 without a word."""
    made = by_hand(Truth("L1", "receipt", "C1", (PAID,)))
    made.level = level  # type: ignore[assignment]
    made.lines[0].counterparty_iban = "FRC1" if known else "FR00"
    made.lines[0].booked_on = made.lines[0].delivered_on = date(2025, 2, 3)
    if twin:
        made.documents["FA5"] = Document("FA5", "invoice", "C1", date(2025, 1, 2), date(2025, 2, 2), "EUR", 10_000)
    return made


def test_the_only_document_of_the_amount_of_a_known_payer_is_posted() -> None:
    assert consult(unnamed()).postable == {"L1"}


def test_of_two_equal_documents_none_is_posted_nor_more_likely() -> None:
    found = consult(unnamed(twin=True))
    assert found.postable == frozenset()
    assert found.rate == 0.0


def test_nothing_is_posted_of_a_payer_nobody_knows() -> None:
    made = unnamed(known=False)
    made.lines[0].counterparty_name = "Inconnu"
    assert consult(made).identifiable == frozenset()


@pytest.mark.parametrize("read", [True, False])
def test_a_document_named_is_posted_even_beside_its_twin(read: bool) -> None:
    made = unnamed(known=False, twin=True)
    made.truths["L1"].read = frozenset(("FA1",)) if read else frozenset()
    assert consult(made).postable == ({"L1"} if read else frozenset())


@pytest.mark.parametrize(("charge", "posted"), [(500, True), (512, False)])
def test_without_a_word_a_usual_charge_explains_what_is_missing_and_another_sum_does_not(charge: int, posted: bool) -> None:
    made = unnamed(level="low")
    made.lines[0].amount_minor = 10_000 - charge
    made.truths["L1"].applied = (
        (Applied("FA1", "payment", 10_000 - charge, 10_000 - charge), Applied("FA1", "bank_fee", 0, charge))
        if posted
        else (Applied("FA1", "payment", 10_000 - charge, 10_000 - charge),)
    )
    assert ("L1" in consult(made).identifiable) is posted


def test_what_a_person_decided_teaches_whose_account_it_is() -> None:
    made = by_hand(Truth("L1", "receipt", "C1", (Applied("FA2", "payment", 20_000, 20_000),)), Truth("L2", "receipt", "C1", (PAID,)))
    for line in made.lines:
        line.counterparty_iban = "FR99"
        line.counterparty_name = "Inconnu"
    made.lines[0].amount_minor = 20_000
    assert consult(made).postable == {"L2"}
