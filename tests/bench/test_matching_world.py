"""The generator keeps its word: every row of the table is measured on what it made, and the truth adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import sqrt

import pytest
from bench.matching import numbers
from bench.matching.banks import BREAK, CUT
from bench.matching.books import Books
from bench.matching.customers import in_sepa
from bench.matching.generate import generate
from bench.matching.levels import FREE, LEVELS, TABLE, Level
from bench.matching.model import Truth, World

from tests.bench.worlds import world

Share = tuple[int, int]


def _payments(made: World) -> list[Truth]:
    return [truth for truth in made.truths.values() if truth.is_payment]


def _transfers(made: World) -> list[Truth]:
    """Payments by transfer that are for documents, second payments included."""
    return [truth for truth in _payments(made) if truth.type not in ("direct_debit", "on_account")]


def _with(noise: str, of: Callable[[World], list[Truth]] = _transfers) -> Callable[[World], Share]:
    return lambda made: (sum(noise in truth.noise for truth in of(made)), len(of(made)))


def _twice(made: World) -> Share:
    seen = Counter((line.account_iban, line.bank_reference) for line in made.lines if made.truths[line.id].kind in ("receipt", "duplicate"))
    return sum(count - 1 for count in seen.values()), len(seen)


def _on_account(made: World) -> Share:
    found = [truth for truth in _payments(made) if truth.type == "on_account"]
    return len(found), len(_transfers(made))


def _other_lines(made: World) -> Share:
    return sum(truth.kind == "non_receivable" for truth in made.truths.values()), len(made.lines)


def _no_account(made: World) -> Share:
    lines = [line for line in made.lines if made.truths[line.id].is_payment and made.truths[line.id].type != "direct_debit"]
    return sum(not line.counterparty_iban for line in lines), len(lines)


def _parts(made: World) -> Share:
    """Invoices with a first part among those that were paid otherwise, in transfers without a discount."""
    found: dict[str, bool] = {}
    for truth in _transfers(made):
        discounted = {one.document for one in truth.applied if one.kind == "cash_discount"}
        for one in truth.applied:
            if one.kind == "payment" and one.document not in discounted:
                found[one.document] = found.get(one.document, False) or "parts" in truth.noise
    return sum(found.values()), len(found)


def _charged(made: World) -> Share:
    """Within SEPA, where a charge is not multiplied."""
    inside = [
        truth
        for truth in _transfers(made)
        if truth.payer is not None and in_sepa(made.customers[truth.payer].country) and truth.type != "paid_twice"
    ]
    return sum(any(one.kind == "bank_fee" for one in truth.applied) for truth in inside), len(inside)


def _parent(made: World) -> Share:
    """Members' invoices, by who paid them."""
    paid = [
        (made.customers[made.documents[one.document].customer], truth.payer)
        for truth in _transfers(made)
        for one in truth.applied
        if one.kind == "payment"
    ]
    members = [(owner, payer) for owner, payer in paid if owner.parent is not None]
    return sum(payer == owner.parent for owner, payer in members), len(members)


def _tally(row: str) -> Callable[[World], Share]:
    """What the dice remember, where a row cannot be counted on its result alone."""
    return lambda made: (made.hit.get(row, 0), made.thrown.get(row, 0))


def _customers(made: World, which: Callable[[str], bool]) -> Share:
    return sum(which(code) for code in made.customers), len(made.customers)


# How often a row happened among its chances, counted on the lines and documents themselves wherever they show it.
MEASURED: dict[str, Callable[[World], Share]] = {
    **{row: _tally(row) for row in TABLE},
    "upper_case": _with("upper_case", _payments),
    "cut_at_35": _with("cut_at_35", _payments),
    "blank_every_27": _with("blank_every_27", _payments),
    "delivered_twice": _twice,
    "third_party": _with("third_party"),
    "paid_twice": lambda made: (sum(truth.type == "paid_twice" for truth in _transfers(made)), sum(truth.type != "paid_twice" for truth in _transfers(made))),
    "comes_back": lambda made: (sum(truth.kind == "return" for truth in made.truths.values()), len(_payments(made))),
    "on_account": _on_account,
    "not_receivable": _other_lines,
    "no_account": _no_account,
    "parts": _parts,
    "bank_charge": _charged,
    "parent_pays": _parent,
    "account_known": lambda made: _customers(made, lambda code: made.customers[code].iban_known),
    "same_amount": lambda made: _customers(made, lambda code: made.customers[code].same_amount > 0),
}  # fmt: skip
# Counted per invoice where it is thrown per payment day, or cut off by the last day: more spread than a coin of that many throws.
LOOSE = {"parent_pays": 6.0, "comes_back": 1.5, "paid_twice": 1.5, "bank_charge": 1.5, "parts": 1.5}


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("level", LEVELS)
def test_each_row_happens_as_often_as_the_table_says(level: Level, row: str) -> None:
    hit, chances = MEASURED[row](world(level))
    wanted = TABLE[row][LEVELS.index(level)]
    assert chances > 0
    assert abs(hit - wanted * chances) <= 4 * LOOSE.get(row, 1.0) * sqrt(wanted * (1 - wanted) * chances) + 1, f"{hit} of {chances}"


@pytest.mark.parametrize("level", LEVELS)
def test_volumes_are_what_the_table_stands_under(level: Level) -> None:
    made = world(level)
    documents, customers = made.documents.values(), made.customers.values()
    books = Books(made)
    books.issue_until(made.as_of)
    for truth in made.truths.values():
        books.decide(truth, made.as_of)
    assert len(documents) == 12_000
    assert abs(made.late / made.settled - FREE.late) < 0.05
    assert abs(len(books.open) / len(documents) - 0.10) < 0.04
    assert abs(sum(document.kind == "credit_note" for document in documents) / len(documents) - FREE.credit_notes) < 0.006
    assert abs(sum(customer.run_days > 0 for customer in customers) / len(customers) - FREE.in_runs) < 0.10
    assert abs(sum(customer.direct_debit for customer in customers) / len(customers) - FREE.direct_debits) < 0.04
    in_groups = {customer.id for customer in customers if customer.parent} | {customer.parent for customer in customers if customer.parent}
    assert abs(len(in_groups) / len(customers) - FREE.in_groups) < 0.02
    assert {customer.country for customer in customers} == {country for country, _ in FREE.countries}
    volumes = sorted(Counter(document.customer for document in documents).values(), reverse=True)
    assert volumes[0] > 4 * volumes[len(volumes) // 4]


@pytest.mark.parametrize("level", LEVELS)
def test_the_truth_adds_up(level: Level) -> None:
    made, books = world(level), Books(world(level))
    for line in made.lines:
        truth = made.truths[line.id]
        books.issue_until(line.delivered_on)
        # Refuses to settle more than is open.
        books.decide(truth, line.delivered_on)
        if truth.kind == "receipt":
            assert sum(one.minor for one in truth.applied) + truth.on_account_minor == line.amount_minor > 0
            assert all(one.settled_minor > 0 for one in truth.applied)
            assert truth.payer in made.customers
        elif truth.kind == "return":
            assert truth.returned is not None
            assert made.truths[truth.returned].kind == "receipt"
        else:
            assert not truth.applied
    for document in made.documents.values():
        assert 0 <= books.open.get(document.number, 0) <= document.total_minor


@pytest.mark.parametrize("level", LEVELS)
def test_lines_show_what_hit_them(level: Level) -> None:
    made = world(level)
    plain = {line.account_iban for line in made.lines if line.transaction_code}
    for line in made.lines:
        truth = made.truths[line.id]
        text = "".join(character for character in line.remittance.upper() if character.isalnum())
        if "upper_case" in truth.noise:
            assert line.remittance == line.remittance.upper()
        if "cut_at_35" in truth.noise and line.account_iban in plain:
            assert len(line.remittance.replace(" ", "")) <= CUT
        if "blank_every_27" in truth.noise and len(line.remittance) > BREAK:
            assert line.remittance[BREAK] == " "
        if "no_reference" in truth.noise and "somebody_elses_number" not in truth.noise:
            assert not any("".join(filter(str.isalnum, one.document)) in text for one in truth.applied)
            assert not truth.read
        if "rf_reference" in truth.noise and "cut_at_35" not in truth.noise:
            assert line.creditor_reference.startswith("RF") or "RF" in text
        if "third_party" in truth.noise and truth.payer is not None:
            assert line.counterparty_iban != made.customers[truth.payer].iban


def test_a_line_delivered_again_comes_in_a_later_statement() -> None:
    made = world("adversarial")
    position = {line.id: at for at, line in enumerate(made.lines)}
    copies = [
        (made.lines[position[name]], made.lines[position[truth.returned]])
        for name, truth in made.truths.items()
        if truth.kind == "duplicate" and truth.returned
    ]
    assert copies
    for copy, first in copies:
        assert (copy.booked_on, copy.bank_reference, copy.amount_minor, copy.remittance) == (
            first.booked_on,
            first.bank_reference,
            first.amount_minor,
            first.remittance,
        )
        assert copy.delivered_on > first.delivered_on
    assert [line.delivered_on for line in made.lines] == sorted(line.delivered_on for line in made.lines)


def test_numbers_have_no_gaps_and_follow_the_days() -> None:
    made = world("clean")
    series: dict[tuple[str, str], list[int]] = {}
    for document in made.documents.values():
        prefix, _, year, _, sequence = numbers.parts(document.number)
        series.setdefault((prefix, year), []).append(int(sequence))
    assert len(series) == 6
    assert all(found == list(range(1, len(found) + 1)) for found in series.values())
    days = [document.issued_on for document in made.documents.values()]
    assert days == sorted(days)


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    first, again, other = (generate("high", 600, seed) for seed in (3, 3, 4))
    assert first == again
    assert [line.remittance for line in first.lines] != [line.remittance for line in other.lines]
