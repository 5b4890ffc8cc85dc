"""Every page of the office answers, in both languages, with a fixed number of queries."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.web.world import House

PAGES = [
    "", "aging/", "aging/?by=item", "aging/?by=group", "aging/?basis=document&as_of=2026-10-31", "aging/?bucket=3&by=item", "aging/?credits=1&by=item", "aging/?known_at=2026-11-25T10:00",
    "aging/?buckets=0,15,45", "aging/?currency=EUR&overdue=1&order=oldest", "customers/", "customers/?q=mar", "customers/?q=FA-1", "find?q=mar", "customers/{customer}/", "customers/{customer}/?tab=closed",
    "customers/{customer}/?tab=timeline", "items/{item}/", "items/{other_item}/", "bank/", "bank/?show=waiting", "bank/?show=receipts", "receipts/", "receipts/?show=decided&order=amount", "receipts/?q=77", "receipts/{line}/", "receipts/{line}/?q=fa", "receipts/journal/", "receipts/journal/?show=on_account&q=77", "receipts/journal/?since=2026-01-01&way=transfer&customer={customer}", "bank/accounts/", "bank/accounts/?account=1", "start/", "reminders/", "promises/", "promises/?show=all&as_of=2026-10-31", "penalties/", "indicators/", "imports/", "imports/{import}/",
    "?as_of=2026-10-31", "lines/owed/", "lines/collectible/?as_of=2026-10-31", "lines/received/", "lines/expected/?week=2", "lines/undated/", "lines/settled/?since=2026-06-01", "lines/sold/?perimeter=dso",
    "indicators/?compare=2026-09-30", "indicators/dso_simple/", "indicators/mean_delay/?as_of=2026-10-31", "indicators/legal_breach/", "indicators/roll_rates/", "audit/", "audit/?verify=1&seals=1", "audit/?by=test&first=2026-01-01&type=FileImported", "audit/?about=imp_1", "reconciliation/", "reconciliation/?show=all&as_of=2026-10-31", "reconciliation/origin/ledger_import/", "system/", "organization/",
    "customers/{customer}/?tab=open", "customers/{customer}/?tab=contacts", "customers/{customer}/account", "customers/{customer}/account?since=2026-01-01&as_of=2026-10-31",
    "aging/?compare=2026-10-31", "aging/?compare=2026-10-31&by=item", "aging/?compare=2026-10-31&by=group&tie=1", "aging/?tie=1",
    "customers/?view=owing&order=total", "customers/?view=overdue&order=name", "customers/?view=owing&order=oldest&as_of=2026-10-31", "customers/?segment=x&currency=EUR",
    "invoices/", "invoices/?view=overdue&order=amount", "invoices/?view=settled", "invoices/?view=small", "invoices/?view=disputed", "invoices/?q=mar", "invoices/?q=FA-1&kinds=documents",
    "invoices/?known_at=2026-11-25T10:00&col=code&col=due&col=due_source&col=effective", "invoices/?as_of=2026-10-31&view=upcoming", "invoices/?customer={customer}&view=current",
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_the_language_of_its_reader(lumen: House, page: str, language: str) -> None:
    client = lumen.client("auditor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(lumen.url(page.format(**lumen.ids())))
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    text = answer.content.decode()
    assert f'<html lang="{language}">' in text
    assert "style=" not in text, "the content security policy forbids inline styles"
    assert answer.headers["Cache-Control"] == "no-store"
