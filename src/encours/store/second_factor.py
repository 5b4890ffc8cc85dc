"""Second factors and recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Factor:
    """A user's authenticator. `since` None: its seed was shown, and no code has proved yet that it was taken."""

    seed: bytes
    since: datetime | None
    last_step: int


def load_factor(cursor: Any, user_id: int, *, lock: bool = False) -> Factor | None:
    """The user's factor; `lock` holds it, so that two requests cannot use one code."""
    cursor.execute(f"SELECT seed, since, last_step FROM web_second_factor WHERE user_id = %s{' FOR UPDATE' if lock else ''}", [user_id])
    row = cursor.fetchone()
    return Factor(bytes(row[0]), row[1], row[2]) if row else None


def save_seed(cursor: Any, user_id: int, seed: bytes) -> None:
    """Keep an encrypted seed that waits for its first code. One that is in use is never replaced."""
    cursor.execute(
        """INSERT INTO web_second_factor (user_id, seed) VALUES (%s, %s)
           ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, last_step = 0 WHERE web_second_factor.since IS NULL""",
        [user_id, seed],
    )


def note_step(cursor: Any, user_id: int, step: int, *, since: datetime | None) -> None:
    """A code was used; the first one puts the factor into force."""
    cursor.execute("UPDATE web_second_factor SET last_step = %s, since = coalesce(since, %s) WHERE user_id = %s", [step, since, user_id])


def delete_factor(cursor: Any, user_id: int) -> bool:
    """Take the factor away, with its recovery codes and the passkeys that rest on them; False where there was none in force."""
    cursor.execute("DELETE FROM web_passkey WHERE user_id = %s", [user_id])
    cursor.execute("DELETE FROM web_recovery_code WHERE user_id = %s", [user_id])
    cursor.execute("DELETE FROM web_second_factor WHERE user_id = %s RETURNING since IS NOT NULL", [user_id])
    row = cursor.fetchone()
    return bool(row and row[0])


def save_recovery_codes(cursor: Any, user_id: int, digests: Iterable[bytes]) -> None:
    """Replace the user's recovery codes."""
    cursor.execute("DELETE FROM web_recovery_code WHERE user_id = %s", [user_id])
    cursor.executemany("INSERT INTO web_recovery_code (user_id, digest) VALUES (%s, %s)", [(user_id, digest) for digest in digests])


def use_recovery_code(cursor: Any, user_id: int, digest: bytes) -> bool:
    """Use a recovery code up; False where it is none."""
    cursor.execute("DELETE FROM web_recovery_code WHERE user_id = %s AND digest = %s", [user_id, digest])
    return bool(cursor.rowcount)


def count_recovery_codes(cursor: Any, user_id: int) -> int:
    """How many are left."""
    cursor.execute("SELECT count(*) FROM web_recovery_code WHERE user_id = %s", [user_id])
    left: int = cursor.fetchone()[0]
    return left
