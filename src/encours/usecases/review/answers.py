"""What a run of matching leaves for persons: an answer for every line that it did not settle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from encours.receivables.matching.contract import Application, LineVerdict, Proposal
from encours.receivables.matching.lettering.contract import LetterGroup
from encours.store.bulk.answers import Answer, keep_answers, load_unapplied
from encours.store.load.matching import AccountedItem, WaitingLine
from encours.store.tenant import Scope
from encours.usecases.evidence import evidence_json


@dataclass(frozen=True, slots=True)
class KeptClearing:
    """Payments in transit (their receipts' ids) that a bank line may bring, less a fee; `solutions` counts the answers that were seen."""

    line_id: int
    receipts: tuple[int, ...]
    fee_minor: int
    rule: str
    solutions: int

    def as_kept(self) -> dict[str, object]:
        """As it is kept with the line; `key` names it by what it would record."""
        told = repr((self.receipts, self.fee_minor))
        key = "t" + hashlib.sha256(told.encode()).hexdigest()[:11]
        return {"key": key, "receipts": list(self.receipts), "fee_minor": self.fee_minor, "rule": self.rule, "solutions": self.solutions}


def keep_for_review(
    cursor: Any, scope: Scope, lines: Sequence[WaitingLine], verdicts: Mapping[int, LineVerdict], proposals: Mapping[int, tuple[Proposal, ...]],
    letters: Sequence[LetterGroup], items: Mapping[str, AccountedItem], *, recorded_at: Any, clearings: Sequence[KeptClearing] = (),
) -> None:  # fmt: skip
    """Keep the answers of a run, in its transaction and after it recorded what is certain: lines whose money is not applied, and those set aside."""
    unapplied = load_unapplied(cursor, scope)
    settled = _settled(cursor, scope, [line.line_id for line in lines]) - unapplied.keys()
    brought: dict[int, list[KeptClearing]] = {}
    for clearing in clearings:
        brought.setdefault(clearing.line_id, []).append(clearing)
    answers = _answers(lines, verdicts, proposals, letters, items, unapplied, settled, brought)
    keep_answers(cursor, scope, answers, recorded_at=recorded_at)


def _answers(
    lines: Sequence[WaitingLine], verdicts: Mapping[int, LineVerdict], proposals: Mapping[int, tuple[Proposal, ...]], letters: Sequence[LetterGroup],
    items: Mapping[str, AccountedItem], unapplied: Mapping[int, tuple[int, int]], settled: set[int],
    brought: Mapping[int, Sequence[KeptClearing]],
) -> Iterator[Answer]:  # fmt: skip
    seen = set()
    for line in lines:
        verdict = verdicts[line.line_id]
        if line.line_id in settled or (line.amount_minor <= 0 and verdict.kind != "return"):
            continue
        seen.add(line.line_id)
        made = tuple(kept_proposal(one, items) for one in proposals.get(line.line_id, ()))
        yield Answer(line.line_id, verdict.kind, int(verdict.payer) if verdict.payer else None, evidence_json(verdict.reasons), made, tuple(one.as_kept() for one in brought.get(line.line_id, ())))
    of_item: dict[int, list[Proposal]] = {}
    for group in letters:
        if group.decision == "suggested" and (proposal := _of_receipt(group, items)) is not None:
            of_item.setdefault(int(proposal.receipt), []).append(proposal)
    for line_id, (item, customer) in unapplied.items():
        if line_id not in seen:
            yield Answer(line_id, "on_account", customer, (), tuple(kept_proposal(one, items) for one in of_item.get(item, ())))


def _of_receipt(group: LetterGroup, items: Mapping[str, AccountedItem]) -> Proposal | None:
    """A suggested letter group as an answer to the one receipt in it; None where there is none, or several."""
    receipts = [id for id in group.lines if items[id].item.kind == "receipt"]
    if len(receipts) != 1:
        return None
    others = [items[id].item for id in group.lines if id != receipts[0]]
    applications = tuple(Application(one.id, one.open_minor, "payment" if one.open_minor > 0 else "credit_note") for one in others)
    return Proposal(
        receipts[0], items[receipts[0]].item.customer, applications, group.decision, group.confidence, group.rule, group.evidence, group.counter_evidence,
        group.solutions, group.rank,
    )  # fmt: skip


def _settled(cursor: Any, scope: Scope, lines: list[int]) -> set[int]:
    cursor.execute(
        """
        SELECT r.statement_line_id FROM receipt r WHERE r.organization_id = %s AND r.statement_line_id = ANY(%s) AND r.customer_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
        """,
        [scope.organization_id, lines],
    )
    return {row[0] for row in cursor.fetchall()}


def kept_proposal(made: Proposal, items: Mapping[str, AccountedItem]) -> dict[str, object]:
    """A proposal as it is kept: its items by their own numbers, its reasons by code. `key` names it by what it would record."""
    applications = [
        {"item": items[one.item].item_id, "amount_minor": one.amount_minor, "kind": one.kind, "paid_minor": one.paid_minor}
        for one in made.applications
    ]
    told = repr([(one["item"], one["amount_minor"], one["kind"], one["paid_minor"]) for one in applications])
    return {
        "key": hashlib.sha256(told.encode()).hexdigest()[:12], "decision": made.decision, "confidence": made.confidence, "rule": made.rule, "rank": made.rank,
        "customer": int(made.customer), "applications": applications, "evidence": evidence_json(made.evidence), "against": evidence_json(made.counter_evidence),
    }  # fmt: skip
