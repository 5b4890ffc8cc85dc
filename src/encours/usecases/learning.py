"""What the company's own past says of matching: how often each rule was right, which record by themselves, how each customer pays.

A rule's own figures are those of the last reading of the past (every receipt of which a person or the ledger says what it paid, replayed) and
those of its life since: what it recorded and a person took back, or nobody did for two months.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.calibration import SHIPPED, Calibration, Tally, is_rule
from encours.receivables.matching.learn_habits import learn_habits
from encours.receivables.matching.payer import Payers
from encours.receivables.matching.replay import BackTest, back_test
from encours.receivables.matching.settings import policy_of
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer_by_code
from encours.store.load.history import load_history
from encours.store.load.matching import load_known_customers
from encours.store.save.events import record_event
from encours.store.save.learning import (
    HabitKind,
    HabitRow,
    LastLearning,
    forget_habit,
    load_back_tested,
    load_forgotten,
    load_habit_rows,
    load_last_learning,
    load_lived,
    load_switched_off,
    save_learning,
    save_switch,
)
from encours.store.save.policy import load_settings
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown

MONTHS = 12
"""How far back the past is read, unless said."""


class RuleUnknown(Refusal):
    code = "rule_unknown"
    message = Text(en="No rule is called “{rule}”.", fr="Aucune règle ne s'appelle « {rule} ».")
    repair = Text(en="“encours rules list” names them.", fr="« encours rules list » les nomme.")


class SwitchedAlready(Refusal):
    code = "rule_switched_already"
    message = Text(en="The rule “{rule}” is in that state already.", fr="La règle « {rule} » est déjà dans cet état.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


class HabitUnknown(Refusal):
    code = "habit_unknown"
    message = Text(en="No such habit of {customer} was learned.", fr="Aucune habitude de ce genre n'a été apprise de {customer}.")
    repair = Text(en="“encours habits list” shows what was learned.", fr="« encours habits list » montre ce qui a été appris.")


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A rule and what is known of it: the shipped figures, the past replayed, its life in this company; `bound` is the lower 95 % bound of its precision."""

    rule: str
    shipped: Tally
    back_tested: Tally
    lived: Tally
    bound: float
    records: bool
    switched_off: tuple[str, str, datetime] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All rules, those that record first; and the last reading of the past."""

    rules: tuple[RuleStanding, ...]
    last: LastLearning | None


@dataclass(frozen=True, slots=True)
class Read:
    """A reading of the past: the span, what rules would have done, those that record now among them (`recording`), how many habits it showed."""

    since: date
    found: BackTest
    recording: Tally
    habits: int


def calibration_of(cursor: Any, scope: Scope) -> Calibration:
    """The precision of every rule for this company, as matching asks for it."""
    return Calibration(SHIPPED.shipped, _added(load_back_tested(cursor, scope), load_lived(cursor, scope)), frozenset(load_switched_off(cursor, scope)))


def _added(one: Mapping[str, Tally], other: Mapping[str, Tally]) -> dict[str, Tally]:
    nothing = Tally()
    return {
        rule: Tally(one.get(rule, nothing).cases + other.get(rule, nothing).cases, one.get(rule, nothing).wrong + other.get(rule, nothing).wrong)
        for rule in one.keys() | other.keys()
    }


def read_the_past(
    company: Company, actor: str, *, today: date, months: int = MONTHS, record: bool = True, progress: Callable[[int], None] | None = None
) -> Read:  # fmt: skip
    """Replay the receipts of the last months with every rule, and learn how each customer pays; keep it unless `record` is false.

    Nothing that was recorded about receipts changes. The next matching uses what was learned.
    """
    scope = Scope(company.organization_id, company.id, actor)
    since = today - timedelta(days=round(months * 365 / 12))
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        recorded_at = record_now(cursor, scope) if record else None
        history = load_history(cursor, scope, since=since)
        said = load_settings(cursor, scope)
        found = back_test(history, Payers.of(load_known_customers(cursor, scope)), policy=policy_of(said.company, said.customers), progress=progress)
        habits = learn_habits(history, today, load_forgotten(cursor, scope))
        if record:
            days = [one.receipt.received_on for one in history.past]
            save_learning(cursor, scope, found, habits, (min(days), max(days)) if days else None, recorded_at=recorded_at)
            record_event(
                cursor, scope, "PastRead", occurred_on=today,
                payload={"since": since, "receipts": found.receipts, "alone": found.alone, "wrong": found.wrong, "habits": len(habits.customers)},
            )  # fmt: skip
        recording = found.of(calibration_of(cursor, scope).posting)
    return Read(since, found, recording, len(habits.customers))


def rule_standing(scope: Scope) -> Standing:
    """Every rule that was shipped or seen here, with what is known of it."""
    with tenant(scope.organization_id) as cursor:
        tested, lived, off = load_back_tested(cursor, scope), load_lived(cursor, scope), load_switched_off(cursor, scope)
        last = load_last_learning(cursor, scope)
    calibration = Calibration(SHIPPED.shipped, _added(tested, lived), frozenset(off))
    nothing = Tally()
    rules = [
        RuleStanding(
            rule, SHIPPED.shipped.get(rule, nothing), tested.get(rule, nothing), lived.get(rule, nothing), calibration.precision_bound(rule),
            calibration.may_post(rule), off.get(rule),
        )
        for rule in sorted(filter(is_rule, SHIPPED.shipped.keys() | tested.keys() | lived.keys() | off.keys()))
    ]  # fmt: skip
    return Standing(tuple(sorted(rules, key=lambda one: (not one.records, -one.bound, one.rule))), last)


def switch_rule(company: Company, actor: str, rule: str, *, is_off: bool, reason: str, today: date) -> None:
    """Forbid a rule to record by itself, or allow it again (it still has to be proven). Raises RuleUnknown, SwitchedAlready."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        off = load_switched_off(cursor, scope)
        if rule not in SHIPPED.shipped.keys() | load_back_tested(cursor, scope).keys() | load_lived(cursor, scope).keys() | off.keys():
            raise RuleUnknown(rule=rule[:80])
        if (rule in off) == is_off:
            raise SwitchedAlready(rule=rule)
        save_switch(cursor, scope, rule, is_off=is_off, reason=reason, recorded_at=recorded_at)
        record_event(cursor, scope, "RuleSwitched", occurred_on=today, payload={"rule": rule, "off": is_off})


def habit_list(scope: Scope) -> list[HabitRow]:
    """Every habit that was learned, by customer."""
    with tenant(scope.organization_id) as cursor:
        return load_habit_rows(cursor, scope)


def forget(company: Company, actor: str, customer_code: str, kind: str, *, today: date) -> None:
    """Forget a habit of a customer: payments up to today show it no more. Raises CustomerUnknown, HabitUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        customer = load_customer_by_code(cursor, scope, customer_code)
        if customer is None:
            raise CustomerUnknown(customer=customer_code)
        wanted = next((known for known in get_args(HabitKind) if known == kind), None)
        if wanted is None or not forget_habit(cursor, scope, customer.id, wanted, today=today, recorded_at=recorded_at):
            raise HabitUnknown(customer=customer_code)
        record_event(cursor, scope, "HabitForgotten", occurred_on=today, subjects=[f"cus_{customer.id}"], payload={"habit": kind})
