"""Penalties, reminders, receivables and statements as reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from encours.formats.exports.customer_statement import movements_table, open_table
from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.load.items import ItemRow
from encours.usecases.penalties import Penalties, PenaltyOwed
from encours.usecases.reminders import Planned, ReminderPlan
from encours.usecases.reports.words import COLLECTIVE, CUSTOMER, DAYS_LATE, DUE, INVOICE, ISSUED, NAME, YES, in_zone, said
from encours.usecases.statement import Statement
from encours.usecases.words import KINDS

_PENALTIES = Text(en="Late-payment penalties", fr="Pénalités de retard")
_COMPENSATION = Text(en="Compensation", fr="Indemnité forfaitaire")
_ESTIMATE = Text(en="Estimate", fr="Estimation")
_PAST_CLAIMS = Text(
    en="Estimates, whose due date was assumed or stands in an earlier year's books: {count}. They are no claims.",
    fr="Estimations, dont l’échéance est supposée ou relève d’un exercice antérieur : {count}. Elles ne se réclament pas.",
)
_NO_RATE = Text(
    en="Lines whose interest stops before the end of the delay: {count}. {why}",
    fr="Lignes dont les intérêts s’arrêtent avant la fin du retard : {count}. {why}",
)
_DISPUTED_OUT = Text(en="Disputed items are left out.", fr="Les pièces en litige sont exclues.")
_REMINDERS = Text(en="Reminders of the day", fr="Relances du jour")
_HELD = Text(en="Held back", fr="Relances suspendues")
_NOTHING_SENT = Text(en="Nothing has been sent.", fr="Rien n’a été envoyé.")
_RECEIVABLES = Text(en="Receivables", fr="Créances")
_STATEMENT = Text(en="Statement of {name}", fr="Relevé de {name}")
_IN = Text(en="{title} in {currency}", fr="{title} en {currency}")


def penalties_report(result: Penalties) -> Report:
    """The late items with what each costs, one table per currency."""
    currencies = sorted({row.owed.currency for row in result.rows}) or [result.company.currency]
    sections = tuple(
        _penalty_table(result, currency, [row for row in result.rows if row.owed.currency == currency], len(currencies) > 1)
        for currency in currencies
    )
    return _report(_PENALTIES, result.company, result.as_of, result.known_at, sections)


def _penalty_table(result: Penalties, currency: str, rows: Sequence[PenaltyOwed], several: bool) -> Table:
    # The law fixes the compensation in euros: in a table of another currency it is words, not an amount to add up.
    own = all(row.owed.compensation.currency == currency for row in rows)
    columns = (
        Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("document", INVOICE), Column("due_on", DUE, "date"),
        Column("until", Text(en="Until", fr="Jusqu’au"), "date"), Column("amount", Text(en="Amount", fr="Montant"), "amount"),
        Column("open", Text(en="Outstanding", fr="Reste dû"), "amount", total=True), Column("penalty", Text(en="Penalty", fr="Pénalité"), "amount", total=True),
        Column("compensation", _COMPENSATION, "amount" if own else "text", total=own), Column("estimate", _ESTIMATE),
    )  # fmt: skip
    cells = [
        (
            row.item.customer_code, row.item.customer_name, row.item.document_ref, row.item.due_on, row.owed.until, row.item.amount_minor, row.item.open_minor,
            row.penalty_minor, row.owed.compensation.minor if own else said(Text(en="{money}", fr="{money}"), money=row.owed.compensation),
            YES if row.estimate else None,
        )
        for row in rows
    ]  # fmt: skip
    return Table(
        code=f"penalties_{currency.lower()}" if several else "penalties",
        title=said(_IN, title=_PENALTIES, currency=currency) if several else _PENALTIES,
        columns=columns,
        rows=cells,
        currency=currency,
        notes=tuple(_penalty_notes(result, rows)),
    )


def _penalty_notes(result: Penalties, rows: Sequence[PenaltyOwed]) -> Iterator[Text]:
    yield from dict.fromkeys(row.note for row in rows)
    yield _DISPUTED_OUT
    estimates = sum(row.estimate for row in rows)
    if estimates:
        yield said(_PAST_CLAIMS, count=estimates)
    reasons = [row.missing for row in rows if row.missing]
    for reason in dict.fromkeys(reasons):
        yield said(_NO_RATE, count=reasons.count(reason), why=reason)
    if result.excluded_collective:
        yield said(COLLECTIVE, count=result.excluded_collective)


def reminders_report(plan: ReminderPlan) -> Report:
    """Those due today, most claimed first, then those held with the reason."""
    held = [row for row in plan.rows if row.reminder.status == "held"]
    notes = (_NOTHING_SENT, *((said(COLLECTIVE, count=plan.excluded_collective),) if plan.excluded_collective else ()))
    sections = [
        table
        for title, code, rows in ((_REMINDERS, "reminders", plan.due), (_HELD, "held", held))
        for table in _reminder_tables(plan, title, code, rows, notes)
    ]
    return _report(_REMINDERS, plan.company, plan.as_of, plan.known_at, tuple(sections))


def _reminder_tables(plan: ReminderPlan, title: Text, code: str, rows: Sequence[Planned], notes: tuple[Text, ...]) -> Iterator[Table]:
    columns = (
        Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("step", Text(en="Step", fr="Étape")),
        Column("amount", Text(en="Claimed", fr="Réclamé"), "amount", total=True), Column("items", Text(en="Documents", fr="Pièces"), "count"),
        Column("oldest_due_on", Text(en="Oldest due", fr="Plus ancienne échéance"), "date"), Column("days_late", DAYS_LATE, "count"),
        Column("reason", Text(en="Reason", fr="Motif"), width=44), Column("estimate", _ESTIMATE),
    )  # fmt: skip
    currencies = sorted({row.reminder.currency for row in rows}) or [plan.company.currency]
    for currency in currencies:
        cells: list[tuple[Cell, ...]] = [
            (
                row.customer_code, row.customer_name, row.reminder.step.name, row.reminder.claimed_minor, len(row.items), row.reminder.oldest_due_on,
                row.reminder.days_late, row.reminder.reason, YES if row.reminder.estimate else None,
            )
            for row in rows
            if row.reminder.currency == currency
        ]  # fmt: skip
        several = len(currencies) > 1
        yield Table(
            code=f"{code}_{currency.lower()}" if several else code,
            title=said(_IN, title=title, currency=currency) if several else title,
            columns=columns, rows=cells, currency=currency, notes=notes,
        )  # fmt: skip


def receivables_report(company: Company, as_of: date, known_at: datetime | None, items: Sequence[ItemRow]) -> Report:
    """A list of items, one table per currency."""
    columns = (
        Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("kind", Text(en="Kind", fr="Nature")), Column("document", INVOICE),
        Column("issued_on", ISSUED, "date"), Column("due_on", DUE, "date"), Column("days_late", DAYS_LATE, "count"),
        Column("amount", Text(en="Amount", fr="Montant"), "amount", total=True), Column("open", Text(en="Outstanding", fr="Reste dû"), "amount", total=True),
        Column("disputed", Text(en="Disputed", fr="En litige")),
    )  # fmt: skip
    currencies = sorted({item.currency for item in items}) or [company.currency]
    sections = tuple(
        Table(
            code="receivables" if len(currencies) == 1 else f"receivables_{currency.lower()}",
            title=_RECEIVABLES if len(currencies) == 1 else said(_IN, title=_RECEIVABLES, currency=currency),
            columns=columns,
            rows=[_item_cells(item, as_of) for item in items if item.currency == currency],
            currency=currency,
        )
        for currency in currencies
    )
    return _report(_RECEIVABLES, company, as_of, known_at, sections)


def _item_cells(item: ItemRow, as_of: date) -> tuple[Cell, ...]:
    late = (as_of - item.due_on).days if item.open_minor > 0 else 0
    return (
        item.customer_code, item.customer_name, KINDS[item.kind], item.document_ref, item.issued_on, item.due_on, late if late > 0 else None,
        item.amount_minor, item.open_minor, YES if item.is_disputed else None,
    )  # fmt: skip


def statement_report(statement: Statement) -> Report:
    """The tables of a statement, for screens, spreadsheets and the terminal; the letter to send is a document of its own."""
    sections: list[Table] = []
    for sheet in statement.sheets:
        sections += [movements_table(sheet)] if sheet.period else []
        sections.append(open_table(sheet))
    summary = tuple(
        said(Text(en="Balance: {balance}.", fr="Solde : {balance}."), balance=Money(sheet.balance_minor, sheet.currency)) for sheet in statement.sheets
    )  # fmt: skip
    title = said(_STATEMENT, name=f"{statement.customer.name} ({statement.customer.code})")
    return Report(
        title, statement.company.name, statement.as_of, tuple(sections), in_zone(statement.known_at, statement.company), summary=summary
    )


def _report(title: Text, company: Company, as_of: date, known_at: datetime | None, sections: tuple[Table, ...]) -> Report:
    return Report(title, company.name, as_of, sections, in_zone(known_at, company))
