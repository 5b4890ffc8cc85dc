"""An item's page: where each of its figures comes from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from encours.formats.exports.cells import MINUS, clean
from encours.kernel.currency import decimals
from encours.kernel.wording import Language, Text, show_amount, show_number
from encours.receivables.penalties.penalty import Segment
from encours.store.load.item_detail import AllocationRow
from encours.store.load.items import ItemRow
from encours.usecases.aging import Only
from encours.usecases.due_date_words import due_date_told
from encours.usecases.penalties import penalties
from encours.usecases.receivables import item_detail
from encours.usecases.rule_words import rule_text
from encours.usecases.words import DUE_SOURCES, KINDS
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.shared.waterfall import Step, waterfall
from encours.web.words import WORDS

TAKEN = {
    "receipt": Text(en="Payments", fr="Règlements"),
    "credit_note": Text(en="Credit notes", fr="Avoirs"),
    "invoice": Text(en="Invoices", fr="Factures"),
    "other": Text(en="Differences and others", fr="Écarts et autres"),
    "reversal": Text(en="Cancelled", fr="Annulation"),
}
"""What several allocations of one kind are called together."""


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
        request, "item.html", here, section="invoices", detail=detail, item=detail.item, asked=asked, kinds=KINDS, due_sources=DUE_SOURCES, rule_text=rule_text,
        steps=list(zip(counted, left, strict=True)), later=len(detail.allocations) - len(counted), sign=sign, due_told=due_date_told(here.scope, detail),
        exact=lambda part, currency: _exact(part, currency, here.language), days_late=(detail.as_of - detail.item.due_on).days, drawn=_drawn(detail.item, counted, here), costs=penalties(here.scope, detail.as_of, known_at=known, only=Only(item_ids=(item_id,))).rows,
    )  # fmt: skip


def _exact(part: Segment, currency: str, language: Language) -> str:
    """The interest of one line to the hundredth of a minor unit: the sum is rounded, the lines are not."""
    return show_number(int(part.interest().quantize(Decimal("0.01")).scaleb(2)), decimals(currency) + 2, language)


def _drawn(item: ItemRow, counted: Sequence[AllocationRow], here: Here) -> Markup:
    """The waterfall: what was issued, what each kind of document took off, what is left; nothing where nothing happened."""
    if not counted:
        return Markup("")
    sign = 1 if item.amount_minor > 0 else -1
    sums: dict[str, int] = {}
    for one in counted:
        sums[one.other_kind] = sums.get(one.other_kind, 0) - sign * one.amount_minor
    steps = [
        Step(WORDS["item.issued_step"].say(here.language), item.amount_minor, is_level=True),
        *(Step((TAKEN[kind] if kind in TAKEN else KINDS[kind]).say(here.language), minor) for kind, minor in sums.items() if minor),
        Step(WORDS["item.left"].say(here.language), item.open_minor, is_level=True),
    ]  # fmt: skip
    title = f"{KINDS[item.kind].say(here.language)} {item.document_ref}"
    return waterfall(steps, title=clean(title), shown=lambda minor: show_amount(minor, item.currency, here.language).replace("-", MINUS), identity="fall")
