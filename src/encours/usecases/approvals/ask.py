"""Asking for something that another person must approve."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.approvals import Kind, load_requests, save_request
from encours.store.security import load_policy
from encours.store.tenant import Scope, record_now, tenant
from encours.store.users import load_members
from encours.usecases.approvals.people import approvers, tell
from encours.usecases.approvals.state import state_of, title_of
from encours.usecases.letters import APPROVAL_ASKED, APPROVAL_CODE
from encours.usecases.mailing import write_mail
from encours.usecases.people.actor import Actor

LIFETIME = timedelta(days=14)
"""How long after the waiting time a request can be approved."""
ALWAYS_WAITS: tuple[Kind, ...] = ("bank_details",)


class ReasonMissing(Refusal):
    code = "approval_reason_missing"
    message = Text(en="The reason is missing.", fr="Le motif manque.")
    repair = Text(en="Say why: whoever approves reads it.", fr="Dites pourquoi : la personne qui approuve le lira.")


class AskedAlready(Refusal):
    code = "asked_already"
    message = Text(en="A request about the same thing waits already.", fr="Une demande sur le même objet attend déjà.")
    repair = Text(en="Have it decided, or cancel it first.", fr="Faites-la trancher, ou annulez-la d’abord.")


class NoAddress(Refusal):
    code = "no_address_for_code"
    message = Text(en="You are alone here, and no code can reach you: your account has no e-mail address.", fr="Vous êtes seul ici, et aucun code ne peut vous parvenir : votre compte n’a pas d’adresse électronique.")
    repair = Text(en="Invite a second person, or use an account whose name is an e-mail address.", fr="Invitez une seconde personne, ou employez un compte dont le nom est une adresse électronique.")


def ask(actor: Actor, kind: Kind, *, subject: str, before: Mapping[str, str], after: Mapping[str, str], reason: str) -> int:
    """Ask for it; everybody who can approve is told. Where there is nobody else, a code goes to the requester's mailbox and a waiting time runs.

    Raises ReasonMissing, AskedAlready, NoAddress.
    """
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ReasonMissing
    members = load_members(actor.organization_id)
    alone = not approvers(members, but=actor.user_id, now=actor.now)
    own = next((one for one in members if one.user_id == actor.user_id), None)
    if alone and (own is None or not own.email):
        raise NoAddress
    code = f"{secrets.randbelow(10**8):08d}" if alone else ""
    scope = Scope(actor.organization_id, actor.company.id, actor.name)
    with tenant(actor.organization_id) as cursor:
        recorded_at: datetime = record_now(cursor, scope)
        open_now = [one for one in load_requests(cursor, actor.organization_id, kind=kind) if one.subject == subject and one.company_id == actor.company.id and state_of(one, recorded_at) in ("waiting", "approved")]
        if open_now:
            raise AskedAlready
        waits = timedelta(hours=load_policy(cursor, actor.organization_id).waiting_hours) if alone or kind in ALWAYS_WAITS else timedelta()
        not_before = recorded_at + waits
        number = save_request(
            cursor, scope, kind=kind, subject=subject, before=before, after=after, reason=reason, requested_by=actor.user_id, code_sha256=code_digest(code) if alone else None,
            not_before=not_before, expires_at=not_before + LIFETIME, recorded_at=recorded_at,
        )  # fmt: skip
        actor.record(cursor, "ApprovalRequested", f"apr_{number}", subject, about=kind)
        made = load_requests(cursor, actor.organization_id, kind=kind, limit=1)[0]
        values = {"what": title_of(made), "requester": actor.name, "reason": reason}
        tell(cursor, actor, members, APPROVAL_ASKED, values, not_before)
        if alone and own is not None:
            said = dict(values, code=code, company=actor.company.name, instant=actor.shown(not_before, own.language))
            write_mail(cursor, actor.organization_id, APPROVAL_CODE, recipient=own.email, language=own.language, values=said, now=actor.now, delivers=actor.delivers)
    return number


def code_digest(code: str) -> bytes:
    """How a confirmation code is kept. Guessing it is slowed where it is asked for, and it is worth nothing without the password."""
    return hashlib.sha256(f"approval {''.join(code.split())}".encode()).digest()

