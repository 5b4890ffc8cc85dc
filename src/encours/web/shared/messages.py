"""Pages for what went wrong: each says what happened and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from encours.kernel.refusal import Refusal
from encours.usecases.approvals.decide import RequestUnknown
from encours.usecases.contacts import ContactUnknown
from encours.usecases.imports.history import ImportUnknown
from encours.usecases.known import CustomerUnknown, ItemUnknown
from encours.usecases.mailing import MailUnknown
from encours.usecases.notes import NoteUnknown
from encours.usecases.receipt_journal import ReceiptUnknown
from encours.usecases.review.changed import LineUnknown
from encours.usecases.rights import NotAllowed
from encours.usecases.uploads import UploadGone
from encours.usecases.users import UserUnknown
from encours.web.shared.place import language_of, reference, render
from encours.web.words import WORDS

_LOG = logging.getLogger("encours.web")
ABSENT = (
    ContactUnknown, CustomerUnknown, ImportUnknown, ItemUnknown, LineUnknown, MailUnknown, NoteUnknown, ReceiptUnknown, RequestUnknown, UploadGone, UserUnknown,
)  # fmt: skip


def show_error(request: HttpRequest, status: int, text: str = "", **values: object) -> HttpResponse:
    """The page of an error; `text` is what a refusal says, else the words of its status."""
    language = language_of(request)
    said = text or WORDS[f"error.text_{status}"].say(language, **values)
    return render(request, "error.html", status=status, title=WORDS[f"error.title_{status}"].say(language), text=said)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400"""
    return show_error(request, 400)


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    """403, a missing or old form token included."""
    return show_error(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404"""
    return show_error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a reference that the log has too."""
    name = reference()
    _LOG.error("page failed, reference %s", name)
    try:
        return show_error(request, 500, reference=name)
    except Exception:
        # What failed may be the very thing that makes pages.
        _LOG.exception("the page of the error failed too, reference %s", name)
        return HttpResponse(WORDS["error.text_500"].say("en", reference=name), status=500, content_type="text/plain; charset=utf-8")


def word_refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: a refusal that a view lets through becomes a page in the reader's language. What another company has is absent (S01)."""
    return _WordRefusals(get_response)


class _WordRefusals:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return show_error(request, 404 if isinstance(exception, ABSENT) else 403 if isinstance(exception, NotAllowed) else 422, exception.say(language_of(request)))
