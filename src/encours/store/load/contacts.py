"""Who answers for what at a customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox of a customer, in one role."""

    id: int
    customer_id: int
    role: str
    name: str
    email: str
    language: str
    phone: str


_SELECT = """SELECT k.id, k.customer_id, k.role, k.name, k.email, k.language, k.phone FROM contact k
               JOIN customer c ON c.organization_id = k.organization_id AND c.id = k.customer_id AND c.company_id = %s WHERE k.organization_id = %s"""


def load_contacts(cursor: Any, scope: Scope, customer_id: int, *, limit: int = 200) -> tuple[Contact, ...]:
    """The contacts of a customer, by role and name."""
    cursor.execute(_SELECT + " AND k.customer_id = %s ORDER BY k.role, k.name, k.id LIMIT %s", [scope.company_id, scope.organization_id, customer_id, limit])
    return tuple(Contact(*row) for row in cursor.fetchall())


def load_contact(cursor: Any, scope: Scope, contact_id: int) -> Contact | None:
    """The contact of that key, if its customer is one of the company."""
    cursor.execute(_SELECT + " AND k.id = %s", [scope.company_id, scope.organization_id, contact_id])
    row = cursor.fetchone()
    return Contact(*row) if row else None
