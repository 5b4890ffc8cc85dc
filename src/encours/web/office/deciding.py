"""Deciding the lines of the queue: each act is a form, a refusal shows the line again with what was typed, and the next line comes after."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from encours.kernel.refusal import Refusal
from encours.kernel.wording import show_amount
from encours.usecases.customers import find_customers
from encours.usecases.review.changed import LineChanged, LineUnknown
from encours.usecases.review.clear import accept_clearing, clear_line
from encours.usecases.review.decide import Wanted, accept, accept_many, apply, leave_on_account
from encours.usecases.review.exclude import ask, exclude
from encours.usecases.review.looked import read_amount
from encours.usecases.review.record import Decided
from encours.usecases.review.returned import mark_returned
from encours.usecases.review.undo import undo_batch, undo_line
from encours.usecases.sealing import seal_all
from encours.web.office.review import CUSTOMERS, desk_page, difference_of, is_key, kept_filter, typed_text, wishes_of
from encours.web.shared.place import Here, office
from encours.web.shared.telling import tell, warn
from encours.web.words import WORDS


def _decide(request: HttpRequest, here: Here, line_id: int, act: Callable[[str], Decided]) -> HttpResponse:
    """Record a decision and go on with the next line; a refusal shows the line again, with what was typed."""
    try:
        made = act(request.POST.get("version", "")[:60])
    except LineUnknown:
        raise
    except Refusal as refusal:
        return desk_page(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    way_back = reverse("review-undo", kwargs={"slug": here.company.slug, "line_id": line_id}) if made.kind != "question" else ""
    tell(request, _told(made, here), undo=kept_filter(request, here).link(way_back) if way_back else "", fields={"decision": str(made.id)})
    return redirect(_onward(request, here))


def _told(made: Decided, here: Here) -> str:
    language = here.language
    if made.kind in ("excluded", "question"):
        return WORDS["review.done_excluded" if made.kind == "excluded" else "review.done_question"].say(language)
    if made.kind == "returned":
        return WORDS["review.done_returned"].say(language, amount=show_amount(made.applied_minor, made.currency, language))
    if made.kind == "cleared":
        return WORDS["review.done_cleared"].say(language, amount=show_amount(made.applied_minor, made.currency, language))
    amounts = {"amount": show_amount(made.applied_minor, made.currency, language), "rest": show_amount(made.rest_minor, made.currency, language)}
    if not made.parts:
        said = WORDS["review.done_on_account"].say(language, rest=amounts["rest"])
    else:
        documents = len({part.item for part in made.parts})
        said = WORDS["review.done_applied.one" if documents == 1 else "review.done_applied"].say(language, count=documents, **amounts)
    signs = ", ".join(sign for sign in (made.learned.alias, made.learned.iban) if sign)
    return said + (" " + WORDS["review.done_learned"].say(language, signs=signs) if signs else "")


def _onward(request: HttpRequest, here: Here) -> str:
    """The address of the next line of the list; of the list, where there is none."""
    onward = request.GET.get("next", "")
    if is_key(onward):
        path = reverse("review-line", kwargs={"slug": here.company.slug, "line_id": int(onward)})
    else:
        path = reverse("review", kwargs={"slug": here.company.slug})
    return kept_filter(request, here).link(path, after=request.GET.get("after", ""))


@require_POST
@office
def accept_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Record a suggestion."""
    return _decide(
        request, here, line_id, lambda version: accept(here.company, here.user_name, line_id, version=version, proposal=typed_text(request, "proposal", 60), today=here.today)
    )  # fmt: skip


@require_POST
@office
def apply_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Apply the line to the ticked items."""

    def act(version: str) -> Decided:
        difference = difference_of(request)
        return apply(
            here.company, here.user_name, line_id, wishes_of(request, here), version=version, difference=difference,
            deduction=typed_text(request, "deduction", 60) if difference == "short_payment" else "", note=typed_text(request, "note"), customer=typed_text(request, "customer", 100),
            today=here.today,
        )  # fmt: skip

    return _decide(request, here, line_id, act)


@require_POST
@office
def customer_only(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say who paid, and no more: by a code, or by a name that only one customer begins with. Several are shown to choose from."""
    code, who = typed_text(request, "customer_code", 100) or typed_text(request, "customer", 100), typed_text(request, "who", 100)
    if not code:
        found = find_customers(here.scope, "", here.today, code=who).customers or find_customers(here.scope, who, here.today, limit=CUSTOMERS).customers if who else ()
        if len(found) > 1:
            return desk_page(request, here, line_id, status=422, refusal=WORDS["review.which_customer"].say(here.language, count=len(found)), who=who, choices=found)
        code = found[0].code if found else who
    return _decide(request, here, line_id, lambda version: leave_on_account(here.company, here.user_name, line_id, code, version=version, today=here.today))


@require_POST
@office
def clear(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say which payments counted before the line brings: as suggested, or those ticked, less a fee."""
    payments = [int(payment) for payment in request.POST.getlist("payment")[:500] if is_key(payment)]

    def act(version: str) -> Decided:
        if not payments:
            return accept_clearing(here.company, here.user_name, line_id, version=version, proposal=typed_text(request, "clearing", 60), today=here.today)
        fee = typed_text(request, "fee", 60)
        return clear_line(here.company, here.user_name, line_id, payments, fee_minor=read_amount(fee, here.company.currency) if fee else 0, version=version, today=here.today)

    return _decide(request, here, line_id, act)


@require_POST
@office
def returned(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say which payment the line sends back; the button names the payment and the fee that the bank took with it."""
    payment, _, fee = typed_text(request, "returned", 60).partition(":")
    if not (is_key(payment) and is_key(fee)):
        return desk_page(request, here, line_id, status=422)
    return _decide(
        request, here, line_id, lambda version: mark_returned(here.company, here.user_name, line_id, int(payment), fee_minor=int(fee), version=version, today=here.today)
    )


@require_POST
@office
def exclude_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say that the line is no customer's payment; a transfer between own accounts is the usual reason, and has a button of its own."""
    reason = WORDS["review.internal_reason"].say(here.language) if request.POST.get("internal") == "1" else typed_text(request, "reason")
    return _decide(request, here, line_id, lambda version: exclude(here.company, here.user_name, line_id, reason=reason, version=version, today=here.today))


@require_POST
@office
def question(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Ask about the line, and wait."""
    return _decide(
        request, here, line_id,
        lambda version: ask(here.company, here.user_name, line_id, question=typed_text(request, "question"), assignee=typed_text(request, "assignee", 100), version=version, today=here.today),
    )  # fmt: skip


@require_POST
@office
def undo(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Take a decision back: the one that was just made, by its number, or what stands of the line, with a reason."""
    decision = int(request.POST["decision"]) if is_key(request.POST.get("decision", "")) else None
    reason = typed_text(request, "reason") or (WORDS["review.undo_reason"].say(here.language) if decision is not None else "")
    try:
        undo_line(here.company, here.user_name, line_id, reason=reason, version=typed_text(request, "version", 60), decision=decision, today=here.today)
    except LineUnknown:
        raise
    except Refusal as refusal:
        return desk_page(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["review.done_undone"].say(here.language))
    return redirect(kept_filter(request, here).link(reverse("review-line", kwargs={"slug": here.company.slug, "line_id": line_id})))


@require_POST
@office
def accept_selected(request: HttpRequest, here: Here) -> HttpResponse:
    """Record the ticked suggestions in one act; what no longer holds is said."""
    wanted = [Wanted(int(line_id), version, proposal) for line_id, version, proposal in _selected(request)]
    path = reverse("review", kwargs={"slug": here.company.slug})
    if not wanted:
        warn(request, WORDS["review.none_selected"].say(here.language))
        return redirect(path)
    done = accept_many(here.company, here.user_name, wanted, today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    way_back = reverse("review-undo-batch", kwargs={"slug": here.company.slug}) if done.decided else ""
    tell(request, WORDS["review.accepted_many"].say(here.language, count=len(done.decided)), undo=way_back, fields={"batch": done.batch})
    for line_id, refusal in done.returned:
        warn(request, WORDS["review.returned"].say(here.language, line=line_id, reason=refusal.say(here.language)))
    return redirect(path)


def _selected(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The ticked boxes: line, version and suggestion, as the page wrote them."""
    parts = [box.split(":") for box in request.POST.getlist("chosen")[:500]]
    return [(part[0], part[1][:60], part[2][:60]) for part in parts if len(part) == 3 and is_key(part[0])]


@require_POST
@office
def undo_selected(request: HttpRequest, here: Here) -> HttpResponse:
    """Take a whole batch back."""
    done = undo_batch(here.company, here.user_name, typed_text(request, "batch", 60), reason=typed_text(request, "reason") or WORDS["review.undo_batch"].say(here.language), today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["review.batch_done"].say(here.language, count=len(done.undone)))
    for line_id, refusal in done.returned:
        warn(request, WORDS["review.returned"].say(here.language, line=line_id, reason=refusal.say(here.language)))
    return redirect("review", slug=here.company.slug)
