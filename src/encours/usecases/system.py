"""The state of the system as far as the books know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.store.load.audit import ChainState, load_chain_state
from encours.store.load.review import count_to_apply
from encours.store.load.system import LastCheck, Waiting, load_last_check, load_waiting
from encours.store.save.events import record_event
from encours.store.tenant import Scope, tenant
from encours.usecases.check import CheckReport


@dataclass(frozen=True, slots=True)
class SystemState:
    """The chain, the last check, and what waits; `waiting_lines` are the bank lines that wait to be applied."""

    chain: ChainState
    last_check: LastCheck | None
    waiting: Waiting
    waiting_lines: int


def system_state(scope: Scope) -> SystemState:
    """Everything in a fixed number of short queries."""
    with tenant(scope.organization_id) as cursor:
        return SystemState(load_chain_state(cursor, scope.organization_id), load_last_check(cursor, scope), load_waiting(cursor, scope), count_to_apply(cursor, scope)[0])


def record_check(report: CheckReport, *, actor: str, today: date) -> None:
    """Keep in the trail that the books were checked, and with what outcome: of the company where one was checked, else of the organization."""
    one = report.companies[0].id if len(report.companies) == 1 else 0
    with tenant(report.organization_id) as cursor:
        record_event(
            cursor, Scope(report.organization_id, one, actor), "BooksChecked", occurred_on=today,
            payload={"invariants": len(report.examined), "violations": report.violations, "head": report.chain_head[0] if report.chain_head else 0},
        )  # fmt: skip
