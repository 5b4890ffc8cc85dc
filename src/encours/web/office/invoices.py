"""The list of invoices and other receivables: views, search, columns, exports, and what is done with several at once."""

from __future__ import annotations

import io
import zipfile
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.formats.exports.cells import clean
from encours.usecases.invoices import KIND_NAMES, ORDER_NAMES, VIEW_NAMES, InvoiceList, list_invoices
from encours.usecases.paging import place_text
from encours.usecases.reports import receivables_report
from encours.usecases.statement import customer_statement
from encours.usecases.words import DUE_SOURCES, KINDS
from encours.web.shared.asked import Asked, FieldUnreadable
from encours.web.shared.download import FORMS, file_answer, report_file
from encours.web.shared.letter import statement_pdf
from encours.web.shared.place import Here, office, render
from encours.web.words import WORDS

ROWS = 50
MOST_SELECTED = 200
COLUMNS = {
    "code": "invoices.code", "kind": "items.kind", "issued": "aging.issued", "effective": "invoices.effective", "due": "aging.due", "due_source": "invoices.due_source",
    "state": "invoices.state", "late": "items.late", "amount": "items.amount",
}  # fmt: skip
"""The columns a reader may hide or show; the document, the customer and what is left of it are always there."""
USUAL = ("kind", "issued", "due", "state", "late", "amount")


@require_safe
@office
def invoices(request: HttpRequest, here: Here) -> HttpResponse:
    """A page of the list, the totals of the whole; or the whole as a file."""
    asked = Asked(here, request.GET.dict() | ({"cols": ",".join(request.GET.getlist("col"))} if "col" in request.GET else {}))
    shown = _columns(asked)
    form = asked.query.get("form", "")
    found = _list(here, asked, whole=form in FORMS)
    if form in FORMS:
        return _file(found, form, here)
    path = reverse("invoices", kwargs={"slug": here.company.slug})
    then = Asked(here, {}, {name: value for name, value in asked.kept.items() if name in ("as_of", "known_at")})
    chosen = [(say, asked.link(path, **{name: None})) for name, say in _chosen(here, asked, found)]
    return render(
        request, "invoices.html", here, section="invoices", found=found, asked=asked, then=then, chosen=chosen, path=path, kinds=KINDS, due_sources=DUE_SOURCES, views=VIEW_NAMES, orders=ORDER_NAMES,
        kind_names=KIND_NAMES, columns=COLUMNS, shown=shown, next=asked.link(path, after=place_text(found.page.next)) if found.page.next else "",
        is_first=asked.after() is None, customer_name=found.page.rows[0].customer_name if found.wanted.customer_ids and found.page.rows else "", tie=_tie(here, asked, found), filtered={name for name in asked.kept if name not in ("cols", "order", "as_of", "known_at")},
    )  # fmt: skip


@require_safe
@office
def selection(request: HttpRequest, here: Here) -> HttpResponse:
    """The ticked lines as a file, or the statements of their customers."""
    asked = Asked(here, request.GET.dict())
    ticked = tuple(
        int(item) for item in request.GET.getlist("item")[:MOST_SELECTED] if item.isascii() and item.isdigit() and len(item) < 19
    )
    if not ticked:
        messages.warning(request, WORDS["invoices.none_selected"].say(here.language))
        return redirect("invoices", slug=here.company.slug)
    found = list_invoices(
        here.scope,
        asked.day(),
        known_at=asked.known_at(),
        view=cast(Any, asked.choice("view", ("open", "settled"), "open")),
        item_ids=ticked,
        limit=None,
    )
    form = asked.choice("form", ("xlsx", "csv", "statement"), "xlsx")
    return _statements(found, here) if form == "statement" else _file(found, form, here)


def _columns(asked: Asked) -> tuple[str, ...]:
    named = asked.text("cols")
    wanted = tuple(named.split(",")) if named else USUAL
    if any(column not in COLUMNS for column in wanted):
        raise FieldUnreadable(name="cols", value=named[:40])
    return tuple(column for column in COLUMNS if column in wanted)


def _list(here: Here, asked: Asked, *, whole: bool) -> InvoiceList:
    customer = asked.number("customer")
    return list_invoices(
        here.scope, asked.day(), known_at=asked.known_at(), view=cast(Any, asked.choice("view", VIEW_NAMES, "open")), kinds=cast(Any, asked.choice("kinds", KIND_NAMES, "all")),
        text=asked.text("q"), currency=asked.currency(), customer_ids=(customer,) if customer is not None else (), order=cast(Any, asked.choice("order", ORDER_NAMES, "due")),
        limit=None if whole else ROWS, after=None if whole else asked.after(),
    )  # fmt: skip


def _chosen(here: Here, asked: Asked, found: InvoiceList) -> list[tuple[str, str]]:
    """What the list is narrowed to, as chips: the name in the address and the words."""
    kept = asked.kept
    words = {
        "q": f"« {kept.get('q', '')} »" if here.language == "fr" else f"“{kept.get('q', '')}”", "kinds": KIND_NAMES[found.wanted.kinds].say(here.language),
        "currency": kept.get("currency", ""), "customer": found.page.rows[0].customer_name if found.page.rows else WORDS["aging.customer"].say(here.language),
    }  # fmt: skip
    return [(name, clean(text)) for name, text in words.items() if name in kept]


def _file(found: InvoiceList, form: str, here: Here) -> HttpResponse:
    report = receivables_report(found.company, found.as_of, found.known_at, found.page.rows)
    return report_file(report, form, here.language, f"{here.company.slug}-{found.wanted.view}")


def _tie(here: Here, asked: Asked, found: InvoiceList) -> tuple[str, str]:
    """The words and the address of the aged balance that has the same total; none where no column of it does."""
    path = reverse("aging", kwargs={"slug": here.company.slug})
    wanted = found.wanted
    same = {name: value for name, value in asked.kept.items() if name in ("as_of", "known_at", "currency", "customer")}
    link = Asked(here, {}, same).link
    if wanted.searches or wanted.kinds != "all":
        return "", ""
    if wanted.view == "open":
        return "invoices.tie", link(path)
    return ("invoices.tie_overdue", link(path, overdue="1")) if wanted.view == "overdue" else ("", "")


def _statements(found: InvoiceList, here: Here) -> HttpResponse:
    """One letter, or an archive of one letter per customer."""
    codes = sorted({row.customer_code for row in found.page.rows})
    letters = [(code, statement_pdf(customer_statement(here.scope, code, found.as_of, known_at=found.known_at), here)) for code in codes]
    day = found.as_of.isoformat()
    if len(letters) == 1:
        return file_answer(letters[0][1], "pdf", f"{here.company.slug}-{letters[0][0]}-{day}")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for rank, (code, content) in enumerate(letters, 1):
            safe = "".join(letter for letter in code if letter.isascii() and (letter.isalnum() or letter in "-_"))
            file.writestr(f"{rank:03d}-{safe}-{day}.pdf", content)
    return file_answer(archive.getvalue(), "zip", f"{here.company.slug}-statements-{day}")
