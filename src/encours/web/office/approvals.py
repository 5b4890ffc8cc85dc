"""Approvals: what one person asked for and another decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.store.approvals import Request, Verdict
from encours.usecases.account.identity import ProofMissing
from encours.usecases.account.second_factor import CodeWrong, has_factor
from encours.usecases.approvals import cancel, decide, requests, state_of
from encours.usecases.approvals.decide import VERDICTS, ConfirmationWrong, RequestUnknown, SelfApproval, TooEarly, TooNew
from encours.usecases.approvals.state import FIELDS, STATES, title_of
from encours.usecases.bank_details import mask
from encours.usecases.rights import ROLE_NAMES
from encours.usecases.sealing import seal_all
from encours.usecases.users import SignInRefused, TooManyTries
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import post
from encours.web.shared.proof import prove_by_form
from encours.web.words import WORDS

_REFUSED = (ProofMissing, SignInRefused, TooManyTries, CodeWrong, SelfApproval, TooNew, TooEarly, ConfirmationWrong)
_BY_HAND: tuple[Verdict, ...] = ("approve", "confirm", "refuse")


@require_safe
@office
def approvals(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits for somebody, and what was decided."""
    listed = [(one, state_of(one, here.now), title_of(one)) for one in requests(here.company)]
    waiting = [row for row in listed if row[1] in ("waiting", "approved")]
    return render(request, "approvals.html", here, section="approvals", waiting=waiting, decided=[row for row in listed if row not in waiting], states=STATES)


@require_safe
@office
def one_request(request: HttpRequest, here: Here, request_id: int) -> HttpResponse:
    """One request: before and after, its reason, its history, and what the reader may do about it."""
    return _page(request, here, request_id)


def _page(request: HttpRequest, here: Here, request_id: int, *, status: int = 200, problem: str = "") -> HttpResponse:
    asked = next((one for one in requests(here.company) if one.id == request_id), None)
    if asked is None:
        raise RequestUnknown
    state = state_of(asked, here.now)
    own = asked.requested_by == here.user_id
    return render(
        request, "approval.html", here, status=status, section="approvals", asked=asked, state=state, title=title_of(asked), states=STATES, fields=FIELDS, verdicts=VERDICTS,
        rows=[(name, _shown(asked, name, asked.before.get(name)), _shown(asked, name, asked.after.get(name))) for name in FIELDS if name in asked.after], own=own,
        alone=own and asked.code_sha256 is not None, ripe=asked.not_before <= here.now, problem=problem, with_code=has_factor(here.user_id),
    )  # fmt: skip


def _shown(asked: Request, name: str, value: str | None) -> object:
    """A value as the page tells it. The whole IBAN is shown to those who compare it with the bank's document."""
    if value is None:
        return "—"
    if name == "role":
        return next((text for role, text in ROLE_NAMES.items() if role == value), value)
    if name == "iban":
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4)) if _is_open(asked) else mask(value)
    return value or "—"


def _is_open(asked: Request) -> bool:
    """Whether nobody decided yet."""
    return not asked.decisions


@sensitive_post_parameters()
@require_POST
@office
def decide_one(request: HttpRequest, here: Here, request_id: int) -> HttpResponse:
    """Approve, refuse or confirm, after proving who one is."""
    verdict: Verdict | None = next((one for one in _BY_HAND if one == request.POST.get("verdict")), None)
    if verdict is None:
        raise Http404
    asked = next((one for one in requests(here.company) if one.id == request_id), None)
    if asked is not None and asked.kind == "bank_details" and verdict != "refuse" and request.POST.get("checked") != "1":
        return _page(request, here, request_id, status=422, problem=WORDS["approvals.unchecked"].say(here.language))
    try:
        prove_by_form(request, here)
        decide(here.actor, request_id, verdict, reason=request.POST.get("reason", "").replace("\0", ""), code=request.POST.get("mail_code", "")[:20])
    except _REFUSED as refusal:
        return _page(request, here, request_id, status=_status(refusal), problem=refusal.say(here.language))
    return _done(request, here, request_id, verdict)


@require_POST
@office
def cancel_one(request: HttpRequest, here: Here, request_id: int) -> HttpResponse:
    """Stop what is not in force yet. It asks for no proof: stopping must be quick."""
    cancel(here.actor, request_id, reason=request.POST.get("reason", "").replace("\0", ""))
    return _done(request, here, request_id, "cancel")


def _status(refusal: Refusal) -> int:
    return 429 if isinstance(refusal, TooManyTries) else 422


def _done(request: HttpRequest, here: Here, request_id: int, verdict: Verdict) -> HttpResponse:
    seal_all(here.company.organization_id, today=here.today)
    post(here.company.organization_id)
    messages.success(request, WORDS["approvals.done"].say(here.language, verdict=VERDICTS[verdict]))
    return redirect("approval", slug=here.company.slug, request_id=request_id)
