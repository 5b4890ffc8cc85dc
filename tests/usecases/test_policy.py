"""The settlement policy: what a company says of differences, fees and accounts counts from then on, and is never lost."""

from __future__ import annotations

import json
from datetime import date

import pytest

from encours.cli import figures
from encours.receivables.matching.payouts import FeeRate
from encours.receivables.matching.policy import Tolerance
from encours.receivables.matching.settings import SettingImpossible, SettingUnknown
from encours.usecases.companies import scope_of
from encours.usecases.known import CustomerUnknown
from encours.usecases.matching import match_company
from encours.usecases.policy import policy_history, policy_settings, set_policy
from encours.usecases.review.decide import apply
from encours.usecases.runs import undo_matching
from encours.usecases.unmatching import ReasonMissing
from tests.cli.test_intake import call
from tests.usecases.books import TODAY, assert_sound, query
from tests.usecases.review.desk import balances, line_id, look, morning, opens
from tests.usecases.review.test_decide import wish
from tests.usecases.test_transit import company_with, line

SHORT = "R1 2026-11-21 1195.00 MARTIN FILS||VIR FA-0915"


def say(company, name, value, **options):
    return set_policy(company, "ines", name, value, reason="year's letter", today=TODAY, **options)


@pytest.fixture(scope="module")
def settled(database):
    return morning(SHORT, match=False)


def counts(company, name, customer=""):
    return next(one.value for one in policy_settings(scope_of(company, "test")) if (one.setting.name, one.customer) == (name, customer))


def test_a_tolerance_decides_what_a_difference_is_for_the_company_and_for_one_customer(fresh_database):
    company = morning(SHORT, match=False)
    say(company, "short", Tolerance(500, 0, 500))
    match_company(company, "test", today=TODAY)
    [made] = look(company, "R1").row.proposals or [None]
    kinds = (
        query(company, "SELECT kind, amount_minor FROM receipt_difference")
        if made is None
        else [(part.kind, part.amount_minor) for part in made.parts[1:]]
    )
    assert kinds == [("rounding", 500)]
    assert_sound(company)


def test_the_customers_word_counts_before_the_companys_and_both_are_taken_back(fresh_database):
    company = morning(SHORT, match=False)
    say(company, "short", Tolerance(500, 0, 500))
    say(company, "short", Tolerance(), customer="MARTIN")
    say(company, "bank_fee", Tolerance(), customer="MARTIN")
    match_company(company, "test", today=TODAY)
    assert all(part.kind == "payment" for made in look(company, "R1").row.proposals for part in made.parts)
    say(company, "short", None, customer="MARTIN")
    say(company, "short", None)
    assert counts(company, "short") == Tolerance(100, 0, 100)
    assert [(one.name, one.customer_code, one.before, one.after) for one in policy_history(scope_of(company, "test"))] == [
        ("short", "", Tolerance(500, 0, 500), None), ("short", "MARTIN", Tolerance(), None), ("bank_fee", "MARTIN", None, Tolerance()), ("short", "MARTIN", None, Tolerance()),
        ("short", "", None, Tolerance(500, 0, 500)),
    ]  # fmt: skip
    assert query(company, "SELECT count(*), min(actor) FROM event WHERE type = 'PolicySet'") == [(5, "ines")]
    assert_sound(company)


def test_a_difference_goes_to_the_account_of_its_reason(fresh_database):  # R05
    company = morning("R1 2026-11-21 1195.00 MARTIN FILS||SOLDE")
    say(company, "account:bank_fee", "6278")
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference="bank_fee", today=TODAY)
    assert balances(company)["6278"] == 500 and "627" not in balances(company) and opens(company, "FA-0915") == [0]
    assert_sound(company)


def test_a_known_rate_makes_a_payout_certain_and_its_fee_has_its_own_account(fresh_database):
    company = company_with(
        ("P1,ACME,2026-04-01,1200.00,EUR,card,,FA-2601", "P2,BETA,2026-04-02,300.00,EUR,card,,FA-2602"),
        (line("L1", "2026-04-04", "1477.00", "PAYOUT STRIPE"),),
    )
    say(company, "fee:adyen", FeeRate(150, 25))
    assert match_company(company, "test", today=TODAY).cleared == 0
    say(company, "fee:stripe", FeeRate(150, 25))
    say(company, "account:payout_fee", "6225")
    found = match_company(company, "test", today=TODAY)
    assert found.cleared == 1 and query(company, "SELECT fee_minor FROM clearing") == [(2300,)]
    assert balances(company)["6225"] == 2300
    assert_sound(company)
    assert found.run is not None
    undo_matching(company, "test", found.run, reason="test", today=TODAY)
    assert "6225" not in balances(company)
    assert match_company(company, "test", today=TODAY).cleared == 1
    assert_sound(company)


@pytest.mark.parametrize(
    ("name", "value", "customer", "refusal"),
    [
        ("shorts", 5, "", SettingUnknown), ("fee:", FeeRate(100), "", SettingUnknown), ("fee:STRIPE", FeeRate(100), "", SettingUnknown), ("account:gift", "658", "", SettingUnknown),
        ("short", 5, "", SettingImpossible), ("short", Tolerance(500, 0, 100), "", SettingImpossible), ("short", Tolerance(0, 5, 0), "", SettingImpossible),
        ("discount_grace_days", 400, "", SettingImpossible), ("discount_grace_days", True, "", SettingImpossible), ("late_discounts", 1, "", SettingImpossible),
        ("account:bank_fee", "4111", "", SettingImpossible), ("account:bank_fee", "512", "", SettingImpossible), ("account:bank_fee", "62 7", "", SettingImpossible),
        ("fee:stripe", FeeRate(10_000), "", SettingImpossible), ("always_review", True, "", SettingImpossible), ("late_discounts", True, "MARTIN", SettingImpossible),
        ("short", Tolerance(), "NOBODY", CustomerUnknown),
    ],
)  # fmt: skip
def test_what_a_setting_cannot_be_is_refused(settled, name, value, customer, refusal):
    company = settled
    with pytest.raises(refusal):
        say(company, name, value, customer=customer)
    with pytest.raises(ReasonMissing):
        set_policy(company, "ines", "late_discounts", True, reason=" ", today=TODAY)
    assert policy_history(scope_of(company, "test")) == []


def test_the_policy_is_said_and_shown_at_the_command_line(fresh_database, capsys, monkeypatch):
    company = morning(SHORT, match=False)
    monkeypatch.setattr(figures, "read_day", lambda value, company: date.fromisoformat(value) if value else TODAY)
    monkeypatch.setattr(figures, "operator", lambda: "ines")
    c = ("--company", company.slug, "--reason", "contract")
    assert call("--lang", "fr", "policy", "set", "bank_fee", "--amount", "20,00", "--percent", "0,5", "--cap", "35", *c) == 0
    assert "Frais bancaires supportés jusqu'à : 20,00\u00a0€ ou 0,5 %, au plus 35,00\u00a0€." in capsys.readouterr().out
    assert call("policy", "set", "fee:stripe", "--percent", "1.5", "--amount", "0.25", *c) == 0
    assert call("policy", "set", "always_review", "--yes", "--customer", "MARTIN", *c) == 0
    assert call("policy", "set", "currency", "--percent", "3", *c) == 0
    assert call("policy", "set", "account:rounding_loss", "--account", "6581", *c) == 0
    assert call("policy", "set", "discount_grace_days", "--days", "8", *c) == 0
    capsys.readouterr()
    assert call("policy", "show", "--json", "--company", company.slug) == 0
    shown = json.loads(capsys.readouterr().out)
    said = {(one["name"], one["customer_id"]): one["value"] for one in shown["settings"] if one["said"]}
    assert said == {
        ("bank_fee", None): {"absolute_minor": 2000, "permille": 5, "cap_minor": 3500}, ("fee:stripe", None): {"basis_points": 150, "each_minor": 25}, ("always_review", "MARTIN"): True,
        ("currency", None): 30, ("account:rounding_loss", None): "6581", ("discount_grace_days", None): 8,
    }  # fmt: skip
    assert len(shown["history"]) == 6 and shown["history"][0]["actor"] == "ines"
    assert call("policy", "set", "bank_fee", "--default", *c) == 0
    assert counts(company, "bank_fee") == Tolerance(3500, 0, 3500)
    assert call("policy", "set", "bank_fee", "--days", "3", *c) == 1
    assert call("policy", "set", "currency", "--percent", "0.05", *c) == 1
    assert call("--lang", "en", "policy", "show", "--history", "--company", company.slug) == 0
    assert "Every payment of this customer" in capsys.readouterr().out
