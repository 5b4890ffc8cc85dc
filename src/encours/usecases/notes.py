"""Notes about a customer: written once, pinned or withdrawn by marks that stay. Events tell that there is a note, never what it says."""

from __future__ import annotations

import re
from datetime import date

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer
from encours.store.load.notes import load_note
from encours.store.save.events import record_event
from encours.store.save.notes import Mark, save_note, save_note_mark
from encours.store.tenant import Scope, record_now, tenant
from encours.store.users import load_members
from encours.usecases.known import CustomerUnknown

LONGEST = 4000
_MENTION = re.compile(r"(?<![\w@.])@([\w.@+-]{1,150})")


class NoteEmpty(Refusal):
    code = "note_empty"
    message = Text(en="The note says nothing.", fr="La note est vide.")
    repair = Text(en="Write it, then add it.", fr="Rédigez-la, puis ajoutez-la.")


class NoteUnknown(Refusal):
    code = "note_unknown"
    message = Text(en="There is no note {note} in this company.", fr="Cette société n'a pas de note {note}.")
    repair = Text(en="Open the customer again: it may have been withdrawn.", fr="Rouvrez le client : elle a peut-être été retirée.")


def add_note(company: Company, actor: str, customer_id: int, body: str, *, pinned: bool = False, today: date) -> int:
    """Write a note; returns its key. `@name` calls a user of the organization; other names are only text. Raises NoteEmpty, CustomerUnknown."""
    text = body.replace("\0", "").strip()[:LONGEST]
    if not text:
        raise NoteEmpty()
    members = {member.name.casefold(): member.name for member in load_members(company.organization_id) if member.is_active}
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        if load_customer(cursor, scope, customer_id) is None:
            raise CustomerUnknown(customer=customer_id)
        called = mentioned(text, members)
        made = save_note(cursor, scope, customer_id, text, called, recorded_at=recorded_at)
        if pinned:
            save_note_mark(cursor, scope, made, "pinned", recorded_at=recorded_at)
        record_event(
            cursor, scope, "NoteAdded", occurred_on=today, subjects=[f"cus_{customer_id}", f"not_{made}"], payload={"mentions": len(called), "pinned": pinned}
        )  # fmt: skip
    return made


def mark_note(company: Company, actor: str, note_id: int, mark: Mark, *, today: date) -> int:
    """Pin, unpin or withdraw a note; returns its customer. Pinning what is pinned changes nothing. Raises NoteUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        note = load_note(cursor, scope, note_id)
        if note is None:
            raise NoteUnknown(note=note_id)
        if mark == "withdrawn" or note.is_pinned != (mark == "pinned"):
            save_note_mark(cursor, scope, note_id, mark, recorded_at=recorded_at)
            record_event(cursor, scope, "NoteMarked", occurred_on=today, subjects=[f"cus_{note.customer_id}", f"not_{note_id}"], payload={"mark": mark})
    return note.customer_id


def mentioned(text: str, members: dict[str, str]) -> list[str]:
    """The members whom a text calls, in its order, once each. A name may end a sentence.

    >>> mentioned("@ines: vois avec @Marc. Pas @personne, ni a@ines.", {"ines": "ines", "marc": "Marc"})
    ['ines', 'Marc']
    """
    found = (members.get(name.rstrip(".-+").casefold()) for name in _MENTION.findall(text))
    return list(dict.fromkeys(name for name in found if name))
