"""Promises and holds stop reminders for a time, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from encours.store.load.companies import Company
from encours.usecases.companies import scope_of
from encours.usecases.holds import HoldDayWrong, HoldLifted, HoldNeedsNote, HoldUnknown, lift_hold, list_holds, put_on_hold
from encours.usecases.known import CustomerUnknown
from encours.usecases.promises import (
    DocumentNotOwed,
    NothingOwed,
    PromiseCancelled,
    PromisedAlready,
    PromiseDayWrong,
    PromisedInVain,
    PromiseTooMuch,
    PromiseUnknown,
    cancel_promise,
    list_promises,
    take_promise,
)
from encours.usecases.reminders import Planned, plan_reminders
from tests.usecases.books import assert_sound, csv, fec, give, new_company, query

GIVEN, PAY, DEADLINE = date(2026, 11, 2), date(2026, 11, 20), date(2026, 11, 24)
AFTER = DEADLINE + timedelta(days=1)
SALES = [f"VE {n} 2026-09-0{n} FA-{n}\n411 DUPONT {n}00,00\n706 - -{n}00,00" for n in (1, 2)] + ["VE 3 2026-09-03 FA-3\n411 MARTIN 50,00\n706 - -50,00"]
PAID = "BQ 9 2026-11-19 VIR-9\n512 - 100,00\n411 DUPONT -100,00"


@pytest.fixture
def company(fresh_database: object) -> Company:
    """Two customers: DUPONT owes 100 and 200, MARTIN 50, all long past due."""
    own = new_company()
    give(own, fec(*SALES), "001000009FEC20261231.txt")
    return own


def promise(company: Company, *documents: str, today: date = GIVEN, pay_on: date = PAY, **more: object) -> int:
    taken = take_promise(company, "test", "DUPONT", pay_on=pay_on, today=today, documents=documents, **more)  # type: ignore[arg-type]
    return taken.row.promise.id


def reminded(company: Company, day: date, customer: str = "DUPONT") -> Planned | None:
    return next((row for row in plan_reminders(scope_of(company, "test"), day).rows if row.customer_code == customer), None)


def state(company: Company, promise_id: int, day: date) -> str:
    rows = list_promises(company, scope_of(company, "test"), day).rows
    return next(one.standing.state for one in rows if one.row.promise.id == promise_id)


def test_a_promised_document_is_not_asked_for_until_its_deadline_and_the_rest_is(company: Company) -> None:
    one = promise(company, "FA-2")
    for day in (GIVEN, DEADLINE):
        found = reminded(company, day)
        assert found and found.reminder.status == "due" and [item.document_ref for item in found.items] == ["FA-1"]
        assert "non réclamé" in found.reminder.reason.fr and "promised for 20 Nov 2026" in found.reminder.reason.en
    found = reminded(company, AFTER)
    assert found and [item.document_ref for item in found.items] == ["FA-1", "FA-2"] and "not paid" in found.reminder.reason.en
    assert state(company, one, AFTER) == "broken"
    assert_sound(company)


def test_a_promise_about_the_account_holds_the_whole_customer_and_no_other(company: Company) -> None:
    promise(company)
    found = reminded(company, GIVEN)
    assert found and found.reminder.status == "held" and "€300.00 promised for 20 Nov 2026" in found.reminder.reason.en
    other = reminded(company, GIVEN, "MARTIN")
    assert other and other.reminder.status == "due"


def test_before_the_promise_was_known_the_reminder_stood(company: Company) -> None:
    promise(company)
    [(before,)] = query(company, "SELECT min(recorded_at) - interval '1 microsecond' FROM promise")
    rows = plan_reminders(scope_of(company, "test"), GIVEN, known_at=before).rows
    assert [row.reminder.status for row in rows] == ["due", "due"]


def test_a_payment_in_the_ledger_that_nobody_lettered_keeps_the_promise(company: Company) -> None:
    one = promise(company, "FA-1")
    give(company, fec(*SALES, PAID), "001000009FEC20261231.txt")
    assert state(company, one, AFTER) == "kept"
    found = reminded(company, AFTER)
    assert found and [item.document_ref for item in found.items] == ["FA-2"] and "match first" in found.reminder.reason.en


def test_a_lettered_payment_keeps_it_and_one_that_was_withdrawn_does_not(company: Company) -> None:
    one = promise(company, "FA-1")
    lettered = [SALES[0].replace("411 DUPONT 100,00", "411 DUPONT 100,00 AAA"), *SALES[1:], PAID.replace("-100,00", "-100,00 AAA")]
    give(company, fec(*lettered), "001000009FEC20261231.txt")
    assert state(company, one, AFTER) == "kept"
    withdrawn = give(company, fec(*SALES, "BQ 10 2026-11-20 VIR-10\n512 - 1,00\n411 MARTIN -1,00"), "001000009FEC20261231.txt", reverse_missing=True)
    assert withdrawn.reversed and state(company, one, AFTER) == "broken"
    assert_sound(company)


@pytest.mark.parametrize(
    ("documents", "more", "refusal"),
    [
        ((), {"pay_on": GIVEN - timedelta(days=1)}, PromiseDayWrong),
        ((), {"pay_on": GIVEN + timedelta(days=91)}, PromiseDayWrong),
        ((), {"promised_on": GIVEN + timedelta(days=1)}, PromiseDayWrong),
        (("FA-3",), {}, DocumentNotOwed),
        ((), {"currency": "USD"}, NothingOwed),
        (("FA-1",), {"amount_minor": 10001}, PromiseTooMuch),
        (("FA-1",), {"amount_minor": 0}, PromiseTooMuch),
    ],
)
def test_what_cannot_be_promised_is_refused_and_leaves_nothing(company: Company, documents: tuple[str, ...], more: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        promise(company, *documents, **more)  # type: ignore[arg-type]
    assert query(company, "SELECT count(*) FROM promise") == [(0,)]


def test_a_document_is_promised_once_at_a_time_and_after_two_broken_promises_only_on_a_second_word(company: Company) -> None:
    promise(company, "FA-1")
    with pytest.raises(PromisedAlready):
        promise(company, "FA-1")
    day = AFTER
    promise(company, "FA-1", today=day, pay_on=day)
    day += timedelta(days=10)
    with pytest.raises(PromisedInVain):
        promise(company, "FA-1", today=day, pay_on=day)
    assert promise(company, "FA-1", today=day, pay_on=day, again=True)


def test_a_cancelled_promise_pauses_no_more_and_is_cancelled_once(company: Company) -> None:
    one = promise(company)
    cancel_promise(company, "test", one, reason="a misunderstanding", today=GIVEN + timedelta(days=1))
    found = reminded(company, GIVEN + timedelta(days=1))
    assert found and found.reminder.status == "due"
    with pytest.raises(PromiseCancelled):
        cancel_promise(company, "test", one, reason="again", today=PAY)
    with pytest.raises(PromiseUnknown):
        cancel_promise(company, "test", 999, reason="what", today=PAY)
    assert_sound(company)


def test_a_hold_stops_a_customer_or_one_document_until_its_last_day(company: Company) -> None:
    put_on_hold(company, "test", "MARTIN", cause="insolvency", today=GIVEN, until_on=PAY)
    put_on_hold(company, "test", "DUPONT", cause="litigation", today=GIVEN, document="FA-1", note="Me Durand")
    held = reminded(company, PAY, "MARTIN")
    assert held and held.reminder.status == "held" and "procédure collective, jusqu’au 20/11/2026" in held.reminder.reason.fr
    later = reminded(company, PAY + timedelta(days=1), "MARTIN")
    assert later and later.reminder.status == "due"
    rest = reminded(company, AFTER)
    assert rest and [item.document_ref for item in rest.items] == ["FA-2"] and "Me Durand" in rest.reminder.reason.en
    assert_sound(company)


def test_a_hold_is_lifted_once_by_a_person(company: Company) -> None:
    [hold] = put_on_hold(company, "test", "DUPONT", cause="other", note="their flood", today=GIVEN)
    lift_hold(company, "test", hold, reason="dry again", today=PAY)
    before, after = reminded(company, PAY - timedelta(days=1)), reminded(company, PAY)
    assert before and before.reminder.status == "held" and after and after.reminder.status == "due"
    assert [row.end_reason for row in list_holds(company, scope_of(company, "test"), PAY, customer="DUPONT").rows] == ["dry again"]
    with pytest.raises(HoldLifted):
        lift_hold(company, "test", hold, reason="again", today=PAY)
    with pytest.raises(HoldUnknown):
        lift_hold(company, "test", 999, reason="what", today=PAY)


def test_what_cannot_be_held_is_refused(company: Company) -> None:
    with pytest.raises(HoldNeedsNote):
        put_on_hold(company, "test", "DUPONT", cause="other", today=GIVEN)
    with pytest.raises(HoldDayWrong):
        put_on_hold(company, "test", "DUPONT", cause="agreement", today=GIVEN, until_on=GIVEN - timedelta(days=1))
    with pytest.raises(CustomerUnknown):
        put_on_hold(company, "test", "NOBODY", cause="agreement", today=GIVEN)
    with pytest.raises(DocumentNotOwed):
        put_on_hold(company, "test", "DUPONT", cause="agreement", today=GIVEN, document="FA-3")
    assert query(company, "SELECT count(*) FROM hold") == [(0,)]


def test_a_customer_table_knows_no_promise_and_loses_none(company: Company) -> None:
    one = promise(company)
    give(company, csv("customer_id,name", "DUPONT,Dupont SA"), "customers.csv")
    assert state(company, one, GIVEN) == "running"
