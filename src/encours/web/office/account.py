"""My account: language, password, second factor, sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from encours.kernel.refusal import Refusal
from encours.usecases.account.identity import ProofMissing
from encours.usecases.account.passkeys import handle_of, passkeys
from encours.usecases.account.password import change_password
from encours.usecases.account.preferences import browser_of, own_sessions, prefer_language, preferred_language
from encours.usecases.account.second_factor import (
    CodeWrong,
    FactorState,
    NoFactor,
    begin_factor,
    confirm_factor,
    factor_state,
    remove_factor,
    renew_recovery_codes,
)
from encours.usecases.account.totp import qr_svg, written
from encours.usecases.people.change import end_session
from encours.usecases.users import PasswordTooWeak, SignInRefused, TooManyTries
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import delivers, post
from encours.web.shared.proof import prove_by_form
from encours.web.words import WORDS

_REFUSED = (ProofMissing, SignInRefused, TooManyTries, CodeWrong, NoFactor, PasswordTooWeak)


@require_safe
@office
def account(request: HttpRequest, here: Here) -> HttpResponse:
    """What a person may set for oneself."""
    return _page(request, here)


def _page(request: HttpRequest, here: Here, *, status: int = 200, problem: str = "", part: str = "", codes: list[str] | None = None) -> HttpResponse:
    state: FactorState = factor_state(here.user_id)
    seed: dict[str, Any] = {"qr": "", "written": ""}
    if state.seed is not None:
        seed = {"qr": Markup(qr_svg(state.seed, here.user_name, WORDS["account.qr"].say(here.language))), "written": written(state.seed)}  # made here, from nothing typed
    return render(
        request, "account.html", here, status=status, section="account", problem=problem, part=part, factor=state, seed=seed, codes=codes,
        browser_of=browser_of, passkeys=[(handle_of(one), one) for one in passkeys(here.user_id)], sessions=own_sessions(here.user_id, request.session.session_key or ""), languages=settings.LANGUAGES, mail_language=preferred_language(here.user_id) or here.language,
    )  # fmt: skip


@require_POST
@office
def language(request: HttpRequest, here: Here) -> HttpResponse:
    """The language in which mail comes."""
    prefer_language(here.user_id, request.POST.get("language", ""))
    return _done(request, here, "account.saved")


@sensitive_post_parameters()
@require_POST
@office
def password(request: HttpRequest, here: Here) -> HttpResponse:
    """Change one's own password; the other sessions end."""
    try:
        user = prove_by_form(request, here)
        if request.POST.get("new", "") != request.POST.get("again", ""):
            return _page(request, here, status=422, problem=WORDS["join.differ"].say(here.language), part="password")
        told = change_password(user, request.POST.get("new", "")[:1000], now=here.now, delivers=delivers(), session_key=request.session.session_key or "")
    except _REFUSED as refusal:
        return _refused(request, here, refusal, "password")
    update_session_auth_hash(request, user)
    for organization in told:
        post(organization)
    return _done(request, here, "account.password_done")


@require_POST
@office
def begin(request: HttpRequest, here: Here) -> HttpResponse:
    """Show a seed to take into an authenticator."""
    begin_factor(here.user_id)
    return redirect("account", slug=here.company.slug)


@require_POST
@office
def confirm(request: HttpRequest, here: Here) -> HttpResponse:
    """Put the second factor into force by its first code, and show the recovery codes once."""
    try:
        codes = confirm_factor(here.user_id, request.POST.get("code", "")[:100], now=here.now, delivers=delivers())
    except _REFUSED as refusal:
        return _refused(request, here, refusal, "factor")
    post(here.company.organization_id)
    return _page(request, here, codes=codes)


@sensitive_post_parameters()
@require_POST
@office
def remove(request: HttpRequest, here: Here) -> HttpResponse:
    """Take the second factor away."""
    try:
        prove_by_form(request, here)
        remove_factor(here.user_id, now=here.now, delivers=delivers())
    except _REFUSED as refusal:
        return _refused(request, here, refusal, "factor")
    post(here.company.organization_id)
    return _done(request, here, "account.factor_removed")


@sensitive_post_parameters()
@require_POST
@office
def codes(request: HttpRequest, here: Here) -> HttpResponse:
    """New recovery codes, shown once."""
    try:
        prove_by_form(request, here)
        made = renew_recovery_codes(here.user_id)
    except _REFUSED as refusal:
        return _refused(request, here, refusal, "factor")
    return _page(request, here, codes=made)


@require_POST
@office
def end(request: HttpRequest, here: Here) -> HttpResponse:
    """End another session of one's own."""
    end_session(here.actor, here.user_id, request.POST.get("handle", "")[:16] or "none")
    return _done(request, here, "account.session_ended")


def _refused(request: HttpRequest, here: Here, refusal: Refusal, part: str) -> HttpResponse:
    return _page(request, here, status=429 if isinstance(refusal, TooManyTries) else 422, problem=refusal.say(here.language), part=part)


def _done(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    messages.success(request, WORDS[key].say(here.language))
    return redirect("account", slug=here.company.slug)
