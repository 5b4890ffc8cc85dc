"""The review queue: bank lines that wait for a person, and what persons decide about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from encours.api.v1.asked import ERRORS, After, Limit, Words
from encours.api.v1.door import Here, once, place
from encours.api.v1.imports import WRITING
from encours.api.v1.schemas import AcceptedOut, BatchUndoneOut, DecidedOut, ReviewLineOut, ReviewOut, UndoneLineOut
from encours.receivables.matching.by_hand import DifferenceKind, Wish
from encours.receivables.matching.contract import ApplicationKind
from encours.usecases.paging import place_text, read_place
from encours.usecases.reports.review_json import accepted_json, batch_undone_json, decided_json, line_json, queue_json, undone_json
from encours.usecases.review.clear import accept_clearing, clear_line
from encours.usecases.review.decide import Wanted, accept, accept_many, apply, leave_on_account
from encours.usecases.review.exclude import ask, exclude
from encours.usecases.review.queue import Order, Show, review_line, review_queue
from encours.usecases.review.record import Decided
from encours.usecases.review.returned import mark_returned
from encours.usecases.review.undo import undo_batch, undo_line
from encours.usecases.sealing import seal_all

router = Router(tags=["review"])
LineId = Annotated[int, Path(ge=0, le=2**63 - 1)]
_NUMBER = 2**63 - 1
_WRITTEN = r"^[^\x00]*$"
Version = Annotated[str, Field(max_length=60, pattern=_WRITTEN, description="The version of the line that you saw; a line that changed since is a conflict (409).")]
Told = Annotated[str, Field(max_length=2000, pattern=_WRITTEN)]
Word = Annotated[str, Field(max_length=100, pattern=_WRITTEN)]


class AcceptIn(Schema):
    version: Version
    proposal: Word = Field("", description="The suggestion's name; the first one by default.")


class PartIn(Schema):
    """What of an item goes how. Without an amount: what is open, as far as the money goes."""

    item_id: int = Field(ge=0, le=_NUMBER)
    amount_minor: int | None = Field(None, ge=-_NUMBER, le=_NUMBER, description="With the item's sign.")
    kind: ApplicationKind = "payment"
    paid_minor: int | None = Field(None, ge=-_NUMBER, le=_NUMBER, description="The money meant for it, where it is in another currency.")


class ApplyIn(Schema):
    version: Version
    items: list[PartIn] = Field(max_length=2000)
    difference: DifferenceKind | None = Field(None, description="What the whole difference is: every item is then settled in full.")
    deduction: Word = Field("", description="Why a short payment was withheld: price, quantity, quality, returned, transport, rebate, tax, retention, duplicate, other.")
    note: Told = ""
    customer_id: Word = Field("", description="The code of the customer on whose account the rest stays; the first item's by default.")


class CustomerIn(Schema):
    version: Version
    customer_id: Word
    reason: Told = ""


class ClearIn(Schema):
    version: Version
    proposal: Word = Field("", description="The suggestion's name; the first one by default.")
    payments: list[Annotated[int, Field(ge=0, le=_NUMBER)]] = Field([], max_length=2000, description="Other payments than those suggested.")
    fee_minor: int = Field(0, ge=0, le=_NUMBER, description="What was kept of them.")


class ReturnIn(Schema):
    version: Version
    payment: int = Field(ge=0, le=_NUMBER, description="As `returns` of the line names it.")
    fee_minor: int = Field(0, ge=0, le=_NUMBER, description="What the line takes above the payment.")


class ReasonIn(Schema):
    version: Version
    reason: Told


class QuestionIn(Schema):
    version: Version
    question: Told
    assignee: Word = ""


class WantedIn(Schema):
    line_id: int = Field(ge=0, le=_NUMBER)
    version: Version
    proposal: Word = ""


class AcceptManyIn(Schema):
    lines: list[WantedIn] = Field(min_length=1, max_length=1000)


class UndoBatchIn(Schema):
    batch: Word
    reason: Told


@router.get("/companies/{company}/review", response={200: ReviewOut, **ERRORS}, by_alias=True, operation_id="list_review", summary="Bank lines that wait for a person")
def review(
    request: HttpRequest, company: str, show: Show = "waiting", order: Order = "oldest", q: Words = "", assignee: Annotated[str, Query(max_length=100, pattern=_WRITTEN)] = "",
    limit: Limit = 50, after: After = "",
) -> dict[str, Any]:  # fmt: skip
    """Each with its probable payer, its suggestions and why it was not recorded by itself. `q` looks for an amount, a number or a name."""
    here = place(request, company)
    view = review_queue(here.company, here.token.user_name, today=here.today, show=show, order=order, text=q, assignee=assignee, limit=limit, after=read_place(after))
    return {**here.heading("encours.review/1"), **queue_json(view, here.language), "next": place_text(view.next) or None}


@router.get("/companies/{company}/review/{line_id}", response={200: ReviewLineOut, **ERRORS}, by_alias=True, operation_id="get_review_line", summary="One bank line")
def line(request: HttpRequest, company: str, line_id: LineId, q: Words = "") -> dict[str, Any]:
    """With items to choose from, of the probable payer or those that `q` finds, and what was decided before."""
    here = place(request, company)
    view = review_line(here.company, here.token.user_name, line_id, today=here.today, text=q)
    return {**here.heading("encours.review-line/1"), **line_json(view, here.language)}


def _decided(request: HttpRequest, company: str, act: Callable[[Here], Decided]) -> HttpResponse:
    here = place(request, company, writes=True)

    def once_only() -> dict[str, Any]:
        made = act(here)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.review-decision/1"), **decided_json(made)}

    return once(request, here, request.body, once_only)


def _deciding(address: str, name: str, summary: str) -> Callable[[Any], Any]:
    response = {200: DecidedOut, **WRITING}
    return router.post(f"/companies/{{company}}/review/{{line_id}}/{address}", response=response, by_alias=True, operation_id=name, summary=summary)


@_deciding("accept", "accept_suggestion", "Record a suggestion")
def accept_one(request: HttpRequest, company: str, line_id: LineId, said: AcceptIn) -> HttpResponse:
    """Record one of the line's suggestions, and learn from it who pays so. Takes an Idempotency-Key."""
    return _decided(request, company, lambda here: accept(here.company, here.token.user_name, line_id, version=said.version, proposal=said.proposal, today=here.today))


@_deciding("apply", "apply_line", "Apply a line to chosen items")
def apply_one(request: HttpRequest, company: str, line_id: LineId, said: ApplyIn) -> HttpResponse:
    """Apply the money to items of one customer or of several, in full or in part, and say what a difference is. Takes an Idempotency-Key."""
    wishes = [Wish(str(one.item_id), one.amount_minor, one.kind, one.paid_minor) for one in said.items]
    return _decided(
        request, company,
        lambda here: apply(
            here.company, here.token.user_name, line_id, wishes, version=said.version, difference=said.difference, deduction=said.deduction, note=said.note,
            customer=said.customer_id, today=here.today,
        ),
    )  # fmt: skip


@_deciding("customer", "leave_on_account", "Say who paid, and no more")
def customer_only(request: HttpRequest, company: str, line_id: LineId, said: CustomerIn) -> HttpResponse:
    """Leave the money on the customer's account. Takes an Idempotency-Key."""
    return _decided(
        request, company, lambda here: leave_on_account(here.company, here.token.user_name, line_id, said.customer_id, version=said.version, reason=said.reason, today=here.today)
    )  # fmt: skip


@_deciding("clear", "clear_line", "Say which payments in transit a line brings")
def clear_one(request: HttpRequest, company: str, line_id: LineId, said: ClearIn) -> HttpResponse:
    """As matching suggests it, or payments of one's own choice: their sum less the fee is the line. Takes an Idempotency-Key."""
    if said.payments:
        return _decided(
            request, company,
            lambda here: clear_line(here.company, here.token.user_name, line_id, said.payments, fee_minor=said.fee_minor, version=said.version, today=here.today),
        )  # fmt: skip
    return _decided(request, company, lambda here: accept_clearing(here.company, here.token.user_name, line_id, version=said.version, proposal=said.proposal, today=here.today))


@_deciding("return", "return_payment", "Say which payment a line sends back")
def return_one(request: HttpRequest, company: str, line_id: LineId, said: ReturnIn) -> HttpResponse:
    """What it had settled is due again; the fee is posted apart. Takes an Idempotency-Key."""
    return _decided(
        request, company, lambda here: mark_returned(here.company, here.token.user_name, line_id, said.payment, fee_minor=said.fee_minor, version=said.version, today=here.today)
    )  # fmt: skip


@_deciding("exclude", "exclude_line", "Say that a line is no customer's payment")
def exclude_one(request: HttpRequest, company: str, line_id: LineId, said: ReasonIn) -> HttpResponse:
    """The line leaves the queue and the suspense account; it can be taken back. Takes an Idempotency-Key."""
    return _decided(request, company, lambda here: exclude(here.company, here.token.user_name, line_id, reason=said.reason, version=said.version, today=here.today))


@_deciding("question", "ask_about_line", "Ask about a line")
def question(request: HttpRequest, company: str, line_id: LineId, said: QuestionIn) -> HttpResponse:
    """The line waits for the answer, whatever a rule says. Takes an Idempotency-Key."""
    return _decided(
        request, company,
        lambda here: ask(here.company, here.token.user_name, line_id, question=said.question, assignee=said.assignee, version=said.version, today=here.today),
    )  # fmt: skip


@router.post(
    "/companies/{company}/review/{line_id}/undo", response={200: UndoneLineOut, **WRITING}, by_alias=True, operation_id="undo_decision", summary="Take a decision back"
)
def undo_one(request: HttpRequest, company: str, line_id: LineId, said: ReasonIn) -> HttpResponse:
    """Take back what a person decided or a rule recorded; no rule does it again by itself. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        done = undo_line(here.company, here.token.user_name, line_id, reason=said.reason, version=said.version, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.review-undone/1"), **undone_json(done)}

    return once(request, here, request.body, act)


@router.post("/companies/{company}/review-batches", response={200: AcceptedOut, **WRITING}, by_alias=True, operation_id="accept_suggestions", summary="Record many suggestions")
def accept_all(request: HttpRequest, company: str, said: AcceptManyIn) -> HttpResponse:
    """Those that still hold are recorded in one act, the others returned with their reason. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        wanted = [Wanted(one.line_id, one.version, one.proposal) for one in said.lines]
        done = accept_many(here.company, here.token.user_name, wanted, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.review-accepted/1"), **accepted_json(done, here.language)}

    return once(request, here, request.body, act)


@router.post("/companies/{company}/review-batches/undo", response={200: BatchUndoneOut, **WRITING}, by_alias=True, operation_id="undo_batch", summary="Take a batch back")
def undo_many(request: HttpRequest, company: str, said: UndoBatchIn) -> HttpResponse:
    """Take back every decision of one act that still stands. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        done = undo_batch(here.company, here.token.user_name, said.batch, reason=said.reason, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.review-undone/1"), **batch_undone_json(done, here.language)}

    return once(request, here, request.body, act)
