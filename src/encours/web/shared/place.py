"""Where a request stands: who asks, in which company, as whom, on which day. Every office page is entered through `office`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from encours.kernel.wording import LANGUAGES, Language
from encours.store.load.companies import Company
from encours.store.tenant import Scope
from encours.usecases.companies import CompanyUnknown, find_company
from encours.usecases.demonstration import is_demonstration
from encours.usecases.entering import Entered, enter
from encours.usecases.exports import may_take
from encours.usecases.frame import frame
from encours.usecases.people.actor import Actor
from encours.usecases.rights import Role, may
from encours.usecases.uploads import Visitor
from encours.web.rights import NEEDS, Need
from encours.web.shared.download import Download
from encours.web.shared.looks import looks_of
from encours.web.shared.navigation import open_to
from encours.web.shared.post import delivers


@dataclass(frozen=True, slots=True)
class Here:
    """One request inside one company."""

    company: Company
    user_id: int
    user_name: str
    role: Role
    language: Language
    now: datetime
    companies: int
    """How many organizations the user belongs to: with one company there is nothing to switch."""
    lacks_factor: bool = False
    """The organization asks for a second factor, and the user has none yet."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.time_zone)

    @property
    def today(self) -> date:
        """The day in the company's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def scope(self) -> Scope:
        return Scope(self.company.organization_id, self.company.id, self.user_name)

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.company, self.user_id, self.user_name, self.now, self.today)

    def may(self, operation: str) -> bool:
        """Whether the user's role allows an operation of `usecases.rights`."""
        return may(self.role, operation)

    @property
    def actor(self) -> Actor:
        """Who acts on people and approvals here."""
        return Actor(self.company, self.user_id, self.user_name, self.now, delivers())

    @property
    def may_write(self) -> bool:
        """Whether the user records in the books."""
        return self.may("import") and self.may("apply_receipts")

    @property
    def is_sandbox(self) -> bool:
        """Whether the company is the demonstration's."""
        return is_demonstration(self.company)


View = Callable[..., HttpResponseBase]


def language_of(request: HttpRequest) -> Language:
    """The reader's language: the cookie of the language switch, else the browser's first that Encours speaks."""
    wanted = getattr(request, "LANGUAGE_CODE", "fr")[:2]
    return next((language for language in LANGUAGES if language == wanted), "fr")


def office(view: View) -> View:
    """A page inside `/c/<slug>/`: signed-in members of its organization only; for everyone else the company does not exist (S01).

    The role must allow what the address needs (`web.rights`); what is not listed there is closed (S06). A file of many lines leaves with an approval.
    """

    @wraps(view)
    def entered_(request: HttpRequest, slug: str, **arguments: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        entered = admit(request)
        if entered.has_ended:
            logout(request)
            return redirect_to_login(request.get_full_path())
        here = find_place(request, slug, entered)
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        need = NEEDS.get(name, Need())
        needed = (need.read if request.method in ("GET", "HEAD") else need.write) or ""
        if not here.may(needed):
            raise PermissionDenied
        if here.lacks_factor and needed != "own_account":
            return redirect("account", slug=slug)
        answer = view(request, here, **arguments)
        if isinstance(answer, Download) and not here.is_sandbox and not may_take(here.actor, answer.rows):
            return redirect(f"{reverse('export-ask', args=[slug])}?{urlencode({'file': answer.name, 'rows': answer.rows})}")
        return answer

    return entered_


def admit(request: HttpRequest) -> Entered:
    """What is open to the signed-in user of this request; notes that the session was used."""
    key = request.session.session_key or ""
    return enter(request.user.pk or 0, key, now=datetime.now(UTC), address=address_of(request), agent=request.headers.get("User-Agent", ""))


def find_place(request: HttpRequest, slug: str, entered: Entered) -> Here:
    """The company of that short name as this user sees it; Http404 where it is not the user's."""
    try:
        company = find_company(slug)
    except CompanyUnknown:
        raise Http404 from None
    entry = entered.entries.get(company.organization_id)
    if entry is None:
        raise Http404
    lacks = entry.needs_second_factor and not entry.has_second_factor
    return Here(company, request.user.pk or 0, request.user.get_username(), entry.role, language_of(request), datetime.now(UTC), len(entered.entries), lacks)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. A trusted proxy appends the address it saw, which nobody before it can forge (S62)."""
    seen = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ENCOURS_TRUST_PROXY else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(seen)


def render(request: HttpRequest, template: str, here: Here | None = None, *, status: int = 200, frameless: bool = False, **values: Any) -> HttpResponse:
    """A page, or without its frame a piece of one. It is never kept by a browser or a proxy: it shows one company's figures to one person."""
    language = here.language if here else language_of(request)
    context = {"here": here, "language": language, "section": "", "looks": looks_of(request.COOKIES), **values}
    if here is not None and not frameless:
        context["frame"] = frame(here.company, here.scope, here.user_id, here.today)
        context["navigation"] = open_to(here.may)
    response = HttpResponse(render_to_string(f"encours/{template}", context, request, using="jinja2"), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response


def reference() -> str:
    """A short name for a mistake, to find it in the log."""
    return secrets.token_hex(4)
