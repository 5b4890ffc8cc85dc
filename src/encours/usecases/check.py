"""Checking the books: every invariant is examined on one snapshot, read only, and each violation is named."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from encours.store.load.check.contract import Books, Found, Invariant
from encours.store.load.check.registry import CHEAP, INVARIANTS
from encours.store.load.companies import Company, load_companies
from encours.store.load.open_items import widen
from encours.store.tenant import tenant
from encours.usecases.sealing import seal_all

__all__ = ["CHEAP", "INVARIANTS", "CheckReport", "Examined", "check_books"]

Progress = Callable[[str], None]
"""Told the code of the invariant that is examined next."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One invariant and what examining it found. `seconds` is how long it took."""

    invariant: Invariant
    found: Found
    seconds: float

    @property
    def holds(self) -> bool:
        return self.found.count == 0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked, and what was found. `chain_head` (number and hash of the last link) proves, kept elsewhere, that none was taken off the end."""

    organization_id: int
    companies: tuple[Company, ...]
    examined: tuple[Examined, ...]
    chain_head: tuple[int, str] | None

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.examined)

    @property
    def violations(self) -> int:
        return sum(one.found.count for one in self.examined)


def check_books(
    organization_id: int, *, today: date, company_id: int | None = None, limit: int = 20, only: Collection[str] = (), seal: bool = True, progress: Progress = lambda _code: None
) -> CheckReport:  # fmt: skip
    """Examine the books of one company, or of every company of the organization; `only` names some invariants by code.

    Events are sealed first (unless `seal` is false), so that the chain covers everything that is examined. Nothing else is written.
    """
    if seal:
        seal_all(organization_id, today=today)
    with tenant(organization_id, snapshot=True) as cursor:
        widen(cursor)
        companies = tuple(
            company for company in load_companies(cursor) if company.organization_id == organization_id and company_id in (None, company.id)
        )
        books = Books(organization_id, tuple(company.id for company in companies), today, limit)
        examined = []
        for invariant in INVARIANTS:
            if not only or invariant.code in only:
                progress(invariant.code)
                started = monotonic()
                found = invariant.examine(cursor, books)
                examined.append(Examined(invariant, found, monotonic() - started))
    return CheckReport(organization_id, companies, tuple(examined), _head(examined))


def _head(examined: list[Examined]) -> tuple[int, str] | None:
    facts: dict[str, Any] = {}
    for one in examined:
        facts |= one.found.facts
    return (facts["head_seq"], facts["head_sha256"]) if facts else None
