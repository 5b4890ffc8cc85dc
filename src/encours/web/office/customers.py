"""Finding a customer or a document, and a customer's own page."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.formats.exports.sums import Part
from encours.usecases.customer_page import customer_page
from encours.usecases.customers import find_customers
from encours.usecases.due_date_words import terms_told
from encours.usecases.paging import place_text
from encours.usecases.reports import statement_report
from encours.usecases.rule_words import rule_text
from encours.usecases.statement import customer_statement
from encours.usecases.words import DUE_SOURCES, KINDS
from encours.web.shared.asked import Asked
from encours.web.shared.download import file_answer, report_file
from encours.web.shared.letter import statement_pdf
from encours.web.shared.place import Here, office, render

ROWS = 50
TABS = ("open", "closed", "timeline")


@require_safe
@office
def customers(request: HttpRequest, here: Here) -> HttpResponse:
    """Customers by the start of a name or code, and documents by the start of a number."""
    asked = Asked(here, request.GET.dict())
    found = find_customers(here.scope, asked.text("q"), here.today, code=asked.text("code"), limit=ROWS, after=asked.after())
    if asked.query.get("code") and len(found.customers) == 1:
        return redirect("customer", slug=here.company.slug, customer_id=found.customers[0].id)
    path = reverse("customers", kwargs={"slug": here.company.slug})
    return render(
        request, "customers.html", here, section="customers", found=found, query=asked.text("q"), kinds=KINDS,
        next=asked.link(path, after=place_text(found.next)) if found.next else "", path=path,
    )  # fmt: skip


@require_safe
@office
def customer(request: HttpRequest, here: Here, customer_id: int) -> HttpResponse:
    """Who it is, what it owes and since when, what it paid, what happened."""
    asked = Asked(here, request.GET.dict())
    tab = asked.choice("tab", TABS, "open")
    as_of, known_at = asked.day(), asked.known_at()
    page = customer_page(
        here.scope, customer_id, as_of, known_at=known_at, limit=ROWS,
        open_after=asked.after("open_after"), closed_after=asked.after("closed_after"), timeline_after=asked.after("timeline_after"),
    )  # fmt: skip
    path = reverse("customer", kwargs={"slug": here.company.slug, "customer_id": customer_id})
    parts = {row.currency: [Part(bucket.label, minor, age) for age, (bucket, minor) in enumerate(zip(page.buckets, row.buckets, strict=True))] for row in page.balances}
    return render(
        request, "customer.html", here, section="customers", page=page, asked=asked, tab=tab, tabs=TABS, path=path, parts=parts, kinds=KINDS, due_sources=DUE_SOURCES,
        rule_text=rule_text, terms_told=terms_told(page.customer.payment_terms), next_open=_next(asked, path, "open", page.open_items.next), next_closed=_next(asked, path, "closed", page.closed_items.next),
        next_timeline=_next(asked, path, "timeline", page.timeline.next), first={name: f"{name}_after" not in asked.query for name in TABS},
        since=as_of - timedelta(days=365),
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
    since = asked.day("since") if asked.query.get("since") else None
    code = customer_page(here.scope, customer_id, as_of, known_at=known_at, limit=1).customer.code
    found = customer_statement(here.scope, code, as_of, known_at=known_at, since=since)
    name = f"{here.company.slug}-{code}"
    if form == "xlsx":
        return report_file(statement_report(found), "xlsx", here.language, name)
    return file_answer(statement_pdf(found, here), "pdf", f"{name}-{as_of.isoformat()}")
