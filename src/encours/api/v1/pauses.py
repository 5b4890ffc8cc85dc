"""Promises to pay and holds: what stops reminders for a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from encours.api.v1.asked import ERRORS, AsOf, KnownAt, Offset, Rows, Words
from encours.api.v1.door import Here, once, place
from encours.api.v1.imports import WRITING
from encours.api.v1.schemas import EndedOut, HoldPutOut, HoldsOut, PromiseOut, PromisesOut
from encours.receivables.promises import State
from encours.usecases.holds import Cause, lift_hold, list_holds, put_on_hold
from encours.usecases.promises import Channel, cancel_promise, list_promises, take_promise
from encours.usecases.reports.pauses import holds_json, promise_json, promises_json
from encours.usecases.sealing import seal_all

router = Router(tags=["reminders"])
_NUMBER = 2**63 - 1
_WRITTEN = r"^[^\x00]*$"
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)
Key = Annotated[int, Path(ge=1, le=_NUMBER)]
Code = Annotated[str, Field(min_length=1, max_length=100, pattern=_WRITTEN, description="The customer's code.")]
Told = Annotated[str, Field(max_length=2000, pattern=_WRITTEN)]
Day = Annotated[date, Field(ge=_FIRST, le=_LAST)]


class PromiseIn(Schema):
    """No documents: the account as a whole. No amount: all that is owed on the documents, or overdue on the account."""

    customer_id: Code
    pay_on: Day
    documents: list[Annotated[str, Field(min_length=1, max_length=100, pattern=_WRITTEN)]] = Field([], max_length=1000)
    amount_minor: int | None = Field(None, ge=1, le=_NUMBER)
    currency: str = Field("", pattern="^([A-Z]{3})?$")
    promised_on: Day | None = None
    channel: Channel = "phone"
    note: Told = ""
    again: bool = Field(False, description="Although earlier promises about a document were broken.")


class HoldIn(Schema):
    customer_id: Code
    cause: Cause
    document: Annotated[str, Field(max_length=100, pattern=_WRITTEN, description="One document only; the whole customer by default.")] = ""
    from_on: Day | None = None
    until_on: Day | None = None
    note: Told = ""


class EndIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=2000, pattern=_WRITTEN)]


@router.get("/companies/{company}/promises", response={200: PromisesOut, **ERRORS}, by_alias=True, operation_id="list_promises", summary="Promises to pay")
def promises(
    request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, customer_id: Words = "", state: Annotated[State | None, Query()] = None,
    limit: Rows = 200, offset: Offset = 0,
) -> dict[str, Any]:  # fmt: skip
    """Each with how it stands on the day, the earliest day of payment first."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    found = list_promises(here.company, here.scope, day, known_at=instant, customer=customer_id)
    rows = [row for row in promises_json(found) if state in (None, row["state"])]
    return {**here.heading("encours.promises/1", day, instant), "count": len(rows), "promises": rows[offset : offset + limit]}


@router.post("/companies/{company}/promises", response={200: PromiseOut, **WRITING}, by_alias=True, operation_id="take_promise", summary="Take down a promise")
def take(request: HttpRequest, company: str, said: PromiseIn) -> HttpResponse:
    """Its documents are not reminded of until its deadline. Takes an Idempotency-Key."""

    def act(here: Here) -> dict[str, Any]:
        taken = take_promise(
            here.company, here.token.user_name, said.customer_id, pay_on=said.pay_on, today=here.today, documents=said.documents, amount_minor=said.amount_minor,
            currency=said.currency, promised_on=said.promised_on, channel=said.channel, note=said.note, again=said.again,
        )  # fmt: skip
        return {**here.heading("encours.promise/1", here.today), **promise_json(taken)}

    return _recorded(request, company, act)


@router.post(
    "/companies/{company}/promises/{promise_id}/cancel", response={200: EndedOut, **WRITING}, by_alias=True, operation_id="cancel_promise", summary="Cancel a promise"
)  # fmt: skip
def cancel(request: HttpRequest, company: str, promise_id: Key, said: EndIn) -> HttpResponse:
    """It counts neither as kept nor as broken then. Takes an Idempotency-Key."""

    def act(here: Here) -> dict[str, Any]:
        cancel_promise(here.company, here.token.user_name, promise_id, reason=said.reason, today=here.today)
        return {**here.heading("encours.promise-end/1", here.today), "ended": promise_id}

    return _recorded(request, company, act)


@router.get("/companies/{company}/holds", response={200: HoldsOut, **ERRORS}, by_alias=True, operation_id="list_holds", summary="Reminders on hold")
def holds(
    request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, customer_id: Words = "", limit: Rows = 200, offset: Offset = 0
) -> dict[str, Any]:  # fmt: skip
    """Every hold, the newest first; `is_on` says which stand on the day."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    rows = holds_json(list_holds(here.company, here.scope, day, known_at=instant, customer=customer_id), here.language)
    return {**here.heading("encours.holds/1", day, instant), "count": len(rows), "holds": rows[offset : offset + limit]}


@router.post("/companies/{company}/holds", response={200: HoldPutOut, **WRITING}, by_alias=True, operation_id="put_on_hold", summary="Stop reminders")
def put(request: HttpRequest, company: str, said: HoldIn) -> HttpResponse:
    """Of a customer, or of one document; a document of several instalments has a hold for each. Takes an Idempotency-Key."""

    def act(here: Here) -> dict[str, Any]:
        made = put_on_hold(
            here.company, here.token.user_name, said.customer_id, cause=said.cause, today=here.today, document=said.document, from_on=said.from_on, until_on=said.until_on, note=said.note
        )
        return {**here.heading("encours.hold/1", here.today), "holds": list(made)}

    return _recorded(request, company, act)


@router.post("/companies/{company}/holds/{hold_id}/lift", response={200: EndedOut, **WRITING}, by_alias=True, operation_id="lift_hold", summary="Let reminders go on")
def lift(request: HttpRequest, company: str, hold_id: Key, said: EndIn) -> HttpResponse:
    """From today. Takes an Idempotency-Key."""

    def act(here: Here) -> dict[str, Any]:
        lift_hold(here.company, here.token.user_name, hold_id, reason=said.reason, today=here.today)
        return {**here.heading("encours.hold-end/1", here.today), "ended": hold_id}

    return _recorded(request, company, act)


def _recorded(request: HttpRequest, company: str, act: Callable[[Here], dict[str, Any]]) -> HttpResponse:
    here = place(request, company)

    def once_only() -> dict[str, Any]:
        made = act(here)
        seal_all(here.company.organization_id, today=here.today)
        return made

    return once(request, here, request.body, once_only)
