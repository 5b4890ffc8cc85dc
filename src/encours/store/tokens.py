"""API tokens and idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.users import Role


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token that exists, with the role its user has in its organization; whether it may still be used is told by its days."""

    id: int
    organization_id: int
    user_id: int
    user_name: str
    role: Role
    name: str
    may_write: bool
    expires_at: datetime
    revoked_at: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a key was used for. `status` is None while the first request runs."""

    request_sha256: bytes
    status: int | None
    body: str
    recorded_at: datetime


_SELECT = """SELECT t.id, t.organization_id, t.user_id, u.username, m.role, t.name, t.may_write, t.expires_at, t.revoked_at, u.is_active
               FROM web_api_token t JOIN auth_user u ON u.id = t.user_id
               JOIN web_membership m ON m.organization_id = t.organization_id AND m.user_id = t.user_id"""


def load_token(cursor: Any, digest: bytes) -> TokenRow | None:
    """The token of that hash."""
    cursor.execute(_SELECT + " WHERE t.digest = %s", [digest])
    row = cursor.fetchone()
    return TokenRow(*row) if row else None


def load_tokens(cursor: Any, organization_id: int) -> list[TokenRow]:
    """The tokens of an organization, newest first."""
    cursor.execute(_SELECT + " WHERE t.organization_id = %s ORDER BY t.id DESC", [organization_id])
    return [TokenRow(*row) for row in cursor.fetchall()]


def save_token(cursor: Any, *, organization_id: int, user_id: int, name: str, digest: bytes, may_write: bool, expires_at: datetime) -> int:
    """Keep a new token by its hash."""
    cursor.execute(
        "INSERT INTO web_api_token (organization_id, user_id, name, digest, may_write, expires_at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [organization_id, user_id, name, digest, may_write, expires_at],
    )
    made: int = cursor.fetchone()[0]
    return made


def revoke_token(cursor: Any, organization_id: int, token_id: int, *, at: datetime) -> bool:
    """End a token; whether there was one to end."""
    cursor.execute(
        "UPDATE web_api_token SET revoked_at = %s WHERE organization_id = %s AND id = %s AND revoked_at IS NULL",
        [at, organization_id, token_id],
    )
    return bool(cursor.rowcount)


def claim_key(
    cursor: Any,
    organization_id: int,
    user_id: int,
    key: str,
    request_sha256: bytes,
    *,
    at: datetime,
    forget_before: datetime,
    given_up_before: datetime,
) -> Kept | None:
    """Take a key for a request; None when it is ours now, else what it was taken for before. Keys older than `forget_before` are free again, and so is one
    whose request has not ended since `given_up_before`: its process is gone."""
    cursor.execute(
        "DELETE FROM web_idempotency WHERE organization_id = %s AND user_id = %s AND (recorded_at < %s OR (status IS NULL AND recorded_at < %s))",
        [organization_id, user_id, forget_before, given_up_before],
    )
    cursor.execute(
        """INSERT INTO web_idempotency (organization_id, user_id, key, request_sha256, recorded_at) VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT DO NOTHING RETURNING 1""",
        [organization_id, user_id, key, request_sha256, at],
    )
    if cursor.fetchone() is not None:
        return None
    cursor.execute(
        "SELECT request_sha256, status, body, recorded_at FROM web_idempotency WHERE organization_id = %s AND user_id = %s AND key = %s",
        [organization_id, user_id, key],
    )
    digest, status, body, recorded_at = cursor.fetchone()
    return Kept(bytes(digest), status, body, recorded_at)


def keep_answer(cursor: Any, organization_id: int, user_id: int, key: str, status: int, body: str) -> None:
    """Remember the answer to a claimed key."""
    cursor.execute(
        "UPDATE web_idempotency SET status = %s, body = %s WHERE organization_id = %s AND user_id = %s AND key = %s",
        [status, body, organization_id, user_id, key],
    )


def free_key(cursor: Any, organization_id: int, user_id: int, key: str) -> None:
    """Give a claimed key back: the request did nothing and may be tried again."""
    cursor.execute("DELETE FROM web_idempotency WHERE organization_id = %s AND user_id = %s AND key = %s", [organization_id, user_id, key])
