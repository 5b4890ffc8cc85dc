"""Finding a customer or a document, and a customer's own page."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.formats.exports.customer_statement import movements_table, open_table
from encours.formats.exports.sums import Part
from encours.usecases.contacts import ROLES
from encours.usecases.customer_list import CUSTOMER_VIEWS, CustomerOrder, CustomerView, list_customers
from encours.usecases.customer_page import customer_page
from encours.usecases.customers import find_customers
from encours.usecases.due_date_words import terms_told
from encours.usecases.organization import own_buckets
from encours.usecases.paging import place_text
from encours.usecases.reports import customers_report, statement_report
from encours.usecases.rule_words import rule_text
from encours.usecases.statement import customer_statement, letter_language
from encours.usecases.words import DUE_SOURCES, KINDS
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, file_answer, report_file
from encours.web.shared.letter import statement_pdf
from encours.web.shared.place import Here, office, render

ROWS = 50
LIST_ORDERS = ("overdue", "total", "oldest", "name")
TABS = ("timeline", "open", "closed", "contacts")
TONES = {"match": "ok", "receipt": "ok", "unmatch": "warn", "dispute": "dispute", "due_date": "warn"}


@require_safe
@office
def customers(request: HttpRequest, here: Here) -> HttpResponse:
    """The portfolio, a page of it; a search finds customers by the start of a name or code, and documents by the start of a number."""
    asked = Asked(here, request.GET.dict())
    found = find_customers(here.scope, asked.text("q"), here.today, code=asked.text("code"), limit=1)
    if asked.query.get("code") and len(found.customers) == 1:
        return redirect("customer", slug=here.company.slug, customer_id=found.customers[0].id)
    form = asked.query.get("form", "")
    whole = form in FORMS
    view = cast(CustomerView, asked.choice("view", CUSTOMER_VIEWS, "all"))
    order = cast(CustomerOrder, asked.choice("order", LIST_ORDERS, "overdue"))
    listed = list_customers(
        here.scope, asked.day(), known_at=asked.known_at(), view=view, text=asked.text("q"), segment=asked.text("segment"), currency=asked.currency(), order=order,
        limit=None if whole else ROWS, after=None if whole else asked.after(),
    )  # fmt: skip
    if whole:
        return report_file(customers_report(listed), form, here.language, f"{here.company.slug}-customers")
    path = reverse("customers", kwargs={"slug": here.company.slug})
    then = Asked(here, {}, {name: value for name, value in asked.kept.items() if name in ("as_of", "known_at")})
    return render(
        request, "customers.html", here, section="customers", found=found, listed=listed, asked=asked, then=then, view=view, order=order, views=CUSTOMER_VIEWS, kinds=KINDS,
        buckets=list(own_buckets(here.company)), next=asked.link(path, after=place_text(listed.next)) if listed.next else "", is_first=asked.after() is None, path=path,
    )  # fmt: skip


@require_safe
@office
def customer(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """Who it is, what it owes and since when, what it paid, what happened."""
    return customer_shown(request, here, customer_id)


def customer_shown(request: HttpRequest, here: Here, customer_id: int, *, tab: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    """The page; with what was typed and why it was refused, after a refusal."""
    asked = Asked(here, request.GET.dict())
    tab = tab or asked.choice("tab", TABS, "timeline")
    as_of, known_at = asked.day(), asked.known_at()
    page = customer_page(
        here.scope, customer_id, as_of, known_at=known_at, limit=ROWS,
        open_after=asked.after("open_after"), closed_after=asked.after("closed_after"), timeline_after=asked.after("timeline_after"),
    )  # fmt: skip
    path = reverse("customer", kwargs={"slug": here.company.slug, "customer_id": customer_id})
    parts = {row.currency: [Part(bucket.label, minor, age) for age, (bucket, minor) in enumerate(zip(page.buckets, row.buckets, strict=True))] for row in page.balances}
    days = groupby(page.timeline.rows, key=lambda one: one.on)
    return render(
        request, "customer.html", here, status=status, section="customers", page=page, asked=asked, tab=tab, tabs=TABS, path=path, parts=parts, kinds=KINDS, due_sources=DUE_SOURCES,
        rule_text=rule_text, terms_told=terms_told(page.customer.payment_terms), next_open=_next(asked, path, "open", page.open_items.next), next_closed=_next(asked, path, "closed", page.closed_items.next),
        next_timeline=_next(asked, path, "timeline", page.timeline.next), first={name: f"{name}_after" not in asked.query for name in TABS}, roles=ROLES, problem=problem, typed=request.POST,
        days=[(day, list(rows)) for day, rows in days], tones=TONES, pinned={one.id for one in page.pinned},
    )  # fmt: skip


def _next(asked: Asked, path: str, tab: str, place: tuple[object, ...] | None) -> str:
    return asked.link(path, tab=tab, **{f"{tab}_after": place_text(place)}) if place else ""


@require_safe
@office
def statement(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """The customer's statement as a PDF to send, or as a workbook."""
    asked = Asked(here, request.GET.dict())
    form = asked.choice("form", ("pdf", "xlsx"), "pdf")
    as_of, known_at = asked.day(), asked.known_at()
    since = min(asked.day("since"), as_of) if asked.query.get("since") else None
    code = customer_page(here.scope, customer_id, as_of, known_at=known_at, limit=1).customer.code
    found = customer_statement(here.scope, code, as_of, known_at=known_at, since=since)
    name = f"{here.company.slug}-{code}"
    if form == "xlsx":
        return report_file(statement_report(found), "xlsx", here.language, name)
    return file_answer(statement_pdf(found, here), "pdf", f"{name}-{as_of.isoformat()}")


@require_safe
@office
def account(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """The statement of account on the screen: what was owed before, the movements, what is owed now and how old it is."""
    asked = Asked(here, request.GET.dict())
    as_of, known_at = asked.day(), asked.known_at()
    since = min(asked.day("since") if asked.query.get("since") else as_of - timedelta(days=365), as_of)
    code = customer_page(here.scope, customer_id, as_of, known_at=known_at, limit=1).customer.code
    found = customer_statement(here.scope, code, as_of, known_at=known_at, since=since)
    sheets = [(sheet, movements_table(sheet), open_table(sheet)) for sheet in found.sheets]
    keys = {"slug": here.company.slug, "customer_id": customer_id}
    return render(
        request, "customer_account.html", here, section="customers", found=found, sheets=sheets, asked=asked, since=since, path=reverse("customer-account", kwargs=keys),
        files=reverse("statement", kwargs=keys), letter_language=letter_language(found, here.language),
    )  # fmt: skip
