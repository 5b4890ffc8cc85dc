"""What a signed-in person's request is let in by: membership, session times, and the second factor that an organization may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from encours.store.sessions import Entry, load_entries, note_session
from encours.store.tenant import directory

__all__ = ["Entered", "Entry", "enter"]

_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entered:
    """The organizations that are open to a request. `has_ended`: the session stood idle or open for too long, and must be closed."""

    entries: dict[int, Entry]
    has_ended: bool


def enter(user_id: int, session_key: str, *, now: datetime, address: str, agent: str) -> Entered:
    """Let a user in, and note that the session was used. The strictest policy of the user's organizations holds for the whole session."""
    with directory() as cursor:
        entries = load_entries(cursor, user_id, session_key)
        first = entries[0] if entries else None
        if first is None or first.started_at is None or first.seen_at is None:
            note_session(cursor, session_key, user_id, at=now, address=address, agent=agent)
            return Entered({one.organization_id: one for one in entries}, False)
        idle, whole = timedelta(minutes=min(one.idle_minutes for one in entries)), timedelta(hours=min(one.session_hours for one in entries))
        ended = now - first.seen_at > idle or now - first.started_at > whole
        if not ended and now - first.seen_at > _NOTED_EVERY:
            note_session(cursor, session_key, user_id, at=now, address=address, agent=agent)
    return Entered({one.organization_id: one for one in entries}, ended)
