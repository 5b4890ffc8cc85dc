"""API tokens: one user, one organization, read or write, for a time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.tenant import directory
from encours.store.tokens import TokenRow, claim_key, free_key, keep_answer, load_token, load_tokens, revoke_token, save_token
from encours.usecases.users import find_member

__all__ = [
    "Answer",
    "KeyReused",
    "KeyRunning",
    "TokenInvalid",
    "TokenRow",
    "authenticate_token",
    "create_token",
    "end_token",
    "finish_key",
    "start_key",
    "tokens",
]

PREFIX = "enc_"
KEY_LIFETIME = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(hours=1)
"""No request runs that long: its process died, and its transaction with it."""


class TokenInvalid(Refusal):
    code = "token_invalid"
    message = Text(en="The API token is missing, unknown, expired or revoked.", fr="Le jeton d'API est absent, inconnu, expiré ou révoqué.")
    repair = Text(
        en="Send “Authorization: Bearer …” with a token from “encours user token create”.",
        fr="Envoyez « Authorization: Bearer … » avec un jeton obtenu par « encours user token create ».",
    )


class TokenUnknown(Refusal):
    code = "token_unknown"
    message = Text(en="There is no usable token {token} in this company.", fr="Cette société n'a pas de jeton utilisable {token}.")
    repair = Text(en="List them with “encours user token list”.", fr="Affichez-les avec « encours user token list ».")


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    message = Text(en="This Idempotency-Key was used for another request.", fr="Cette Idempotency-Key a déjà servi à une autre requête.")
    repair = Text(
        en="Nothing was done. Use a new key for a new request.",
        fr="Rien n'a été fait. Employez une nouvelle clé pour une nouvelle requête.",
    )


class KeyRunning(Refusal):
    code = "idempotency_key_running"
    message = Text(
        en="The first request with this Idempotency-Key is still running.",
        fr="La première requête portant cette Idempotency-Key est encore en cours.",
    )
    repair = Text(en="Wait, then repeat the request with the same key.", fr="Attendez, puis répétez la requête avec la même clé.")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer that a key was given before."""

    status: int
    body: str


def create_token(company: Company, user_name: str, *, name: str, may_write: bool, now: datetime, days: int = 365) -> str:
    """A new token of a user, told once; only its hash is kept. Raises UserUnknown."""
    member = find_member(company, user_name)
    token = PREFIX + secrets.token_urlsafe(32)
    with directory() as cursor:
        save_token(
            cursor, organization_id=company.organization_id, user_id=member.user_id, name=name, digest=_digest(token), may_write=may_write,
            expires_at=now + timedelta(days=days),
        )  # fmt: skip
    return token


def tokens(company: Company) -> list[TokenRow]:
    """The tokens of the company's organization."""
    with directory() as cursor:
        return load_tokens(cursor, company.organization_id)


def end_token(company: Company, token_id: int, *, now: datetime) -> None:
    """Revoke a token. Raises TokenUnknown."""
    with directory() as cursor:
        ended = revoke_token(cursor, company.organization_id, token_id, at=now)
    if not ended:
        raise TokenUnknown(token=token_id)


def authenticate_token(token: str, *, now: datetime) -> TokenRow:
    """The token's row, if it may be used now. Raises TokenInvalid."""
    with directory() as cursor:
        found = load_token(cursor, _digest(token)) if token.startswith(PREFIX) else None
    if found is None or found.revoked_at is not None or found.expires_at <= now or not found.is_active:
        raise TokenInvalid()
    return found


def start_key(token: TokenRow, key: str, request_sha256: bytes, *, now: datetime) -> Answer | None:
    """Claim an idempotency key; None: go on, and call `finish_key`. An answer: give it again and do nothing (R28).

    Raises KeyReused (R29), KeyRunning (R30). A key is free again after a day.
    """
    with directory() as cursor:
        kept = claim_key(
            cursor, token.organization_id, token.user_id, key, request_sha256, at=now, forget_before=now - KEY_LIFETIME, given_up_before=now - GIVEN_UP_AFTER
        )  # fmt: skip
    if kept is None:
        return None
    if not secrets.compare_digest(kept.request_sha256, request_sha256):
        raise KeyReused()
    if kept.status is None:
        raise KeyRunning()
    return Answer(kept.status, kept.body)


def finish_key(token: TokenRow, key: str, answer: Answer | None) -> None:
    """Keep the answer of a claimed key, or free the key when there is none because nothing was done."""
    with directory() as cursor:
        if answer is None:
            free_key(cursor, token.organization_id, token.user_id, key)
        else:
            keep_answer(cursor, token.organization_id, token.user_id, key, answer.status, answer.body)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
