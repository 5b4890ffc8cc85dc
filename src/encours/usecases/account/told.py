"""What happens to a person's account is recorded in every organization of that person, and told to the person once."""

from __future__ import annotations

from datetime import datetime

from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.tenant import tenant
from encours.store.users import Member, load_members, load_roles
from encours.usecases.companies import list_companies
from encours.usecases.people.actor import Actor, inform


def homes(user_id: int) -> list[tuple[Company, Member]]:
    """The organizations of a user, each by its first company, with the user as a member there."""
    first: dict[int, Company] = {}
    for company in list_companies():
        first.setdefault(company.organization_id, company)
    own = [first[organization] for organization in load_roles(user_id) if organization in first]
    return [(company, next(one for one in load_members(company.organization_id) if one.user_id == user_id)) for company in own]


def tell_everywhere(user_id: int, kind: str, what: Text, *, now: datetime, delivers: bool, actor: str = "") -> list[int]:
    """Record an event in every organization of the user, and write one mail; returns the organizations."""
    told = homes(user_id)
    for place, (company, member) in enumerate(told):
        who = Actor(company, user_id, actor or member.name, now, delivers)
        with tenant(company.organization_id) as cursor:
            who.record(cursor, kind, f"usr_{user_id}")
            if place == 0:
                inform(cursor, who, member, what)
    return [company.organization_id for company, _ in told]
