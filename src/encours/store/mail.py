"""The mail that Encours wrote: kept, sent, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["kept", "waiting", "sending", "sent", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class MailRow:
    """A message. `body` is encrypted."""

    id: int
    kind: str
    recipient: str
    subject: str
    body: bytes
    holds_secret: bool
    state: State
    problem: str
    recorded_at: datetime
    sent_at: datetime | None


_SELECT = "SELECT id, kind, recipient, subject, body, holds_secret, state, problem, recorded_at, sent_at FROM web_mail WHERE organization_id = %s"


def save_mail(
    cursor: Any, organization_id: int, *, kind: str, recipient: str, subject: str, body: bytes, holds_secret: bool, state: State, at: datetime
) -> int:
    """Keep a new message; returns its number."""
    cursor.execute(
        """INSERT INTO web_mail (organization_id, kind, recipient, subject, body, holds_secret, state, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        [organization_id, kind, recipient, subject, body, holds_secret, state, at],
    )
    mail_id: int = cursor.fetchone()[0]
    return mail_id


def load_mails(cursor: Any, organization_id: int, *, before: int | None, limit: int) -> list[MailRow]:
    """The messages of an organization, newest first."""
    cursor.execute(f"{_SELECT} AND (%s::bigint IS NULL OR id < %s) ORDER BY id DESC LIMIT %s", [organization_id, before, before, limit])
    return [_row(row) for row in cursor.fetchall()]


def load_mail(cursor: Any, organization_id: int, mail_id: int) -> MailRow | None:
    """One message."""
    cursor.execute(f"{_SELECT} AND id = %s", [organization_id, mail_id])
    found = cursor.fetchone()
    return _row(found) if found else None


def claim_waiting(cursor: Any, organization_id: int) -> MailRow | None:
    """Take the oldest message that waits; nobody else takes it. A process that dies with it leaves it `sending`, and nothing sends it a second time."""
    cursor.execute(
        """UPDATE web_mail SET state = 'sending' WHERE organization_id = %s AND id = (
               SELECT id FROM web_mail WHERE organization_id = %s AND state = 'waiting' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id""",
        [organization_id, organization_id],
    )
    found = cursor.fetchone()
    return load_mail(cursor, organization_id, found[0]) if found else None


def note_outcome(cursor: Any, organization_id: int, mail_id: int, state: State, *, problem: str, at: datetime | None) -> None:
    """What came of sending a message."""
    cursor.execute("UPDATE web_mail SET state = %s, problem = %s, sent_at = %s WHERE organization_id = %s AND id = %s", [state, problem, at, organization_id, mail_id])


def send_again(cursor: Any, organization_id: int, mail_id: int, *, states: Sequence[State]) -> bool:
    """Let a message wait once more; False where it is in none of these states."""
    cursor.execute(
        "UPDATE web_mail SET state = 'waiting', problem = '' WHERE organization_id = %s AND id = %s AND state = ANY(%s)", [organization_id, mail_id, list(states)]
    )
    return bool(cursor.rowcount)


def _row(row: Sequence[Any]) -> MailRow:
    return MailRow(row[0], row[1], row[2], row[3], bytes(row[4]), *row[5:])
