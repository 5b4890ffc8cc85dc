"""A company's home: where it stands, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours.usecases.home import overview
from encours.usecases.uploads import waiting_batches
from encours.web.office.aging import aged_parts
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render


@require_safe
@office
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of the day in one screen; each opens."""
    asked = Asked(here, request.GET.dict())
    found = overview(here.scope, asked.day())
    total = found.balance.total(here.company.currency)
    return render(
        request, "home.html", here, section="home", found=found, total=total, asked=asked, parts=aged_parts(found.balance, total) if total else [],
        others=[row for row in found.balance.totals if row.currency != here.company.currency], waiting=waiting_batches(here.visitor),
    )  # fmt: skip
