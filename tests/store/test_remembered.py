"""An answer is remembered until the company records something, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from encours.store import remembered as module
from encours.store.load.companies import Company
from encours.store.remembered import remembered
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.aging import Page, aged_balance
from encours.usecases.invoices import list_invoices
from tests.conftest import Database
from tests.usecases.books import TODAY, csv, fec, give, new_company


@pytest.fixture
def company(fresh_database: Database) -> Iterator[Company]:
    yield new_company()


def scope(company: Company) -> Scope:
    return Scope(company.organization_id, company.id, "test")


def ask(company: Company, about: str, answers: list[str]) -> str:
    with tenant(company.organization_id) as cursor:
        return remembered(cursor, scope(company), about, lambda: answers.pop(0))


def test_the_same_question_is_answered_once_until_the_clock_moves(company: Company) -> None:
    answers = ["first", "other", "second"]
    assert [ask(company, "a", answers), ask(company, "a", answers), ask(company, "b", answers)] == ["first", "first", "other"]
    with tenant(company.organization_id) as cursor:
        record_now(cursor, scope(company))
    assert ask(company, "a", answers) == "second"


def test_what_was_begun_and_rolled_back_is_remembered_for_nobody(company: Company) -> None:
    assert ask(company, "a", ["before"]) == "before"
    with pytest.raises(ZeroDivisionError), tenant(company.organization_id) as cursor:
        record_now(cursor, scope(company))
        assert remembered(cursor, scope(company), "a", lambda: "inside") == "inside"
        raise ZeroDivisionError
    assert ask(company, "a", []) == "before"


def test_no_more_is_kept_than_was_said(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for about in "abc":
        ask(company, about, [about])
    assert ask(company, "c", []) == "c" and ask(company, "a", ["again"]) == "again"


def test_a_list_shows_what_was_imported_since_it_was_last_shown(company: Company) -> None:
    def shown() -> tuple[int, int, str]:
        (total,) = list_invoices(scope(company), TODAY).totals
        balance = aged_balance(scope(company), TODAY, page=Page(limit=10))
        return total.open_minor, balance.totals[0].total_minor, balance.rows[0].name

    assert give(company, fec("VE 1 2026-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00"), "732829320FEC20261231.txt").state == "committed"
    assert shown()[:2] == (12000, 12000) == shown()[:2]
    assert give(company, csv("customer_id,name", "DUPONT,Dupont et Filles"), "c.csv").state == "committed"
    assert shown()[2] == "Dupont et Filles"
    more = fec("VE 1 2026-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00", "VE 2 2026-03-02 FA-2\n411 DUPONT 30,00\n706 - -30,00")
    assert give(company, more, "732829320FEC20261231.txt").state == "committed"
    assert shown()[:2] == (15000, 15000)
    assert list_invoices(scope(company), date(2026, 3, 1)).totals[0].open_minor == 12000
