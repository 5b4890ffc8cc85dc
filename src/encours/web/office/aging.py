"""The aged balance, and the lines behind each of its amounts."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from encours.formats.exports.sums import Part
from encours.store.load.aging import AgedRow
from encours.usecases.aging import AgedBalance, Only, Page, aged_balance
from encours.usecases.aging_compare import compare_with, ledger_behind
from encours.usecases.paging import place_text
from encours.usecases.reports import aging_report
from encours.usecases.reports.aging import tie_line
from encours.web.shared.asked import Asked
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render

ROWS = 100
BY = {"customer": "aging.by_customer", "group": "aging.by_group", "item": "aging.by_item"}
BASES = {"due": "aging.basis_due", "document": "aging.basis_document"}
ORDERS = {"overdue": "aging.order_overdue", "total": "aging.order_total", "oldest": "aging.order_oldest", "name": "aging.order_name"}
BUCKETS = {"": "0,30,60,90,120", "0,30,60,90": "0,30,60,90", "0,15,30,45,60": "0,15,30,45,60", "0,60,120,180,360": "0,60,120,180,360"}


@require_safe
@office
def aging(request: HttpRequest, here: Here) -> HttpResponse:
    """The balance on the screen, a page of it at a time, its totals always those of the whole."""
    asked = Asked(here, request.GET.dict())
    form = asked.query.get("form", "")
    after = asked.after()
    balance = _balance(here, asked, Page(cast(Any, asked.choice("order", ORDERS, "overdue")), None if form in FORMS else ROWS, after))
    compared = compare_with(here.scope, balance, asked.day("compare")) if asked.query.get("compare") else None
    if form in FORMS:
        return report_file(aging_report(balance, compared), form, here.language, f"{here.company.slug}-aging")
    path = reverse("aging", kwargs={"slug": here.company.slug})
    return render(
        request, "aging.html", here, section="aging", balance=balance, asked=asked, path=path, tables=[_table(balance, currency) for currency in _currencies(balance)],
        by=BY, bases=BASES, orders=ORDERS, bucket_choices=BUCKETS, next=_next(balance, asked, path), is_first=after is None,
        compared=compared, accounts=ledger_behind(here.scope, balance) if asked.flag("tie") and balance.only.is_everything else (),
        late=_lateness(balance), cell=lambda row, index: _lines(here, asked, balance, row, bucket=index),
        credits=lambda row: _lines(here, asked, balance, row, credits=True), whole=lambda row: _lines(here, asked, balance, row),
    )  # fmt: skip


def _balance(here: Here, asked: Asked, page: Page) -> AgedBalance:
    customer = asked.number("customer")
    basis = cast(Any, asked.choice("basis", BASES, "due"))
    buckets = asked.buckets()
    chosen = asked.number("bucket", len(buckets) - 1)
    bucket = list(buckets)[chosen] if chosen is not None else None
    only = Only(
        customer_ids=(customer,) if customer is not None else (), currency=asked.currency(), segment=asked.text("segment"), overdue=asked.flag("overdue"),
        late=(bucket.from_days, bucket.to_days) if bucket else None, from_document=basis == "document", credits=asked.flag("credits"),
    )  # fmt: skip
    return aged_balance(
        here.scope, asked.day(), known_at=asked.known_at(), by=cast(Any, asked.choice("by", BY, "customer")), basis=basis, buckets=buckets, only=only, page=page
    )  # fmt: skip


def _currencies(balance: AgedBalance) -> list[str]:
    found = sorted({row.currency for row in balance.totals} | {tie.currency for tie in balance.ties})
    return found or [balance.company.currency]


def _table(balance: AgedBalance, currency: str) -> dict[str, Any]:
    total = balance.total(currency)
    tie = next((tie for tie in balance.ties if tie.currency == currency), None)
    return {
        "currency": currency, "rows": [row for row in balance.rows if row.currency == currency], "total": total, "tie": tie,
        "tie_line": tie_line(tie) if tie else None, "parts": aged_parts(balance, total) if total else [],
    }  # fmt: skip


def aged_parts(balance: AgedBalance, total: AgedRow) -> list[Part]:
    """The total as the parts of an aged bar."""
    return [Part(bucket.label, minor, age) for age, (bucket, minor) in enumerate(zip(balance.buckets, total.buckets, strict=True))]


def _lateness(balance: AgedBalance) -> list[int]:
    """How loud each bucket's amounts are: 0 not due, 1 late, 2 very late."""
    if balance.basis != "due":
        return [0] * len(balance.buckets)
    return [0 if (bucket.from_days or 0) < 1 else 1 if (bucket.from_days or 0) <= 60 else 2 for bucket in balance.buckets]


def _next(balance: AgedBalance, asked: Asked, path: str) -> str:
    return asked.link(path, after=place_text(balance.next)) if balance.next else ""


def _lines(here: Here, asked: Asked, balance: AgedBalance, row: AgedRow | None, *, bucket: int | None = None, credits: bool = False) -> str:
    """The address of the items behind an amount: of one row, or of the total where there is none."""
    slug = here.company.slug
    if row is not None and balance.by == "item":
        return asked_item(here, asked, row.key)
    if row is not None and balance.by == "group":
        return asked.link(reverse("aging", kwargs={"slug": slug}), by="customer")
    return asked.link(
        reverse("aging", kwargs={"slug": slug}), by="item", order="oldest", bucket=bucket, credits="1" if credits else asked.kept.get("credits"),
        customer=row.key if row is not None else asked.kept.get("customer"), currency=row.currency if row is not None else asked.kept.get("currency"),
    )  # fmt: skip


def asked_item(here: Here, asked: Asked, item_id: int) -> str:
    """An item's page, on the day that was asked for."""
    kept = {name: value for name, value in asked.kept.items() if name in ("as_of", "known_at")}
    return Asked(here, {}, kept).link(reverse("item", kwargs={"slug": here.company.slug, "item_id": item_id}))

