"""The audit trail, and the differences with accounting."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from encours.api.v1.asked import ERRORS, After, AsOf, Limit, Since, Words
from encours.api.v1.door import once, place
from encours.api.v1.schemas import AuditOut, DifferencesOut, Problem
from encours.usecases.audit import audit_trail
from encours.usecases.differences import differences as differences_of
from encours.usecases.differences import explain_difference, reopen_difference
from encours.usecases.paging import place_text, read_place
from encours.usecases.reports.audit import audit_json
from encours.usecases.reports.differences import differences_json
from encours.usecases.sealing import seal_all

router = Router(tags=["trust"])
Until = Annotated[date | None, Query(ge=date(1900, 1, 1), le=date(2200, 12, 31), description="Up to this day.")]


class Said(Schema):
    """A word about a difference: explained, or taken up again; and why."""

    as_of: date = Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))
    explained: bool = True
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


@router.get("/companies/{company}/audit", response={200: AuditOut, **ERRORS}, by_alias=True, operation_id="get_audit", summary="The audit trail")
def audit(
    request: HttpRequest, company: str, actor: Words = "", subject: Words = "", type: Words = "", since: Since = None, until: Until = None, seals: bool = False, limit: Limit = 50, after: After = ""
) -> dict[str, Any]:
    """Events of the company and of its organization, newest first, each with the link that seals it; the program's own seals only where `seals` asks for them."""
    here = place(request, company)
    trail = audit_trail(here.scope, actor=actor, subject=subject, type_=type, first=since, last=until, seals=seals, limit=limit, after=read_place(after))
    return {**here.heading("encours.audit/1"), **audit_json(trail, here.language), "next": place_text(trail.page.next) or None}


@router.get("/companies/{company}/differences", response={200: DifferencesOut, **ERRORS}, by_alias=True, operation_id="get_differences", summary="Differences with accounting")
def differences(request: HttpRequest, company: str, as_of: AsOf = None) -> dict[str, Any]:
    """How the accounting files lead to Encours' balance, and every difference of ledger, open items and bank with its cause and what was said of it."""
    here = place(request, company)
    day = as_of or here.today
    return {**here.heading("encours.differences/1", day), **differences_json(differences_of(here.scope, day), here.language)}


@router.post("/companies/{company}/differences/{key}", response={200: DifferencesOut, **ERRORS, 403: Problem, 409: Problem}, by_alias=True, operation_id="say_difference", summary="Explain a difference")
def say_difference(request: HttpRequest, company: str, key: str, said: Said) -> HttpResponse:
    """Mark a difference as explained, or take that back; answers with all differences of the day."""
    here = place(request, company)

    def act() -> dict[str, Any]:
        (explain_difference if said.explained else reopen_difference)(here.scope, said.as_of, key, reason=said.reason, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.differences/1", said.as_of), **differences_json(differences_of(here.scope, said.as_of), here.language)}

    return once(request, here, request.body, act)
