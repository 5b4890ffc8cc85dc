"""The door: signing in and out, the demonstration's link, the choice of language and company."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from encours.kernel.wording import LANGUAGES
from encours.usecases.companies import list_companies
from encours.usecases.users import SignInRefused, TooManyTries, enter_by_link, load_roles, sign_in
from encours.web.shared.looks import CHOICES, cookie_name
from encours.web.shared.place import language_of, render

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_YEAR = 365 * 24 * 3600


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    after = safe_next(request)
    if request.method == "GET":
        return redirect(after) if request.user.is_authenticated else render(request, "sign_in.html", after=after, name="", problem="")
    name = request.POST.get("name", "").replace("\0", "")[:150]
    try:
        user = sign_in(request, name, request.POST.get("password", "")[:1000], address=_address(request), now=datetime.now(UTC))
    except (SignInRefused, TooManyTries) as refusal:
        status = 429 if isinstance(refusal, TooManyTries) else 401
        return render(request, "sign_in.html", status=status, after=after, name=name, problem=refusal.say(language_of(request)))
    login(request, user, backend=_BACKEND)  # a new session key: one planted before is worth nothing (S46)
    return redirect(after)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, and forget the session."""
    logout(request)
    return redirect("sign-in")


@never_cache
@require_http_methods(["GET", "POST"])
def enter_demo(request: HttpRequest, token: str) -> HttpResponse:
    """The demonstration's one-time link. It exists only on a server that listens to this machine alone; opening it does nothing until the button is pressed,
    so that a preview of the link does not use it up."""
    if not settings.ENCOURS_LOOPBACK_ONLY or "X-Forwarded-For" in request.headers or not _is_loopback(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    user = enter_by_link(token)
    if user is None:
        raise Http404
    if request.method == "GET":
        return render(request, "enter_demo.html", token=token)
    login(request, user, backend=_BACKEND)
    return redirect("companies")


def _address(request: HttpRequest) -> str:
    """Where a request comes from. A trusted proxy appends the address it saw, which nobody before it can forge."""
    seen = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ENCOURS_TRUST_PROXY else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(seen)


def _is_loopback(address: str) -> bool:
    # A server behind a Unix socket sees no address at all.
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie."""
    response = HttpResponseRedirect(safe_next(request))
    if request.POST.get("language") in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, request.POST["language"], max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_POST
def choose_looks(request: HttpRequest) -> HttpResponse:
    """Keep how the pages look: every choice that the form names."""
    response = HttpResponseRedirect(safe_next(request))
    for name, allowed in CHOICES.items():
        if request.POST.get(name) in allowed:
            response.set_cookie(cookie_name(name), request.POST[name], max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """The user's companies; with one alone, that one."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    roles = load_roles(request.user.pk)
    own = [company for company in list_companies() if company.organization_id in roles]
    if len(own) == 1:
        return redirect("home", slug=own[0].slug)
    return render(request, "companies.html", companies=own, roles=roles)


def safe_next(request: HttpRequest) -> str:
    """Where to go on: a page of this site, else the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("companies")
