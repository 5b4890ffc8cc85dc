"""What went wrong, as RFC 9457 problem details: a stable code, and words in the reader's language."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Language, Text
from encours.store.bulk.clearing import ClearingImpossible
from encours.store.bulk.receipt_parts import OpenChanged
from encours.usecases.companies import CompanyUnknown
from encours.usecases.deductions import DeductionDecided, DeductionTooLarge, DeductionUndecided, DeductionUnknown
from encours.usecases.imports.history import ImportUnknown
from encours.usecases.imports.undo import AlreadyUndone, UndoRefused
from encours.usecases.known import CustomerUnknown, ItemUnknown
from encours.usecases.review.changed import LineChanged, LineExplained, LineUnknown
from encours.usecases.review.decide import AlreadyDecided, SuggestionStale
from encours.usecases.review.record import UndoFirst
from encours.usecases.review.returned import PaymentNotReturnable, ReturnWrittenOff
from encours.usecases.review.undo import BatchUnknown, BuiltUpon, NothingToUndo, WrittenOff
from encours.usecases.tokens import KeyReused, KeyRunning, TokenInvalid

_LOG = logging.getLogger("encours.api")
_SECURITY = logging.getLogger("encours.security")
_STATUS: dict[type[Refusal], int] = {
    CompanyUnknown: 404, CustomerUnknown: 404, ItemUnknown: 404, ImportUnknown: 404, TokenInvalid: 401, KeyReused: 422, KeyRunning: 409, UndoRefused: 409, AlreadyUndone: 409,
    LineUnknown: 404, BatchUnknown: 404, LineChanged: 409, SuggestionStale: 409, AlreadyDecided: 409, LineExplained: 409, UndoFirst: 409, BuiltUpon: 409, NothingToUndo: 409,
    OpenChanged: 409, ClearingImpossible: 409,
    DeductionUnknown: 404, DeductionDecided: 409, DeductionUndecided: 409, DeductionTooLarge: 409, WrittenOff: 409,
    PaymentNotReturnable: 409, ReturnWrittenOff: 409,
}  # fmt: skip
INVALID = Text(en="The request has values that cannot be used.", fr="La requête comporte des valeurs inutilisables.")
FAILED = Text(en="Encours made a mistake; nothing that was recorded is lost.", fr="Encours a commis une erreur ; rien de ce qui est enregistré n'est perdu.")
ABSENT = Text(en="There is nothing at this address.", fr="Il n'y a rien à cette adresse.")
READ_ONLY = Text(
    en="This token may only read, or its user's role does: create one that may write with “encours user token create --write”.",
    fr="Ce jeton, ou le rôle de son utilisateur, ne permet que la lecture : créez-en un qui peut écrire avec « encours user token create --write ».",
)


class ReadsOnly(Exception):
    """The token may not write (S25)."""


def language_of(request: HttpRequest) -> Language:
    """The language of Accept-Language that Encours speaks; English for a program that states none."""
    if "Accept-Language" not in request.headers:
        return "en"
    wanted = getattr(request, "LANGUAGE_CODE", "en")[:2]
    return next((language for language in LANGUAGES if language == wanted), "en")


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem as a response."""
    body = {"type": f"urn:encours:problem:{code}", "status": status, "code": code, "detail": detail, **more}
    response = HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status, content_type="application/problem+json")
    response.headers["Content-Language"] = language_of(request)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="encours"'
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal, worded."""
    if isinstance(refusal, KeyReused):
        _SECURITY.warning("idempotency key reused for another request at %s", request.path)
    status = next((status for kind, status in _STATUS.items() if isinstance(refusal, kind)), 422)
    language = language_of(request)
    more: dict[str, Any] = {}
    if isinstance(refusal, LineChanged):
        told = refusal.conflict
        more["conflict"] = {"line_id": told.line_id, "version": told.version, "changed": [one.say(language) for one in told.changed], "wanted": told.wanted.say(language)}
    response = problem(request, status, refusal.code, refusal.say(language), **more)
    if isinstance(refusal, KeyRunning):
        response.headers["Retry-After"] = "2"
    return response


def register(api: NinjaAPI) -> None:
    """Word every way in which a request can fail."""

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in error.errors]
        return problem(request, 422, "request_invalid", INVALID.say(language_of(request)), errors=errors)

    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return refused(request, TokenInvalid())

    def read_only(request: HttpRequest, error: ReadsOnly) -> HttpResponse:
        return problem(request, 403, "token_reads_only", READ_ONLY.say(language_of(request)))

    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(request, 404, "not_found", ABSENT.say(language_of(request)))

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        # A body that is no JSON is as invalid as one with wrong values.
        return problem(request, 422 if error.status_code == 400 else error.status_code, "request_invalid", INVALID.say(language_of(request)))

    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        _LOG.exception("request failed at %s", request.path)
        return problem(request, 500, "defect", FAILED.say(language_of(request)))

    handlers: dict[type[Exception], Any] = {
        Refusal: refused, ValidationError: invalid, AuthenticationError: unauthenticated, ReadsOnly: read_only, Http404: absent, HttpError: http, Exception: failed,
    }  # fmt: skip
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
