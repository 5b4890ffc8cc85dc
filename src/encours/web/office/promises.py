"""Promises to pay and holds: what stops reminders, whether it was kept, and taking one down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.receivables.promises import State
from encours.usecases.holds import CAUSE_WORDS, CAUSES, Cause, lift_hold, list_holds, put_on_hold
from encours.usecases.promises import CHANNELS, cancel_promise, list_promises, take_promise
from encours.usecases.reports.pauses import STATES, promises_report
from encours.usecases.review.looked import read_amount
from encours.usecases.sealing import seal_all
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell
from encours.web.words import WORDS
from encours.web.words.pauses import CHANNEL_WORDS

SHOW = ("running", "broken", "kept", "all")
TONES: Mapping[State, str] = {"running": "info", "kept": "ok", "partly_kept": "warn", "broken": "danger"}
SHOWN = 200
"""Promises on the screen; the files have all of them."""
_IN: Mapping[str, frozenset[State]] = {"running": frozenset({"running"}), "broken": frozenset({"broken", "partly_kept"}), "kept": frozenset({"kept"})}


@require_safe
@office
def promises(request: HttpRequest, here: Here) -> HttpResponse:
    """Every promise with what came, by its state; the holds in force beside them."""
    asked = Asked(here, request.GET.dict())
    if asked.query.get("form") in FORMS:
        found = list_promises(here.company, here.scope, asked.day(), known_at=asked.known_at())
        return report_file(promises_report(found), asked.query["form"], here.language, f"{here.company.slug}-promises")
    return _page(request, here, asked)


def _page(request: HttpRequest, here: Here, asked: Asked, *, typed: Mapping[str, str] | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    found = list_promises(here.company, here.scope, asked.day(), known_at=asked.known_at())
    holds = [one for one in list_holds(here.company, here.scope, found.as_of, known_at=found.known_at).rows if one.is_on(found.as_of)]
    show = asked.choice("show", SHOW, "running")
    rows = [one for one in found.rows if show == "all" or one.standing.state in _IN[show]]
    return render(
        request, "promises.html", here, section="promises", found=found, rows=rows[:SHOWN], more=len(rows) - SHOWN, holds=holds, asked=asked, show=show, states=STATES, tones=TONES,
        counts={name: sum(one.standing.state in _IN[name] for one in found.rows) for name in _IN} | {"all": len(found.rows)}, causes=[(one, CAUSE_WORDS[one]) for one in CAUSES],
        channels=[(one, CHANNEL_WORDS[one]) for one in CHANNELS], cause_words=CAUSE_WORDS, path=reverse("promises", kwargs={"slug": here.company.slug}),
        typed=dict(typed or {"customer": request.GET.get("customer", "")}), problem=problem, status=status,
    )  # fmt: skip


@require_POST
@office
def take(request: HttpRequest, here: Here) -> HttpResponse:
    """Take down a promise; what is not taken comes back with its reason."""
    said = _typed(request, "customer", "pay_on", "amount", "documents", "channel", "note", "again")

    def act() -> None:
        taken = take_promise(
            here.company, here.user_name, said["customer"], pay_on=_day(said["pay_on"]), today=here.today, documents=said["documents"].replace(",", " ").split(),
            amount_minor=read_amount(said["amount"], here.company.currency) if said["amount"] else None, note=said["note"], again=bool(said["again"]),
            channel=next((one for one in CHANNELS if one == said["channel"]), "other"),
        )  # fmt: skip
        promise = taken.row.promise
        tell(
            request,
            WORDS["promises.taken"].say(
                here.language, customer=taken.row.customer_name, amount=Money(promise.amount_minor, promise.currency), pay_on=promise.pay_on, deadline=promise.deadline_on
            ),
            undo=reverse("promise-cancel", args=[here.company.slug, promise.id]),
            fields={"reason": WORDS["promises.mistaken"].say(here.language)},
        )

    return _done(request, here, said, act)


@require_POST
@office
def cancel(request: HttpRequest, here: Here, promise_id: int) -> HttpResponse:
    """Cancel a promise."""
    said = _typed(request, "reason")

    def act() -> None:
        cancel_promise(here.company, here.user_name, promise_id, reason=said["reason"] or WORDS["promises.mistaken"].say(here.language), today=here.today)
        tell(request, WORDS["promises.cancelled"].say(here.language, promise=promise_id))

    return _done(request, here, said, act)


@require_POST
@office
def put(request: HttpRequest, here: Here) -> HttpResponse:
    """Stop reminders of a customer, or of one document."""
    said = _typed(request, "customer", "cause", "document", "until", "note")

    def act() -> None:
        cause: Cause = next((one for one in CAUSES if one == said["cause"]), "other")
        put_on_hold(
            here.company, here.user_name, said["customer"], cause=cause, today=here.today, document=said["document"], until_on=_day(said["until"]) if said["until"] else None, note=said["note"]
        )
        tell(request, WORDS["promises.held"].say(here.language, customer=said["customer"]))

    return _done(request, here, {f"hold_{name}": value for name, value in said.items()}, act)


@require_POST
@office
def lift(request: HttpRequest, here: Here, hold_id: int) -> HttpResponse:
    """Let reminders go on."""
    said = _typed(request, "reason")

    def act() -> None:
        lift_hold(here.company, here.user_name, hold_id, reason=said["reason"] or WORDS["promises.settled"].say(here.language), today=here.today)
        tell(request, WORDS["promises.lifted"].say(here.language))

    return _done(request, here, said, act)


def _done(request: HttpRequest, here: Here, said: Mapping[str, str], act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _page(request, here, Asked(here, {}), typed=said, problem=refusal.say(here.language), status=422)
    seal_all(here.company.organization_id, today=here.today)
    return redirect("promises", slug=here.company.slug)


def _typed(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "").strip()[:2000] for name in names}


def _day(text: str) -> date:
    """A day of a date field. Raises DayMissing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayMissing from None


class DayMissing(Refusal):
    code = "promise_day_missing"
    message = WORDS["promises.day_missing"]
    repair = WORDS["promises.day_repair"]
