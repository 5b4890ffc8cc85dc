"""The search box: everything that fits what was typed, as a page, or as the piece of it that the command palette shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours.usecases.finding import find as find_all
from encours.usecases.words import KINDS
from encours.web.shared.asked import Asked
from encours.web.shared.navigation import places_named
from encours.web.shared.place import Here, office, render

ROWS, PALETTE_ROWS = 20, 5


@require_safe
@office
def find(request: HttpRequest, here: Here) -> HttpResponse:
    """Customers, documents, amounts, bank lines, and places of the office by what people call them."""
    asked = Asked(here, request.GET.dict())
    text, is_palette = asked.text("q"), asked.flag("palette")
    found = find_all(here.company, here.scope, text, limit=PALETTE_ROWS if is_palette else ROWS)
    return render(
        request, "found.html" if is_palette else "find.html", here, frameless=is_palette, section="find", text=text, found=found,
        places=places_named(text, here.language), kinds=KINDS,
    )  # fmt: skip
