"""Promises to pay: taking one down, taking it back, and how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from encours.countries.registry import countries
from encours.kernel.money import Money
from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.promises import Standing, WorkingDays, deadline, standings
from encours.store.load.companies import Company
from encours.store.load.customers import CustomerRow, load_customer_by_code
from encours.store.load.items import ItemRow, load_items
from encours.store.load.open_items import Moment, Only
from encours.store.load.promises import PromiseRow, load_money, load_promises, load_settled
from encours.store.save.events import record_event
from encours.store.save.promises import end_promise, save_promise
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown

Channel = Literal["phone", "mail", "letter", "meeting", "other"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
FARTHEST = 90
"""Days ahead in which a promise may lie; what takes longer is a payment plan."""
MOST_BROKEN = 2
"""Broken promises about an item after which another is taken down only when somebody says so again."""


class DocumentNotOwed(Refusal):
    code = "document_not_owed"
    message = Text(en="{customer} owes nothing on “{document}”.", fr="{customer} ne doit rien au titre de « {document} ».")
    repair = Text(en="The page of the customer lists what is open.", fr="La fiche du client énumère ce qui reste dû.")


class NothingOwed(Refusal):
    code = "nothing_to_promise"
    message = Text(en="{customer} owes nothing in {currency} that could be promised.", fr="{customer} ne doit rien en {currency} qui puisse être promis.")
    repair = Text(en="Name the documents, or another currency.", fr="Indiquez les pièces, ou une autre devise.")


class PromiseMixed(Refusal):
    code = "promise_of_several_currencies"
    message = Text(en="These documents are of several currencies.", fr="Ces pièces sont en plusieurs devises.")
    repair = Text(en="Take down one promise for each.", fr="Enregistrez une promesse pour chacune.")


class PromiseTooMuch(Refusal):
    code = "promise_too_much"
    message = Text(en="{amount} is more than the {owed} that is owed.", fr="{amount} dépasse les {owed} dus.")
    repair = Text(en="Give an amount up to what is owed.", fr="Indiquez un montant inférieur ou égal à ce qui est dû.")


class PromiseDayWrong(Refusal):
    code = "promise_day_wrong"
    message = Text(
        en="A promise of {promised_on} cannot be for {pay_on}: it lies between that day and {days} days later.",
        fr="Une promesse du {promised_on} ne peut pas porter sur le {pay_on} : la date se situe entre ce jour et {days} jours plus tard.",
    )
    repair = Text(en="Correct the day; what takes longer is a payment plan.", fr="Corrigez la date ; au-delà, c'est un échéancier.")


class PromisedAlready(Refusal):
    code = "promised_already"
    message = Text(en="“{document}” is promised for {pay_on} already.", fr="« {document} » fait déjà l'objet d'une promesse pour le {pay_on}.")
    repair = Text(en="Cancel that promise first, with the reason.", fr="Annulez d'abord cette promesse, avec le motif.")


class PromisedInVain(Refusal):
    code = "promised_in_vain"
    message = Text(en="{count} promises about “{document}” were broken.", fr="{count} promesses relatives à « {document} » n'ont pas été tenues.")
    repair = Text(en="If another is to be believed, say so with --again.", fr="S'il faut croire à une nouvelle, dites-le avec --again.")


class PromiseUnknown(Refusal):
    code = "promise_unknown"
    message = Text(en="There is no promise {promise} in this company.", fr="Cette société n'a pas de promesse {promise}.")
    repair = Text(en="“encours promises list” shows them.", fr="« encours promises list » les énumère.")


class PromiseCancelled(Refusal):
    code = "promise_cancelled"
    message = Text(en="Promise {promise} was cancelled already.", fr="La promesse {promise} a déjà été annulée.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise with how it stands."""

    row: PromiseRow
    standing: Standing


@dataclass(frozen=True, slots=True)
class PromiseList:
    """The promises of a company on a day, the earliest day of payment first."""

    company: Company
    as_of: date
    known_at: datetime | None
    rows: tuple[Promised, ...]


def promises_of(cursor: Any, scope: Scope, moment: Moment, *, customer_ids: Sequence[int] = (), promise_id: int | None = None) -> tuple[Promised, ...]:
    """The promises with how each stands at the moment, inside a transaction that is open."""
    # One promise is judged among all of its customer's: they share the money that is not applied yet.
    rows = load_promises(cursor, scope, moment, customer_ids=customer_ids)
    facts = [row.promise for row in rows]
    found = standings(facts, load_settled(cursor, scope, moment, facts), load_money(cursor, scope, moment, facts), as_of=moment.day)
    return tuple(Promised(row, found[row.promise.id]) for row in rows if promise_id in (None, row.promise.id))


def list_promises(company: Company, scope: Scope, as_of: date, *, known_at: datetime | None = None, customer: str = "") -> PromiseList:
    """Every promise and how it stands; of one customer where one is named. Raises CustomerUnknown."""
    with tenant(scope.organization_id) as cursor:
        ids = [_customer(cursor, scope, customer).id] if customer else []
        rows = promises_of(cursor, scope, Moment(as_of, known_at), customer_ids=ids)
    return PromiseList(company, as_of, known_at, rows)


def take_promise(
    company: Company, actor: str, customer: str, *, pay_on: date, today: date, documents: Sequence[str] = (), amount_minor: int | None = None, currency: str = "",
    promised_on: date | None = None, channel: Channel = "phone", note: str = "", again: bool = False,
) -> Promised:  # fmt: skip
    """Take down what a customer promised. Without documents it is about the account; without an amount, about all that is owed on them (or overdue).

    Raises CustomerUnknown, DocumentNotOwed, NothingOwed, PromiseTooMuch, PromiseDayWrong, PromisedAlready; PromisedInVain unless `again`.
    """
    scope = Scope(company.organization_id, company.id, actor)
    given_on = promised_on or today
    if not given_on <= pay_on <= given_on + timedelta(days=FARTHEST) or given_on > today:
        raise PromiseDayWrong(promised_on=given_on, pay_on=pay_on, days=FARTHEST)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        own = _customer(cursor, scope, customer)
        named, owed = _owed(cursor, scope, own, documents, currency or company.currency, today)
        code = owed[0].currency
        total = sum(item.open_minor for item in owed)
        amount = total if amount_minor is None else amount_minor
        if not 0 < amount <= total:
            raise PromiseTooMuch(amount=Money(amount, code), owed=Money(total, code))
        _not_in_vain(promises_of(cursor, scope, Moment(today), customer_ids=[own.id]), named, again)
        promise_id = save_promise(
            cursor, scope, customer_id=own.id, amount_minor=amount, currency=code, promised_on=given_on, pay_on=pay_on,
            deadline_on=deadline(pay_on, _calendar(company)), channel=channel, note=note, item_ids=[item.id for item in named], recorded_at=recorded_at,
        )  # fmt: skip
        record_event(
            cursor, scope, "PromiseTaken", occurred_on=given_on, subjects=[f"pro_{promise_id}", f"cus_{own.id}", *(f"itm_{item.id}" for item in named)],
            payload={"amount_minor": amount, "currency": code, "pay_on": pay_on},
        )  # fmt: skip
        [taken] = promises_of(cursor, scope, Moment(today), customer_ids=[own.id], promise_id=promise_id)
    return taken


def cancel_promise(company: Company, actor: str, promise_id: int, *, reason: str, today: date) -> None:
    """Cancel a promise, which counts neither as kept nor as broken then. Raises PromiseUnknown, PromiseCancelled."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        if not load_promises(cursor, scope, Moment(date.max), promise_id=promise_id):
            raise PromiseUnknown(promise=promise_id)
        if not end_promise(cursor, scope, promise_id, on=today, reason=reason, recorded_at=recorded_at):
            raise PromiseCancelled(promise=promise_id)
        record_event(cursor, scope, "PromiseCancelled", occurred_on=today, subjects=[f"pro_{promise_id}"])


def _customer(cursor: Any, scope: Scope, code: str) -> CustomerRow:
    found = load_customer_by_code(cursor, scope, code)
    if found is None:
        raise CustomerUnknown(customer=code)
    return found


def _owed(
    cursor: Any, scope: Scope, customer: CustomerRow, documents: Sequence[str], currency: str, today: date
) -> tuple[list[ItemRow], list[ItemRow]]:  # fmt: skip
    """The items that the promise names (none: the account), and those that say what is owed at most."""
    items = [item for item in load_items(cursor, scope, Moment(today), only=Only(customer_ids=(customer.id,))).rows if item.open_minor > 0]
    if not documents:
        own = [item for item in items if item.currency == currency]
        overdue = [item for item in own if item.due_on < today] or own
        if not overdue:
            raise NothingOwed(customer=customer.name, currency=currency)
        return [], overdue
    named: dict[int, ItemRow] = {}
    for document in documents:
        found = [item for item in items if reference_key(item.document_ref) == reference_key(document)]
        if not found:
            raise DocumentNotOwed(customer=customer.name, document=document)
        named |= {item.id: item for item in found}
    chosen = list(named.values())
    if len({item.currency for item in chosen}) > 1:
        raise PromiseMixed()
    return chosen, chosen


def _not_in_vain(earlier: Sequence[Promised], named: Sequence[ItemRow], again: bool) -> None:
    for item in named:
        about = [one for one in earlier if item.id in one.row.promise.items]
        running = next((one for one in about if one.standing.state == "running"), None)
        if running:
            raise PromisedAlready(document=item.document_ref, pay_on=running.row.promise.pay_on)
        broken = sum(one.standing.state in ("broken", "partly_kept") for one in about)
        if broken >= MOST_BROKEN and not again:
            raise PromisedInVain(count=broken, document=item.document_ref)


def _calendar(company: Company) -> WorkingDays:
    """The country's first calendar; every weekday where no country is known."""
    country = countries().get(company.country)
    return next(iter(country.calendars.values())) if country and country.calendars else _EveryWeekday()


class _EveryWeekday:
    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() < 5
