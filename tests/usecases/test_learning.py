"""A company's own past decides which rules record for it: read from its books, moved by undos, switched by persons."""

from __future__ import annotations

from datetime import date

import pytest

from encours.store.tenant import tenant
from encours.usecases.companies import scope_of
from encours.usecases.learning import (
    HabitUnknown,
    RuleUnknown,
    SwitchedAlready,
    calibration_of,
    forget,
    habit_list,
    read_the_past,
    rule_standing,
    switch_rule,
)
from encours.usecases.matching import match_company
from tests.usecases.books import TODAY, assert_sound, csv, fec, give, new_company
from tests.usecases.test_import_statements import IBAN, mt940


def ledger_company(count: int = 6):
    """A company whose ledger letters each invoice with the transfer that paid it; the statement has the transfers."""
    company = new_company()
    entries, lines = [], []
    for n in range(1, count + 1):
        code = f"A{chr(64 + n)}A"
        entries.append(f"VE {n} 2026-03-{n:02} FA-2026-{n:03}\n411 DUPONT {100 + n},00 {code}\n706 - -{100 + n},00")
        entries.append(f"BQ {n} 2026-04-{n:02} VIR-{n}\n512 - {100 + n},00\n411 DUPONT -{100 + n},00 {code}")
        lines.append((f"2604{n:02}", f"{100 + n}.00", f"VIR CLIENT DUPONT FA-2026-{n:03}"))
    total = sum(100 + n for n in range(1, count + 1))
    give(company, fec(*entries), "001000009FEC20261231.txt")
    give(company, mt940("1/1", ("260401", "0.00"), lines, ("260430", f"{total}.00")), "releve.sta")
    return company


def test_the_letters_of_the_ledger_are_the_truth_that_rules_are_measured_by(fresh_database):
    company = ledger_company()
    read = read_the_past(company, "test", today=TODAY)
    assert read.found.receipts == 6 and read.found.alone == 6 and read.found.wrong == 0
    standing = rule_standing(scope_of(company, "test"))
    assert sum(one.back_tested.cases for one in standing.rules) == 6 and standing.last is not None and standing.last.receipts == 6
    assert_sound(company)


def test_a_dry_reading_keeps_nothing(fresh_database):
    company = ledger_company()
    assert read_the_past(company, "test", today=TODAY, record=False).found.receipts == 6
    assert rule_standing(scope_of(company, "test")).last is None


def test_only_the_months_asked_for_are_read(fresh_database):
    company = ledger_company()
    assert read_the_past(company, "test", today=TODAY, months=3).found.receipts == 0
    assert read_the_past(company, "test", today=TODAY, months=9).found.receipts == 6


def test_a_rule_that_a_person_switches_off_records_nothing_until_it_is_switched_on(fresh_database):
    company = ledger_company()
    read_the_past(company, "test", today=TODAY)
    scope = scope_of(company, "test")
    rule = next(one.rule for one in rule_standing(scope).rules if one.back_tested.cases)
    switch_rule(company, "test", rule, is_off=True, reason="audit", today=TODAY)
    with tenant(company.organization_id) as cursor:
        assert rule in calibration_of(cursor, scope).off and not calibration_of(cursor, scope).may_post(rule)
    with pytest.raises(SwitchedAlready):
        switch_rule(company, "test", rule, is_off=True, reason="again", today=TODAY)
    switch_rule(company, "test", rule, is_off=False, reason="audit done", today=TODAY)
    with tenant(company.organization_id) as cursor:
        assert rule not in calibration_of(cursor, scope).off
    with pytest.raises(RuleUnknown):
        switch_rule(company, "test", "moon", is_off=True, reason="x", today=TODAY)
    assert_sound(company)


def test_a_habit_is_learned_shown_and_forgotten_for_good(fresh_database):
    company = new_company()
    entries, lines = [], []
    for n in range(1, 5):
        code = f"B{chr(64 + n)}A"
        first, second = f"FA-{2 * n - 1:03}", f"FA-{2 * n:03}"
        entries.append(f"VE {2 * n - 1} 2026-0{n}-03 {first}\n411 DUPONT 100,00 {code}\n706 - -100,00")
        entries.append(f"VE {2 * n} 2026-0{n}-09 {second}\n411 DUPONT 50,00 {code}\n706 - -50,00")
        entries.append(f"BQ {n} 2026-0{n + 2}-20 VIR-{n}\n512 - 150,00\n411 DUPONT -150,00 {code}")
        lines.append((f"260{n + 2}20", "150.00", "VIR DUPONT"))
    give(company, fec(*entries), "001000009FEC20261231.txt")
    give(company, mt940("1/1", ("260301", "0.00"), lines, ("260630", "600.00")), "releve.sta")
    today = date(2026, 7, 1)
    read_the_past(company, "test", today=today)
    assert [(row.customer_code, row.kind) for row in habit_list(scope_of(company, "test"))] == [("DUPONT", "by_statement")]
    forget(company, "test", "DUPONT", "by_statement", today=today)
    with pytest.raises(HabitUnknown):
        forget(company, "test", "DUPONT", "by_statement", today=today)
    read_the_past(company, "test", today=today)
    assert habit_list(scope_of(company, "test")) == [], "the payments before that day show it no more"
    assert_sound(company)


def test_what_a_rule_recorded_and_a_person_took_back_counts_against_it(fresh_database):
    from encours.usecases.unmatching import unmatch
    from tests.usecases.books import query

    company = new_company()
    give(company, csv("customer_id,name,iban", "C1,Dupont SA,FR7630006000011234567890189"), "customers.csv")
    give(
        company,
        csv("number,type,customer_id,issued_on,due_on,currency,total", "FA-2026-001,invoice,C1,2026-03-01,2026-03-31,EUR,120.00"),
        "invoices.csv",
    )
    give(
        company,
        csv(
            "line_id,booked_on,amount,currency,account_iban,counterparty_iban,remittance",
            f"L1,2026-04-02,120.00,EUR,{IBAN},FR7630006000011234567890189,FA-2026-001",
        ),
        "bank.csv",
    )
    match_company(company, "test", today=TODAY)
    [(match_id, rule)] = query(company, "SELECT id, rule FROM match WHERE decided_by = 'rule'")
    with tenant(company.organization_id) as cursor:
        assert calibration_of(cursor, scope_of(company, "test")).own == {}, "a day old, it proves nothing yet"
    unmatch(company, "test", match_id, reason="wrong customer", today=TODAY)
    with tenant(company.organization_id) as cursor:
        own = calibration_of(cursor, scope_of(company, "test")).own
    assert (own[rule].cases, own[rule].wrong) == (1, 1)
