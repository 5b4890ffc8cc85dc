"""Contacts as people enter them, one at a time; files bring many (`bulk/contacts.py`)."""

from __future__ import annotations

from typing import Any

from encours.store.tenant import Scope


def save_contact(cursor: Any, scope: Scope, customer_id: int, role: str, name: str, email: str, language: str, phone: str) -> int | None:
    """Add a contact; None where the customer has one with that role and address already."""
    cursor.execute(
        """INSERT INTO contact (organization_id, customer_id, role, name, email, language, phone) VALUES (%s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (organization_id, customer_id, role, email) DO NOTHING RETURNING id""",
        [scope.organization_id, customer_id, role, name, email, language, phone],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def change_contact(cursor: Any, scope: Scope, contact_id: int, name: str, language: str, phone: str) -> None:
    """Change what is not the contact's identity: role and address are, and change with another contact."""
    cursor.execute("UPDATE contact SET name = %s, language = %s, phone = %s WHERE organization_id = %s AND id = %s", [name, language, phone, scope.organization_id, contact_id])


def delete_contact(cursor: Any, scope: Scope, contact_id: int) -> None:
    """Forget a contact: it is personal data, and nothing refers to it."""
    cursor.execute("DELETE FROM contact WHERE organization_id = %s AND id = %s", [scope.organization_id, contact_id])
