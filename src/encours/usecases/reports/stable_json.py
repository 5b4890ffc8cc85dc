"""The answers as JSON values with stable keys: amounts are integers in minor units; keys may be added, never renamed.

A key figure's value is a JSON number of two decimals: it measures, it is no amount.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from encours.formats.exports.customer_statement import CustomerStatement
from encours.kernel.wording import Language, show
from encours.receivables.indicators.contract import Missing, Value
from encours.receivables.indicators.registry import indicators
from encours.store.load.aging import AgedRow
from encours.usecases.aging import AgedBalance
from encours.usecases.aging_compare import Compared
from encours.usecases.indicators import Indicators
from encours.usecases.penalties import Penalties
from encours.usecases.reminders import Planned, ReminderPlan
from encours.usecases.statement import Statement

_ROWS = {"customer": "customers", "group": "groups", "item": "items", "currency": "currencies"}


def aging_json(balance: AgedBalance, language: Language = "en") -> list[dict[str, Any]]:
    """One object per currency. `ties_to_ledger` is null where a part of the accounts is shown."""
    ties = {tie.currency: tie for tie in balance.ties}
    totals = {row.currency: row for row in balance.totals}
    return [_currency(balance, currency, totals.get(currency), ties, language) for currency in sorted(totals.keys() | ties.keys())]


def _currency(balance: AgedBalance, currency: str, total: AgedRow | None, ties: dict[str, Any], language: Language) -> dict[str, Any]:
    tie = ties.get(currency)
    sums = total.buckets if total else (0,) * len(balance.buckets)
    return {
        "currency": currency,
        "total_minor": total.total_minor if total else 0,
        "unapplied_minor": total.unapplied_minor if total else 0,
        "overdue_minor": total.overdue_minor if total else 0,
        "disputed_minor": total.disputed_minor if total else 0,
        "assumed_due_dates": total.assumed if total else 0,
        "ties_to_ledger": tie.ties if tie else None,
        "ledger_minor": tie.ledger_minor if tie else None,
        "buckets": [
            {"label": bucket.label.say(language), "from_days": bucket.from_days, "to_days": bucket.to_days, "amount_minor": minor}
            for bucket, minor in zip(balance.buckets, sums, strict=True)
        ],
        _ROWS[balance.by]: [_aged_row(balance, row) for row in balance.rows if row.currency == currency],
    }


def _aged_row(balance: AgedBalance, row: AgedRow) -> dict[str, Any]:
    named: dict[str, Any] = {"customer_id": row.code, "name": row.name}
    if balance.by == "item":
        named |= {"item_id": row.key, "invoice_number": row.document_ref, "issued_on": row.issued_on, "due_on": row.oldest_due_on}
    elif balance.by in ("group", "currency"):
        named = {"group_id": row.key, "name": row.name} if balance.by == "group" else {}
    return {
        **named,
        "total_minor": row.total_minor,
        "unapplied_minor": row.unapplied_minor,
        "overdue_minor": row.overdue_minor,
        "disputed_minor": row.disputed_minor,
        "buckets": list(row.buckets),
    }


def indicators_json(result: Indicators, language: Language = "en") -> dict[str, dict[str, Any]]:
    """Each key figure by its code; `missing` says what it would need."""
    known = indicators()
    return {code: {"name": known[code].name.say(language), **_indicator(value, known[code].unit, language)} for code, value in result.values.items()}


def _indicator(value: Value | Missing, unit: str, language: Language) -> dict[str, Any]:
    if isinstance(value, Missing):
        return {"value": None, "unit": unit, "note": None, "missing": value.what.say(language), "variants": {}}
    return {
        "value": _plain(value.value),
        "unit": unit,
        "note": value.note.say(language) if value.note else None,
        "missing": None,
        "variants": {name: _plain(variant) for name, variant in value.variants.items()},
    }


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        # Two decimals have one shortest float, which prints as they do.
        return float(value)
    if isinstance(value, tuple):
        return [{key: _plain(cell) for key, cell in row.items()} for row in value]
    return value.isoformat() if isinstance(value, date) else value


def penalties_json(result: Penalties) -> list[dict[str, Any]]:
    """One object per late item; `penalty_minor` is null where no day of the delay has a known rate."""
    return [
        {
            "item_id": row.item.item_id,
            "customer_id": row.item.customer_code,
            "name": row.item.customer_name,
            "invoice_number": row.item.document_ref,
            "currency": row.owed.currency,
            "due_on": row.item.due_on,
            "open_minor": row.item.open_minor,
            "penalty_minor": row.penalty_minor,
            "compensation_minor": row.owed.compensation.minor,
            "compensation_currency": row.owed.compensation.currency,
            "until": row.owed.until,
            "estimate": row.estimate,
            "missing": row.missing.en if row.missing else None,
        }
        for row in result.rows
    ]


def reminders_json(plan: ReminderPlan, language: Language = "en") -> list[dict[str, Any]]:
    """One object per customer and currency to remind today, most claimed first; those held back are not among them."""
    return [_reminder(row, language) for row in plan.due]


def held_json(plan: ReminderPlan, language: Language = "en") -> list[dict[str, Any]]:
    """Those that would be reminded and are held back, with the reason."""
    return [_reminder(row, language) for row in plan.rows if row.reminder.status == "held"]


def _reminder(row: Planned, language: Language) -> dict[str, Any]:
    return {
        "item_id": row.items[0].id,
        "customer_id": row.customer_code,
        "name": row.customer_name,
        "amount_minor": row.reminder.claimed_minor,
        "currency": row.reminder.currency,
        "oldest_due_on": row.reminder.oldest_due_on,
        "days_late": row.reminder.days_late,
        "step": row.reminder.step.code,
        "reason": row.reminder.reason.say(language),
        "estimate": row.reminder.estimate,
        "items": [item.id for item in row.items],
    }


def statement_json(statement: Statement, language: Language = "en") -> dict[str, Any]:
    """The customer and one object per currency; `movements` is null where no period was asked for."""
    return {
        "customer_id": statement.customer.code,
        "name": statement.customer.name,
        "statements": [_sheet(sheet, language) for sheet in statement.sheets],
    }


def _sheet(sheet: CustomerStatement, language: Language) -> dict[str, Any]:
    return {
        "currency": sheet.currency,
        "balance_minor": sheet.balance_minor,
        "past_due_minor": sheet.past_due_minor,
        "unapplied_minor": sheet.unapplied_minor,
        "since": sheet.period and sheet.period.start,
        "opening_minor": sheet.opening_minor if sheet.period else None,
        "movements": [
            {"on": m.on, "reference": m.reference, "label": show(m.label, language), "debit_minor": m.debit_minor, "credit_minor": m.credit_minor}
            for m in sheet.movements
        ] if sheet.period else None,
        "open": [
            {
                "issued_on": line.issued_on, "due_on": line.due_on, "reference": line.reference, "label": show(line.label, language),
                "amount_minor": line.amount_minor, "open_minor": line.open_minor, "disputed": line.disputed,
            }
            for line in sheet.open_lines
        ],
        "aging": [{"label": part.heading.say(language), "amount_minor": part.amount_minor} for part in sheet.aging],
    }  # fmt: skip


def compared_json(balance: AgedBalance, compared: Compared) -> dict[str, Any]:
    """The other day's totals, and by how much the rows moved."""
    return {
        "day": compared.day,
        "totals": [{"currency": currency, "total_minor": minor} for currency, minor in sorted(compared.totals.items())],
        "rows": [
            {"key": row.key, "currency": row.currency, "before_minor": compared.before_minor(row), "variation_minor": compared.moved_minor(row)} for row in balance.rows
        ],
    }  # fmt: skip
