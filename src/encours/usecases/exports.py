"""Files of many lines: the list of late payers is worth stealing, so a large one leaves with another person's approval."""

from __future__ import annotations

from datetime import timedelta

from encours.store.approvals import load_requests
from encours.store.security import load_policy
from encours.store.tenant import tenant
from encours.usecases.approvals.ask import ask
from encours.usecases.approvals.state import effect_of, state_of
from encours.usecases.people.actor import Actor

OPEN_FOR = timedelta(days=1)
"""How long after its approval a person may take files of that many lines."""


def may_take(actor: Actor, rows: int) -> bool:
    """Whether a person may take a file of that many lines now; a large one that leaves is recorded."""
    with tenant(actor.organization_id) as cursor:
        if rows <= load_policy(cursor, actor.organization_id).export_rows:
            return True
        for one in load_requests(cursor, actor.organization_id, kind="export"):
            since = effect_of(one)
            if one.requested_by == actor.user_id and state_of(one, actor.now) == "in_force" and since and actor.now - since < OPEN_FOR and rows <= int(one.after["rows"]):
                actor.record(cursor, "LargeExport", f"apr_{one.id}", rows=rows)
                return True
    return False


def ask_to_take(actor: Actor, *, file: str, rows: int, reason: str) -> int:
    """Ask to take files of up to that many lines for a day. Raises ReasonMissing, AskedAlready, NoAddress."""
    return ask(actor, "export", subject=f"usr_{actor.user_id}", before={}, after={"name": actor.name, "file": file[:200], "rows": str(rows)}, reason=reason)
