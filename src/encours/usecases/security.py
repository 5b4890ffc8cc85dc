"""The security policy of an organization: read, and changed with what it was before."""

from __future__ import annotations

from dataclasses import asdict

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.security import Policy, load_policy, save_policy
from encours.store.tenant import directory, tenant
from encours.usecases.people.actor import Actor

__all__ = ["LIMITS", "Policy", "PolicyOutOfRange", "policy", "set_policy"]

LIMITS = {"idle_minutes": (5, 720), "session_hours": (1, 12), "waiting_hours": (1, 336), "export_rows": (1, 10_000_000)}
"""The least and the most of each figure; the database holds them too."""


class PolicyOutOfRange(Refusal):
    code = "policy_out_of_range"
    message = Text(en="One of these figures is outside its limits.", fr="L’un de ces nombres est hors limites.")
    repair = Text(
        en="Idle: 5 to 720 minutes. Session: 1 to 12 hours. Waiting time: 1 to 336 hours. Lines: 1 to 10 million.",
        fr="Inactivité : 5 à 720 minutes. Session : 1 à 12 heures. Délai : 1 à 336 heures. Lignes : 1 à 10 millions.",
    )


def policy(company: Company) -> Policy:
    """What the company's organization asks."""
    with directory() as cursor:
        return load_policy(cursor, company.organization_id)


def set_policy(actor: Actor, wanted: Policy) -> bool:
    """Change the policy; it holds from the next request on. False where nothing differs. Raises PolicyOutOfRange."""
    if any(not least <= getattr(wanted, name) <= most for name, (least, most) in LIMITS.items()):
        raise PolicyOutOfRange
    with tenant(actor.organization_id) as cursor:
        before = load_policy(cursor, actor.organization_id)
        if before == wanted:
            return False
        save_policy(cursor, actor.organization_id, wanted)
        actor.record(cursor, "SecurityPolicyChanged", before=asdict(before), after=asdict(wanted))
    return True
