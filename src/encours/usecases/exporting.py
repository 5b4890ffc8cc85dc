"""The canonical tables of what bank lines pay and what they are (design §10), of a company as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Literal, get_args

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.currency import decimals
from encours.kernel.money import Money
from encours.kernel.wording import Language, Text
from encours.store.load.candidates import load_items
from encours.store.load.companies import Company
from encours.store.load.diagnosis import BankLineState, load_bank_lines, load_line_allocations
from encours.store.load.matching import key
from encours.store.load.review import load_lines, load_standing_decisions
from encours.store.tenant import Scope, tenant
from encours.usecases.diagnosis.written import LINE_COLUMNS, MATCH_COLUMNS, name_of, written
from encours.usecases.matching import match_company
from encours.usecases.reason_words import Names, run_reasons

What = Literal["matches", "lines"]
WHATS: tuple[What, ...] = get_args(What)
COLUMNS: dict[What, tuple[str, ...]] = {"matches": MATCH_COLUMNS, "lines": LINE_COLUMNS}
_TITLES: dict[What, Text] = {
    "matches": Text(en="What bank lines pay", fr="Ce que paient les lignes bancaires"),
    "lines": Text(en="What bank lines are", fr="Ce que sont les lignes bancaires"),
}
_AMOUNTS = frozenset({"amount", "applied", "unapplied"})


@dataclass(frozen=True, slots=True)
class Exported:
    """The rows of one table as text and exact decimals, each with the currency of its bank line."""

    what: What
    rows: tuple[tuple[object, ...], ...]
    currencies: tuple[str, ...]


def export_table(company: Company, actor: str, what: What, language: Language, *, today: date) -> Exported:
    """One table, in the order of the lines. What waits is explained anew, and nothing is recorded; a person's decisions are marked `person`."""
    run = match_company(company, actor, today=today, record=False)
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        lines, allocations = load_bank_lines(cursor, scope), load_line_allocations(cursor, scope)
        decisions = load_standing_decisions(cursor, scope)
        kept = _kept(
            cursor, scope, [line for line in lines if line.line_id not in run.verdicts and line.line_id not in decisions], language
        )
        cursor.execute(
            "SELECT id, code FROM customer WHERE organization_id = %s AND company_id = %s", [scope.organization_id, scope.company_id]
        )
        codes = {key(number): code for number, code in cursor.fetchall()}
        names = Names.load(cursor, scope, chain(run_reasons(run), (reason for allocation in allocations for reason in allocation.evidence)))
    found = written(run, lines, allocations, [], (), codes, names, language)
    by_name = {name_of(line): line for line in lines}
    if what == "matches":
        order = {name: place for place, name in enumerate(by_name)}
        rows = sorted([*found.matches, *(row for suggested in kept.values() for row in suggested)], key=lambda row: order[str(row[0])])
    else:
        rows = list(found.lines)
    shown = tuple(_marked(row, what, by_name[str(row[0])], decisions, kept) for row in rows)
    return Exported(what, shown, tuple(by_name[str(row[0])].currency for row in rows))


def _kept(cursor: Any, scope: Scope, lines: Sequence[BankLineState], language: Language) -> dict[int, list[tuple[object, ...]]]:
    """What was suggested for lines whose money is on the payer's account already: rows of matches by line."""
    names = {line.line_id: name_of(line) for line in lines}
    waiting = [one for one in load_lines(cursor, scope, list(names)) if one.verdict is not None]
    items = load_items(cursor, scope, {part["item"] for one in waiting for made in one.proposals for part in made["applications"]})
    wording = Names.load(
        cursor, scope, (reason for one in waiting for made in one.proposals for reason in (*made["evidence"], *made["against"]))
    )
    rows: dict[int, list[tuple[object, ...]]] = {}
    for one in waiting:
        rows[one.id] = []
        for made in one.proposals:
            told = "; ".join(wording.say(reason).say(language).rstrip(".") for reason in (*made["evidence"], *made["against"]))
            for part in made["applications"]:
                item = items[part["item"]]
                amount = Money(part["amount_minor"], item.currency).decimal()
                rows[one.id].append(
                    (
                        names[one.id],
                        item.document_ref,
                        amount,
                        part["kind"],
                        "suggested",
                        made["rank"],
                        made["confidence"],
                        made["rule"],
                        told,
                    )
                )
    return rows


def _marked(
    row: tuple[object, ...], what: What, line: BankLineState, decisions: Mapping[int, str], kept: Mapping[int, object]
) -> tuple[object, ...]:
    """The row, with `person` where a person decided and `suggested` where one should."""
    place = COLUMNS[what].index("decision")
    decided = decisions.get(line.line_id)
    if what == "lines" and decided is None and line.line_id in kept:
        return (*row[:place], "suggested", *row[place + 1 :])
    if decided is None:
        return row
    if what == "matches":
        return (*row[:place], "person", *row[place + 1 :]) if row[place] == "automatic" else row
    kind = "non_receivable" if decided == "excluded" else row[1]
    return (row[0], kind, *row[2:place], "person", *row[place + 1 :])


def export_report(company: Company, exported: Exported, *, today: date) -> Report:
    """The table for a spreadsheet: one sheet for each currency, so that amounts are numbers that add up."""
    columns = tuple(Column(name, Text(en=name, fr=name), "amount" if name in _AMOUNTS else "text") for name in COLUMNS[exported.what])
    tables = tuple(
        Table(exported.what, _TITLES[exported.what], columns, [_cells(row, columns, currency) for row, of in zip(exported.rows, exported.currencies, strict=True) if of == currency], currency)
        for currency in sorted(set(exported.currencies)) or [company.currency]
    )  # fmt: skip
    return Report(title=_TITLES[exported.what], company=company.name, as_of=today, known_at=None, sections=tables)


def _cells(row: tuple[object, ...], columns: tuple[Column, ...], currency: str) -> tuple[Cell, ...]:
    return tuple(
        int(value.scaleb(decimals(currency))) if column.kind == "amount" and isinstance(value, Decimal) else str(value) for value, column in zip(row, columns, strict=True)
    )  # fmt: skip
