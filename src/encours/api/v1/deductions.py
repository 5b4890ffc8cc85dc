"""What payers withheld, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from encours.api.v1.asked import ERRORS, After, Limit
from encours.api.v1.door import Here, once, place
from encours.api.v1.imports import WRITING
from encours.api.v1.review import Told
from encours.api.v1.schemas import Heading, Minor
from encours.usecases.deductions import DeductionRow, DeductionShow, Way, accept_deduction, deduction_page, refuse_deduction, undo_deduction
from encours.usecases.paging import place_text, read_place
from encours.usecases.reports.deductions import deduction_json
from encours.usecases.sealing import seal_all

router = Router(tags=["deductions"])
DeductionId = Annotated[int, Path(ge=0, le=2**63 - 1)]


class DeductionOut(Schema):
    """Amounts have the sign of the document."""

    deduction_id: int
    line_id: int | None
    item_id: int
    invoice_number: str
    customer_key: int
    customer_id: str
    name: str
    received_on: date
    age_days: int
    due_on: date
    currency: str
    amount_minor: Minor
    accepted_minor: Minor
    open_minor: Minor
    reason: str | None
    reason_told: str
    note: str
    state: str = Field(description="open, awaiting_credit_note, written_off, refused, settled or withdrawn.")
    state_told: str
    said: str
    actor: str
    decided_at: datetime


class DeductionsOut(Heading):
    deductions: list[DeductionOut]
    next: str | None


class DeductionDecidedOut(Heading, DeductionOut):
    pass


class AcceptDeductionIn(Schema):
    way: Way
    amount_minor: int | None = Field(None, ge=-(2**63) + 1, le=2**63 - 1, description="A part of it, with the document's sign; all by default.")
    note: Told = ""


class WhyIn(Schema):
    reason: Told


@router.get("/companies/{company}/deductions", response={200: DeductionsOut, **ERRORS}, by_alias=True, operation_id="list_deductions", summary="What payers withheld")
def deductions(
    request: HttpRequest, company: str, show: DeductionShow = "open", customer_id: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "", limit: Limit = 50, after: After = ""
) -> dict[str, Any]:  # fmt: skip
    """With reasons and ages, the oldest first."""
    here = place(request, company)
    page = deduction_page(here.scope, show=show, customer=customer_id, limit=limit, after=read_place(after))
    rows = [deduction_json(one, here.today, here.language) for one in page.rows]
    return {**here.heading("encours.deductions/1"), "deductions": rows, "next": place_text(page.next) or None}


def _decided(request: HttpRequest, company: str, act: Callable[[Here], DeductionRow]) -> HttpResponse:
    here = place(request, company, writes=True)

    def once_only() -> dict[str, Any]:
        made = act(here)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.deduction/1"), **deduction_json(made, here.today, here.language)}

    return once(request, here, request.body, once_only)


def _deciding(address: str, name: str, summary: str) -> Callable[[Any], Any]:
    response = {200: DeductionDecidedOut, **WRITING}
    return router.post(f"/companies/{{company}}/deductions/{{deduction_id}}/{address}", response=response, by_alias=True, operation_id=name, summary=summary)


@_deciding("accept", "accept_deduction", "Accept a deduction")
def accept(request: HttpRequest, company: str, deduction_id: DeductionId, said: AcceptDeductionIn) -> HttpResponse:
    """By a credit note that will come, or written off now to the account of its reason. Takes an Idempotency-Key."""
    return _decided(
        request, company,
        lambda here: accept_deduction(here.company, here.token.user_name, deduction_id, way=said.way, amount_minor=said.amount_minor, note=said.note, today=here.today),
    )  # fmt: skip


@_deciding("refuse", "refuse_deduction", "Refuse a deduction")
def refuse(request: HttpRequest, company: str, deduction_id: DeductionId, said: WhyIn) -> HttpResponse:
    """The customer owes it. Takes an Idempotency-Key."""
    return _decided(request, company, lambda here: refuse_deduction(here.company, here.token.user_name, deduction_id, reason=said.reason, today=here.today))


@_deciding("undo", "undo_deduction", "Take a decision about a deduction back")
def undo(request: HttpRequest, company: str, deduction_id: DeductionId, said: WhyIn) -> HttpResponse:
    """It waits again; what was written off is due again. Takes an Idempotency-Key."""
    return _decided(request, company, lambda here: undo_deduction(here.company, here.token.user_name, deduction_id, reason=said.reason, today=here.today))
