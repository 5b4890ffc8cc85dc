"""The aged balance, key figures, penalties and reminders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from encours.api.v1.asked import (
    ERRORS,
    After,
    AsOf,
    BucketBounds,
    Compare,
    Currency,
    KnownAt,
    Limit,
    Number,
    Offset,
    Rows,
    Since,
    Words,
    read_buckets,
)
from encours.api.v1.door import place
from encours.api.v1.schemas import AgingOut, IndicatorsOut, PenaltiesOut, RemindersOut
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.aging import Basis, By, Order
from encours.usecases.aging import Only, Page, aged_balance
from encours.usecases.aging_compare import compare_with
from encours.usecases.indicators import indicator_report
from encours.usecases.paging import place_text, read_place
from encours.usecases.penalties import penalties as penalties_of
from encours.usecases.reminders import plan_reminders
from encours.usecases.reports import aging_json, compared_json, held_json, indicators_json, penalties_json, reminders_json

router = Router(tags=["figures"])


class BucketsUnordered(Refusal):
    code = "buckets_unordered"
    message = Text(en="“{value}” are no buckets.", fr="« {value} » ne sont pas des tranches.")
    repair = Text(en="Give the last day of each, ascending: 0,30,60,90,120.", fr="Donnez le dernier jour de chacune, en ordre croissant : 0,30,60,90,120.")


@router.get("/companies/{company}/aging", response={200: AgingOut, **ERRORS}, by_alias=True, exclude_none=False, operation_id="get_aging", summary="The aged balance")
def aging(
    request: HttpRequest,
    company: str,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    by: By = "customer",
    basis: Basis = "due",
    order: Order = "overdue",
    buckets: BucketBounds = "",
    currency: Currency = "",
    segment: Words = "",
    overdue: bool = False,
    customer: Number = None,
    compare: Compare = None,
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """Who owes what since when, one page of rows; totals and the comparison with the ledger are of the whole balance. `compare` names another day."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    try:
        bounds = read_buckets(buckets)
    except ValueError:
        raise BucketsUnordered(value=buckets) from None
    only = Only(customer_ids=(customer,) if customer is not None else (), currency=currency, segment=segment, overdue=overdue)
    balance = aged_balance(
        here.scope, day, known_at=instant, by=by, basis=basis, buckets=bounds, only=only, page=Page(order, limit, read_place(after))
    )  # fmt: skip
    return {
        **here.heading("encours.aging/1", day, instant), "by": by, "basis": basis, "count": balance.count, "next": place_text(balance.next) or None,
        "aging": aging_json(balance, here.language), "compared": compared_json(balance, compare_with(here.scope, balance, compare)) if compare else None,
    }  # fmt: skip


@router.get("/companies/{company}/indicators", response={200: IndicatorsOut, **ERRORS}, by_alias=True, operation_id="get_indicators", summary="Key figures")
def indicators(request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, currency: Currency = "") -> dict[str, Any]:
    """Every key figure by its code; `missing` says what one would need."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    result = indicator_report(here.scope, day, known_at=instant, currency=currency or None)
    return {**here.heading("encours.indicators/1", day, instant), "currency": result.currency, "indicators": indicators_json(result, here.language)}


@router.get("/companies/{company}/penalties", response={200: PenaltiesOut, **ERRORS}, by_alias=True, operation_id="get_penalties", summary="What late payment costs")
def penalties(
    request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, since: Since = None, limit: Rows = 200, offset: Offset = 0
) -> dict[str, Any]:
    """Interest and fixed compensation per late item, up to the day; `since` leaves out what was settled before. Estimates are no claims."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    result = penalties_of(here.scope, day, known_at=instant, since=since)
    rows = penalties_json(result)
    return {
        **here.heading("encours.penalties/1", day, instant), "count": len(rows), "penalties": rows[offset : offset + limit], "excluded_collective": result.excluded_collective,
    }  # fmt: skip


@router.get("/companies/{company}/reminders", response={200: RemindersOut, **ERRORS}, by_alias=True, operation_id="get_reminders", summary="Whom to remind")
def reminders(request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, limit: Rows = 200, offset: Offset = 0) -> dict[str, Any]:
    """Whom to remind on the day and why, most claimed first; those held back with the reason. Nothing is sent."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    plan = plan_reminders(here.scope, day, known_at=instant)
    due = reminders_json(plan, here.language)
    return {
        **here.heading("encours.reminders/1", day, instant), "count": len(due), "reminders": due[offset : offset + limit],
        "held": held_json(plan, here.language)[offset : offset + limit], "excluded_collective": plan.excluded_collective,
    }  # fmt: skip
