"""Whom to remind today, when nothing was sent before: the question a set of books alone can answer.

1. Disputed items and those that something pauses (a promise that runs, a hold) are left out; credit items are the customer's unapplied cash.
2. The carrying item is the oldest unpaid one past a step's day, the highest amount where two are as old.
3. The step is the one its age has reached, but no first contact goes beyond the first firm step.
4. A customer is held when less than the minimum is claimed, or when unapplied cash covers the claim: match first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from encours.kernel.wording import NO_BREAK_SPACE, Language, Text, show_amount
from encours.receivables.dunning.ladder import FRENCH_B2B, DunningStep

MINIMUM_MINOR = 1000
"""The least a reminder claims, per customer and currency, unless settings say otherwise."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item: `open_minor` is positive for what is owed, negative for cash or credit notes not applied. `due_assumed`: nobody stated the due date.

    `paused` says why nobody is reminded of it now; `remark` what its reminder should know, such as a broken promise.
    """

    id: str
    customer: str
    document_ref: str
    due_on: date
    currency: str
    open_minor: int
    disputed: bool = False
    due_assumed: bool = False
    paused: Text | None = None
    remark: Text | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to do about one customer in one currency. `items` are those claimed, oldest first; the first carries the step."""

    customer: str
    currency: str
    step: DunningStep
    items: tuple[OpenItem, ...]
    claimed_minor: int
    oldest_due_on: date
    days_late: int
    status: Literal["due", "held"]
    reason: Text
    estimate: bool

    @property
    def carrying_item(self) -> OpenItem:
        return self.items[0]


def first_reminders(
    items: Iterable[OpenItem], *, as_of: date, ladder: Sequence[DunningStep] = FRENCH_B2B, minimum_minor: int = MINIMUM_MINOR
) -> tuple[Reminder, ...]:
    """Say whom to remind on `as_of` and how, per customer and currency, most claimed first; those held come with the reason.

    A customer is absent when no item has reached a step. Claimed are all overdue, undisputed items; before any is overdue, those the courtesy step takes.

    >>> late = OpenItem("1", "ACME", "F1", date(2026, 11, 2), "EUR", 120000)
    >>> [reminder] = first_reminders([late], as_of=date(2026, 11, 22))
    >>> reminder.step.code, reminder.days_late, reminder.status
    ('reminder_2', 20, 'due')
    """
    owed: dict[tuple[str, str], list[OpenItem]] = defaultdict(list)
    unapplied: dict[tuple[str, str], int] = defaultdict(int)
    for item in items:
        if item.open_minor > 0:
            owed[item.customer, item.currency].append(item)
        else:
            unapplied[item.customer, item.currency] -= item.open_minor
    reminders = [
        _reminder(
            own, as_of=as_of, ladder=sorted(ladder, key=lambda step: step.from_days), minimum_minor=minimum_minor, unapplied=unapplied[key]
        )
        for key, own in owed.items()
    ]
    return tuple(sorted((r for r in reminders if r), key=lambda r: (r.currency, -r.claimed_minor, r.customer)))


def _reminder(own: list[OpenItem], *, as_of: date, ladder: Sequence[DunningStep], minimum_minor: int, unapplied: int) -> Reminder | None:
    chased = _claimed([item for item in own if not item.disputed and not item.paused], as_of, ladder)
    claimed = chased or _claimed([item for item in own if item.paused], as_of, ladder) or _claimed(own, as_of, ladder)
    if not claimed:
        return None
    carrying = claimed[0]
    days_late = (as_of - carrying.due_on).days
    reached = _reached(carrying, days_late, ladder)
    assert reached is not None, "a claimed item has reached a step"
    step = _first_contact(reached, ladder)
    total = sum(item.open_minor for item in claimed)
    currency = carrying.currency
    held = None
    if not chased:
        why = carrying.paused or Text(en="everything due is disputed", fr="tout ce qui est dû est en litige")
        held = Text(en=f"held: {why.en}", fr=f"suspendue{NO_BREAK_SPACE}: {why.fr}")
    elif unapplied >= total:
        held = Text(
            en=f"held: match first, {show_amount(unapplied, currency, 'en')} of unapplied cash covers the claim",
            fr=f"suspendue : affecter d’abord, {show_amount(unapplied, currency, 'fr')} de règlements non affectés couvrent la somme",
        )
    elif total < minimum_minor:
        held = Text(
            en=f"held: below the minimum of {show_amount(minimum_minor, currency, 'en')}",
            fr=f"suspendue : en dessous du minimum de {show_amount(minimum_minor, currency, 'fr')}",
        )
    left_out = [_left_out(why) for why in dict.fromkeys(item.paused for item in own if item.paused and item.due_on < as_of)] if chased else []
    reason = _joined(_told(days_late, step, reached), *dict.fromkeys(item.remark for item in claimed if item.remark), *left_out, held)
    return Reminder(
        carrying.customer, currency, step, tuple(claimed), total, carrying.due_on, days_late, "held" if held else "due", reason,
        estimate=any(item.due_assumed for item in claimed),
    )  # fmt: skip


def _left_out(why: Text) -> Text:
    return Text(en=f"not asked for: {why.en}", fr=f"non réclamé{NO_BREAK_SPACE}: {why.fr}")


def _joined(*parts: Text | None) -> Text:
    said = [part for part in parts if part]
    return Text(en="; ".join(part.en for part in said), fr=f"{NO_BREAK_SPACE}; ".join(part.fr for part in said))


def _claimed(items: list[OpenItem], as_of: date, ladder: Sequence[DunningStep]) -> list[OpenItem]:
    """The items a reminder of today claims, the carrying one first; empty when none has reached a step."""
    oldest_first = sorted(items, key=lambda item: (item.due_on, -item.open_minor, item.id))
    overdue = [item for item in oldest_first if item.due_on < as_of]
    for candidates in (overdue, [item for item in oldest_first if item.due_on >= as_of]):
        reached = [item for item in candidates if _reached(item, (as_of - item.due_on).days, ladder)]
        if reached:
            others = [item for item in overdue if item is not reached[0]] if candidates is overdue else reached[1:]
            return [reached[0], *others]
    return []


def _reached(item: OpenItem, days_late: int, ladder: Sequence[DunningStep]) -> DunningStep | None:
    """The last step the item has reached. Steps before the due date hold until it, not after."""
    steps = [step for step in ladder if step.from_days <= days_late and item.open_minor >= step.minimum_minor]
    steps = [step for step in steps if step.from_days > 0 or days_late <= 0]
    return steps[-1] if steps else None


def _first_contact(reached: DunningStep, ladder: Sequence[DunningStep]) -> DunningStep:
    firm = next((step for step in ladder if step.firm), reached)
    return min(reached, firm, key=lambda step: step.from_days)


def _told(days_late: int, step: DunningStep, reached: DunningStep) -> Text:
    def told(language: Language) -> str:
        count = abs(days_late)
        if language == "fr":
            days = f"{count} jour{'s' if count > 1 else ''}"
            age = f"échu depuis {days}" if days_late > 0 else (f"à échoir dans {days}" if count else "échéance aujourd’hui")
            capped = f" (l’âge appellerait « {reached.name.fr} », mais rien n’a encore été envoyé)" if step is not reached else ""
        else:
            days = f"{count} day{'s' if count != 1 else ''}"
            age = f"{days} late" if days_late > 0 else (f"due in {days}" if count else "due today")
            capped = f" (its age would call for “{reached.name.en}”, but nothing was sent before)" if step is not reached else ""
        return age + capped

    return Text(en=told("en"), fr=told("fr"))
