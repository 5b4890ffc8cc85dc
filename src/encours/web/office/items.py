"""An item's page: where each of its figures comes from."""

from __future__ import annotations

from itertools import accumulate

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours.usecases.due_date_words import due_date_told
from encours.usecases.receivables import item_detail
from encours.usecases.rule_words import rule_text
from encours.usecases.words import DUE_SOURCES, KINDS
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render


@require_safe
@office
def item(request: HttpRequest, here: Here, item_id: int) -> HttpResponse:
    """The amount as a waterfall from what was issued to what is left, the due date told in words, the entry with its seal."""
    asked = Asked(here, request.GET.dict())
    known = asked.known_at()
    detail = item_detail(here.scope, item_id, asked.day(), known_at=known)
    counted = [one for one in detail.allocations if one.effective_on <= detail.as_of and (known is None or one.recorded_at <= known)]
    sign = 1 if detail.item.amount_minor > 0 else -1
    left = list(accumulate((-sign * one.amount_minor for one in counted), initial=detail.item.amount_minor))[1:]
    return render(
        request, "item.html", here, section="customers", detail=detail, item=detail.item, asked=asked, kinds=KINDS, due_sources=DUE_SOURCES, rule_text=rule_text,
        steps=list(zip(counted, left, strict=True)), later=len(detail.allocations) - len(counted), sign=sign, due_told=due_date_told(here.scope, detail),
        days_late=(detail.as_of - detail.item.due_on).days,
    )  # fmt: skip
