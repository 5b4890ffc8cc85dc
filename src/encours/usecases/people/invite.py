"""Inviting a colleague: a link that works once, for seven days, and is known here by its hash alone (S48)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text
from encours.store.invitations import Invitation, accept_invitation, load_invitation, load_invitations, revoke_invitation, save_invitation
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, directory, tenant
from encours.store.users import load_members, save_language, save_membership
from encours.usecases.letters import INVITATION
from encours.usecases.mailing import write_mail
from encours.usecases.people.actor import Actor
from encours.usecases.rights import ROLE_NAMES, Role
from encours.usecases.users import set_new_password

INVITABLE: tuple[Role, ...] = ("accountant", "collector", "manager", "auditor")
"""Owners and administrators are made by a change of role, which another person approves."""
LIFETIME = timedelta(days=7)


class AddressUnusable(Refusal):
    code = "address_unusable"
    message = Text(en="“{email}” is no e-mail address.", fr="« {email} » n’est pas une adresse électronique.")
    repair = Text(en="Write it as name@example.com.", fr="Écrivez-la sous la forme nom@exemple.fr.")


class AlreadyMember(Refusal):
    code = "already_member"
    message = Text(en="{email} is a user of this organization already.", fr="{email} est déjà utilisateur de cette organisation.")
    repair = Text(en="Change the role in the list of users instead.", fr="Modifiez plutôt son rôle dans la liste des utilisateurs.")


class RoleNotInvitable(Refusal):
    code = "role_not_invitable"
    message = Text(en="Nobody is invited with this role.", fr="Personne n’est invité avec ce rôle.")
    repair = Text(
        en="Invite as accountant, collector, credit manager or auditor; then change the role, which another person approves.",
        fr="Invitez comme comptable, chargé de recouvrement, responsable crédit ou auditeur ; changez ensuite le rôle, ce qu’une autre personne approuve.",
    )


class InvitationGone(Refusal):
    code = "invitation_gone"
    message = Text(en="This invitation was used, withdrawn, or is too old.", fr="Cette invitation a déjà servi, a été retirée ou est trop ancienne.")
    repair = Text(en="Ask for a new one.", fr="Demandez-en une nouvelle.")


class InvitedIsAnother(Refusal):
    code = "invited_is_another"
    message = Text(en="This invitation is for {email}, who has an Encours account.", fr="Cette invitation est destinée à {email}, qui a un compte Encours.")
    repair = Text(en="Sign in as {email}, then open the link again.", fr="Connectez-vous comme {email}, puis ouvrez de nouveau le lien.")


def invite(actor: Actor, email: str, role: str, *, language: Language, link: Callable[[str], str]) -> str:
    """Invite an address; the message holds `link(token)`. Returns that link, for whoever has no mail server.

    Raises AddressUnusable, AlreadyMember, RoleNotInvitable.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
        User.username_validator(email)
    except ValidationError as error:
        raise AddressUnusable(email=email[:80]) from error
    chosen = next((one for one in INVITABLE if one == role), None)
    if chosen is None:
        raise RoleNotInvitable
    if any(email in (member.name.lower(), member.email.lower()) for member in load_members(actor.organization_id)):
        raise AlreadyMember(email=email)
    token = secrets.token_urlsafe(32)
    address, expires_at = link(token), actor.now + LIFETIME
    with tenant(actor.organization_id) as cursor:
        number = save_invitation(cursor, actor.organization_id, email=email, role=chosen, digest=_digest(token), invited_by=actor.name, at=actor.now, expires_at=expires_at)
        values = {"inviter": actor.name, "company": actor.company.name, "role": ROLE_NAMES[chosen], "day": expires_at.date(), "link": address}
        write_mail(cursor, actor.organization_id, INVITATION, recipient=email, language=language, values=values, now=actor.now, delivers=actor.delivers)
        actor.record(cursor, "UserInvited", f"inv_{number}", role=chosen)
    return address


def invitations(company: Company) -> list[Invitation]:
    """The invitations that wait, newest first."""
    with directory() as cursor:
        return load_invitations(cursor, company.organization_id)


def withdraw(actor: Actor, invitation_id: int) -> None:
    """Make an invitation worth nothing. Raises InvitationGone."""
    with tenant(actor.organization_id) as cursor:
        if not revoke_invitation(cursor, actor.organization_id, invitation_id, actor.now):
            raise InvitationGone
        actor.record(cursor, "InvitationWithdrawn", f"inv_{invitation_id}")


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation of a link; looking at it uses nothing up. Raises InvitationGone."""
    with directory() as cursor:
        found = load_invitation(cursor, _digest(token))
    if found is None or found.expires_at <= now:
        raise InvitationGone
    return found


def has_account(invitation: Invitation) -> bool:
    """Whether the invited address belongs to somebody who works with Encours already."""
    return User.objects.filter(username__iexact=invitation.email).exists()


def accept(token: str, *, now: datetime, password: str = "", language: Language = "fr", signed_in: User | None = None) -> User:
    """Use an invitation: a new user with that password, or the signed-in user whose address was invited.

    Raises InvitationGone, InvitedIsAnother, PasswordTooWeak.
    """
    found = open_invitation(token, now=now)
    known: User | None = User.objects.filter(username__iexact=found.email).first()
    if known is not None and (signed_in is None or signed_in.pk != known.pk):
        raise InvitedIsAnother(email=found.email)
    user = known or User(username=found.email, email=found.email)
    if known is None:
        set_new_password(user, password)
    with tenant(found.organization_id) as cursor:
        if not accept_invitation(cursor, found.id, now):
            raise InvitationGone
        if known is None:
            user.save()
            save_language(cursor, user.pk, language)
        save_membership(cursor, found.organization_id, user.pk, found.role)
        scope = Scope(found.organization_id, 0, user.get_username())
        record_event(cursor, scope, "UserAdmitted", occurred_on=now.date(), subjects=[f"usr_{user.pk}", f"inv_{found.id}"], payload={"role": found.role})
    return user


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
