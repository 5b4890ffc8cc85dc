"""The first steps of a company, from nothing to a balance that people trust. Nothing of it is stored: every step is told from the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from encours.store.load.companies import Company
from encours.store.load.first_steps import load_has
from encours.store.load.review import count_unseen, load_queue
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import aged_balance

StepName = Literal["company", "documents", "bank", "receipts", "balance", "remind"]
State = Literal["done", "now", "later", "open"]
"""`now` is the first step that is not done; `open` can be looked at whenever one likes, and is never done."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step and how it stands."""

    name: StepName
    state: State


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The steps in their order. `unseen` lines were not looked at by matching yet, `waiting` lines need a person; `ties` says whether the balance equals the ledger."""

    steps: tuple[Step, ...]
    unseen: int
    waiting: int
    ties: bool | None

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.state == "done" for step in self.steps)

    @property
    def countable(self) -> int:
        """How many can be done."""
        return sum(step.state != "open" for step in self.steps)


def first_steps(company: Company, scope: Scope, today: date) -> FirstSteps:
    """Where the company stands."""
    with tenant(scope.organization_id) as cursor:
        has = load_has(cursor, scope)
        unseen = count_unseen(cursor, scope) if has.statements else 0
        waiting = load_queue(cursor, scope, limit=1).count if has.statements else 0
    ties = None
    if has.items:
        told = [tie.ties for tie in aged_balance(scope, today, by="currency").ties]
        ties = all(told) if told and None not in told else None
    is_done: dict[StepName, bool] = {
        "company": bool(company.siren), "documents": has.items, "bank": has.statements, "receipts": has.statements and not unseen and not waiting,
        "balance": has.items and ties is not False and has.statements and not unseen and not waiting,
    }  # fmt: skip
    first = next((name for name, done in is_done.items() if not done), None)
    steps = [Step(name, "done" if done else "now" if name == first else "later") for name, done in is_done.items()]
    return FirstSteps((*steps, Step("remind", "open" if has.items else "later")), unseen, waiting, ties)
