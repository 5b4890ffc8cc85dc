"""Changing what a member may do: role, suspension, sessions. Nobody does it to oneself, and somebody always remains who can."""

from __future__ import annotations

from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.sessions import SessionRow, end_sessions, load_sessions
from encours.store.tenant import directory, tenant
from encours.store.users import Member, load_members, save_membership, suspend_membership
from encours.usecases.letters import RESTORED, ROLE_CHANGED, SESSIONS_ENDED, SUSPENDED
from encours.usecases.people.actor import Actor, inform
from encours.usecases.rights import Role, may
from encours.usecases.users import UserUnknown

GUARDED: tuple[Role, ...] = ("owner", "admin")
"""Becoming or ceasing to be one of these needs another person's approval."""


class NotOneself(Refusal):
    code = "not_oneself"
    message = Text(en="Nobody changes one’s own rights.", fr="Personne ne modifie ses propres droits.")
    repair = Text(en="Ask another administrator.", fr="Demandez à un autre administrateur.")


class LastOne(Refusal):
    code = "last_administrator"
    message = Text(en="Nobody would be left who can manage users.", fr="Il ne resterait personne pour gérer les utilisateurs.")
    repair = Text(en="Make somebody else owner or administrator first.", fr="Nommez d’abord un autre dirigeant ou administrateur.")


def find(company: Company, user_id: int) -> Member:
    """A member by number. Raises UserUnknown: another organization's user does not exist here (S03)."""
    found = next((member for member in load_members(company.organization_id) if member.user_id == user_id), None)
    if found is None:
        raise UserUnknown(name=user_id)
    return found


def is_guarded(member: Member, role: Role) -> bool:
    """Whether giving the member that role needs another person's approval."""
    return role != member.role and (role in GUARDED or member.role in GUARDED)


def check_role_change(actor: Actor, member: Member, role: Role) -> None:
    """Refuse what must not be done whoever approves. Raises NotOneself, LastOne."""
    if member.user_id == actor.user_id:
        raise NotOneself
    if not may(role, "manage_people"):
        _somebody_remains(actor.company, member)


def give_role(actor: Actor, user_id: int, role: Role) -> None:
    """Give a member another role, at once. Raises UserUnknown, NotOneself, LastOne."""
    member = find(actor.company, user_id)
    check_role_change(actor, member, role)
    with tenant(actor.organization_id) as cursor:
        role_given(cursor, actor, member, role)


def role_given(cursor: Any, actor: Actor, member: Member, role: Role) -> None:
    """Give a member another role in the caller's transaction, where the change was allowed or approved."""
    save_membership(cursor, actor.organization_id, member.user_id, role)
    actor.record(cursor, "RoleChanged", f"usr_{member.user_id}", before=member.role, after=role)
    inform(cursor, actor, member, ROLE_CHANGED)


def suspend(actor: Actor, user_id: int) -> None:
    """Close the organization to a member: the next request of a session or token is refused. Raises UserUnknown, NotOneself, LastOne."""
    member = find(actor.company, user_id)
    if user_id == actor.user_id:
        raise NotOneself
    _somebody_remains(actor.company, member)
    if member.suspended_at is None:
        with tenant(actor.organization_id) as cursor:
            suspend_membership(cursor, actor.organization_id, user_id, actor.now)
            actor.record(cursor, "UserSuspended", f"usr_{user_id}")
            inform(cursor, actor, member, SUSPENDED)


def restore(actor: Actor, user_id: int) -> None:
    """Open the organization to a member again. Raises UserUnknown, NotOneself."""
    member = find(actor.company, user_id)
    if user_id == actor.user_id:
        raise NotOneself
    if member.suspended_at is not None:
        with tenant(actor.organization_id) as cursor:
            suspend_membership(cursor, actor.organization_id, user_id, None)
            actor.record(cursor, "UserRestored", f"usr_{user_id}")
            inform(cursor, actor, member, RESTORED)


def sessions(company: Company) -> list[SessionRow]:
    """The open sessions of the organization's members, the last used first."""
    members = [member.user_id for member in load_members(company.organization_id)]
    with directory() as cursor:
        return load_sessions(cursor, members)


def end_session(actor: Actor, user_id: int, handle: str = "") -> int:
    """End one session of a member, or all of them; returns how many. Raises UserUnknown."""
    member = find(actor.company, user_id)
    with tenant(actor.organization_id) as cursor:
        ended = end_sessions(cursor, user_id, handle=handle)
        if ended:
            actor.record(cursor, "SessionsEnded", f"usr_{user_id}", count=ended)
            if user_id != actor.user_id:
                inform(cursor, actor, member, SESSIONS_ENDED)
    return ended


def _somebody_remains(company: Company, leaving: Member) -> None:
    if not any(may(one.role, "manage_people") and one.may_enter for one in load_members(company.organization_id) if one.user_id != leaving.user_id):
        raise LastOne
