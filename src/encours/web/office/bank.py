"""Bank lines with what matching made of them, and the run that records what is certain."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.bank_accounts import bank_accounts
from encours.usecases.bank_lines import VERDICTS, bank_lines, waiting_money
from encours.usecases.matching import match_company
from encours.usecases.paging import place_text
from encours.usecases.rule_words import rule_text
from encours.usecases.sealing import seal_all
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.shared.telling import tell
from encours.web.words import WORDS

ROWS = 50
SHOW = ("all", "waiting", "receipts", "aside")


@require_safe
@office
def bank(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines, newest first."""
    asked = Asked(here, request.GET.dict())
    show = asked.choice("show", SHOW, "all")
    after = asked.after()
    page = bank_lines(here.company, here.user_name, show=cast(Any, show), limit=ROWS, after=after)
    waiting, waiting_minor = waiting_money(here.scope)
    path = reverse("bank", kwargs={"slug": here.company.slug})
    return render(
        request, "bank.html", here, section="bank", page=page, show=show, shows=SHOW, asked=asked, path=path, waiting=waiting, waiting_minor=waiting_minor,
        verdicts=VERDICTS, rule_text=rule_text, is_first=after is None, next=asked.link(path, after=place_text(page.next)) if page.next else "",
    )  # fmt: skip


@require_safe
@office
def accounts(request: HttpRequest, here: Here) -> HttpResponse:
    """Accounts and statements: how far the bank is known, what is missing, what came twice."""
    asked = Asked(here, request.GET.dict())
    account, before = asked.number("account"), request.GET.get("before", "")
    found = bank_accounts(here.company, here.scope, here.today, account=account, limit=ROWS, before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)
    path = reverse("bank-accounts", kwargs={"slug": here.company.slug})
    chosen = next((one for one in found.accounts if one.id == account), None)
    return render(request, "bank_accounts.html", here, section="bank-accounts", found=found, path=path, asked=asked, chosen=chosen, is_first=not before, next=asked.link(path, before=found.next) if found.next else "")


@require_POST
@office
def match(request: HttpRequest, here: Here) -> HttpResponse:
    """Record what is certain; say what came of it."""
    run = match_company(here.company, here.user_name, today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    said = WORDS["bank.matched"].say(
        here.language, linked=run.linked, receipts=run.receipts_recorded, matches=run.matches_made, letters=run.letters_applied, suggested=run.suggested
    )  # fmt: skip
    tell(request, said)
    return redirect("review", slug=here.company.slug)
