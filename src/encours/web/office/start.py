"""The first steps: from an empty company to a balance that people trust."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours.usecases.first_steps import first_steps
from encours.usecases.uploads import waiting_batches
from encours.web.shared.place import Here, office, render


@require_safe
@office
def start(request: HttpRequest, here: Here) -> HttpResponse:
    """The checklist as the books tell it."""
    return render(
        request, "start.html", here, section="start", found=first_steps(here.company, here.scope, here.today), waiting=waiting_batches(here.visitor), limit=settings.ENCOURS_UPLOAD_MB
    )  # fmt: skip
