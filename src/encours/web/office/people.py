"""Users and roles: who may enter, as what, from where; invitations; and the table of rights."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.account.preferences import browser_of
from encours.usecases.approvals import ask
from encours.usecases.people.change import check_role_change, end_session, find, is_guarded, restore, sessions, suspend
from encours.usecases.people.change import give_role as give_role_now
from encours.usecases.people.invite import INVITABLE, invitations, invite, withdraw
from encours.usecases.rights import CONTROLS, OPERATIONS, ROLE_NAMES, ROLE_TEXTS, ROLES, Role
from encours.usecases.sealing import seal_all
from encours.usecases.users import members
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import absolute, delivers, post
from encours.web.words import WORDS


@require_safe
@office
def people(request: HttpRequest, here: Here) -> HttpResponse:
    """Who may enter, who is invited, which sessions are open, and what each role may do."""
    return render(
        request, "people.html", here, section="people", members=members(here.company), invitations=invitations(here.company), sessions=sessions(here.company), roles=ROLES,
        names=ROLE_NAMES, texts=ROLE_TEXTS, operations=OPERATIONS, controls=CONTROLS, invitable=INVITABLE, browser_of=browser_of, delivers=delivers(),
    )  # fmt: skip


@require_POST
@office
def send_invitation(request: HttpRequest, here: Here) -> HttpResponse:
    """Invite an address."""
    email = request.POST.get("email", "").replace("\0", "")[:254]
    invite(here.actor, email, request.POST.get("role", ""), language=here.language, link=lambda token: absolute(request, reverse("invitation", args=[token])))
    return _done(request, here, "people.invited" if delivers() else "people.invited_kept", email=email.strip())


@require_POST
@office
def withdraw_invitation(request: HttpRequest, here: Here) -> HttpResponse:
    """Make an invitation worth nothing."""
    withdraw(here.actor, _number(request, "invitation"))
    return _done(request, here, "people.withdrawn")


@require_POST
@office
def role(request: HttpRequest, here: Here, user_id: int) -> HttpResponse:
    """Give a member another role, or ask for it where another person must approve."""
    wanted: Role | None = next((one for one in ROLES if one == request.POST.get("role")), None)
    member = find(here.company, user_id)
    if wanted is None:
        raise Http404
    if is_guarded(member, wanted):
        check_role_change(here.actor, member, wanted)
        ask(
            here.actor, "role", subject=f"usr_{user_id}", before={"name": member.name, "role": member.role}, after={"name": member.name, "role": wanted},
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
        return _done(request, here, "people.role_asked", name=member.name, role=ROLE_NAMES[wanted])
    give_role_now(here.actor, user_id, wanted)
    return _done(request, here, "people.role_given", name=member.name, role=ROLE_NAMES[wanted])


@require_POST
@office
def suspend_member(request: HttpRequest, here: Here, user_id: int) -> HttpResponse:
    """Close the organization to a member."""
    suspend(here.actor, user_id)
    return _done(request, here, "people.suspended_done", name=find(here.company, user_id).name)


@require_POST
@office
def restore_member(request: HttpRequest, here: Here, user_id: int) -> HttpResponse:
    """Open the organization to a member again."""
    restore(here.actor, user_id)
    return _done(request, here, "people.restored_done", name=find(here.company, user_id).name)


@require_POST
@office
def end_member_session(request: HttpRequest, here: Here, user_id: int) -> HttpResponse:
    """End one session of a member, or all of them."""
    ended = end_session(here.actor, user_id, request.POST.get("handle", "")[:16])
    return _done(request, here, "people.sessions_ended", count=ended)


def _done(request: HttpRequest, here: Here, key: str, **values: object) -> HttpResponse:
    seal_all(here.company.organization_id, today=here.today)
    post(here.company.organization_id)
    messages.success(request, WORDS[key].say(here.language, **values))
    return redirect("people", slug=here.company.slug)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        raise Http404
    return int(given)
