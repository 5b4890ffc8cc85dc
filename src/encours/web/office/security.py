"""Security: what the organization asks of those who enter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.account.identity import ProofMissing
from encours.usecases.account.second_factor import CodeWrong, has_factor
from encours.usecases.sealing import seal_all
from encours.usecases.security import LIMITS, Policy, PolicyOutOfRange, policy, set_policy
from encours.usecases.users import SignInRefused, TooManyTries
from encours.web.shared.place import Here, office, render
from encours.web.shared.proof import prove_by_form
from encours.web.words import WORDS

_REFUSED = (PolicyOutOfRange, ProofMissing, SignInRefused, TooManyTries, CodeWrong)


@require_safe
@office
def security(request: HttpRequest, here: Here) -> HttpResponse:
    """The policy."""
    return _page(request, here, policy(here.company))


def _page(request: HttpRequest, here: Here, shown: Policy, *, status: int = 200, problem: str = "") -> HttpResponse:
    return render(
        request, "security.html", here, status=status, section="security", policy=shown, limits=LIMITS, problem=problem, with_code=has_factor(here.user_id)
    )  # fmt: skip


@sensitive_post_parameters()
@require_POST
@office
def change(request: HttpRequest, here: Here) -> HttpResponse:
    """Change the policy, after proving who one is."""
    wanted = Policy(request.POST.get("needs_second_factor") == "1", **{name: _number(request, name) for name in LIMITS})
    try:
        prove_by_form(request, here)
        changed = set_policy(here.actor, wanted)
    except _REFUSED as refusal:
        return _page(request, here, wanted, status=429 if isinstance(refusal, TooManyTries) else 422, problem=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS["security.changed" if changed else "security.unchanged"].say(here.language))
    return redirect("security", slug=here.company.slug)


def _number(request: HttpRequest, name: str) -> int:
    """What was typed; 0, which no limit allows, where it is no number."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
