"""The people at a customer: who gets invoices, who gets reminders, in which language. Each change is an event without the personal text itself."""

from __future__ import annotations

from datetime import date

from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Text
from encours.store.load.companies import Company
from encours.store.load.contacts import load_contact
from encours.store.load.customers import load_customer
from encours.store.save.contacts import change_contact as write_change
from encours.store.save.contacts import delete_contact, save_contact
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown

ROLES: dict[str, Text] = {
    "accounting": Text(en="accounting", fr="comptabilité"),
    "invoice": Text(en="invoices", fr="factures"),
    "reminder": Text(en="reminders", fr="relances"),
    "escalation": Text(en="reminders, next level", fr="relances, niveau supérieur"),
    "dispute": Text(en="disputes", fr="litiges"),
    "buyer": Text(en="purchasing", fr="achats"),
    "director": Text(en="management", fr="direction"),
    "account_manager": Text(en="account manager on our side", fr="chargé de compte chez nous"),
}
"""The roles that mail is routed by. Files may bring others, which are shown as they are."""
_MOST = 200


class ContactUnknown(Refusal):
    code = "contact_unknown"
    message = Text(en="There is no contact “{contact}” in this company.", fr="Cette société n'a pas de contact « {contact} ».")
    repair = Text(en="Open the customer again: somebody may have removed it.", fr="Rouvrez le client : quelqu'un l'a peut-être retiré.")


class ContactThere(Refusal):
    code = "contact_there"
    message = Text(en="“{email}” already has this role at the customer.", fr="« {email} » a déjà ce rôle chez le client.")
    repair = Text(en="Change the contact that is there.", fr="Modifiez le contact existant.")


class ContactUnreachable(Refusal):
    code = "contact_unreachable"
    message = Text(en="“{email}” is no mail address.", fr="« {email} » n'est pas une adresse électronique.")
    repair = Text(en="Write it as name@company.example.", fr="Écrivez-la sous la forme nom@societe.exemple.")


class RoleUnknown(Refusal):
    code = "contact_role_unknown"
    message = Text(en="“{role}” is no role of a contact.", fr="« {role} » n'est pas un rôle de contact.")
    repair = Text(en="Choose one of the list.", fr="Choisissez-en un dans la liste.")


def add_contact(company: Company, actor: str, customer_id: int, *, role: str, name: str, email: str, language: str, phone: str, today: date) -> int:
    """Add a contact; returns its key. Raises CustomerUnknown, ContactUnreachable, ContactThere, RoleUnknown."""
    if role not in ROLES:
        raise RoleUnknown(role=role[:40])
    person, _, host = email.partition("@")
    if not person or "." not in host or any(letter.isspace() for letter in email) or len(email) > _MOST:
        raise ContactUnreachable(email=email[:80])
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        record_now(cursor, scope)
        if load_customer(cursor, scope, customer_id) is None:
            raise CustomerUnknown(customer=customer_id)
        made = save_contact(cursor, scope, customer_id, role, name[:_MOST], email, _language(language), phone[:_MOST])
        if made is None:
            raise ContactThere(email=email)
        record_event(cursor, scope, "ContactAdded", occurred_on=today, subjects=[f"cus_{customer_id}", f"con_{made}"], payload={"role": role})
    return made


def change_contact(company: Company, actor: str, contact_id: int, *, name: str, language: str, phone: str, today: date) -> int:
    """Change a contact's name, language and phone; returns its customer. Raises ContactUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        record_now(cursor, scope)
        before = load_contact(cursor, scope, contact_id)
        if before is None:
            raise ContactUnknown(contact=contact_id)
        wanted = {"name": name[:_MOST], "language": _language(language), "phone": phone[:_MOST]}
        changed = [field for field, value in wanted.items() if getattr(before, field) != value]
        if changed:
            write_change(cursor, scope, contact_id, **wanted)
            record_event(cursor, scope, "ContactChanged", occurred_on=today, subjects=[f"cus_{before.customer_id}", f"con_{contact_id}"], payload={"fields": changed})
    return before.customer_id


def remove_contact(company: Company, actor: str, contact_id: int, *, today: date) -> int:
    """Forget a contact; returns its customer. Raises ContactUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        record_now(cursor, scope)
        before = load_contact(cursor, scope, contact_id)
        if before is None:
            raise ContactUnknown(contact=contact_id)
        delete_contact(cursor, scope, contact_id)
        record_event(cursor, scope, "ContactRemoved", occurred_on=today, subjects=[f"cus_{before.customer_id}", f"con_{contact_id}"], payload={"role": before.role})
    return before.customer_id


def _language(language: str) -> str:
    return language if language in LANGUAGES else ""
