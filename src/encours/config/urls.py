"""Where each door is hung: the API under /api/, the office and the portal at the root."""

from __future__ import annotations

import importlib.util

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; touches no database, so that a busy one does not get the process killed."""
    return HttpResponse("ok\n", content_type="text/plain")


_DOORS = (("api/", "encours.api.urls"), ("", "encours.web.urls"))

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(path(prefix, include(module)) for prefix, module in _DOORS if importlib.util.find_spec(module)),
]

handler400 = "encours.web.shared.messages.bad_request"
handler403 = "encours.web.shared.messages.forbidden"
handler404 = "encours.web.shared.messages.not_found"
handler500 = "encours.web.shared.messages.server_error"
