"""Where a request stands, derived from its decisions and the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from encours.kernel.wording import Text
from encours.store.approvals import Kind, Request, load_requests
from encours.store.load.companies import Company
from encours.store.tenant import tenant
from encours.usecases.rights import ROLE_NAMES

State = Literal["waiting", "approved", "in_force", "refused", "cancelled", "expired"]

STATES: dict[State, Text] = {
    "waiting": Text(en="waits for approval", fr="attend une approbation"),
    "approved": Text(en="approved, not yet in force", fr="approuvé, pas encore en vigueur"),
    "in_force": Text(en="in force", fr="en vigueur"),
    "refused": Text(en="refused", fr="refusé"),
    "cancelled": Text(en="cancelled", fr="annulé"),
    "expired": Text(en="expired", fr="expiré"),
}
KINDS: dict[Kind, Text] = {
    "bank_details": Text(en="other bank details of ours", fr="changement de nos coordonnées bancaires"),
    "role": Text(en="role of {name}: {role}", fr="rôle de {name} : {role}"),
    "export": Text(en="a file of many lines", fr="un fichier de nombreuses lignes"),
}
FIELDS: dict[str, Text] = {
    "holder": Text(en="Holder", fr="Titulaire"),
    "iban": Text(en="IBAN", fr="IBAN"),
    "bic": Text(en="BIC", fr="BIC"),
    "bank": Text(en="Bank", fr="Banque"),
    "name": Text(en="User", fr="Utilisateur"),
    "file": Text(en="File", fr="Fichier"),
    "rows": Text(en="Lines", fr="Lignes"),
    "role": Text(en="Role", fr="Rôle"),
}


def state_of(request: Request, now: datetime) -> State:
    """Where a request stands at an instant. What was cancelled while it waited never took effect."""
    verdicts = {decision.verdict for decision in request.decisions}
    if "cancel" in verdicts:
        return "cancelled"
    if "refuse" in verdicts:
        return "refused"
    effect = effect_of(request)
    if effect is not None:
        return "in_force" if effect <= now else "approved"
    return "expired" if request.expires_at <= now else "waiting"


def effect_of(request: Request) -> datetime | None:
    """When an approved request takes, or took, effect."""
    return next((decision.takes_effect_at for decision in request.decisions if decision.takes_effect_at is not None), None)


def title_of(request: Request) -> Text:
    """What is asked for, in a few words."""
    title = KINDS[request.kind]
    if request.kind != "role":
        return title
    role = next(text for name, text in ROLE_NAMES.items() if name == request.after["role"])
    name = request.after["name"]
    return Text(en=title.say("en", name=name, role=role), fr=title.say("fr", name=name, role=role))


def requests(company: Company, *, kind: Kind | None = None, of_company: bool = False) -> list[Request]:
    """The organization's last requests, newest first; `of_company`: those of this company alone."""
    with tenant(company.organization_id) as cursor:
        return load_requests(cursor, company.organization_id, kind=kind, company_id=company.id if of_company else None)
