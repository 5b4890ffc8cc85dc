"""Receipts that wait for a person: the queue beside one line with what it may settle, and the decisions. Works without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.kernel.refusal import Refusal
from encours.receivables.matching.by_hand import DIFFERENCES, OVER, SHORT, DifferenceKind, Wish
from encours.store.load.customers import CustomerRow
from encours.usecases.bank_lines import VERDICTS
from encours.usecases.customers import find_customers
from encours.usecases.paging import place_text
from encours.usecases.review.changed import LineUnknown
from encours.usecases.review.desk import Weighed, desk, line_source, track, weigh
from encours.usecases.review.looked import read_amount
from encours.usecases.review.queue import ORDERS, SHOWS, RowView, review_line, review_queue
from encours.usecases.review.words import CONFIDENCES, DEDUCTIONS, PARTS
from encours.usecases.rule_words import rule_text
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.words import WORDS

ROWS = 50
CUSTOMERS = 20
"""How many customers of a name are shown to choose from."""


@require_safe
@office
def queue(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines of one filter, page by page, with the first of them beside."""
    return desk_page(request, here)


@require_safe
@office
def line(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """One line, beside the lines it stands among."""
    return desk_page(request, here, line_id)


def desk_page(request: HttpRequest, here: Here, line_id: int | None = None, *, status: int = 200, refusal: str = "", **shown: Any) -> HttpResponse:
    """The queue with one line beside it: the asked one, else the first."""
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
    kept = [int(item) for item in ticked_items(request)]
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


def is_key(text: str) -> bool:
    """Whether a text is a key of the database."""
    return text.isascii() and text.isdigit() and len(text) < 19


def kept_filter(request: HttpRequest, here: Here) -> Asked:
    """What the list that the person works through is narrowed to."""
    asked = Asked(here, request.GET.dict())
    asked.choice("show", SHOWS, "waiting")
    asked.choice("order", ORDERS, "amount")
    asked.text("q")
    asked.number("account")
    return asked


def typed_text(request: HttpRequest, name: str, limit: int = 2000) -> str:
    """What was typed into a field, without what no database keeps."""
    return request.POST.get(name, "").replace("\0", "").strip()[:limit]


def ticked_items(request: HttpRequest) -> list[str]:
    """The keys of the ticked items."""
    return [item for item in request.POST.getlist("item")[:500] if is_key(item)]


@require_POST
@office
def look(request: HttpRequest, here: Here, line_id: int) -> HttpResponse:
    """Show the line again with what is ticked and typed: items that a search finds, customers of a name, what the choice comes to. Nothing is recorded."""
    find, who = typed_text(request, "find", 200), typed_text(request, "who", 100)
    refusal, weighed = "", None
    try:
        wishes = wishes_of(request, here)
        weighed = weigh(here.company, here.user_name, line_id, wishes, difference_of(request)) if wishes else None
    except LineUnknown:
        raise
    except Refusal as refused:
        refusal = refused.say(here.language)
    choices = find_customers(here.scope, who, here.today, limit=CUSTOMERS).customers if who else ()
    return desk_page(request, here, line_id, refusal=refusal, find=find, who=who, weighed=weighed, choices=choices)


def difference_of(request: HttpRequest) -> DifferenceKind | None:
    """What the difference was said to be."""
    return next((kind for kind in DIFFERENCES if kind == request.POST.get("difference")), None)


def wishes_of(request: HttpRequest, here: Here) -> tuple[Wish, ...]:
    """The ticked items with the amounts typed beside them. Raises AmountUnreadable, AmountAmbiguous."""
    ticked = ticked_items(request)
    typed = {item: typed_text(request, f"amount-{item}", 60) for item in ticked}
    return tuple(Wish(item, read_amount(typed[item], here.company.currency) if typed[item] else None) for item in ticked)
