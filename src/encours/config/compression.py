"""Pages, style and script travel compressed. Fonts, pictures and files for Excel already are."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Django's own compression, which hides the length of a page that repeats what an address says (BREACH), for text alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text; leave the rest."""
        if not response.headers.get("Content-Type", "").startswith(_TYPES):
            return response
        return super().process_response(request, response)
