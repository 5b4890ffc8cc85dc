"""Passkeys: the public keys of people's devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A device that may sign its owner in."""

    credential_id: bytes
    user_id: int
    public_key: bytes
    sign_count: int
    name: str
    recorded_at: datetime
    used_at: datetime | None


_SELECT = "SELECT credential_id, user_id, public_key, sign_count, name, recorded_at, used_at FROM web_passkey"


def load_passkeys(cursor: Any, user_id: int) -> list[PasskeyRow]:
    """The passkeys of a user, oldest first."""
    cursor.execute(f"{_SELECT} WHERE user_id = %s ORDER BY recorded_at", [user_id])
    return [PasskeyRow(bytes(row[0]), row[1], bytes(row[2]), *row[3:]) for row in cursor.fetchall()]


def load_passkey(cursor: Any, credential_id: bytes) -> PasskeyRow | None:
    """One passkey, held until the end of the transaction, so that one answer is not used by two requests."""
    cursor.execute(f"{_SELECT} WHERE credential_id = %s FOR UPDATE", [credential_id])
    row = cursor.fetchone()
    return PasskeyRow(bytes(row[0]), row[1], bytes(row[2]), *row[3:]) if row else None


def save_passkey(cursor: Any, user_id: int, *, credential_id: bytes, public_key: bytes, sign_count: int, name: str, at: datetime) -> None:
    """Keep a new passkey."""
    cursor.execute(
        "INSERT INTO web_passkey (credential_id, user_id, public_key, sign_count, name, recorded_at) VALUES (%s, %s, %s, %s, %s, %s)",
        [credential_id, user_id, public_key, sign_count, name, at],
    )


def note_use(cursor: Any, credential_id: bytes, sign_count: int, at: datetime) -> None:
    """A passkey signed somebody in."""
    cursor.execute("UPDATE web_passkey SET sign_count = %s, used_at = %s WHERE credential_id = %s", [sign_count, at, credential_id])


def delete_passkey(cursor: Any, user_id: int, credential_id: bytes) -> bool:
    """Take a user's passkey away; False where it is not the user's."""
    cursor.execute("DELETE FROM web_passkey WHERE user_id = %s AND credential_id = %s", [user_id, credential_id])
    return bool(cursor.rowcount)
