"""Passkeys at the door and in one's account. What the browser is asked and answers travels as JSON; the challenge stays in the session and serves once."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from encours.kernel.refusal import Refusal
from encours.usecases.account.identity import ProofMissing
from encours.usecases.account.passkeys import (
    Ceremony,
    PasskeyRefused,
    Site,
    add_passkey,
    begin_passkey,
    begin_sign_in,
    remove_passkey,
    sign_in_by_passkey,
)
from encours.usecases.account.second_factor import CodeWrong, NoFactor
from encours.usecases.users import SignInRefused, TooManyTries, slowed
from encours.web.entrance import BACKEND, safe_next
from encours.web.shared.place import Here, address_of, language_of, office
from encours.web.shared.post import absolute, delivers, post
from encours.web.shared.proof import prove_by_form
from encours.web.words import WORDS

_CHALLENGE = "passkey_challenge"
_REFUSED = (ProofMissing, SignInRefused, TooManyTries, CodeWrong, NoFactor, PasskeyRefused)


def site_of(request: HttpRequest) -> Site:
    """Where passkeys hold: the public address, else the host of this machine, which Django has compared with those that are ours."""
    parts = urlsplit(settings.ENCOURS_PUBLIC_URL or absolute(request, "/"))
    return Site(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}")


@sensitive_post_parameters()
@require_POST
@office
def begin(request: HttpRequest, here: Here) -> HttpResponse:
    """After proving who one is: what the browser is asked to make a passkey from."""
    try:
        user = prove_by_form(request, here)
        return _asked(request, begin_passkey(user, site_of(request)))
    except _REFUSED as refusal:
        return _no(request, refusal)


@require_POST
@office
def add(request: HttpRequest, here: Here) -> HttpResponse:
    """Keep the passkey that the browser made."""
    user = User.objects.get(pk=here.user_id)
    try:
        told = add_passkey(
            user, site_of(request), challenge=_challenge(request), answer=_answer(request), name=request.POST.get("name", "").replace("\0", ""), now=here.now, delivers=delivers()
        )  # fmt: skip
    except _REFUSED as refusal:
        return _no(request, refusal)
    for organization in told:
        post(organization)
    messages.success(request, WORDS["passkey.added"].say(here.language))
    return JsonResponse({"next": request.POST.get("back", "")})


@require_POST
@office
def remove(request: HttpRequest, here: Here) -> HttpResponse:
    """Take one of one's own passkeys away."""
    for organization in remove_passkey(User.objects.get(pk=here.user_id), request.POST.get("passkey", "")[:2000], now=here.now, delivers=delivers()):
        post(organization)
    messages.success(request, WORDS["passkey.removed"].say(here.language))
    return redirect("account", slug=here.company.slug)


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """What a browser is asked at the door."""
    return _asked(request, begin_sign_in(site_of(request)))


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in by the browser's answer. Wrong answers are counted like wrong passwords."""
    now = datetime.now(UTC)
    try:
        with slowed("passkey", address_of(request), now=now) as brake:
            try:
                user = sign_in_by_passkey(site_of(request), challenge=_challenge(request), answer=_answer(request), now=now)
            except PasskeyRefused:
                brake.failed()
                raise
    except _REFUSED as refusal:
        return _no(request, refusal)
    after = safe_next(request)
    login(request, user, backend=BACKEND)
    return JsonResponse({"next": after})


def _asked(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    request.session[_CHALLENGE] = ceremony.challenge
    return HttpResponse(ceremony.options, content_type="application/json", headers={"Cache-Control": "no-store"})


def _challenge(request: HttpRequest) -> str:
    """The challenge of this session, once."""
    return str(request.session.pop(_CHALLENGE, ""))


def _answer(request: HttpRequest) -> str:
    return request.POST.get("answer", "")[:20_000]


def _no(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return JsonResponse({"problem": refusal.say(language_of(request))}, status=429 if isinstance(refusal, TooManyTries) else 422)
