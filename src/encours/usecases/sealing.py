"""Sealing: what was recorded is put under the chain of hashes, afterwards and in a transaction of its own, so that writers never wait for it."""

from __future__ import annotations

from datetime import date

from encours.store.save.anchors import anchor_books
from encours.store.save.events import seal_events
from encours.store.tenant import tenant

_BATCH = 10_000


def seal_all(organization_id: int, *, today: date) -> int:
    """Anchor the books of every company of the organization and link every event that has no link yet; returns how many were linked.

    Doors call it after the use cases that record; it is safe to call at any time and by several at once, and changes nothing when all is sealed.
    """
    with tenant(organization_id) as cursor:
        anchor_books(cursor, organization_id, today)
        linked = seal_events(cursor, organization_id, _BATCH)
    batch = linked
    while batch == _BATCH:
        with tenant(organization_id) as cursor:
            batch = seal_events(cursor, organization_id, _BATCH)
        linked += batch
    return linked
