"""A few bank lines explained by themselves, as a page or another program asks for them: nothing is recorded, and only what they need is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from encours.receivables.matching.contract import LineVerdict, Proposal
from encours.store.load.companies import Company
from encours.store.load.matching import AccountedItem
from encours.store.tenant import Scope, tenant
from encours.usecases.match_seen import explain, look_at


@dataclass(frozen=True, slots=True)
class LinesExplained:
    """What the lines are, by their number; `items` turns the engine's ids back into items. Lines that wait no more are not in it."""

    verdicts: Mapping[int, LineVerdict]
    proposals: Mapping[int, tuple[Proposal, ...]]
    items: Mapping[str, AccountedItem]


def explain_lines(company: Company, actor: str, lines: Collection[int]) -> LinesExplained:
    """Say what each of these waiting lines is and what it may settle, as the books stand.

    A run sees all lines and all customers together; here a line competes with none of the other lines, and a payer of whom only a part of the name
    is known is looked for among the customers whose names begin alike. A run decides.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL jit = off")
        seen = look_at(cursor, scope, lines)
    found = explain(seen, posts=False, letters=False)
    return LinesExplained(found.verdicts, found.proposals, seen.items)
