"""Receipts that wait for a person: the queue, one line with what it may settle, and the decisions. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.kernel.wording import show_amount
from encours.receivables.matching.by_hand import DIFFERENCES, Wish
from encours.usecases.bank_lines import VERDICTS
from encours.usecases.paging import place_text
from encours.usecases.review.changed import LineChanged, LineUnknown
from encours.usecases.review.decide import Wanted, accept, accept_many, apply, leave_on_account
from encours.usecases.review.exclude import ask, exclude
from encours.usecases.review.looked import read_amount
from encours.usecases.review.queue import ORDERS, SHOWS, review_line, review_queue
from encours.usecases.review.record import Decided
from encours.usecases.review.undo import undo_batch, undo_line
from encours.usecases.review.words import CONFIDENCES, DEDUCTIONS, PARTS
from encours.usecases.rule_words import rule_text
from encours.usecases.sealing import seal_all
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.words import WORDS

ROWS = 50


@require_safe
@office
def queue(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines of one filter, page by page."""
    asked = Asked(here, request.GET.dict())
    show, order, text = asked.choice("show", SHOWS, "waiting"), asked.choice("order", ORDERS, "oldest"), asked.text("q")
    after = asked.after()
    view = review_queue(
        here.company, here.user_name, today=here.today, show=cast(Any, show), order=cast(Any, order), text=text, limit=ROWS, after=after
    )
    path = reverse("review", kwargs={"slug": here.company.slug})
    return render(
        request, "review.html", here, section="review", view=view, show=show, shows=SHOWS, order=order, orders=ORDERS, text=text, asked=asked, path=path, is_first=after is None,
        next=asked.link(path, after=place_text(view.next)) if view.next else "", rule_text=rule_text, confidences=CONFIDENCES, verdicts=VERDICTS, batch=asked.text("batch"),
    )  # fmt: skip


@require_safe
@office
def line(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """One line."""
    return _line(request, here, line_id)


def _line(request: HttpRequest, here: Here, line_id: int, *, status: int = 200, refusal: str = "") -> HttpResponse:
    asked = Asked(here, request.GET.dict())
    view = review_line(here.company, here.user_name, line_id, today=here.today, text=asked.text("q"))
    return render(
        request, "review_line.html", here, status=status, section="review", view=view, row=view.row, line=view.row.line, text=asked.text("q"), refusal=refusal, typed=request.POST,
        chosen=request.POST.getlist("item"), differences=DIFFERENCES, part_words=PARTS, deductions=DEDUCTIONS, confidences=CONFIDENCES, verdicts=VERDICTS, rule_text=rule_text,
    )  # fmt: skip


def _decide(request: HttpRequest, here: Here, line_id: int, act: Callable[[str], Decided]) -> HttpResponse:
    """Record a decision and go back to the queue; a refusal shows the line again, with what was typed."""
    try:
        made = act(request.POST.get("version", "")[:60])
    except LineUnknown:
        raise
    except Refusal as refusal:
        return _line(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    if made.kind in ("excluded", "question"):
        said = WORDS["review.done_excluded" if made.kind == "excluded" else "review.done_question"].say(here.language)
    else:
        amounts = {
            "amount": show_amount(made.applied_minor, made.currency, here.language),
            "rest": show_amount(made.rest_minor, made.currency, here.language),
        }
        said = WORDS["review.done_applied"].say(here.language, **amounts)
        signs = ", ".join(sign for sign in (made.learned.alias, made.learned.iban) if sign)
        said += " " + WORDS["review.done_learned"].say(here.language, signs=signs) if signs else ""
    messages.success(request, said)
    return redirect(f"{reverse('review', kwargs={'slug': here.company.slug})}?done={made.line_id}")


def _typed(request: HttpRequest, name: str, limit: int = 2000) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:limit]


@require_POST
@office
def accept_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Record a suggestion."""
    return _decide(
        request, here, line_id, lambda version: accept(here.company, here.user_name, line_id, version=version, proposal=_typed(request, "proposal", 60), today=here.today)
    )  # fmt: skip


@require_POST
@office
def apply_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Apply the line to the ticked items."""

    def act(version: str) -> Decided:
        difference = next((kind for kind in DIFFERENCES if kind == request.POST.get("difference")), None)
        return apply(
            here.company, here.user_name, line_id, _wishes(request, here), version=version, difference=difference,
            deduction=_typed(request, "deduction", 60) if difference == "short_payment" else "", note=_typed(request, "note"), customer=_typed(request, "customer", 100),
            today=here.today,
        )  # fmt: skip

    return _decide(request, here, line_id, act)


def _wishes(request: HttpRequest, here: Here) -> tuple[Wish, ...]:
    ticked = [item for item in request.POST.getlist("item")[:500] if item.isascii() and item.isdigit() and len(item) < 19]
    typed = {item: _typed(request, f"amount-{item}", 60) for item in ticked}
    return tuple(Wish(item, read_amount(typed[item], here.company.currency) if typed[item] else None) for item in ticked)


@require_POST
@office
def customer_only(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say who paid, and no more."""
    return _decide(
        request,
        here,
        line_id,
        lambda version: leave_on_account(
            here.company, here.user_name, line_id, _typed(request, "customer", 100), version=version, today=here.today
        ),
    )


@require_POST
@office
def exclude_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say that the line is no customer's payment."""
    return _decide(
        request,
        here,
        line_id,
        lambda version: exclude(here.company, here.user_name, line_id, reason=_typed(request, "reason"), version=version, today=here.today),
    )


@require_POST
@office
def question(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Ask about the line, and wait."""
    return _decide(
        request, here, line_id,
        lambda version: ask(here.company, here.user_name, line_id, question=_typed(request, "question"), assignee=_typed(request, "assignee", 100), version=version, today=here.today),
    )  # fmt: skip


@require_POST
@office
def undo(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Take a decision back."""
    try:
        undo_line(
            here.company,
            here.user_name,
            line_id,
            reason=_typed(request, "reason"),
            version=_typed(request, "version", 60),
            today=here.today,
        )
    except LineUnknown:
        raise
    except Refusal as refusal:
        return _line(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS["review.done_undone"].say(here.language))
    return redirect("review-line", slug=here.company.slug, line_id=line_id)


@require_POST
@office
def accept_selected(request: HttpRequest, here: Here) -> HttpResponse:
    """Record the ticked suggestions in one act; what no longer holds is said."""
    wanted = [Wanted(int(line_id), version, proposal) for line_id, version, proposal in _selected(request)]
    path = reverse("review", kwargs={"slug": here.company.slug})
    if not wanted:
        messages.warning(request, WORDS["review.none_selected"].say(here.language))
        return redirect(path)
    done = accept_many(here.company, here.user_name, wanted, today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS["review.accepted_many"].say(here.language, count=len(done.decided)))
    for line_id, refusal in done.returned:
        messages.warning(request, WORDS["review.returned"].say(here.language, line=line_id, reason=refusal.say(here.language)))
    return redirect(f"{path}?batch={done.batch}" if done.decided else path)


def _selected(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The ticked boxes: line, version and suggestion, as the page wrote them."""
    parts = [box.split(":") for box in request.POST.getlist("chosen")[:500]]
    return [
        (part[0], part[1][:60], part[2][:60])
        for part in parts
        if len(part) == 3 and part[0].isascii() and part[0].isdigit() and len(part[0]) < 19
    ]


@require_POST
@office
def undo_selected(request: HttpRequest, here: Here) -> HttpResponse:
    """Take a whole batch back."""
    done = undo_batch(
        here.company,
        here.user_name,
        _typed(request, "batch", 60),
        reason=_typed(request, "reason") or WORDS["review.undo_batch"].say(here.language),
        today=here.today,
    )
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS["review.batch_done"].say(here.language, count=len(done.undone)))
    for line_id, refusal in done.returned:
        messages.warning(request, WORDS["review.returned"].say(here.language, line=line_id, reason=refusal.say(here.language)))
    return redirect("review", slug=here.company.slug)
