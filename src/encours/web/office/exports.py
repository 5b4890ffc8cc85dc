"""Asking for a file of many lines."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from encours.kernel.refusal import Refusal
from encours.usecases.approvals.ask import AskedAlready, NoAddress, ReasonMissing
from encours.usecases.exports import ask_to_take
from encours.usecases.sealing import seal_all
from encours.usecases.security import policy
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import post
from encours.web.words import WORDS


@require_http_methods(["GET", "HEAD", "POST"])
@office
def ask_export(request: HttpRequest, here: Here) -> HttpResponse:
    """Say what file is wanted and why; another person approves."""
    asked = Asked(here, (request.POST if request.method == "POST" else request.GET).dict())
    file, rows, problem = asked.text("file"), asked.number("rows") or 0, ""
    if request.method == "POST":
        try:
            ask_to_take(here.actor, file=file, rows=rows, reason=asked.text("reason", 500))
        except (ReasonMissing, AskedAlready, NoAddress) as refusal:
            problem = _said(refusal, here)
        else:
            seal_all(here.company.organization_id, today=here.today)
            post(here.company.organization_id)
            messages.success(request, WORDS["exports.asked"].say(here.language))
            return redirect("home", slug=here.company.slug)
    return render(
        request, "export_ask.html", here, status=422 if problem else 200, file=file, rows=rows, limit=policy(here.company).export_rows, problem=problem,
        may_ask=here.may("ask_export"),
    )  # fmt: skip


def _said(refusal: Refusal, here: Here) -> str:
    return refusal.say(here.language)
