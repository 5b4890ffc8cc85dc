"""Receipts that wait for a person: the queue beside one line with what it may settle, and the decisions. Works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.kernel.wording import show_amount
from encours.receivables.matching.by_hand import DIFFERENCES, OVER, SHORT, DifferenceKind, Wish
from encours.store.load.customers import CustomerRow
from encours.usecases.bank_lines import VERDICTS
from encours.usecases.customers import find_customers
from encours.usecases.paging import place_text
from encours.usecases.review.changed import LineChanged, LineUnknown
from encours.usecases.review.clear import accept_clearing, clear_line
from encours.usecases.review.decide import Wanted, accept, accept_many, apply, leave_on_account
from encours.usecases.review.desk import Weighed, desk, line_source, track, weigh
from encours.usecases.review.exclude import ask, exclude
from encours.usecases.review.looked import read_amount
from encours.usecases.review.queue import ORDERS, SHOWS, RowView, review_line, review_queue
from encours.usecases.review.record import Decided
from encours.usecases.review.returned import mark_returned
from encours.usecases.review.undo import undo_batch, undo_line
from encours.usecases.review.words import CONFIDENCES, DEDUCTIONS, PARTS
from encours.usecases.rule_words import rule_text
from encours.usecases.sealing import seal_all
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell, warn
from encours.web.words import WORDS

ROWS = 50
CUSTOMERS = 20
"""How many customers of a name are shown to choose from."""


@require_safe
@office
def queue(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines of one filter, page by page, with the first of them beside."""
    return _desk(request, here)


@require_safe
@office
def line(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """One line, beside the lines it stands among."""
    return _desk(request, here, line_id)


def _desk(request: HttpRequest, here: Here, line_id: int | None = None, *, status: int = 200, refusal: str = "", **shown: Any) -> HttpResponse:
    asked = Asked(here, request.GET.dict())
    show, order, text, account = asked.choice("show", SHOWS, "waiting"), asked.choice("order", ORDERS, "amount"), asked.text("q"), asked.number("account")
    after, place = asked.after(), request.GET.get("after", "")
    view = review_queue(here.company, here.user_name, today=here.today, show=cast(Any, show), order=cast(Any, order), text=text, account=account, limit=ROWS, after=after)
    path = reverse("review", kwargs={"slug": here.company.slug})
    values: dict[str, Any] = {
        "section": "review", "line": None, "view": view, "show": show, "shows": SHOWS, "order": order, "orders": ORDERS, "text": text, "account": account, "asked": asked, "path": path,
        "is_first": after is None, "next": asked.link(path, after=place_text(view.next)) if view.next else "", "verdicts": VERDICTS, "confidences": CONFIDENCES, "track": track,
        "desk": desk(here.scope), "named": line_id is not None, "query": asked.link("", after=place),
        "certain": [(row, row.best) for row in view.rows if row.best is not None and row.best.confidence == "certain" and row.line.question is None],
        "tabs": [(path if name == "waiting" else f"{path}?show={name}", WORDS[f"review.show_{name}"].say(here.language), name == show, None) for name in SHOWS],
    }  # fmt: skip
    line_id = line_id if line_id is not None else next((row.line.id for row in view.rows), None)
    if line_id is not None:
        values |= _detail(request, here, line_id, view.rows, asked, place, **shown)
    return render(request, "review.html", here, status=status, refusal=refusal, **values)


def _detail(
    request: HttpRequest, here: Here, line_id: int, rows: Sequence[RowView], asked: Asked, place: str, *, find: str = "", who: str = "", weighed: Weighed | None = None,
    choices: Sequence[CustomerRow] = (),
) -> dict[str, Any]:  # fmt: skip
    """One line with what a decision about it needs. What was typed stays, whatever became of it."""
    typed = request.POST
    kept = [int(item) for item in _ticked(request)]
    find = find or Asked(here, request.GET.dict()).text("find")
    view = review_line(here.company, here.user_name, line_id, today=here.today, text=find, keep=kept)
    ids = [row.line.id for row in rows]
    at = ids.index(line_id) if line_id in ids else -1
    before, behind = ids[at - 1] if at > 0 else None, ids[at + 1] if at + 1 < len(ids) else None
    following = behind or before
    return {
        "one": view, "row": view.row, "line": view.row.line, "source": line_source(here.scope, line_id), "find": find, "who": who, "typed": typed,
        "chosen": typed.getlist("item"), "differences": DIFFERENCES, "part_words": PARTS, "deductions": DEDUCTIONS, "weighed": weighed, "choices": choices,
        "before": before, "behind": behind, "back": asked.link("", after=place, next=following), "rule_text": rule_text, "over": OVER, "short": SHORT,
    }  # fmt: skip


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _decide(request: HttpRequest, here: Here, line_id: int, act: Callable[[str], Decided]) -> HttpResponse:
    """Record a decision and go on with the next line; a refusal shows the line again, with what was typed."""
    try:
        made = act(request.POST.get("version", "")[:60])
    except LineUnknown:
        raise
    except Refusal as refusal:
        return _desk(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    way_back = reverse("review-undo", kwargs={"slug": here.company.slug, "line_id": line_id}) if made.kind != "question" else ""
    tell(request, _told(made, here), undo=_kept(request, here).link(way_back) if way_back else "", fields={"decision": str(made.id)})
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


def _kept(request: HttpRequest, here: Here) -> Asked:
    """What the list that the person works through is narrowed to."""
    asked = Asked(here, request.GET.dict())
    asked.choice("show", SHOWS, "waiting")
    asked.choice("order", ORDERS, "amount")
    asked.text("q")
    asked.number("account")
    return asked


def _onward(request: HttpRequest, here: Here) -> str:
    """The address of the next line of the list; of the list, where there is none."""
    onward = request.GET.get("next", "")
    if _is_key(onward):
        path = reverse("review-line", kwargs={"slug": here.company.slug, "line_id": int(onward)})
    else:
        path = reverse("review", kwargs={"slug": here.company.slug})
    return _kept(request, here).link(path, after=request.GET.get("after", ""))


def _typed(request: HttpRequest, name: str, limit: int = 2000) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:limit]


def _ticked(request: HttpRequest) -> list[str]:
    return [item for item in request.POST.getlist("item")[:500] if _is_key(item)]


@require_POST
@office
def look(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Show the line again with what is ticked and typed: items that a search finds, customers of a name, what the choice comes to. Nothing is recorded."""
    find, who = _typed(request, "find", 200), _typed(request, "who", 100)
    refusal, weighed = "", None
    try:
        wishes = _wishes(request, here)
        weighed = weigh(here.company, here.user_name, line_id, wishes, _difference(request)) if wishes else None
    except LineUnknown:
        raise
    except Refusal as refused:
        refusal = refused.say(here.language)
    choices = find_customers(here.scope, who, here.today, limit=CUSTOMERS).customers if who else ()
    return _desk(request, here, line_id, refusal=refusal, find=find, who=who, weighed=weighed, choices=choices)


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
        difference = _difference(request)
        return apply(
            here.company, here.user_name, line_id, _wishes(request, here), version=version, difference=difference,
            deduction=_typed(request, "deduction", 60) if difference == "short_payment" else "", note=_typed(request, "note"), customer=_typed(request, "customer", 100),
            today=here.today,
        )  # fmt: skip

    return _decide(request, here, line_id, act)


def _difference(request: HttpRequest) -> DifferenceKind | None:
    return next((kind for kind in DIFFERENCES if kind == request.POST.get("difference")), None)


def _wishes(request: HttpRequest, here: Here) -> tuple[Wish, ...]:
    ticked = _ticked(request)
    typed = {item: _typed(request, f"amount-{item}", 60) for item in ticked}
    return tuple(Wish(item, read_amount(typed[item], here.company.currency) if typed[item] else None) for item in ticked)


@require_POST
@office
def customer_only(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say who paid, and no more: by a code, or by a name that only one customer begins with. Several are shown to choose from."""
    code, who = _typed(request, "customer_code", 100) or _typed(request, "customer", 100), _typed(request, "who", 100)
    if not code:
        found = find_customers(here.scope, "", here.today, code=who).customers or find_customers(here.scope, who, here.today, limit=CUSTOMERS).customers if who else ()
        if len(found) > 1:
            return _desk(request, here, line_id, status=422, refusal=WORDS["review.which_customer"].say(here.language, count=len(found)), who=who, choices=found)
        code = found[0].code if found else who
    return _decide(request, here, line_id, lambda version: leave_on_account(here.company, here.user_name, line_id, code, version=version, today=here.today))


@require_POST
@office
def clear(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say which payments counted before the line brings: as suggested, or those ticked, less a fee."""
    payments = [int(payment) for payment in request.POST.getlist("payment")[:500] if _is_key(payment)]

    def act(version: str) -> Decided:
        if not payments:
            return accept_clearing(here.company, here.user_name, line_id, version=version, proposal=_typed(request, "clearing", 60), today=here.today)
        fee = _typed(request, "fee", 60)
        return clear_line(here.company, here.user_name, line_id, payments, fee_minor=read_amount(fee, here.company.currency) if fee else 0, version=version, today=here.today)

    return _decide(request, here, line_id, act)


@require_POST
@office
def returned(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say which payment the line sends back; the button names the payment and the fee that the bank took with it."""
    payment, _, fee = _typed(request, "returned", 60).partition(":")
    if not (_is_key(payment) and _is_key(fee)):
        return _desk(request, here, line_id, status=422)
    return _decide(
        request, here, line_id, lambda version: mark_returned(here.company, here.user_name, line_id, int(payment), fee_minor=int(fee), version=version, today=here.today)
    )


@require_POST
@office
def exclude_one(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Say that the line is no customer's payment; a transfer between own accounts is the usual reason, and has a button of its own."""
    reason = WORDS["review.internal_reason"].say(here.language) if request.POST.get("internal") == "1" else _typed(request, "reason")
    return _decide(request, here, line_id, lambda version: exclude(here.company, here.user_name, line_id, reason=reason, version=version, today=here.today))


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
    """Take a decision back: the one that was just made, by its number, or what stands of the line, with a reason."""
    decision = int(request.POST["decision"]) if _is_key(request.POST.get("decision", "")) else None
    reason = _typed(request, "reason") or (WORDS["review.undo_reason"].say(here.language) if decision is not None else "")
    try:
        undo_line(here.company, here.user_name, line_id, reason=reason, version=_typed(request, "version", 60), decision=decision, today=here.today)
    except LineUnknown:
        raise
    except Refusal as refusal:
        return _desk(request, here, line_id, status=409 if isinstance(refusal, LineChanged) else 422, refusal=refusal.say(here.language))
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["review.done_undone"].say(here.language))
    return redirect(_kept(request, here).link(reverse("review-line", kwargs={"slug": here.company.slug, "line_id": line_id})))


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
    return [(part[0], part[1][:60], part[2][:60]) for part in parts if len(part) == 3 and _is_key(part[0])]


@require_POST
@office
def undo_selected(request: HttpRequest, here: Here) -> HttpResponse:
    """Take a whole batch back."""
    done = undo_batch(here.company, here.user_name, _typed(request, "batch", 60), reason=_typed(request, "reason") or WORDS["review.undo_batch"].say(here.language), today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["review.batch_done"].say(here.language, count=len(done.undone)))
    for line_id, refusal in done.returned:
        warn(request, WORDS["review.returned"].say(here.language, line=line_id, reason=refusal.say(here.language)))
    return redirect("review", slug=here.company.slug)
