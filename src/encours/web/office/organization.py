"""What the company says of itself and what its figures use; administrators change it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.usecases.audit import changes_of, event_text
from encours.usecases.organization import FIELDS, NAMES, change_organization, organization
from encours.usecases.sealing import seal_all
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell
from encours.web.words import WORDS


@require_safe
@office
def show(request: HttpRequest, here: Here) -> HttpResponse:
    """The settings with their history."""
    return _page(request, here)


def _page(request: HttpRequest, here: Here, *, typed: dict[str, str] | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    found = organization(here.scope)
    holidays = [(one, sorted(day for day in one.holidays(here.today.year) | one.holidays(here.today.year + 1) if day >= here.today)[:4]) for one in found.calendars]
    return render(
        request, "organization.html", here, section="organization", found=found, values=dict(found.settings) | (typed or {}), names=NAMES, problem=problem, calendars=holidays,
        may_change=here.may("set_organization"), changes_of=changes_of, event_text=event_text, status=status,
    )  # fmt: skip


@require_POST
@office
def change(request: HttpRequest, here: Here) -> HttpResponse:
    """Change settings; what is not taken comes back with its reason."""
    typed = {field: request.POST[field] for field in FIELDS if field in request.POST}
    try:
        changed = change_organization(here.scope, typed, today=here.today)
    except Refusal as refusal:
        return _page(request, here, typed=typed, problem=refusal.say(here.language), status=422)
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["organization.changed" if changed else "organization.unchanged"].say(here.language))
    return redirect("organization", slug=here.company.slug)
