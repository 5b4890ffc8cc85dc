"""Promises and holds, as reports and as JSON."""

from __future__ import annotations

from typing import Any

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.wording import Language, Text
from encours.receivables.promises import State
from encours.store.load.promises import HoldRow
from encours.usecases.holds import CAUSE_WORDS, HoldList
from encours.usecases.promises import Promised, PromiseList
from encours.usecases.reports.words import CUSTOMER, INVOICE, NAME, in_zone, said

_PROMISES = Text(en="Promises to pay", fr="Promesses de paiement")
_HOLDS = Text(en="Reminders on hold", fr="Relances suspendues")
_IN = Text(en="{title} in {currency}", fr="{title} en {currency}")
_NUMBER = Text(en="No.", fr="N°")
_NOTE = Text(en="Note", fr="Note")
_STATE = Text(en="State", fr="État")
_ACCOUNT = Text(en="whole account", fr="tout le compte")
_COUNTS = Text(
    en="What counts: payments of the documents from the day of the promise to its deadline, and money of the customer that is not applied yet.",
    fr="Ce qui compte : les règlements des pièces entre le jour de la promesse et son terme, et l'argent du client non encore affecté.",
)
STATES: dict[State, Text] = {
    "running": Text(en="running", fr="en cours"),
    "kept": Text(en="kept", fr="tenue"),
    "partly_kept": Text(en="partly kept", fr="partiellement tenue"),
    "broken": Text(en="broken", fr="non tenue"),
    "cancelled": Text(en="cancelled", fr="annulée"),
    "moot": Text(en="nothing left to pay", fr="sans objet"),
}
_STANDS = Text(en="in force", fr="en vigueur")
_COMES = Text(en="from {day}", fr="à partir du {day}")
_OVER = Text(en="over", fr="terminée")
_LIFTED = Text(en="lifted", fr="levée")


def promises_report(found: PromiseList) -> Report:
    """The promises by currency, the earliest day of payment first."""
    currencies = sorted({one.row.promise.currency for one in found.rows}) or [found.company.currency]
    return Report(
        _PROMISES, found.company.name, found.as_of, tuple(_promises_table(found, currency, len(currencies) > 1) for currency in currencies),
        known_at=in_zone(found.known_at, found.company),
    )  # fmt: skip


def _promises_table(found: PromiseList, currency: str, several: bool) -> Table:
    columns = (
        Column("promise", _NUMBER, "count"), Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("documents", INVOICE, width=28),
        Column("promised_on", Text(en="Given on", fr="Faite le"), "date"), Column("pay_on", Text(en="For", fr="Pour le"), "date"),
        Column("amount", Text(en="Promised", fr="Promis"), "amount", total=True), Column("counted", Text(en="Came", fr="Reçu"), "amount", total=True),
        Column("state", _STATE), Column("note", _NOTE, width=28),
    )  # fmt: skip
    rows = [
        (
            one.row.promise.id, one.row.customer_code, one.row.customer_name, ", ".join(dict.fromkeys(one.row.documents)) or _ACCOUNT, one.row.promise.promised_on,
            one.row.promise.pay_on, one.row.promise.amount_minor, one.standing.counted_minor, STATES[one.standing.state], one.row.end_reason or one.row.note,
        )
        for one in found.rows
        if one.row.promise.currency == currency
    ]  # fmt: skip
    return Table(
        code=f"promises_{currency.lower()}" if several else "promises", title=said(_IN, title=_PROMISES, currency=currency) if several else _PROMISES,
        columns=columns, rows=rows, currency=currency, notes=(_COUNTS,),
    )  # fmt: skip


def promises_json(found: PromiseList) -> list[dict[str, Any]]:
    """One object per promise; `state` is one of running, kept, partly_kept, broken, cancelled, moot."""
    return [promise_json(one) for one in found.rows]


def promise_json(one: Promised) -> dict[str, Any]:
    """A promise with how it stands."""
    promise = one.row.promise
    return {
        "promise_id": promise.id, "customer_id": one.row.customer_code, "name": one.row.customer_name, "items": list(promise.items),
        "documents": list(dict.fromkeys(one.row.documents)), "amount_minor": promise.amount_minor, "currency": promise.currency, "promised_on": promise.promised_on,
        "pay_on": promise.pay_on, "deadline_on": promise.deadline_on, "state": one.standing.state, "counted_minor": one.standing.counted_minor,
        "unapplied_minor": one.standing.unapplied_minor, "channel": one.row.channel, "note": one.row.note, "actor": one.row.actor, "end_reason": one.row.end_reason,
    }  # fmt: skip


def holds_report(found: HoldList) -> Report:
    """Every hold, the newest first."""
    columns = (
        Column("hold", _NUMBER, "count"), Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("document", INVOICE),
        Column("cause", Text(en="Cause", fr="Motif"), width=28), Column("from_on", Text(en="From", fr="Depuis"), "date"),
        Column("until_on", Text(en="Until", fr="Jusqu'au"), "date"), Column("state", _STATE), Column("note", _NOTE, width=28),
    )  # fmt: skip
    rows = [
        (
            hold.id, hold.customer_code, hold.customer_name, hold.document or _ACCOUNT, CAUSE_WORDS[hold.cause], hold.from_on, hold.until_on, _state(hold, found),
            hold.end_reason or hold.note,
        )
        for hold in found.rows
    ]  # fmt: skip
    table = Table(code="holds", title=_HOLDS, columns=columns, rows=rows, currency=found.company.currency)
    return Report(_HOLDS, found.company.name, found.as_of, (table,), known_at=in_zone(found.known_at, found.company))


def _state(hold: HoldRow, found: HoldList) -> Text:
    if hold.is_on(found.as_of):
        return _STANDS
    if hold.from_on > found.as_of and hold.ended_on is None:
        return said(_COMES, day=hold.from_on)
    return _LIFTED if hold.ended_on is not None else _OVER


def holds_json(found: HoldList, language: Language) -> list[dict[str, Any]]:
    """One object per hold; `is_on` says whether it stands on the day of the answer."""
    return [
        {
            "hold_id": hold.id, "customer_id": hold.customer_code, "name": hold.customer_name, "item_id": hold.item_id, "document": hold.document, "cause": hold.cause,
            "cause_told": CAUSE_WORDS[hold.cause].say(language), "from_on": hold.from_on, "until_on": hold.until_on, "is_on": hold.is_on(found.as_of), "note": hold.note,
            "actor": hold.actor, "ended_on": hold.ended_on, "end_reason": hold.end_reason,
        }
        for hold in found.rows
    ]  # fmt: skip
