"""Invitations: an address, a role, and the hash of the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.users import Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who was invited, by whom, and until when the link opens."""

    id: int
    organization_id: int
    email: str
    role: Role
    invited_by: str
    invited_at: datetime
    expires_at: datetime


_SELECT = "SELECT id, organization_id, email, role, invited_by, invited_at, expires_at FROM web_invitation WHERE accepted_at IS NULL AND revoked_at IS NULL"


def save_invitation(
    cursor: Any, organization_id: int, *, email: str, role: Role, digest: bytes, invited_by: str, at: datetime, expires_at: datetime
) -> int:
    """Keep an invitation; an older one of the same address is worth nothing any more."""
    cursor.execute(
        "UPDATE web_invitation SET revoked_at = %s WHERE organization_id = %s AND lower(email) = lower(%s) AND accepted_at IS NULL AND revoked_at IS NULL",
        [at, organization_id, email],
    )
    cursor.execute(
        """INSERT INTO web_invitation (organization_id, email, role, digest, invited_by, invited_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        [organization_id, email, role, digest, invited_by, at, expires_at],
    )
    invitation_id: int = cursor.fetchone()[0]
    return invitation_id


def load_invitations(cursor: Any, organization_id: int) -> list[Invitation]:
    """Those that are neither accepted nor revoked, newest first."""
    cursor.execute(f"{_SELECT} AND organization_id = %s ORDER BY id DESC", [organization_id])
    return [Invitation(*row) for row in cursor.fetchall()]


def load_invitation(cursor: Any, digest: bytes) -> Invitation | None:
    """The open invitation of a link, expired or not."""
    cursor.execute(f"{_SELECT} AND digest = %s", [digest])
    row = cursor.fetchone()
    return Invitation(*row) if row else None


def accept_invitation(cursor: Any, invitation_id: int, at: datetime) -> bool:
    """Use an invitation up; False where somebody was faster."""
    cursor.execute("UPDATE web_invitation SET accepted_at = %s WHERE id = %s AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > %s", [at, invitation_id, at])
    return bool(cursor.rowcount)


def revoke_invitation(cursor: Any, organization_id: int, invitation_id: int, at: datetime) -> bool:
    """Make an invitation's link worth nothing; False where there is none."""
    cursor.execute(
        "UPDATE web_invitation SET revoked_at = %s WHERE organization_id = %s AND id = %s AND accepted_at IS NULL AND revoked_at IS NULL", [at, organization_id, invitation_id]
    )
    return bool(cursor.rowcount)
