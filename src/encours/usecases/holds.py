"""Holds: nobody is reminded of an item, or of anything a customer owes, until a day or until somebody lifts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer_by_code
from encours.store.load.items import load_items
from encours.store.load.open_items import Moment, Only
from encours.store.load.promises import HoldRow, load_holds
from encours.store.save.events import record_event
from encours.store.save.promises import end_hold, save_hold
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.promises import DocumentNotOwed

Cause = Literal["insolvency", "litigation", "payment_under_way", "agreement", "other"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
CAUSE_WORDS: dict[str, Text] = {
    "insolvency": Text(en="insolvency proceedings", fr="procédure collective"),
    "litigation": Text(en="before a court or with a lawyer", fr="contentieux"),
    "payment_under_way": Text(en="payment under way", fr="paiement en cours"),
    "agreement": Text(en="agreed with the customer", fr="accord avec le client"),
    "other": Text(en="other reason", fr="autre motif"),
}


class HoldDayWrong(Refusal):
    code = "hold_day_wrong"
    message = Text(en="A hold from {from_on} cannot end on {until_on}.", fr="Une suspension à partir du {from_on} ne peut pas finir le {until_on}.")
    repair = Text(en="Correct the day, or leave it out: then somebody lifts it.", fr="Corrigez la date, ou omettez-la : quelqu'un lèvera la suspension.")


class HoldNeedsNote(Refusal):
    code = "hold_needs_note"
    message = Text(en="“Other” says nothing to who reads it later.", fr="« Autre » ne dit rien à qui le lira.")
    repair = Text(en="Say in a note why.", fr="Précisez le motif dans une note.")


class HoldUnknown(Refusal):
    code = "hold_unknown"
    message = Text(en="There is no hold {hold} in this company.", fr="Cette société n'a pas de suspension {hold}.")
    repair = Text(en="“encours holds list” shows them.", fr="« encours holds list » les énumère.")


class HoldLifted(Refusal):
    code = "hold_lifted"
    message = Text(en="Hold {hold} was lifted already.", fr="La suspension {hold} est déjà levée.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


@dataclass(frozen=True, slots=True)
class HoldList:
    """The holds of a company, the newest first; `as_of` tells which stand."""

    company: Company
    as_of: date
    known_at: datetime | None
    rows: tuple[HoldRow, ...]


def list_holds(company: Company, scope: Scope, as_of: date, *, known_at: datetime | None = None, customer: str = "") -> HoldList:
    """Every hold; of one customer where one is named. Raises CustomerUnknown."""
    with tenant(scope.organization_id) as cursor:
        ids: list[int] = []
        if customer:
            own = load_customer_by_code(cursor, scope, customer)
            if own is None:
                raise CustomerUnknown(customer=customer)
            ids = [own.id]
        return HoldList(company, as_of, known_at, tuple(load_holds(cursor, scope, Moment(as_of, known_at), customer_ids=ids)))


def put_on_hold(
    company: Company, actor: str, customer: str, *, cause: Cause, today: date, document: str = "", from_on: date | None = None, until_on: date | None = None, note: str = ""
) -> tuple[int, ...]:  # fmt: skip
    """Stop reminders of a customer, or of one document (of each of its instalments); returns the holds. Raises CustomerUnknown, DocumentNotOwed, HoldDayWrong, HoldNeedsNote."""
    scope = Scope(company.organization_id, company.id, actor)
    start = from_on or today
    if until_on is not None and until_on < start:
        raise HoldDayWrong(from_on=start, until_on=until_on)
    if cause == "other" and not note:
        raise HoldNeedsNote()
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        own = load_customer_by_code(cursor, scope, customer)
        if own is None:
            raise CustomerUnknown(customer=customer)
        items: list[int | None] = [None]
        if document:
            found = load_items(cursor, scope, Moment(today), only=Only(customer_ids=(own.id,))).rows
            items = [item.id for item in found if item.open_minor > 0 and reference_key(item.document_ref) == reference_key(document)]
            if not items:
                raise DocumentNotOwed(customer=own.name, document=document)
        made = tuple(
            save_hold(cursor, scope, customer_id=own.id, item_id=item, from_on=start, until_on=until_on, cause=cause, note=note, recorded_at=recorded_at) for item in items
        )
        record_event(
            cursor, scope, "HoldPut", occurred_on=start, subjects=[*(f"hld_{one}" for one in made), f"cus_{own.id}"], payload={"cause": cause, "until_on": until_on}
        )
    return made


def lift_hold(company: Company, actor: str, hold_id: int, *, reason: str, today: date) -> None:
    """Let reminders go on from today. Raises HoldUnknown, HoldLifted."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        if not load_holds(cursor, scope, Moment(today), hold_id=hold_id):
            raise HoldUnknown(hold=hold_id)
        if not end_hold(cursor, scope, hold_id, on=today, reason=reason, recorded_at=recorded_at):
            raise HoldLifted(hold=hold_id)
        record_event(cursor, scope, "HoldLifted", occurred_on=today, subjects=[f"hld_{hold_id}"])
