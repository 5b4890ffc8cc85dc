"""What a run of matching sees, and what it makes of it: nothing is recorded here, and nobody waits meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from encours.receivables.matching.calibration import SHIPPED, Calibration
from encours.receivables.matching.contract import LineVerdict, Proposal, RemittanceAdvice, SettledDocument
from encours.receivables.matching.engine import match
from encours.receivables.matching.habits import HabitBook
from encours.receivables.matching.keys import wanted_keys
from encours.receivables.matching.lettering.contract import LetterGroup
from encours.receivables.matching.payer import Payers
from encours.receivables.matching.payouts import Arrived, Cleared, Clearing, FeeRate, clear
from encours.receivables.matching.policy import Policy
from encours.receivables.matching.settings import fees_of, policy_of
from encours.receivables.matching.ways import way_of
from encours.store.load.matching import (
    AccountedItem,
    RefusedPairs,
    WaitingLine,
    load_known_customers,
    load_open_items,
    load_refused_pairs,
    load_waiting_lines,
)
from encours.store.load.near_lines import find_near
from encours.store.load.remittances import load_remittances, load_settled
from encours.store.load.transit import InTransit, load_in_transit, load_refused_clearings
from encours.store.save.learning import load_habits
from encours.store.save.policy import load_settings
from encours.store.tenant import Scope
from encours.usecases.learning import calibration_of
from encours.usecases.lettering.items import letter_items

NAMED = "transit_named"


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that matching reads, as it was at one instant."""

    lines: tuple[WaitingLine, ...]
    items: Mapping[str, AccountedItem]
    refused: RefusedPairs
    payers: Payers
    settled: tuple[SettledDocument, ...]
    remittances: tuple[RemittanceAdvice, ...]
    transit: Mapping[str, InTransit]
    calibration: Calibration = SHIPPED
    habits: HabitBook = field(default_factory=HabitBook)
    policy: Policy = field(default_factory=Policy)
    fees: Mapping[str, FeeRate] = field(default_factory=dict)
    refused_clearings: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Explained:
    """What the lines are: those that only bring money already counted have left `lines`, and those that may be so are held for a person."""

    lines: tuple[WaitingLine, ...]
    verdicts: Mapping[int, LineVerdict]
    proposals: Mapping[int, tuple[Proposal, ...]]
    letters: tuple[LetterGroup, ...]
    clearings: Cleared


def look(cursor: Any, scope: Scope) -> Seen:
    """Load what a run needs."""
    lines, said = load_waiting_lines(cursor, scope), load_settings(cursor, scope)
    return Seen(
        lines=tuple(lines), items={item.item.id: item for item in load_open_items(cursor, scope)}, refused=load_refused_pairs(cursor, scope),
        payers=Payers.of(load_known_customers(cursor, scope)), settled=tuple(load_settled(cursor, scope, wanted_keys(line.receipt for line in lines))),
        remittances=tuple(load_remittances(cursor, scope)), transit={one.payment.id: one for one in load_in_transit(cursor, scope)},
        calibration=calibration_of(cursor, scope), habits=load_habits(cursor, scope), policy=policy_of(said.company, said.customers), fees=fees_of(said.company),
        refused_clearings=load_refused_clearings(cursor, scope),
    )  # fmt: skip


def look_at(cursor: Any, scope: Scope, lines: Collection[int]) -> Seen:
    """Load what these lines need: their payers and what these owe, the documents they name, the items of their amounts."""
    waiting = load_waiting_lines(cursor, scope, only=lines)
    keys = wanted_keys(line.receipt for line in waiting)
    customers, items = find_near(cursor, scope, [line.receipt for line in waiting], keys)
    said = load_settings(cursor, scope)
    return Seen(
        lines=tuple(waiting), items={item.item.id: item for item in load_open_items(cursor, scope, only=items)}, refused=load_refused_pairs(cursor, scope),
        payers=Payers.of(load_known_customers(cursor, scope, only=customers)), settled=tuple(load_settled(cursor, scope, keys)),
        remittances=tuple(load_remittances(cursor, scope)), transit={one.payment.id: one for one in load_in_transit(cursor, scope)},
        calibration=calibration_of(cursor, scope), habits=load_habits(cursor, scope), policy=policy_of(said.company, said.customers), fees=fees_of(said.company),
        refused_clearings=load_refused_clearings(cursor, scope),
    )  # fmt: skip


def explain(seen: Seen, policy: Policy | None = None, calibration: Calibration | None = None, *, posts: bool = True, letters: bool = True) -> Explained:
    """Say what each line is. A line that names a payment in transit brings it, whatever else it might pay; what only its amount or a sum says gives way
    to a person where the line might settle something too. `letters` leave out what automatic proposals take, if those are recorded (`posts`)."""
    transit = clear((_arrived(line) for line in seen.lines), (one.payment for one in seen.transit.values()), fees=seen.fees) if seen.transit else Cleared()
    named = {one.line for one in transit.certain if one.rule == NAMED and (one.line, one.payments[0]) not in seen.refused_clearings}
    lines = [line for line in seen.lines if line.receipt.id not in named]
    found = match(
        [line.receipt for line in lines], (i.item for i in seen.items.values() if i.item.open_minor > 0 or i.item.kind == "credit_note"), seen.payers,
        refused_pairs=seen.refused.lines, settled=seen.settled, remittances=seen.remittances, policy=policy or seen.policy, calibration=calibration or seen.calibration, habits=seen.habits,
    )  # fmt: skip
    proposals: dict[int, tuple[Proposal, ...]] = defaultdict(tuple)
    for proposal in found.proposals:
        proposals[int(proposal.receipt)] += (proposal,)
    cleared = _decided(transit, seen.refused_clearings, {made.receipt for made in found.proposals if made.decision == "automatic"})
    gone = {one.line for one in cleared.certain}
    held = {one.line for one in cleared.suggested}
    taken = (
        {one.item for made in found.proposals if made.decision == "automatic" and made.receipt not in held for one in made.applications}
        if posts
        else set()
    )
    return Explained(
        lines=tuple(replace(line, is_held=True) if line.receipt.id in held else line for line in lines if line.receipt.id not in gone),
        verdicts={int(verdict.receipt): verdict for verdict in found.verdicts}, proposals=dict(proposals),
        letters=tuple(letter_items((i.item for i in seen.items.values() if i.item.id not in taken), refused_pairs=seen.refused.items)) if letters else (),
        clearings=cleared,
    )  # fmt: skip


def _arrived(line: WaitingLine) -> Arrived:
    text = f"{line.label} {line.receipt.end_to_end_id} {line.receipt.creditor_reference}"
    return Arrived(
        line.receipt.id,
        line.currency,
        line.amount_minor,
        line.booked_on,
        text,
        line.receipt.charges_minor,
        way_of(line.receipt.transaction_code, line.label),
    )


def _decided(transit: Cleared, refused: Collection[tuple[str, str]], automatic: set[str]) -> Cleared:
    """A line that would settle something by itself and may also bring money already counted is for a person to decide; so is what a person took back."""
    doubtful: list[Clearing] = [
        one for one in transit.certain if (one.line in automatic and one.rule != NAMED) or any((one.line, payment) in refused for payment in one.payments)
    ]
    return Cleared(
        tuple(one for one in transit.certain if one not in doubtful), (*transit.suggested, *(replace(one, solutions=2) for one in doubtful))
    )
