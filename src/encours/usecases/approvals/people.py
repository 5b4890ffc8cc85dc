"""Who can approve, and who is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from encours.store.users import Member
from encours.usecases.mailing import Letter, write_mail
from encours.usecases.people.actor import Actor
from encours.usecases.rights import may

PROBATION = timedelta(days=7)
"""How long somebody must have belonged to the organization before approving, and still counts after a suspension: nobody makes an accomplice overnight,
and nobody becomes the only one by suspending the others."""


def approvers(members: list[Member], *, but: int, now: datetime) -> list[Member]:
    """The other people who can approve, now or soon: those suspended a short while ago count, so that suspending them gains nothing."""
    return [
        one for one in members
        if one.user_id != but and one.is_active and may(one.role, "approve") and (one.suspended_at is None or now - one.suspended_at < PROBATION)
    ]  # fmt: skip


def tell(cursor: Any, actor: Actor, members: list[Member], letter: Letter, values: Mapping[str, object], instant: datetime) -> None:
    """Write to everybody who can approve or manages users, suspended or not: whoever was there sees what happens (S12)."""
    for one in members:
        if one.email and (may(one.role, "approve") or may(one.role, "manage_people")):
            said = dict(values, instant=actor.shown(instant, one.language), company=actor.company.name)
            write_mail(cursor, actor.organization_id, letter, recipient=one.email, language=one.language, values=said, now=actor.now, delivers=actor.delivers)
