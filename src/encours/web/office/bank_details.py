"""Our bank details: the most protected page."""

from __future__ import annotations

from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.account.identity import ProofMissing
from encours.usecases.account.second_factor import CodeWrong, has_factor
from encours.usecases.approvals.ask import AskedAlready, NoAddress, ReasonMissing
from encours.usecases.approvals.state import STATES, state_of
from encours.usecases.bank_details import BicWrong, HolderMissing, IbanWrong, SameDetails, mask, propose_bank_details
from encours.usecases.bank_details import bank_details as standing
from encours.usecases.sealing import seal_all
from encours.usecases.security import policy
from encours.usecases.users import SignInRefused, TooManyTries
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import post
from encours.web.shared.proof import prove_by_form
from encours.web.words import WORDS

_FIELDS = ("iban", "bic", "holder", "bank", "reason")
_REFUSED = (IbanWrong, BicWrong, HolderMissing, SameDetails, ReasonMissing, AskedAlready, NoAddress, ProofMissing, SignInRefused, TooManyTries, CodeWrong)


@require_safe
@office
def bank_details(request: HttpRequest, here: Here) -> HttpResponse:
    """What is in force, what waits with its countdown, and what was before."""
    return _page(request, here)


def _page(request: HttpRequest, here: Here, *, status: int = 200, problem: str = "", typed: dict[str, str] | None = None) -> HttpResponse:
    now = standing(here.company, now=here.now)
    left = ceil((now.waiting.not_before - here.now).total_seconds() / 3600) if now.waiting else 0
    return render(
        request, "bank_details.html", here, status=status, section="bank-details", standing=now, hours_left=max(left, 0), mask=mask, states=STATES,
        history=[(one, state_of(one, here.now)) for one in now.history], waiting_hours=policy(here.company).waiting_hours, problem=problem, typed=typed or {},
        with_code=has_factor(here.user_id),
    )  # fmt: skip


@sensitive_post_parameters()
@require_POST
@office
def propose(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for other details, after proving who one is."""
    typed = {name: request.POST.get(name, "").replace("\0", "")[:500] for name in _FIELDS}
    try:
        prove_by_form(request, here)
        propose_bank_details(here.actor, **typed)
    except _REFUSED as refusal:
        return _page(request, here, status=429 if isinstance(refusal, TooManyTries) else 422, problem=refusal.say(here.language), typed=typed)
    seal_all(here.company.organization_id, today=here.today)
    post(here.company.organization_id)
    messages.success(request, WORDS["bank_details.asked"].say(here.language))
    return redirect("bank-details", slug=here.company.slug)
