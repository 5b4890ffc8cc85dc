"""What matching learned, as reports and as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.wording import Language, Text
from encours.receivables.matching.calibration import Tally
from encours.store.load.companies import Company
from encours.store.save.learning import HabitKind, HabitRow
from encours.usecases.learning import Read, RuleStanding, Standing
from encours.usecases.reports.words import CUSTOMER, NAME, YES, said
from encours.usecases.rule_words import rule_text

_RULES = Text(en="Rules of matching", fr="Règles de rapprochement")
_RULE = Text(en="Rule", fr="Règle")
_CODE = Text(en="Code", fr="Code")
_HABITS = Text(en="Habits of payers", fr="Habitudes de paiement")
_NEVER = Text(
    en="The past was not read yet: the shipped figures count alone. “encours rules backtest” reads it.",
    fr="L'historique n'a pas encore été relu : seules les mesures livrées comptent. « encours rules backtest » le relit.",
)
_LAST = Text(
    en="Past read on {at}: {receipts} receipts; left to a person, the right answer came first for {first} and not for {missed}.",
    fr="Historique relu le {at} : {receipts} encaissements ; laissés à une personne, la bonne réponse venait en premier pour {first}, pas pour {missed}.",
)
_PROOF = Text(
    en="A rule records by itself while the lower 95 % bound of its precision is at least 99.5 % and all that do are right in 99.9 % of their cases together.",
    fr="Une règle enregistre d'elle-même tant que la borne inférieure à 95 % de sa précision atteint 99,5 % et que l'ensemble est juste dans 99,9 % des cas.",
)
_READ = Text(
    en="{receipts} receipts since {since}. The rules that record now would have recorded {alone} of them, {wrong} otherwise than they were; rules that do not record yet answered {more}, {more_wrong} of them otherwise. Of the rest, the right answer came first for {first} of {rest}.",
    fr="{receipts} encaissements depuis le {since}. Les règles qui enregistrent d'office en auraient enregistré {alone}, dont {wrong} autrement qu'ils ne l'ont été ; celles qui ne le font pas encore ont répondu pour {more}, dont {more_wrong} autrement. Pour le reste, la bonne réponse venait en premier dans {first} cas sur {rest}.",
)
KINDS: dict[HabitKind, Text] = {
    "oldest_first": Text(en="pays the oldest items first", fr="paie les plus anciennes d'abord"),
    "by_statement": Text(en="pays all that is due at once", fr="paie d'un coup tout ce qui est échu"),
    "minus": Text(en="withholds a share of each payment", fr="retient une part de chaque règlement"),
    "pays_for": Text(en="pays for another customer", fr="paie pour un autre client"),
}


def rules_report(company: Company, today: date, standing: Standing) -> Report:
    """The rules that record first, then the others, each with its three measures."""
    columns = (
        Column("records", Text(en="Records alone", fr="D'office")), Column("rule", _RULE, width=44), Column("code", _CODE, width=30),
        Column("bound", Text(en="Precision, at least (%)", fr="Précision, au moins (%)"), "percent"),
        Column("shipped", Text(en="Shipped", fr="Livré"), "count"), Column("shipped_wrong", _WRONG, "count"),
        Column("replayed", Text(en="Replayed", fr="Rejoué"), "count"), Column("replayed_wrong", _WRONG, "count"),
        Column("lived", Text(en="Recorded here", fr="Vécu ici"), "count"), Column("lived_wrong", Text(en="Taken back", fr="Annulé"), "count"),
        Column("off", Text(en="Switched off", fr="Désactivée")),
    )  # fmt: skip
    rows = [_rule_cells(one) for one in standing.rules]
    table = Table(code="rules", title=_RULES, columns=columns, rows=rows, currency=company.currency, notes=(_PROOF,))
    last = standing.last
    summary = (
        _NEVER
        if last is None
        else said(_LAST, at=last.recorded_at.date(), receipts=last.receipts, first=last.first_right, missed=last.missed)
    )
    return Report(_RULES, company.name, today, (table,), summary=(summary,))


_WRONG = Text(en="Wrong", fr="Faux")


def _rule_cells(one: RuleStanding) -> tuple[Cell, ...]:
    return (
        YES if one.records else None, rule_text(one.rule), one.rule, Decimal(str(round(100 * one.bound, 2))), *_tally(one.shipped), *_tally(one.back_tested),
        *_tally(one.lived), one.switched_off[1] if one.switched_off else None,
    )  # fmt: skip


def _tally(tally: Tally) -> tuple[int | None, int | None]:
    return tally.cases or None, tally.wrong or None


def rules_json(standing: Standing) -> dict[str, Any]:
    """`rules`: each with what is known of it; `last_read`: the last reading of the past."""
    last = standing.last
    return {
        "last_read": last and {"recorded_at": last.recorded_at, "first_on": last.first_on, "last_on": last.last_on, "receipts": last.receipts, "first_right": last.first_right, "missed": last.missed},
        "rules": [
            {
                "rule": one.rule, "records": one.records, "precision_at_least": round(one.bound, 6), "switched_off": one.switched_off is not None,
                "shipped": _tally_json(one.shipped), "back_tested": _tally_json(one.back_tested), "lived": _tally_json(one.lived),
            }
            for one in standing.rules
        ],
    }  # fmt: skip


def _tally_json(tally: Tally) -> dict[str, int]:
    return {"cases": tally.cases, "wrong": tally.wrong}


def read_text(read: Read) -> Text:
    """What a reading of the past found, in a sentence."""
    found = read.found
    rest = found.first_right + found.missed
    now = read.recording
    return said(
        _READ, receipts=found.receipts, since=read.since, alone=now.cases, wrong=now.wrong, more=found.alone - now.cases, more_wrong=found.wrong - now.wrong,
        first=found.first_right, rest=rest,
    )  # fmt: skip


def read_json(read: Read) -> dict[str, Any]:
    """What a reading of the past found."""
    found = read.found
    return {
        "since": read.since, "receipts": found.receipts, "alone": found.alone, "wrong": found.wrong, "recording": _tally_json(read.recording), "first_right": found.first_right, "missed": found.missed,
        "habits": read.habits, "rules": [{"rule": rule, **_tally_json(tally)} for rule, tally in sorted(found.tallies.items())],
        "examples": [
            {"line_id": int(one.receipt), "rule": one.rule, "proposed": {str(int(item)): minor for item, minor in one.proposed.items()},
             "recorded": {str(int(item)): minor for item, minor in one.recorded.items()}}
            for one in found.examples
        ],
    }  # fmt: skip


def habits_report(company: Company, today: date, rows: list[HabitRow]) -> Report:
    """The habits by customer, with the number of payments that showed each."""
    columns = (
        Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("habit", Text(en="Habit", fr="Habitude"), width=40),
        Column("value", Text(en="How much (%)", fr="Combien (%)"), "percent"), Column("other", Text(en="For", fr="Pour"), width=28),
        Column("seen", Text(en="Payments", fr="Règlements"), "count"), Column("code", _CODE),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (
            row.customer_code,
            row.customer_name,
            KINDS[row.kind],
            Decimal(row.value) / 10 if row.value else None,
            row.other_name or None,
            row.seen,
            row.kind,
        )
        for row in rows
    ]
    table = Table(code="habits", title=_HABITS, columns=columns, rows=cells, currency=company.currency)
    return Report(_HABITS, company.name, today, (table,))


def habits_json(rows: list[HabitRow], language: Language = "en") -> list[dict[str, Any]]:
    """One object per habit."""
    return [
        {"customer_id": row.customer_code, "name": row.customer_name, "habit": row.kind, "words": KINDS[row.kind].say(language), "permille": row.value or None,
         "other_customer_id": row.other_code or None, "payments": row.seen}
        for row in rows
    ]  # fmt: skip
