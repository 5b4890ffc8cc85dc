"""What stops reminders now, item by item, and what their text should know: holds, promises that run, promises that were not kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.wording import Text, show_amount, show_date
from encours.store.load.items import ItemRow
from encours.store.load.open_items import Moment
from encours.store.load.promises import HoldRow, load_holds
from encours.store.tenant import Scope
from encours.usecases.holds import CAUSE_WORDS
from encours.usecases.promises import Promised, promises_of

LATEST = 60
"""Days after its deadline for which a broken promise is brought up again."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The holds and promises of a company on a day, found by customer and item."""

    as_of: date
    holds: dict[int, tuple[HoldRow, ...]]
    promises: dict[int, tuple[Promised, ...]]

    def why(self, item: ItemRow) -> Text | None:
        """Why nobody is to be reminded of this item, None where nothing stops it."""
        for hold in self.holds.get(item.customer_id, ()):
            if hold.item_id in (None, item.id):
                return _held(hold)
        for one in self._about(item):
            if one.standing.pauses:
                return _promised(one)
        return None

    def remark(self, item: ItemRow) -> Text | None:
        """The last promise about this item that was not kept, or not wholly; None where there is none of late."""
        broken = [one for one in self._about(item) if one.standing.state in ("broken", "partly_kept") and (self.as_of - one.row.promise.deadline_on).days <= LATEST]
        return _broken(broken[-1]) if broken else None

    def _about(self, item: ItemRow) -> list[Promised]:
        return [
            one
            for one in self.promises.get(item.customer_id, ())
            if one.row.promise.currency == item.currency and (not one.row.promise.items or item.id in one.row.promise.items)
        ]


def load_pauses(cursor: Any, scope: Scope, moment: Moment) -> Pauses:
    """Everything that stops reminders on the day, as known at the instant."""
    holds: dict[int, list[HoldRow]] = defaultdict(list)
    for hold in load_holds(cursor, scope, moment):
        if hold.is_on(moment.day):
            holds[hold.customer_id].append(hold)
    promises: dict[int, list[Promised]] = defaultdict(list)
    for one in promises_of(cursor, scope, moment):
        promises[one.row.promise.customer].append(one)
    return Pauses(
        moment.day, {customer: tuple(rows) for customer, rows in holds.items()}, {customer: tuple(rows) for customer, rows in promises.items()}
    )


def _held(hold: HoldRow) -> Text:
    cause = CAUSE_WORDS[hold.cause]
    en, fr = (f"{cause.en} ({hold.note})", f"{cause.fr} ({hold.note})") if hold.note else (cause.en, cause.fr)
    if hold.until_on:
        return Text(en=f"{en}, until {show_date(hold.until_on, 'en')}", fr=f"{fr}, jusqu’au {show_date(hold.until_on, 'fr')}")
    return Text(en=en, fr=fr)


def _promised(one: Promised) -> Text:
    promise = one.row.promise
    if one.standing.state == "running":
        return Text(
            en=f"{show_amount(promise.amount_minor, promise.currency, 'en')} promised for {show_date(promise.pay_on, 'en')}",
            fr=f"{show_amount(promise.amount_minor, promise.currency, 'fr')} promis pour le {show_date(promise.pay_on, 'fr')}",
        )
    return Text(
        en=f"promised, and {show_amount(one.standing.unapplied_minor, promise.currency, 'en')} came that no document shows yet: match first",
        fr=f"promis, et {show_amount(one.standing.unapplied_minor, promise.currency, 'fr')} reçus restent à affecter",
    )


def _broken(one: Promised) -> Text:
    promise = one.row.promise
    if one.standing.state == "broken":
        return Text(en=f"promised for {show_date(promise.pay_on, 'en')} and not paid", fr=f"promis pour le {show_date(promise.pay_on, 'fr')} et non payé")
    return Text(
        en=f"promised for {show_date(promise.pay_on, 'en')}, of which only {show_amount(one.standing.counted_minor, promise.currency, 'en')} came",
        fr=f"promis pour le {show_date(promise.pay_on, 'fr')}, dont {show_amount(one.standing.counted_minor, promise.currency, 'fr')} seulement reçus",
    )
