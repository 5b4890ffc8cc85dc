"""Pages that are one report: whom to remind, what late payment costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.usecases.penalties import penalties as penalties_of
from encours.usecases.reminders import Planned, plan_reminders
from encours.usecases.reports import penalties_report, reminders_report
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render

SHOWN = 200
"""Rows of a report on the screen; the files have all of them."""


@require_safe
@office
def reminders(request: HttpRequest, here: Here) -> HttpResponse:
    """Whom to remind today and why; those held back, with the reason. Nothing is sent from here."""
    asked = Asked(here, request.GET.dict())
    plan = plan_reminders(here.scope, asked.day())
    if asked.query.get("form") in FORMS:
        return report_file(reminders_report(plan), asked.query["form"], here.language, f"{here.company.slug}-reminders")
    held = [row for row in plan.rows if row.reminder.status == "held"]
    return render(
        request, "reminders.html", here, section="reminders", plan=plan, due=plan.due[:SHOWN], held=held[:SHOWN], due_sums=_sums(plan.due), held_sums=_sums(held), held_count=len(held), asked=asked,
        path=reverse("reminders", kwargs={"slug": here.company.slug}), shown=SHOWN,
    )  # fmt: skip


def _sums(rows: Iterable[Planned]) -> dict[str, tuple[int, int]]:
    """By currency: how many customers, and how much is claimed of them."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        count, minor = found.get(row.reminder.currency, (0, 0))
        found[row.reminder.currency] = (count + 1, minor + row.reminder.claimed_minor)
    return found


@require_safe
@office
def penalties(request: HttpRequest, here: Here) -> HttpResponse:
    """What late payment costs the customers, invoice by invoice; estimates apart from claims."""
    asked = Asked(here, request.GET.dict())
    as_of = asked.day()
    since = asked.day("since") if asked.query.get("since") else as_of - timedelta(days=365)
    result = penalties_of(here.scope, as_of, since=since)
    if asked.query.get("form") in FORMS:
        return report_file(penalties_report(result), asked.query["form"], here.language, f"{here.company.slug}-penalties")
    rows = sorted(result.rows, key=lambda row: (row.estimate, -(row.penalty_minor or 0)))
    return render(
        request, "penalties.html", here, section="penalties", result=result, rows=rows[:SHOWN], count=len(rows), totals=result.totals(), since=since, asked=asked,
        notes=list(dict.fromkeys([*(row.note for row in result.rows), *(row.missing for row in result.rows if row.missing)])), path=reverse("penalties", kwargs={"slug": here.company.slug}), shown=SHOWN,
        estimates=sum(row.estimate for row in result.rows),
    )  # fmt: skip
