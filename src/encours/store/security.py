"""What an organization asks of those who enter and of those who approve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """The security policy of an organization; these are the defaults."""

    needs_second_factor: bool = False
    idle_minutes: int = 60
    session_hours: int = 12
    waiting_hours: int = 48
    export_rows: int = 10_000


def load_policy(cursor: Any, organization_id: int) -> Policy:
    """The policy, or the defaults where none was set."""
    cursor.execute("SELECT needs_second_factor, idle_minutes, session_hours, waiting_hours, export_rows FROM web_security WHERE organization_id = %s", [organization_id])
    row = cursor.fetchone()
    return Policy(*row) if row else Policy()


def save_policy(cursor: Any, organization_id: int, policy: Policy) -> None:
    """Replace the policy."""
    cursor.execute(
        """INSERT INTO web_security (organization_id, needs_second_factor, idle_minutes, session_hours, waiting_hours, export_rows) VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (organization_id) DO UPDATE SET needs_second_factor = excluded.needs_second_factor, idle_minutes = excluded.idle_minutes,
               session_hours = excluded.session_hours, waiting_hours = excluded.waiting_hours,
               export_rows = excluded.export_rows""",
        [organization_id, policy.needs_second_factor, policy.idle_minutes, policy.session_hours, policy.waiting_hours, policy.export_rows],
    )
