"""Coming in by a link from a mail: an invitation, a new password. Opening a link changes nothing: mail scanners open them too (S48)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from encours.kernel.refusal import Refusal
from encours.usecases.account.password import ResetLinkGone, ask_reset, reset_password, user_of_reset
from encours.usecases.people.invite import InvitationGone, InvitedIsAnother, accept, has_account, open_invitation
from encours.usecases.users import PasswordTooWeak, TooManyTries, slowed
from encours.web.entrance import begin
from encours.web.shared.messages import show_error
from encours.web.shared.place import address_of, language_of, render
from encours.web.shared.post import absolute, delivers, post
from encours.web.words import WORDS


class _PasswordsDiffer(Exception):
    pass


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password. The answer is the same whether the name exists or not (S46)."""
    if request.method == "GET":
        return render(request, "forgotten.html", asked=False, problem="")
    now, name = datetime.now(UTC), request.POST.get("name", "").replace("\0", "")[:150]
    try:
        with slowed(f"reset {name}", address_of(request), now=now) as brake:
            brake.failed()  # every request counts: nobody's mailbox is filled from here
            written = ask_reset(name, now=now, delivers=delivers(), link=lambda token: absolute(request, reverse("reset", args=[token])))
    except TooManyTries as refusal:
        return render(request, "forgotten.html", status=429, asked=False, problem=refusal.say(language_of(request)))
    for organization in written:
        post(organization)
    return render(request, "forgotten.html", asked=True, problem="")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by a link."""
    try:
        name = user_of_reset(token).get_username()
        if request.method == "GET":
            return render(request, "reset.html", name=name, token=token, problem="")
        for organization in reset_password(token, _chosen(request), now=datetime.now(UTC), delivers=delivers()):
            post(organization)
    except ResetLinkGone as refusal:
        return show_error(request, 404, refusal.say(language_of(request)))
    except (PasswordTooWeak, _PasswordsDiffer) as error:
        return render(request, "reset.html", status=422, name=name, token=token, problem=_worded(request, error))
    return redirect("sign-in")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new password, or as the signed-in user who was invited."""
    now = datetime.now(UTC)
    try:
        found = open_invitation(token, now=now)
    except InvitationGone as refusal:
        return show_error(request, 404, refusal.say(language_of(request)))
    known = has_account(found)
    shown: dict[str, Any] = {"invitation": found, "token": token, "known": known, "as_invited": request.user.get_username().lower() == found.email}
    if request.method == "GET":
        return render(request, "invitation.html", problem="", **shown)
    signed_in = request.user if isinstance(request.user, User) else None
    try:
        user = accept(token, now=now, password="" if known else _chosen(request), language=language_of(request), signed_in=signed_in)
    except InvitationGone as refusal:
        return show_error(request, 404, refusal.say(language_of(request)))
    except (PasswordTooWeak, InvitedIsAnother, _PasswordsDiffer) as error:
        return render(request, "invitation.html", status=422, problem=_worded(request, error), **shown)
    return redirect("companies") if known else begin(request, user, reverse("companies"))


def _chosen(request: HttpRequest) -> str:
    password = request.POST.get("password", "")[:1000]
    if password != request.POST.get("again", "")[:1000]:
        raise _PasswordsDiffer
    return password


def _worded(request: HttpRequest, error: Exception) -> str:
    return error.say(language_of(request)) if isinstance(error, Refusal) else WORDS["join.differ"].say(language_of(request))
