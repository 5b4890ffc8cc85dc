"""The files that matching writes: every kind of part, with its decision, rank, confidence and reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest

from encours.receivables.matching.contract import (
    Application,
    ApplicationKind,
    Decision,
    Evidence,
    LineVerdict,
    OpenItem,
    Proposal,
    VerdictKind,
)
from encours.receivables.matching.reasons import NAME
from encours.store.load.diagnosis import BankLineState, LineAllocation
from encours.store.load.matching import AccountedItem, key
from encours.usecases.diagnosis.written import LINE_COLUMNS, MATCH_COLUMNS, written
from encours.usecases.matching import MatchRun
from encours.usecases.reason_words import Names

DAY = date(2026, 3, 2)
KINDS: tuple[ApplicationKind, ...] = get_args(ApplicationKind)
PAYER = Evidence(NAME, {"field": "counterparty_name", "fragment": "DUPONT", "customer": key(7)})


def item(n: int, currency: str = "EUR") -> AccountedItem:
    return AccountedItem(
        n, 7, 1, False, OpenItem(id=key(n), customer=key(7), currency=currency, open_minor=100_00, issued_on=DAY, document_ref=f"FA-{n}")
    )


def line(recorded: int, applied: int) -> BankLineState:
    return BankLineState(1, "L1", DAY, 100_00, "EUR", "C7" if recorded else "", recorded, applied, False)


def proposal(*parts: Application, decision: Decision = "automatic", rank: int = 1) -> Proposal:
    return Proposal("1", key(7), parts, decision, "certain" if decision == "automatic" else "possible", "reference", (PAYER,), rank=rank)


def write(
    state: BankLineState, proposals: tuple[Proposal, ...], *, settled: bool, verdict: VerdictKind = "receipt", currency: str = "EUR"
) -> tuple[list[Any], list[Any]]:
    run = MatchRun(
        lines=(), verdicts={1: LineVerdict("1", verdict, key(7), (PAYER,))}, proposals={1: proposals}, letters=(), items={key(n): item(n, currency) for n in range(1, 20)},
        linked=0, receipts_recorded=0, matches_made=0, letters_applied=0,
    )  # fmt: skip
    allocations = [LineAllocation(1, "FA-1", 90_00, "invoice", "rule", "reference", [])] if settled else []
    found = written(run, [state], allocations, [], (), {key(7): "C7"}, Names({"customer": {key(7): "C7"}}), "en")
    return [dict(zip(MATCH_COLUMNS, row, strict=True)) for row in found.matches], [
        dict(zip(LINE_COLUMNS, row, strict=True)) for row in found.lines
    ]


@pytest.mark.parametrize("settled", [True, False])
def test_every_kind_of_part_is_a_row_with_its_amount_and_its_reasons(settled: bool) -> None:
    parts = tuple(Application(key(n), (-1 if kind == "credit_note" else 1) * n * 100, kind) for n, kind in enumerate(KINDS, 1))
    matches, _ = write(line(100_00, 90_00), (proposal(*parts),), settled=settled)
    assert [(row["kind"], row["amount"], row["invoice_number"]) for row in matches] == [
        (kind, Decimal(-n if kind == "credit_note" else n), f"FA-{n}") for n, kind in enumerate(KINDS, 1)
    ]
    # What is certain and yet was not recorded is for a person to decide.
    assert {(row["line_id"], row["decision"], row["rank"], row["confidence"], row["rule"]) for row in matches} == {
        ("L1", "automatic" if settled else "suggested", 1, "certain", "reference")
    }
    assert {row["reasons"] for row in matches} == {"The name “DUPONT” is known for C7"}


def test_suggestions_stand_by_rank_beside_what_the_ledger_settled() -> None:
    first, second = (proposal(Application(key(n), 50_00), decision="suggested", rank=n) for n in (1, 2))
    matches, lines = write(line(100_00, 90_00), (first, second), settled=True)
    assert [(row["invoice_number"], row["decision"], row["rank"], row["amount"]) for row in matches] == [
        ("FA-1", "automatic", 1, Decimal(90)), ("FA-1", "suggested", 1, Decimal(50)), ("FA-2", "suggested", 2, Decimal(50)),
    ]  # fmt: skip
    assert (lines[0]["applied"], lines[0]["unapplied"], lines[0]["decision"]) == (Decimal(90), Decimal(10), "suggested")


def test_an_amount_is_in_the_currency_of_its_item() -> None:
    matches, _ = write(line(0, 0), (proposal(Application(key(1), 1500), decision="suggested"),), settled=False, currency="JPY")
    assert matches[0]["amount"] == Decimal(1500)


@pytest.mark.parametrize(
    ("verdict", "recorded", "applied", "expected"),
    [
        ("receipt", 100_00, 100_00, (100, 0)),
        ("receipt", 90_00, 90_00, (90, 0)),  # the rest was a penalty, and stands on no customer's account
        ("on_account", 100_00, 0, (0, 100)),
        ("unknown", 0, 0, (0, 100)),
        ("non_receivable", 0, 0, (0, 0)),
        ("duplicate", 0, 0, (0, 0)),
        ("return", 0, 0, (0, 0)),
    ],
)
def test_a_line_says_what_it_is_and_what_of_its_money_is_left(
    verdict: VerdictKind, recorded: int, applied: int, expected: tuple[int, int]
) -> None:
    _, lines = write(line(recorded, applied), (), settled=False, verdict=verdict)
    (row,) = lines
    assert (row["line_id"], row["kind"], row["payer_customer_id"], row["applied"], row["unapplied"]) == (
        "L1",
        verdict,
        "C7",
        *map(Decimal, expected),
    )
    assert row["reasons"] == "The name “DUPONT” is known for C7"
