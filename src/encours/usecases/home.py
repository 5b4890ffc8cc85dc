"""Where a company stands today, and what waits to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from encours.receivables.indicators.contract import Missing, Value
from encours.store.load.bank_lines import count_waiting
from encours.store.load.imports import ImportRow, load_imports
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import AgedBalance, aged_balance
from encours.usecases.indicators import indicators
from encours.usecases.reminders import Planned, plan_reminders


@dataclass(frozen=True, slots=True)
class Overview:
    """The balance per currency, the key figures, whom to remind, the bank lines that wait (how many, how much), the last imports."""

    balance: AgedBalance
    figures: Mapping[str, Value | Missing]
    due: tuple[Planned, ...]
    waiting_lines: tuple[int, int]
    imports: tuple[ImportRow, ...]


def overview(scope: Scope, as_of: date) -> Overview:
    """Everything the home page shows, in a fixed number of queries."""
    with tenant(scope.organization_id) as cursor:
        waiting = count_waiting(cursor, scope)
        imports = tuple(load_imports(cursor, scope, limit=5))
    return Overview(
        balance=aged_balance(scope, as_of, by="currency"), figures=indicators(scope, as_of), due=plan_reminders(scope, as_of).due, waiting_lines=waiting, imports=imports
    )  # fmt: skip
