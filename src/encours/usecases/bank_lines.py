"""Bank lines with what matching made of them, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, EvidenceKind, LineVerdict, Proposal, VerdictKind
from encours.receivables.matching.lettering.reasons import KINDS as LETTERING
from encours.store.load.bank_lines import Applied, BankLine, BankLines, Show, count_waiting, load_bank_lines, load_names
from encours.store.load.companies import Company
from encours.store.load.matching import AccountedItem
from encours.store.tenant import Scope, tenant
from encours.usecases.matching import match_company

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
    customers: Mapping[str, str]
    lines: Mapping[str, str]
    next: tuple[Any, ...] | None

    def say(self, reason: Evidence | Mapping[str, Any]) -> Text:
        """A reason as a sentence: a fresh one, or one kept with a match by its code and values."""
        return _worded(reason, self.customers, self.lines)


def bank_lines(
    company: Company, actor: str, *, today: date, show: Show = "all", limit: int = 50, after: tuple[Any, ...] | None = None
) -> BankPage:
    """A page of bank lines. Matching is run, without recording, where a line of the page waits."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        found: BankLines = load_bank_lines(cursor, scope, show=show, limit=limit, after=after)
    items: Mapping[str, AccountedItem] = {}
    rows = tuple(Explained(line, None, ()) for line in found.rows)
    if any(line.is_waiting for line in found.rows):
        run = match_company(company, actor, today=today, record=False)
        items = run.items
        rows = tuple(Explained(line, run.verdicts.get(line.id), run.proposals.get(line.id, ())) for line in found.rows)
    named = [pair for row in rows for pair in _ids(row)]
    with tenant(scope.organization_id) as cursor:
        customers, lines = load_names(
            cursor, scope, customers={int(token) for of_line, token in named if not of_line}, lines={int(token) for of_line, token in named if of_line}
        )  # fmt: skip
    return BankPage(rows, items, customers, lines, found.next)


def waiting_money(scope: Scope) -> tuple[int, int]:
    """How many incoming lines wait for an explanation, and their sum."""
    with tenant(scope.organization_id) as cursor:
        return count_waiting(cursor, scope)


_ID = re.compile(r"\b\d{19}\b")
"""How matching writes a customer or a line in a reason."""
_OF_LINES = frozenset({"by", "other"})
"""The values of a reason that name a bank line."""


def _reasons(row: Explained) -> Iterator[Evidence | Mapping[str, Any]]:
    yield from row.verdict.reasons if row.verdict else ()
    for made in row.proposals:
        yield from (*made.evidence, *made.counter_evidence)
    for one in row.line.applied:
        yield from one.reasons


def _ids(row: Explained) -> Iterator[tuple[bool, str]]:
    """The ids a row's reasons name, each with whether it is a line's."""
    if row.verdict is not None and row.verdict.payer:
        yield False, row.verdict.payer
    for reason in _reasons(row):
        values = reason.values if isinstance(reason, Evidence) else reason.get("values", {})
        for name, value in values.items():
            for token in _ID.findall(value) if isinstance(value, str) else ():
                yield name in _OF_LINES, token


def _worded(reason: Evidence | Mapping[str, Any], customers: Mapping[str, str], lines: Mapping[str, str]) -> Text:
    if isinstance(reason, Evidence):
        text, values = reason.kind.text, dict(reason.values)
    else:
        kind = _KINDS.get(str(reason.get("code")))
        text = kind.text if kind else Text(en=str(reason.get("code")), fr=str(reason.get("code")))  # recorded by another version
        values = dict(reason.get("values", {}))
    shown = {name: _shown(value, lines if name in _OF_LINES else customers) for name, value in values.items()}
    return Text(en=text.say("en", **shown), fr=text.say("fr", **shown))


def _shown(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Mapping) and value.keys() == {"minor", "currency"}:
        return Money(value["minor"], value["currency"])
    return _ID.sub(lambda found: names.get(found[0], found[0].lstrip("0")), value) if isinstance(value, str) else value


_KINDS: dict[str, EvidenceKind] = {**LETTERING, **{kind.code: kind for kind in vars(reasons).values() if isinstance(kind, EvidenceKind)}}
