"""Whom to remind today when nothing was sent before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.receivables.dunning import FRENCH_B2B, OpenItem, Reminder, first_reminders

TODAY = date(2026, 11, 22)


def item(
    name: str,
    days_late: int,
    amount: int = 100000,
    *,
    customer: str = "ACME",
    disputed: bool = False,
    assumed: bool = False,
    currency: str = "EUR",
) -> OpenItem:
    return OpenItem(name, customer, name, TODAY - timedelta(days=days_late), currency, amount, disputed, assumed)


def only(*items: OpenItem) -> Reminder:
    [reminder] = first_reminders(items, as_of=TODAY)
    return reminder


@pytest.mark.parametrize(
    ("days_late", "amount", "step"),
    [
        (-8, 100000, None),
        (-7, 100000, "courtesy"),
        (-7, 50000, "courtesy"),
        (-7, 49999, None),
        (0, 100000, "courtesy"),
        (1, 100000, None),
        (2, 100000, None),
        (3, 100000, "reminder_1"),
        (9, 1000, "reminder_1"),
        (10, 1000, "call"),
        (15, 1000, "reminder_2"),
        (35, 1000, "reminder_2"),
        (400, 1000, "reminder_2"),
    ],
)
def test_the_step_follows_the_age_but_a_first_contact_is_never_a_formal_notice(days_late: int, amount: int, step: str | None) -> None:
    reminders = first_reminders([item("F1", days_late, amount)], as_of=TODAY)
    assert [r.step.code for r in reminders] == ([step] if step else [])


def test_the_reason_says_the_age_and_why_a_softer_step_was_taken() -> None:
    reason = only(item("F1", 40)).reason
    assert reason.fr == "échu depuis 40 jours (l’âge appellerait « Mise en demeure », mais rien n’a encore été envoyé)"
    assert reason.en == "40 days late (its age would call for “Formal notice”, but nothing was sent before)"
    assert only(item("F1", 0)).reason.en == "due today"


def test_the_oldest_unpaid_item_carries_the_step_and_the_highest_amount_settles_a_tie() -> None:
    reminder = only(item("small", 20, 5000), item("large", 20, 9000), item("young", 1, 700), item("future", -3, 99999))
    assert [i.id for i in reminder.items] == ["large", "small", "young"]
    assert (reminder.claimed_minor, reminder.days_late, reminder.oldest_due_on) == (14700, 20, date(2026, 11, 2))


def test_disputed_items_are_left_out_and_a_customer_with_nothing_else_is_held() -> None:
    assert [i.id for i in only(item("F1", 20), item("F2", 40, disputed=True)).items] == ["F1"]
    held = only(item("F2", 40, disputed=True))
    assert held.status == "held" and "litige" in held.reason.fr


@pytest.mark.parametrize(("cash", "status"), [(-99999, "due"), (-100000, "held"), (-150000, "held")])
def test_a_customer_whose_unapplied_cash_covers_the_claim_is_matched_first(cash: int, status: str) -> None:
    reminder = only(item("F1", 20), item("R1", 0, cash))
    assert reminder.status == status
    assert ("match first" in reminder.reason.en and "affecter d’abord" in reminder.reason.fr) == (status == "held")


def test_cash_of_another_currency_or_customer_holds_nothing() -> None:
    reminders = first_reminders(
        [item("F1", 20), item("R1", 0, -999999, currency="USD"), item("R2", 0, -999999, customer="BETA")], as_of=TODAY
    )
    assert [(r.customer, r.status) for r in reminders] == [("ACME", "due")]


def test_a_claim_below_the_minimum_is_held_and_the_minimum_is_per_customer() -> None:
    assert only(item("F1", 20, 999)).status == "held"
    assert only(item("F1", 20, 600), item("F2", 10, 600)).status == "due"


def test_a_claim_on_an_assumed_due_date_is_an_estimate() -> None:
    assert only(item("F1", 20, assumed=True)).estimate
    assert not only(item("F1", 20), item("F2", -3, 10, assumed=True)).estimate


def test_most_claimed_comes_first_in_each_currency() -> None:
    reminders = first_reminders(
        [item("F1", 20, 5000), item("F2", 20, 9000, customer="BETA"), item("F3", 20, 1, customer="CESAR", currency="USD")], as_of=TODAY
    )
    assert [r.customer for r in reminders] == ["BETA", "ACME", "CESAR"]


def test_the_french_ladder_climbs() -> None:
    assert [step.from_days for step in FRENCH_B2B] == [-7, 3, 10, 15, 25, 35, 45, 60]


ITEMS = st.lists(
    st.builds(
        OpenItem, st.uuids().map(str), st.sampled_from("ABC"), st.just("F"), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.sampled_from(["EUR", "USD"]),
        st.integers(-(10**7), 10**7).filter(bool), st.booleans(), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(ITEMS)
def test_nothing_disputed_undue_or_credit_is_ever_claimed_as_due(items: list[OpenItem]) -> None:
    for reminder in first_reminders(items, as_of=TODAY):
        assert reminder.claimed_minor == sum(i.open_minor for i in reminder.items) > 0
        assert all(i.open_minor > 0 and (i.customer, i.currency) == (reminder.customer, reminder.currency) for i in reminder.items)
        if reminder.status == "due":
            assert not any(i.disputed for i in reminder.items)
        if reminder.days_late > 0:
            assert all(i.due_on < TODAY for i in reminder.items)
        assert min(i.due_on for i in reminder.items) == reminder.oldest_due_on == reminder.carrying_item.due_on
