"""Which receipt a bank line sends back: ordered by what names it, never decided."""

from __future__ import annotations

from datetime import date, timedelta

from encours.receivables.matching.returns import MOST_GUESSES, Came, Returned, guess_returns

DAY = date(2026, 3, 12)


def came(id_: int, minor: int = 120000, days: int = 3, **said: tuple[str, ...]) -> Came:
    return Came(id_, minor, DAY - timedelta(days=days), **said)


def test_what_names_the_payment_comes_before_what_only_has_its_amount():
    line = Returned(120000, DAY, "REJET PRLV SEPA FA-2026/0042 DURAND", ("E2E-77", ""))
    receipts = [came(1), came(2, names=("Durand & Fils",)), came(3, names=("Durand SARL",), days=30), came(4, documents=("FA-2026-0042",)), came(5, same=("e2e-77",), days=90), came(6, references=("12",))]
    found = guess_returns(line, receipts, most_fee_minor=3500)
    assert [one.id for one in found] == [5, 4, 3, 1, 2, 6]
    assert [one.signs for one in found][:3] == [("same_payment", "amount"), ("document", "amount"), ("payer", "amount")]


def test_a_fee_above_the_payment_is_told_and_its_bounds_hold():
    line = Returned(120800, DAY)
    receipts = [came(1), came(2, 120801), came(3, 117300), came(4, 117299), came(5, days=-1), came(6, days=400), came(7, days=401)]
    assert [(one.id, one.fee_minor) for one in guess_returns(line, receipts, most_fee_minor=3500)] == [(1, 800), (6, 800), (3, 3500)]


def test_a_long_list_is_cut_after_the_likeliest():
    receipts = [came(n, days=n % 300) for n in range(500)] + [came(999, days=390, same=("X1",))]
    found = guess_returns(Returned(120000, DAY, same=("x1",)), receipts, most_fee_minor=0)
    assert len(found) == MOST_GUESSES and found[0].id == 999
