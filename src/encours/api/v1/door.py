"""Who asks and where: a token opens one organization, and its companies alone exist for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from encours.api.v1.problems import ReadsOnly, language_of
from encours.api.v1.rights import needed_by
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text
from encours.store.load.companies import Company
from encours.store.tenant import Scope
from encours.usecases.companies import CompanyUnknown, find_company
from encours.usecases.rights import OPERATIONS, NotAllowed, may
from encours.usecases.tokens import Answer, TokenInvalid, TokenRow, authenticate_token, finish_key, start_key


class InstantImpossible(Refusal):
    code = "instant_impossible"
    message = Text(
        en="{value} is no instant that books can know of.", fr="{value} n'est pas un instant que des comptes puissent connaître."
    )
    repair = Text(en="Give a year from 1900 to 2200.", fr="Donnez une année de 1900 à 2200.")


class Token(HttpBearer):
    """`Authorization: Bearer enc_…`; made by `encours user token create`. What its user's role does not allow is refused before the request is read."""

    def authenticate(self, request: HttpRequest, token: str) -> TokenRow | None:
        try:
            row = authenticate_token(token, now=datetime.now(UTC))
        except TokenInvalid:
            return None
        allow(request, row)
        return row


def allow(request: HttpRequest, token: TokenRow) -> None:
    """Let a request pass that the token may make (`api.v1.rights`). Raises ReadsOnly, NotAllowed; a request that is not listed is nobody's."""
    operation = OPERATIONS[needed_by(request)]
    if operation.writes and not token.may_write:
        raise ReadsOnly
    if not may(token.role, operation.name):
        raise NotAllowed(operation=operation.does)


@dataclass(frozen=True, slots=True)
class Here:
    """One request inside one company."""

    company: Company
    token: TokenRow
    language: Language
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.company.time_zone)).date()

    @property
    def scope(self) -> Scope:
        return Scope(self.company.organization_id, self.company.id, self.token.user_name)

    def heading(self, schema: str, as_of: date | None = None, known_at: datetime | None = None) -> dict[str, Any]:
        """What every answer starts with."""
        return {"schema": schema, "company": self.company.slug, "as_of": as_of, "known_at": known_at and known_at.astimezone(UTC)}

    def instant(self, known_at: datetime | None) -> datetime | None:
        """An instant; one without a zone is meant in the company's. Raises InstantImpossible."""
        if known_at is not None and not 1900 <= known_at.year <= 2200:
            raise InstantImpossible(value=known_at.isoformat())
        if known_at is None:
            return None
        # The database knows no zone farther than sixteen hours from Greenwich; Python does.
        return (known_at if known_at.tzinfo else known_at.replace(tzinfo=ZoneInfo(self.company.time_zone))).astimezone(UTC)


def place(request: HttpRequest, slug: str) -> Here:
    """The company of that short name, if it is one of the token's organization. Raises CompanyUnknown."""
    token: TokenRow = request.auth  # type: ignore[attr-defined]  # set by `Token`
    company = find_company(slug)
    if company.organization_id != token.organization_id:
        raise CompanyUnknown(slug=slug)
    return Here(company, token, language_of(request), datetime.now(UTC))


def once(request: HttpRequest, here: Here, content: bytes, act: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Do `act`, once for each Idempotency-Key: a repetition gets the first answer and does nothing (R28–R30). `content` is what the request says.

    Raises KeyReused, KeyRunning. Where `act` raises, nothing was done and the key is free.
    """
    key = request.headers.get("Idempotency-Key", "")[:255]
    if not key:
        return _json(200, _text(act()))
    digest = hashlib.sha256(b"\0".join((str(request.method).encode(), request.path.encode(), content))).digest()
    kept = start_key(here.token, key, digest, now=here.now)
    if kept is not None:
        response = _json(kept.status, kept.body)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    try:
        body = _text(act())
    except BaseException:
        finish_key(here.token, key, None)
        raise
    finish_key(here.token, key, Answer(200, body))
    return _json(200, body)


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):  # instants too
        return value.isoformat()
    return str(value)


def _json(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
