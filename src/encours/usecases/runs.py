"""Runs of matching, and taking one back whole."""

from __future__ import annotations

from datetime import date

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.bulk.run_undo import TakenBack, undo_run
from encours.store.load.companies import Company
from encours.store.save.batches import Batch, load_batches, mark_undone
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.store.upkeep import refresh_statistics
from encours.usecases.unmatching import ReasonMissing


class RunUnknown(Refusal):
    code = "run_unknown"
    message = Text(en="There is no run {run} of matching in this company.", fr="Cette société n'a pas de traitement {run}.")
    repair = Text(en="“encours match” says the number of its run.", fr="« encours match » indique le numéro de son traitement.")


class RunUndone(Refusal):
    code = "run_undone"
    message = Text(en="The run {run} was taken back already.", fr="Le traitement {run} a déjà été annulé.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


def runs(scope: Scope, *, limit: int = 20) -> list[Batch]:
    """The last runs that recorded something, newest first."""
    with tenant(scope.organization_id, snapshot=True) as cursor:
        return load_batches(cursor, scope, limit=limit)


def undo_matching(company: Company, actor: str, run: int, *, reason: str, today: date) -> TakenBack:
    """Take back what a run recorded, except what persons built on since. It speaks against no pair: the next run may make them again.

    Raises RunUnknown, RunUndone, ReasonMissing.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        recorded_at = record_now(cursor, scope)
        found = load_batches(cursor, scope, batch_id=run)
        if not found:
            raise RunUnknown(run=run)
        if found[0].is_undone:
            raise RunUndone(run=run)
        done = undo_run(cursor, scope, run_at=found[0].recorded_at, recorded_at=recorded_at, reason=reason.strip())
        mark_undone(cursor, scope, run, reason=reason.strip(), recorded_at=recorded_at)
        record_event(cursor, scope, "RunUndone", occurred_on=today, subjects=[f"run_{run}"], payload=done._asdict())
    refresh_statistics(done.receipts + done.matches + done.clearings)
    return done
