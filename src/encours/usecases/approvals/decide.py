"""Deciding what another person asked for. Nobody decides for oneself; the only person there is confirms by a code, after the waiting time."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text
from encours.store.approvals import Request, Verdict, load_request, save_decision
from encours.store.tenant import Scope, directory, record_now, tenant
from encours.store.users import Member, load_members, organization_since
from encours.usecases.approvals.ask import code_digest
from encours.usecases.approvals.people import PROBATION, tell
from encours.usecases.approvals.state import effect_of, state_of, title_of
from encours.usecases.letters import APPROVAL_DECIDED
from encours.usecases.people.actor import Actor
from encours.usecases.people.change import check_role_change, find, role_given
from encours.usecases.rights import OPERATIONS, ROLES, NotAllowed, may
from encours.usecases.users import slowed

VERDICTS: dict[Verdict, Text] = {
    "approve": Text(en="Approved", fr="Approuvé"),
    "confirm": Text(en="Confirmed", fr="Confirmé"),
    "refuse": Text(en="Refused", fr="Refusé"),
    "cancel": Text(en="Cancelled", fr="Annulé"),
}
_IN_FORCE = Text(en="In force from {instant} on.", fr="En vigueur à partir du {instant}.")
_NOTHING = Text(en="Nothing changes.", fr="Rien ne change.")


class RequestUnknown(Refusal):
    code = "request_unknown"
    message = Text(en="There is no such request.", fr="Cette demande n’existe pas.")
    repair = Text(en="Open the list of approvals.", fr="Ouvrez la liste des approbations.")


class SelfApproval(Refusal):
    code = "self_approval"
    message = Text(en="Nobody approves what one asked for.", fr="Personne n’approuve sa propre demande.")
    repair = Text(en="Another person who may approve does it.", fr="Une autre personne habilitée doit le faire.")


class TooNew(Refusal):
    code = "approver_too_new"
    message = Text(en="You have belonged to this organization for less than seven days.", fr="Vous faites partie de cette organisation depuis moins de sept jours.")
    repair = Text(en="Somebody who has been here longer approves.", fr="Une personne présente depuis plus longtemps doit approuver.")


class RequestClosed(Refusal):
    code = "request_closed"
    message = Text(en="This request is decided, cancelled or too old.", fr="Cette demande est tranchée, annulée ou trop ancienne.")
    repair = Text(en="Look at its history; ask again if it is still wanted.", fr="Consultez son historique ; refaites la demande si elle reste utile.")


class TooEarly(Refusal):
    code = "request_waits"
    message = Text(en="The waiting time still runs.", fr="Le délai court encore.")
    repair = Text(en="Confirm it when it is over.", fr="Confirmez lorsqu’il est écoulé.")


class ConfirmationWrong(Refusal):
    code = "confirmation_wrong"
    message = Text(en="This is not the code that was sent.", fr="Ce n’est pas le code envoyé.")
    repair = Text(en="Take it from the mail about this request.", fr="Reprenez-le dans le courrier relatif à cette demande.")


def decide(actor: Actor, request_id: int, verdict: Verdict, *, reason: str = "", code: str = "") -> Request:
    """Approve or refuse what another person asked for, or confirm one's own where one is alone; a role takes effect with it.

    Raises RequestUnknown, NotAllowed, SelfApproval, TooNew, RequestClosed, TooEarly, ConfirmationWrong, TooManyTries.
    """
    members = load_members(actor.organization_id)
    own = next((one for one in members if one.user_id == actor.user_id), None)
    if own is None or not own.may_enter or not may(own.role, "approve"):
        raise NotAllowed(operation=OPERATIONS["approve"].does)
    request = _find(actor, request_id)
    if verdict == "approve":
        _may_approve(actor, own, request)
    if verdict == "confirm":
        _may_confirm(actor, request, code)
    return _record(actor, members, request, verdict, reason)


def cancel(actor: Actor, request_id: int, *, reason: str = "") -> Request:
    """Stop a request that waits, or that was approved and is not in force yet: the requester, or anybody who may approve (S12).

    Raises RequestUnknown, NotAllowed, RequestClosed.
    """
    members = load_members(actor.organization_id)
    own = next((one for one in members if one.user_id == actor.user_id), None)
    request = _find(actor, request_id)
    if own is None or not own.may_enter or not (may(own.role, "approve") or request.requested_by == actor.user_id):
        raise NotAllowed(operation=OPERATIONS["approve"].does)
    return _record(actor, members, request, "cancel", reason)


def _find(actor: Actor, request_id: int) -> Request:
    with tenant(actor.organization_id) as cursor:
        request = load_request(cursor, actor.organization_id, request_id)
    if request is None:
        raise RequestUnknown
    return request


def _may_approve(actor: Actor, own: Member, request: Request) -> None:
    if request.requested_by == actor.user_id:
        raise SelfApproval
    with directory() as cursor:
        born = organization_since(cursor, actor.organization_id)
    if actor.now - own.since < PROBATION and own.since - born > PROBATION:
        raise TooNew


def _may_confirm(actor: Actor, request: Request, code: str) -> None:
    if request.requested_by != actor.user_id or request.code_sha256 is None:
        raise SelfApproval
    if actor.now < request.not_before:
        raise TooEarly
    with slowed(f"approval {actor.organization_id} {request.id}", "", now=actor.now) as brake:
        if not hmac.compare_digest(code_digest(code), request.code_sha256):
            brake.failed()
            raise ConfirmationWrong


def _record(actor: Actor, members: list[Member], seen: Request, verdict: Verdict, reason: str) -> Request:
    scope = Scope(actor.organization_id, seen.company_id, actor.name)
    if seen.kind == "role" and verdict in ("approve", "confirm"):
        check_role_change(actor if verdict == "confirm" else _requester(actor, seen), find(actor.company, int(seen.subject.removeprefix("usr_"))), _role(seen))
    try:
        with tenant(actor.organization_id) as cursor:
            at: datetime = record_now(cursor, scope)
            request = load_request(cursor, actor.organization_id, seen.id)
            if request is None or state_of(request, at) not in (("waiting", "approved") if verdict == "cancel" else ("waiting",)):
                raise RequestClosed
            effect = max(at, request.not_before) if verdict in ("approve", "confirm") else None
            save_decision(
                cursor, scope, request.id, verdict=verdict, decided_by=actor.user_id, reason=" ".join(reason.split())[:500], takes_effect_at=effect, recorded_at=at
            )  # fmt: skip
            actor.record(cursor, "ApprovalDecided", f"apr_{request.id}", request.subject, about=request.kind, verdict=verdict)
            if request.kind == "role" and effect is not None:
                role_given(cursor, actor, next(one for one in members if f"usr_{one.user_id}" == request.subject), _role(request))
            _tell(cursor, actor, members, request, verdict, effect)
            decided = load_request(cursor, actor.organization_id, seen.id)
    except DatabaseError as error:
        raise RequestClosed from error
    assert decided is not None
    return decided


def _requester(actor: Actor, request: Request) -> Actor:
    """The rules of changing a role are those for whoever asked."""
    return Actor(actor.company, request.requested_by, request.requested_name, actor.now, actor.delivers)


def _role(request: Request) -> Any:
    return next(role for role in ROLES if role == request.after["role"])


def _tell(cursor: Any, actor: Actor, members: list[Member], request: Request, verdict: Verdict, effect: datetime | None) -> None:
    def said(language: Language) -> str:
        return _NOTHING.say(language) if effect is None else _IN_FORCE.say(language, instant=actor.shown(effect, language))

    values = {"what": title_of(request), "requester": request.requested_name, "verdict": VERDICTS[verdict], "actor": actor.name, "effect": Text(en=said("en"), fr=said("fr"))}
    tell(cursor, actor, members, APPROVAL_DECIDED, values, effect_of(request) or actor.now)
