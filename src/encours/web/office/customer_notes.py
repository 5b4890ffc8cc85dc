"""What people add to a customer: notes and their pins, contacts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from encours.kernel.refusal import Refusal
from encours.store.save.notes import MARKS
from encours.usecases.contacts import add_contact, change_contact, remove_contact
from encours.usecases.notes import add_note, mark_note
from encours.usecases.sealing import seal_all
from encours.web.office.customers import customer_shown
from encours.web.shared.asked import FieldUnreadable
from encours.web.shared.place import Here, office
from encours.web.words import WORDS


@require_POST
@office
def note(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """Write a note."""

    def act() -> int:
        add_note(here.company, here.user_name, customer_id, request.POST.get("body", ""), pinned=request.POST.get("pinned") == "1", today=here.today)
        return customer_id

    return _done(request, here, customer_id, "timeline", "note.added", act)


@require_POST
@office
def note_mark(request: HttpRequest, here: Here, customer_id: int, note_id: int) -> HttpResponse:
    """Pin, unpin or withdraw a note."""
    mark = next((mark for mark in MARKS if mark == request.POST.get("mark")), None)
    if mark is None:
        raise FieldUnreadable(name="mark", value=request.POST.get("mark", "")[:40])
    return _done(request, here, customer_id, "timeline", f"note.{mark}", lambda: mark_note(here.company, here.user_name, note_id, mark, today=here.today))


@require_POST
@office
def contact_add(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """Add a contact."""

    def act() -> int:
        typed = {name: _typed(request, name) for name in ("role", "name", "email", "language", "phone")}
        add_contact(here.company, here.user_name, customer_id, **typed, today=here.today)
        return customer_id

    return _done(request, here, customer_id, "contacts", "contact.added", act)


@require_POST
@office
def contact_change(request: HttpRequest, here: Here, customer_id: int, contact_id: int) -> HttpResponse:
    """Change a contact's name, language or phone, or remove it."""
    if request.POST.get("remove") == "1":
        return _done(request, here, customer_id, "contacts", "contact.removed", lambda: remove_contact(here.company, here.user_name, contact_id, today=here.today))
    typed = {name: _typed(request, name) for name in ("name", "language", "phone")}
    return _done(request, here, customer_id, "contacts", "contact.changed", lambda: change_contact(here.company, here.user_name, contact_id, **typed, today=here.today))


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:200]


def _done(request: HttpRequest, here: Here, customer_id: int, tab: str, said: str, act: Callable[[], int]) -> HttpResponse:
    """Record it and go back to the tab; a refusal shows the page again with what was typed."""
    try:
        act()
    except Refusal as refusal:
        if refusal.code in ("note_empty", "contact_there", "contact_unreachable", "contact_role_unknown"):
            return customer_shown(request, here, customer_id, tab=tab, problem=refusal.say(here.language), status=422)
        raise
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS[said].say(here.language))
    return redirect(f"{reverse('customer', kwargs={'slug': here.company.slug, 'customer_id': customer_id})}?tab={tab}")
