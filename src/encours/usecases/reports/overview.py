"""The home page, and the lines behind each of its figures, as reports and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from encours.formats.exports.table import Cell, Column, Definition, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Language, Text
from encours.receivables.indicators.contract import Value
from encours.store.load.figure_lines import Figure, FigureLine
from encours.usecases.figure_lines import FigureLines
from encours.usecases.figure_words import FIGURE_TEXTS
from encours.usecases.home import Overview
from encours.usecases.reports.words import CUSTOMER, DUE, INVOICE, NAME, in_zone, said
from encours.usecases.words import KINDS

TITLE = Text(en="Where the company stands", fr="Situation de la société")
_FIGURE = Text(en="Figure", fr="Chiffre")
_AMOUNT = Text(en="Amount", fr="Montant")
_MEANS = Text(en="What it means", fr="Ce que c’est")
_WEEKS = Text(en="Expected receipts of four weeks", fr="Encaissements attendus sur quatre semaines")
_FROM, _TO = Text(en="From", fr="Du"), Text(en="To", fr="Au")
_DUE_IN = Text(en="Falling due", fr="Échéances")
_EXPECTED = Text(en="Expected", fr="Attendu")
_NOT_IN = Text(en="Not in the weeks: {undated} later than expected already, {later} expected after them.", fr="Hors de ces semaines : {undated} déjà plus tard qu’attendu, {later} attendus après.")
_TODO = Text(en="To do", fr="À faire")
_COUNT = Text(en="Number", fr="Nombre")
_DSO = Text(en="DSO (count-back): {days} days.", fr="DSO (épuisement) : {days} jours.")
_TASKS = {
    "waiting_lines": Text(en="Bank lines to apply", fr="Lignes à affecter"),
    "reminders": Text(en="Customers to remind", fr="Clients à relancer"),
    "breaches": Text(en="Invoices beyond the longest legal term", fr="Factures au-delà du délai légal maximal"),
    "gaps": Text(en="Breaks between statements", fr="Ruptures entre relevés"),
    "rejects": Text(en="Imports that left records out", fr="Imports avec rejets"),
}
_DAYS_PAST = Text(en="Days past due", fr="Jours de retard")
_KIND = Text(en="Kind", fr="Nature")
_DAY = Text(en="Day", fr="Date")
_WHEN = Text(en="Expected on", fr="Attendu le")
_WHY = Text(en="Why then", fr="Pourquoi")
_BY_DUE = Text(en="due day", fr="échéance")
_LATER = Text(en="due day + {days} d, as usual ({count} documents)", fr="échéance + {days} j, comme d’habitude ({count} pièces)")
_EARLIER = Text(en="due day − {days} d, as usual ({count} documents)", fr="échéance − {days} j, comme d’habitude ({count} pièces)")
_PAID_ON = Text(en="Paid on", fr="Réglé le")
_LATE_BY = Text(en="Days late", fr="Jours de retard")
_SUM = Text(en="{count} lines, {amount} in all.", fr="{count} lignes, {amount} au total.")


def figures_of(found: Overview) -> Iterator[tuple[Figure, int]]:
    """The figures of the home page with their amounts, in the order in which they reconcile."""
    at = found.position
    yield "not_due", at.not_due_minor
    yield "overdue", at.overdue_minor
    yield "unapplied", at.unapplied_minor
    yield "owed", at.owed_minor
    yield "disputed", at.disputed_minor
    yield "collectible", at.collectible_minor
    yield "received", at.received_minor


def tasks_of(found: Overview) -> Iterator[tuple[str, int, int | None]]:
    """What waits, by code: how many, and how much in the company's currency where that is known."""
    yield "waiting_lines", found.waiting_lines[0], found.waiting_lines[1]
    yield "reminders", len(found.due), found.due_minor
    breaches = found.legal.breaches if found.legal else ()
    yield "breaches", len(breaches), sum(one.amount_minor for one in breaches)
    yield "gaps", len(found.gaps), None
    yield "rejects", len(found.rejects), None


def overview_report(found: Overview) -> Report:
    """The figures, the weeks to come and what waits."""
    currency = found.currency
    figures = Table(
        code="figures", title=TITLE, currency=currency, columns=(Column("figure", _FIGURE, width=26), Column("amount", _AMOUNT, "amount"), Column("means", _MEANS, width=60)),
        rows=[(FIGURE_TEXTS[code].name, minor, FIGURE_TEXTS[code].meaning) for code, minor in figures_of(found)],
        notes=(said(_DSO, days=found.dso.value),) if isinstance(found.dso, Value) else (),
    )  # fmt: skip
    weeks = Table(
        code="expected", title=_WEEKS, currency=currency,
        columns=(Column("from", _FROM, "date"), Column("to", _TO, "date"), Column("due", _DUE_IN, "amount", total=True), Column("expected", _EXPECTED, "amount", total=True)),
        rows=[tuple(week) for week in found.expected.weeks],
        notes=(FIGURE_TEXTS["expected"].meaning, said(_NOT_IN, undated=Money(found.expected.undated_minor, currency), later=Money(found.expected.later_minor, currency))),
    )  # fmt: skip
    todo = Table(
        code="todo", title=_TODO, currency=currency, columns=(Column("task", _TODO, width=40), Column("count", _COUNT, "count"), Column("amount", _AMOUNT, "amount")),
        rows=[(_TASKS[code], count, minor) for code, count, minor in tasks_of(found)],
    )  # fmt: skip
    return Report(TITLE, found.company.name, found.as_of, (figures, weeks, todo))


def overview_json(found: Overview, language: Language = "en") -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "currency": found.currency,
        "customers": found.position.customers,
        "figures": [
            {"code": code, "name": FIGURE_TEXTS[code].name.say(language), "amount_minor": minor, "meaning": FIGURE_TEXTS[code].meaning.say(language)}
            for code, minor in figures_of(found)
        ],
        "dso_countback_days": float(found.dso.value) if isinstance(found.dso, Value) and not isinstance(found.dso.value, tuple) else None,
        "expected": {
            "weeks": [{"from": week.start, "to": week.last, "due_minor": week.due_minor, "expected_minor": week.expected_minor} for week in found.expected.weeks],
            "undated_minor": found.expected.undated_minor,
            "later_minor": found.expected.later_minor,
            "by_habit_minor": found.expected.by_habit_minor,
        },
        "todo": [{"code": code, "count": count, "amount_minor": minor} for code, count, minor in tasks_of(found)],
    }


def why_then(line: FigureLine) -> Text:
    """Why a document is expected on its day."""
    if line.delay_days is None:
        return _BY_DUE
    return said(_LATER if line.delay_days >= 0 else _EARLIER, days=abs(line.delay_days), count=line.settled)


def lines_report(found: FigureLines) -> Report:
    """The lines of a figure with their sum."""
    dated = found.figure in ("expected", "expected_due", "undated")
    columns = [
        Column("customer", CUSTOMER, width=12), Column("name", NAME, width=30), Column("document", INVOICE, width=20), Column("kind", _KIND, width=14), Column("on", _DAY, "date"),
        Column("due_on", DUE, "date"), Column("late", _DAYS_PAST, "count"), Column("amount", _AMOUNT, "amount", total=True),
    ]  # fmt: skip
    if dated:
        columns += [Column("expected_on", _WHEN, "date"), Column("why", _WHY, width=40)]
    if found.figure == "settled":
        columns += [Column("paid_on", _PAID_ON, "date"), Column("late_by", _LATE_BY, "count")]
    rows: list[tuple[Cell, ...]] = []
    for row in found.page.rows:
        late = (found.as_of - row.due_on).days
        shown = (row.customer_code, row.customer_name, row.document_ref, KINDS[row.kind], row.effective_on, row.due_on, late if late > 0 and row.minor > 0 else None, row.minor)
        rows.append((*shown, row.on, row.delay_days if found.figure == "settled" else why_then(row)) if dated or found.figure == "settled" else shown)
    table = Table(
        code=found.figure, title=found.text.name, currency=found.currency, columns=tuple(columns), rows=rows,
        notes=(found.text.meaning, said(_SUM, count=found.page.count, amount=Money(found.page.minor, found.currency))),
    )  # fmt: skip
    return Report(
        found.text.name, found.company.name, found.as_of, (table,), in_zone(found.known_at, found.company), (Definition(found.text.name, found.text.meaning),)
    )  # fmt: skip


def lines_json(found: FigureLines, language: Language = "en") -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "figure": found.figure,
        "name": found.text.name.say(language),
        "meaning": found.text.meaning.say(language),
        "currency": found.currency,
        "week": found.week,
        "since": found.since,
        "amount_minor": found.page.minor,
        "count": found.page.count,
        "lines": [
            {
                "item_id": row.item_id, "customer_key": row.customer_id, "customer_id": row.customer_code, "name": row.customer_name, "kind": row.kind,
                "invoice_number": row.document_ref, "posted_on": row.effective_on, "due_on": row.due_on, "amount_minor": row.minor, "on": row.on,
                "delay_days": row.delay_days,
            }
            for row in found.page.rows
        ],
    }  # fmt: skip
