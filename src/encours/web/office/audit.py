"""The audit trail and its chain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.usecases.audit import EVENT_TEXTS, audit_trail, changes_of, event_text, verify_chain
from encours.usecases.paging import place_text
from encours.usecases.reports.audit import audit_report
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render

ROWS = 50
_PAGES = {"imp": ("import", "import_id"), "cus": ("customer", "customer_id"), "lin": ("review-line", "line_id")}
"""Where the things that events are about have a page."""


@require_safe
@office
def audit(request: HttpRequest, here: Here) -> HttpResponse:
    """The events, newest first; `verify=1` examines the chain and writes nothing."""
    asked = Asked(here, request.GET.dict())
    form, after = asked.query.get("form"), asked.after()
    first = asked.day("first") if asked.query.get("first") else None
    last = asked.day("last") if asked.query.get("last") else None
    type_ = asked.choice("type", ("", *EVENT_TEXTS), "")
    trail = audit_trail(
        here.scope, actor=asked.text("by", 150), subject=asked.text("about", 60), type_=type_, first=first, last=last, seals=asked.flag("seals"),
        limit=None if form in FORMS else ROWS, after=after,
    )  # fmt: skip
    if form in FORMS:
        return report_file(audit_report(trail, here.today), form, here.language, f"{here.company.slug}-audit")
    path = reverse("audit", kwargs={"slug": here.company.slug})
    return render(
        request, "audit.html", here, section="audit", trail=trail, asked=asked, path=path, first=first, last=last, type=type_, changes_of=changes_of, event_text=event_text,
        types=[("", ""), *sorted(((code, text.say(here.language)) for code, text in EVENT_TEXTS.items()), key=lambda pair: pair[1])], is_first=after is None,
        checked=verify_chain(here.scope, today=here.today) if asked.query.get("verify") == "1" else None,
        next=asked.link(path, after=place_text(trail.page.next)) if trail.page.next else "", page_of=lambda subject: _page(here, subject),
    )  # fmt: skip


def _page(here: Here, subject: str) -> str:
    """The page of a thing, '' where it has none."""
    prefix, _, number = subject.partition("_")
    if prefix not in _PAGES or not number.isdigit():
        return ""
    name, argument = _PAGES[prefix]
    return reverse(name, kwargs={"slug": here.company.slug, argument: int(number)})
