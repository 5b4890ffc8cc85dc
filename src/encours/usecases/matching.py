"""Matching: bank lines become receipts, receipts and ledger credits find what they pay; what is certain is recorded, the rest is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from encours.receivables.matching.calibration import Calibration
from encours.receivables.matching.contract import LineVerdict, Proposal
from encours.receivables.matching.lettering.contract import LetterGroup
from encours.receivables.matching.payouts import Cleared
from encours.receivables.matching.policy import Policy
from encours.store.bulk.meeting import meet_books
from encours.store.load.companies import Company
from encours.store.load.matching import AccountedItem, WaitingLine
from encours.store.save.batches import open_batch
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.store.upkeep import refresh_statistics
from encours.usecases.large_values import many_values
from encours.usecases.match_record import RECORDED, Recorded, record_explained, settlement_of
from encours.usecases.match_rest import Rest, letter_rest
from encours.usecases.match_seen import Explained, Seen, explain, look
from encours.usecases.review.answers import KeptClearing, keep_for_review

__all__ = ["RECORDED", "MatchRun", "match_company", "settlement_of"]


@dataclass(frozen=True, slots=True)
class MatchRun:
    """What one run found and recorded. `lines` are the bank lines that waited; `letters` the groups proposed for ledger items, first and further ones; `clearings` the bank
    lines that bring money already counted.

    `items` turns the engine's ids back into items. `run` is the number under which what was recorded can be taken back, None where nothing was;
    `overtaken` counts answers that a decision made meanwhile came before.
    """

    lines: tuple[WaitingLine, ...]
    verdicts: Mapping[int, LineVerdict]
    proposals: Mapping[int, tuple[Proposal, ...]]
    letters: tuple[LetterGroup, ...]
    items: Mapping[str, AccountedItem]
    linked: int
    receipts_recorded: int
    matches_made: int
    letters_applied: int
    clearings: Cleared = field(default_factory=Cleared)
    cleared: int = 0
    overtaken: int = 0
    run: int | None = None

    @property
    def automatic(self) -> int:
        return sum(1 for made in self.proposals.values() if made and made[0].decision == "automatic")

    @property
    def suggested(self) -> int:
        return sum(1 for made in self.proposals.values() if made and made[0].decision == "suggested")


def match_company(
    company: Company, actor: str, *, today: date, record: bool = True, dry_run: bool = False, since: date | None = None, policy: Policy | None = None,
    calibration: Calibration | None = None,
) -> MatchRun:  # fmt: skip
    """Explain every bank line that waits and every open ledger credit, and record what is certain.

    `dry_run` does the same and takes all of it back: what it counts is what a run would record. Without `record` the lines are only explained,
    as the books stand: nothing is written or waited for, as a page needs it. Whoever calls it by itself, and not because a person asked, says
    `since`: lines before that day are a backlog that gets suggestions only (R70).

    Three steps: link the lines that the ledger has too; look and decide, while anybody may record; then, under the company's lock, record what
    is still as it was seen. A line whose payer is unknown is recorded on the suspense account and tried again at the next run.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with many_values():
        linked, seen = _look(scope, links=record, dry_run=dry_run)
        policy = policy or seen.policy
        found = explain(seen, policy if since is None else replace(policy, review_before=since), calibration, posts=record)
        run, done, rest = None, Recorded(found.lines, 0, 0, 0, 0, 0), Rest(found.letters, seen.items)
        if record:
            run, done, rest = _record(scope, seen, found, today, linked, dry_run=dry_run)
    if not dry_run:
        refresh_statistics(done.receipts + done.letters + done.clearings + linked)
    return MatchRun(
        found.lines, found.verdicts, found.proposals, rest.letters, rest.items, linked, done.receipts, done.matches, done.letters, found.clearings, done.clearings,
        done.overtaken, run,
    )  # fmt: skip


def _look(scope: Scope, *, links: bool, dry_run: bool) -> tuple[int, Seen]:
    """Link what bank and ledger both have, then look. A dry run takes the links back; another run looks after they are recorded and holds nobody up."""
    linked = 0
    if links:
        with tenant(scope.organization_id) as cursor:
            _make_room(cursor)
            linked = meet_books(cursor, scope, recorded_at=record_now(cursor, scope)).linked
            if dry_run:
                seen = look(cursor, scope)
                transaction.set_rollback(True)
                return linked, seen
    with tenant(scope.organization_id) as cursor:
        _make_room(cursor)
        return linked, look(cursor, scope)


def _record(scope: Scope, seen: Seen, found: Explained, today: date, linked: int, *, dry_run: bool) -> tuple[int | None, Recorded, Rest]:
    run = None
    with tenant(scope.organization_id) as cursor:
        _make_room(cursor)
        recorded_at = record_now(cursor, scope)
        if dry_run:
            meet_books(cursor, scope, recorded_at=recorded_at)
        done = record_explained(cursor, scope, seen, found, recorded_at=recorded_at)
        rest = Rest(found.letters, seen.items)
        if done.receipts or done.letters or done.clearings:
            rest = letter_rest(cursor, scope, seen, found.letters, recorded_at=recorded_at)
            done = replace(done, letters=done.letters + rest.applied)
        suggested = [KeptClearing(int(one.line), tuple(seen.transit[p].receipt_id for p in one.payments), one.fee_minor, one.rule, one.solutions) for one in found.clearings.suggested]
        keep_for_review(cursor, scope, done.lines, found.verdicts, found.proposals, rest.letters, rest.items, recorded_at=recorded_at, clearings=suggested)
        if done.receipts or done.letters or done.clearings:
            run = open_batch(cursor, scope, recorded_at=recorded_at)
        if run is not None or linked:
            record_event(
                cursor, scope, "ReceiptsMatched", occurred_on=today, subjects=[] if run is None else [f"run_{run}"],
                payload={"linked": linked, "receipts": done.receipts, "matches": done.matches, "letters": done.letters, "cleared": done.clearings, "overtaken": done.overtaken},
            )  # fmt: skip
        transaction.set_rollback(dry_run)
    return None if dry_run else run, done, rest


def _make_room(cursor: Any) -> None:
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute("SET LOCAL jit = off")
