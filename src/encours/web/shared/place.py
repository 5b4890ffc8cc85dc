"""Where a request stands: who asks, in which company, as whom, on which day. Every office page is entered through `office`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from encours.kernel.wording import LANGUAGES, Language
from encours.store.load.companies import Company
from encours.store.tenant import Scope
from encours.usecases.companies import CompanyUnknown, find_company
from encours.usecases.demonstration import is_demonstration
from encours.usecases.frame import frame
from encours.usecases.uploads import Visitor
from encours.usecases.users import Role, load_roles
from encours.web.shared.looks import looks_of

READS_ONLY: tuple[Role, ...] = ("auditor",)


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

    @property
    def may_write(self) -> bool:
        return self.role not in READS_ONLY

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

    Any method but GET and HEAD needs a role that may write (S06).
    """

    @wraps(view)
    def entered(request: HttpRequest, slug: str, **arguments: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        here = find_place(request, slug)
        if request.method not in ("GET", "HEAD") and not here.may_write:
            raise PermissionDenied
        return view(request, here, **arguments)

    return entered


def find_place(request: HttpRequest, slug: str) -> Here:
    """The company of that short name as this user sees it; Http404 where it is not the user's."""
    user_id: int = request.user.pk or 0
    roles = load_roles(user_id)
    try:
        company = find_company(slug)
    except CompanyUnknown:
        raise Http404 from None
    role = roles.get(company.organization_id)
    if role is None:
        raise Http404
    return Here(company, user_id, request.user.get_username(), role, language_of(request), datetime.now(UTC), len(roles))


def render(request: HttpRequest, template: str, here: Here | None = None, *, status: int = 200, frameless: bool = False, **values: Any) -> HttpResponse:
    """A page, or without its frame a piece of one. It is never kept by a browser or a proxy: it shows one company's figures to one person."""
    language = here.language if here else language_of(request)
    context = {"here": here, "language": language, "section": "", "looks": looks_of(request.COOKIES), **values}
    if here is not None and not frameless:
        context["frame"] = frame(here.company, here.scope, here.user_id, here.today)
    response = HttpResponse(render_to_string(f"encours/{template}", context, request, using="jinja2"), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response


def reference() -> str:
    """A short name for a mistake, to find it in the log."""
    return secrets.token_hex(4)
