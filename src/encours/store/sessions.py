"""What a person's request is let in by: memberships, the security policy of each, and the session; and the list of sessions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.store.users import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One organization that a user may enter, what it asks, and the state of the session that asks."""

    organization_id: int
    role: Role
    needs_second_factor: bool
    idle_minutes: int
    session_hours: int
    has_second_factor: bool
    started_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An open session. `handle` names it without being its key: whoever reads it cannot use the session."""

    handle: str
    user_id: int
    user_name: str
    started_at: datetime
    seen_at: datetime
    address: str
    agent: str


def load_entries(cursor: Any, user_id: int, session_key: str) -> list[Entry]:
    """The organizations of a user who is not suspended there."""
    cursor.execute(
        """SELECT m.organization_id, m.role, coalesce(p.needs_second_factor, false), coalesce(p.idle_minutes, 60), coalesce(p.session_hours, 12), f.since IS NOT NULL,
                  s.started_at, s.seen_at
             FROM web_membership m LEFT JOIN web_security p ON p.organization_id = m.organization_id
             LEFT JOIN web_second_factor f ON f.user_id = m.user_id LEFT JOIN web_session s ON s.session_key = %s AND s.user_id = m.user_id
            WHERE m.user_id = %s AND m.suspended_at IS NULL ORDER BY m.organization_id""",
        [session_key, user_id],
    )
    return [Entry(*row) for row in cursor.fetchall()]


def note_session(cursor: Any, session_key: str, user_id: int, *, at: datetime, address: str, agent: str) -> None:
    """A session was opened, or used again. A key that Django does not know is no session."""
    cursor.execute(
        """INSERT INTO web_session (session_key, user_id, started_at, seen_at, address, agent)
           SELECT session_key, %s, %s, %s, %s, %s FROM django_session WHERE session_key = %s
           ON CONFLICT (session_key) DO UPDATE SET seen_at = excluded.seen_at""",
        [user_id, at, at, address[:100], agent[:200], session_key],
    )


def load_sessions(cursor: Any, user_ids: list[int]) -> list[SessionRow]:
    """The open sessions of these users, the last used first."""
    cursor.execute(
        """SELECT s.session_key, s.user_id, u.username, s.started_at, s.seen_at, s.address, s.agent FROM web_session s JOIN auth_user u ON u.id = s.user_id
             JOIN django_session d ON d.session_key = s.session_key AND d.expire_date > now() WHERE s.user_id = ANY(%s) ORDER BY s.seen_at DESC LIMIT 500""",
        [user_ids],
    )
    return [SessionRow(handle_of(row[0]), *row[1:]) for row in cursor.fetchall()]


def end_sessions(cursor: Any, user_id: int, *, handle: str = "", but: str = "") -> int:
    """End the session of that handle, or all of a user but the one with the key `but`; returns how many."""
    cursor.execute("SELECT session_key FROM web_session WHERE user_id = %s", [user_id])
    keys = [key for (key,) in cursor.fetchall() if (handle_of(key) == handle if handle else key != but)]
    cursor.execute("DELETE FROM django_session WHERE session_key = ANY(%s)", [keys])
    return int(cursor.rowcount)


def handle_of(session_key: str) -> str:
    """A name for a session that does not give its key away."""
    return hashlib.sha256(b"session " + session_key.encode()).hexdigest()[:16]
