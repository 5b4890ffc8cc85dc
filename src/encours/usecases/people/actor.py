"""Who acts on people, and how those concerned are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from encours.formats.exports.cells import show_instant
from encours.kernel.wording import Language, Text
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope
from encours.store.users import Member
from encours.usecases.letters import ACCOUNT_CHANGED
from encours.usecases.mailing import write_mail


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a company at an instant. `user_id` 0: the operator of the machine. `delivers`: a mail server is there."""

    company: Company
    user_id: int
    name: str
    now: datetime
    delivers: bool = False

    @property
    def organization_id(self) -> int:
        return self.company.organization_id

    def shown(self, instant: datetime, language: Language) -> str:
        """An instant by the company's clock, as a reader of that language writes it."""
        return show_instant(instant.astimezone(ZoneInfo(self.company.time_zone)), language)

    def record(self, cursor: Any, kind: str, *subjects: str, **payload: object) -> None:
        """Record an event of the organization."""
        day = self.now.astimezone(ZoneInfo(self.company.time_zone)).date()
        record_event(cursor, Scope(self.organization_id, 0, self.name), kind, occurred_on=day, subjects=subjects, payload=payload)


def inform(cursor: Any, actor: Actor, member: Member, what: Text) -> None:
    """Tell a member by mail what was done to the account; nobody can be told who has no address."""
    if member.email:
        values = {
            "name": member.name, "what": what.say(member.language), "actor": actor.name, "company": actor.company.name,
            "instant": actor.shown(actor.now, member.language),
        }  # fmt: skip
        write_mail(cursor, actor.organization_id, ACCOUNT_CHANGED, recipient=member.email, language=member.language, values=values, now=actor.now, delivers=actor.delivers)
