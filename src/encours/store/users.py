"""Who may enter: users, where they belong, and the sign-ins that failed. None of it is behind the tenant wall, because a door reads it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from encours.kernel.wording import Language
from encours.store.tenant import directory

Role = Literal["owner", "admin", "manager", "accountant", "collector", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Member:
    """A user in one organization."""

    user_id: int
    name: str
    email: str
    role: Role
    is_active: bool
    last_sign_in: datetime | None
    suspended_at: datetime | None
    has_second_factor: bool
    sessions: int
    language: Language
    since: datetime

    @property
    def may_enter(self) -> bool:
        """Neither suspended here nor closed altogether."""
        return self.is_active and self.suspended_at is None


def load_roles(user_id: int) -> dict[int, Role]:
    """The role of a user in each organization it belongs to and is not suspended in."""
    with directory() as cursor:
        cursor.execute("SELECT organization_id, role FROM web_membership WHERE user_id = %s AND suspended_at IS NULL ORDER BY organization_id", [user_id])
        return dict(cursor.fetchall())


def load_members(organization_id: int) -> list[Member]:
    """The users of an organization, by name."""
    with directory() as cursor:
        cursor.execute(
            """SELECT u.id, u.username, CASE WHEN u.email <> '' THEN u.email WHEN u.username LIKE '%%_@_%%' THEN u.username ELSE '' END, m.role, u.is_active, u.last_login,
                      m.suspended_at, f.since IS NOT NULL, (SELECT count(*) FROM web_session s WHERE s.user_id = u.id), coalesce(p.language, 'fr'), m.recorded_at
                 FROM web_membership m JOIN auth_user u ON u.id = m.user_id
                 LEFT JOIN web_second_factor f ON f.user_id = u.id LEFT JOIN web_preference p ON p.user_id = u.id
                WHERE m.organization_id = %s ORDER BY u.username""",
            [organization_id],
        )
        return [Member(*row) for row in cursor.fetchall()]


def suspend_membership(cursor: Any, organization_id: int, user_id: int, at: datetime | None) -> None:
    """Close an organization to a user from that instant on; None: open it again."""
    cursor.execute("UPDATE web_membership SET suspended_at = %s WHERE organization_id = %s AND user_id = %s", [at, organization_id, user_id])


def organization_since(cursor: Any, organization_id: int) -> datetime:
    """When an organization was created. The cursor is a directory's."""
    cursor.execute("SELECT recorded_at FROM organization WHERE id = %s", [organization_id])
    since: datetime = cursor.fetchone()[0]
    return since


def save_language(cursor: Any, user_id: int, language: Language) -> None:
    """The language in which a user wants mail."""
    cursor.execute("INSERT INTO web_preference (user_id, language) VALUES (%s, %s) ON CONFLICT (user_id) DO UPDATE SET language = excluded.language", [user_id, language])


def save_membership(cursor: Any, organization_id: int, user_id: int, role: Role) -> None:
    """Let a user into an organization, or change the role it has there."""
    cursor.execute(
        """INSERT INTO web_membership (organization_id, user_id, role) VALUES (%s, %s, %s)
           ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role""",
        [organization_id, user_id, role],
    )


def load_language(cursor: Any, user_id: int) -> Language | None:
    """The language in which a user wants mail, if one was chosen."""
    cursor.execute("SELECT language FROM web_preference WHERE user_id = %s", [user_id])
    row = cursor.fetchone()
    return row[0] if row else None


def count_failures(cursor: Any, subjects: Sequence[bytes], *, since: datetime) -> list[int]:
    """How many sign-ins failed since then, for each subject."""
    cursor.execute(
        "SELECT subject, count(*) FROM web_sign_in_failure WHERE subject = ANY(%s) AND failed_at > %s GROUP BY subject", [list(subjects), since]
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
