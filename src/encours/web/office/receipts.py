"""The journal of receipts: what came in, what it settles, and taking it off."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.receivables.matching.ways import Way
from encours.usecases.paging import place_text
from encours.usecases.receipt_journal import (
    JOURNAL_SHOWS,
    WAYS,
    JournalFilter,
    JournalShow,
    journal_filter,
    receipt_journal,
    undo_receipt,
    way_text,
    whole_journal,
)
from encours.usecases.reports.receipts import receipts_report
from encours.usecases.rule_words import rule_text
from encours.usecases.sealing import seal_all
from encours.web.shared.asked import Asked
from encours.web.shared.download import report_file
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell
from encours.web.words import WORDS

ROWS = 50
PERIOD = timedelta(days=60)
"""How far the journal looks back where nobody says: what is on account is looked for however old it is."""
FORMS = ("csv", "xlsx")


@require_safe
@office
def journal(request: HttpRequest, here: Here) -> HttpResponse:
    """Receipts, the youngest first, or as a file."""
    asked = Asked(here, request.GET.dict())
    wanted = _filter(here, asked)
    form = asked.text("form", 4)
    if form in FORMS:
        rows, allocated = whole_journal(here.company, here.user_name, wanted)
        return report_file(receipts_report(here.company, here.today, rows, allocated), form, here.language, f"{here.company.slug}-receipts")
    after = asked.after()
    page = receipt_journal(here.company, here.user_name, wanted, today=here.today, limit=ROWS, after=after)
    path = reverse("journal", kwargs={"slug": here.company.slug})
    tabs = [(asked.link(path, show=None if name == "all" else name), WORDS[f"journal.show_{name}"].say(here.language), name == wanted.show, None) for name in JOURNAL_SHOWS]
    return render(
        request, "journal.html", here, section="journal", page=page, wanted=wanted, asked=asked, path=path, tabs=tabs, ways=[("", WORDS["journal.every_way"].say(here.language)), *((way, word.say(here.language)) for way, word in WAYS.items())],
        text=asked.text("q"), way_text=way_text, rule_text=rule_text, is_first=after is None, next=asked.link(path, after=place_text(page.next)) if page.next else "", forms=FORMS,
    )  # fmt: skip


def _filter(here: Here, asked: Asked) -> JournalFilter:
    show = cast(JournalShow, asked.choice("show", JOURNAL_SHOWS, "all"))
    way = asked.choice("way", ("", *WAYS), "")
    text, customer = asked.text("q"), asked.number("customer")
    is_wide = show == "on_account" or bool(text) or customer is not None
    since = asked.day("since") if asked.query.get("since") else None if is_wide else here.today - PERIOD
    until = asked.day("until") if asked.query.get("until") else None
    return journal_filter(here.company, show=show, since=since, until=until, way=cast(Way, way) if way else None, customer_id=customer, text=text)


@require_POST
@office
def take_off(request: HttpRequest, here: Here, item_id: int) -> HttpResponse:
    """Take a receipt off what it settles, with a reason."""
    count = undo_receipt(here.company, here.user_name, item_id, reason=request.POST.get("reason", "").replace("\0", "").strip()[:2000], today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    tell(request, WORDS["journal.undone.one" if count == 1 else "journal.undone"].say(here.language, count=count))
    return redirect(Asked(here, request.GET.dict()).link(reverse("journal", kwargs={"slug": here.company.slug}), show="on_account"))
