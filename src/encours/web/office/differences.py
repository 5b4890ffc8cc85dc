"""Why this figure differs from accounting: the bridge, the differences by cause, and what people say of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.usecases.differences import (
    ORIGIN_TEXTS,
    ORIGINS,
    Listed,
    differences,
    explain_difference,
    origin_lines,
    reopen_difference,
)
from encours.usecases.paging import place_text
from encours.usecases.reports.differences import SIDES, differences_report
from encours.usecases.reports.reconciliation import bridge_steps
from encours.usecases.sealing import seal_all
from encours.web.office.aging import asked_item
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell, warn
from encours.web.words import WORDS

SHOWN = 200
"""Differences of one cause on the screen; the files have all of them."""
ROWS = 100
SHOW = ("open", "explained", "all")


@require_safe
@office
def reconciliation(request: HttpRequest, here: Here) -> HttpResponse:
    """Both comparisons on a day; what nobody explained comes first."""
    asked = Asked(here, request.GET.dict())
    found = differences(here.scope, asked.day())
    if asked.query.get("form") in FORMS:
        return report_file(differences_report(found), asked.query["form"], here.language, f"{here.company.slug}-differences")
    show = asked.choice("show", SHOW, "open")
    rows = [row for row in found.rows if show == "all" or row.is_explained == (show == "explained")]
    path = reverse("reconciliation", kwargs={"slug": here.company.slug})
    return render(
        request, "reconciliation.html", here, section="reconciliation", found=found, asked=asked, path=path, show=show, groups=_by_cause(here, rows), sides=SIDES,
        counts={"open": len(found.open_rows), "explained": len(found.rows) - len(found.open_rows), "all": len(found.rows)}, origin_texts=ORIGIN_TEXTS, shown=SHOWN,
        currencies=sorted({one.currency for one in found.origins}), accounts=_accounts(found.control.rows), bridge_steps=bridge_steps,
    )  # fmt: skip


def _by_cause(here: Here, rows: list[Listed]) -> list[tuple[str, str, int, int, list[Listed]]]:
    """Differences of one cause, side and currency together: cause, currency, how many, how much, and the first of them."""

    def key(row: Listed) -> tuple[str, str, str]:
        return f"{SIDES[row.side].say(here.language)} — {row.group.say(here.language)}", row.currency, row.side

    grouped = [(name, list(members)) for name, members in groupby(sorted(rows, key=key), key=key)]
    return [(name[0], name[1], len(members), sum(row.minor for row in members), members[:SHOWN]) for name, members in grouped]


def _accounts(rows: Any) -> list[tuple[str, str, str, int, int]]:
    """The control accounts in sum: number, label, currency, ledger, open items."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for row in rows:
        key = (row.account_number, row.account_label, row.currency)
        ledger, items = sums.get(key, (0, 0))
        sums[key] = ledger + row.ledger_minor, items + row.items_minor
    return [(*key, *pair) for key, pair in sorted(sums.items())]


@require_safe
@office
def origin(request: HttpRequest, here: Here, origin: str) -> HttpResponse:
    """The ledger lines behind one step of the bridge."""
    asked = Asked(here, request.GET.dict())
    name = next((one for one in ORIGINS if one == origin), None)
    if name is None:
        raise Http404
    currency = asked.currency() or here.company.currency
    after = asked.after()
    page = origin_lines(here.scope, asked.day(), name, currency, limit=ROWS, after=after)
    total = next((one for one in differences(here.scope, asked.day()).origins if (one.origin, one.currency) == (name, currency)), None)
    path = reverse("origin", kwargs={"slug": here.company.slug, "origin": name})
    return render(
        request, "origin.html", here, section="reconciliation", page=page, name=ORIGIN_TEXTS[name], currency=currency, asked=asked, path=path, total=total, as_of=asked.day(),
        is_first=after is None, next=asked.link(path, after=place_text(page.next)) if page.next else "", item_link=lambda item_id: asked_item(here, asked, item_id),
    )  # fmt: skip


@require_POST
@office
def explain(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Mark a difference as explained."""
    return _note(request, here, key, explain_difference, "differences.explained_now", undo="difference-reopen")


@require_POST
@office
def reopen(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Take an explanation back."""
    return _note(request, here, key, reopen_difference, "differences.reopened_now")


def _note(request: HttpRequest, here: Here, key: str, act: Callable[..., Listed], said: str, undo: str = "") -> HttpResponse:
    asked = Asked(here, request.POST.dict())
    day = asked.day()
    slug = here.company.slug
    try:
        act(here.scope, day, key, reason=asked.text("reason", 500), today=here.today)
    except Refusal as refusal:
        warn(request, refusal.say(here.language))
    else:
        seal_all(here.company.organization_id, today=here.today)
        fields = {"as_of": day.isoformat(), "reason": WORDS["differences.undone"].say(here.language)}
        tell(request, WORDS[said].say(here.language), undo=reverse(undo, kwargs={"slug": slug, "key": key}) if undo else "", fields=fields)
    return redirect(asked.link(reverse("reconciliation", kwargs={"slug": slug})))
