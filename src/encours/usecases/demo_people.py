"""The people of the demonstration: whoever tries it, three invented colleagues, and a change of bank details that waits for a second person."""

from __future__ import annotations

from datetime import datetime

from encours.store.load.companies import Company
from encours.usecases.approvals.state import requests
from encours.usecases.bank_details import propose_bank_details
from encours.usecases.people.actor import Actor
from encours.usecases.sealing import seal_all
from encours.usecases.users import Role, create_guest

_COLLEAGUES: tuple[tuple[str, Role], ...] = (("paul.dupont", "admin"), ("sophie.roux", "manager"), ("claire.martin", "accountant"))
_IBAN = "FR7630006000011234567890189"
"""The example of the standard's French page; it is nobody's account."""


def settle_people(company: Company, visitor: str, *, now: datetime) -> int:
    """Let the visitor and the colleagues in, once; returns the visitor's number. Nobody of them has a password."""
    visitor_id = create_guest(company, visitor, role="owner", actor="demo", now=now)
    people = {name: create_guest(company, f"{name}@{company.slug}.example", role=role, actor="demo", now=now) for name, role in _COLLEAGUES}
    if not requests(company):
        proposer = Actor(company, people["paul.dupont"], f"paul.dupont@{company.slug}.example", now)
        propose_bank_details(proposer, iban=_IBAN, bic="AGRIFRPP", holder=company.name, bank="Crédit Agricole", reason="Changement de banque principale")
    seal_all(company.organization_id, today=now.date())
    return visitor_id
