"""Who may enter: users, where they belong, and the sign-ins that failed. None of it is behind the tenant wall, because a door reads it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from encours.store.tenant import directory

Role = Literal["admin", "accountant", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Member:
    """A user in one organization."""

    user_id: int
    name: str
    role: Role
    is_active: bool
    last_sign_in: datetime | None


def load_roles(user_id: int) -> dict[int, Role]:
    """The role of a user in each organization it belongs to."""
    with directory() as cursor:
        cursor.execute("SELECT organization_id, role FROM web_membership WHERE user_id = %s ORDER BY organization_id", [user_id])
        return dict(cursor.fetchall())


def load_members(organization_id: int) -> list[Member]:
    """The users of an organization, by name."""
    with directory() as cursor:
        cursor.execute(
            """SELECT u.id, u.username, m.role, u.is_active, u.last_login FROM web_membership m JOIN auth_user u ON u.id = m.user_id
                WHERE m.organization_id = %s ORDER BY u.username""",
            [organization_id],
        )
        return [Member(*row) for row in cursor.fetchall()]


def save_membership(cursor: Any, organization_id: int, user_id: int, role: Role) -> None:
    """Let a user into an organization, or change the role it has there."""
    cursor.execute(
        """INSERT INTO web_membership (organization_id, user_id, role) VALUES (%s, %s, %s)
           ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role""",
        [organization_id, user_id, role],
    )


def count_failures(cursor: Any, subjects: Sequence[bytes], *, since: datetime) -> list[int]:
    """How many sign-ins failed since then, for each subject."""
    cursor.execute(
        "SELECT subject, count(*) FROM web_sign_in_failure WHERE subject = ANY(%s) AND failed_at > %s GROUP BY subject",
        [list(subjects), since],
    )
    found = {bytes(subject): count for subject, count in cursor.fetchall()}
    return [found.get(subject, 0) for subject in subjects]


def record_failure(cursor: Any, subjects: Sequence[bytes], *, at: datetime, keep: timedelta) -> None:
    """Note a failed sign-in, and forget those that count no more."""
    cursor.execute("DELETE FROM web_sign_in_failure WHERE failed_at < %s", [at - keep])
    cursor.executemany("INSERT INTO web_sign_in_failure (subject, failed_at) VALUES (%s, %s)", [(subject, at) for subject in subjects])


def forget_failures(cursor: Any, subject: bytes) -> None:
    """A right password clears what was tried before it."""
    cursor.execute("DELETE FROM web_sign_in_failure WHERE subject = %s", [subject])
