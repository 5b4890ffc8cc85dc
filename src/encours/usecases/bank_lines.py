"""Bank lines with what matching made of them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from encours.kernel.wording import Text
from encours.receivables.matching.contract import LineVerdict, Proposal, VerdictKind
from encours.store.load.bank_lines import Applied, BankLine, BankLines, Show, count_waiting, load_bank_lines
from encours.store.load.companies import Company
from encours.store.load.matching import AccountedItem
from encours.store.tenant import Scope, tenant
from encours.usecases.match_lines import explain_lines
from encours.usecases.reason_words import Names, Reason, reason_names

__all__ = ["VERDICTS", "Applied", "BankLine", "BankPage", "Explained", "Show", "bank_lines", "waiting_money"]

VERDICTS: dict[VerdictKind, Text] = {
    "receipt": Text(en="A customer's payment", fr="Règlement d'un client"),
    "on_account": Text(en="A customer's payment on account", fr="Règlement d'un client, à affecter"),
    "unknown": Text(en="Payer unknown", fr="Payeur inconnu"),
    "non_receivable": Text(en="No customer's payment", fr="Pas un règlement de client"),
    "duplicate": Text(en="The same line again", fr="Ligne déjà reçue"),
    "return": Text(en="A payment sent back", fr="Impayé ou retour"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A line with what the engine says of it now, where nothing is recorded; proposals in the order of their rank."""

    line: BankLine
    verdict: LineVerdict | None
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class BankPage:
    """A page of lines. `items` are the open items that proposals name, by the engine's ids; `say` words any reason on the page."""

    rows: tuple[Explained, ...]
    items: Mapping[str, AccountedItem]
    names: Names
    next: tuple[Any, ...] | None

    @property
    def customers(self) -> Mapping[str, str]:
        """The customers the page names, by the engine's ids."""
        return self.names.customers

    def say(self, reason: Reason) -> Text:
        """A reason as a sentence: a fresh one, or one kept with a match by its code and values."""
        return self.names.say(reason)


def bank_lines(company: Company, actor: str, *, show: Show = "all", limit: int = 50, after: tuple[Any, ...] | None = None) -> BankPage:
    """A page of bank lines. Those that wait are explained as the books stand, from what they need alone; nothing is recorded."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        found: BankLines = load_bank_lines(cursor, scope, show=show, limit=limit, after=after)
    items: Mapping[str, AccountedItem] = {}
    rows = tuple(Explained(line, None, ()) for line in found.rows)
    if waiting := [line.id for line in found.rows if line.is_waiting]:
        told = explain_lines(company, actor, waiting)
        items = told.items
        rows = tuple(Explained(line, told.verdicts.get(line.id), told.proposals.get(line.id, ())) for line in found.rows)
    names = reason_names(scope, (reason for row in rows for reason in _reasons(row)), (row.verdict.payer for row in rows if row.verdict))
    return BankPage(rows, items, names, found.next)


def waiting_money(scope: Scope) -> tuple[int, int]:
    """How many incoming lines wait for an explanation, and their sum."""
    with tenant(scope.organization_id) as cursor:
        return count_waiting(cursor, scope)


def _reasons(row: Explained) -> Iterator[Reason]:
    yield from row.verdict.reasons if row.verdict else ()
    for made in row.proposals:
        yield from (*made.evidence, *made.counter_evidence)
    for one in row.line.applied:
        yield from one.reasons
