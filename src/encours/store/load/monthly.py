"""What the key figures of every month rest on, in three statements over the whole books instead of one report per month.

What is open changes by flows: an item adds its amount on its ledger day, an allocation takes its amount off on its own day. What is more than k days
late changes by the same flows, on the day they happen or, where that is later, on the day the item becomes that late. So one pass over items and
allocations, summed by the month of those days, gives what was open and how late at the end of every month: each month adds to the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from psycopg import sql

from encours.store.load.open_items import Moment, Only, due_on, parameters, restrictions, stands
from encours.store.tenant import Scope

LATE = (0, 30, 60, 90, 120)
"""Debts more than so many days late; "more than 0" is past due. They bound the usual buckets."""


class Flow(NamedTuple):
    """What the month `month` (its first day) added to one balance: `kind` is debit, credit, or late_0 … late_120; `due_days` weighs each amount with its due day (proleptic ordinal)."""

    kind: str
    month: date
    minor: int
    due_days: int


class DaySales(NamedTuple):
    """Net sales issued on a day and posted on another (most often the same)."""

    issued_on: date
    effective_on: date
    minor: int


class MonthSettled(NamedTuple):
    """The sums of `receivables.indicators.inputs.Settled` over the parts paid in one month (its first day); `parts` is its count."""

    month: date
    parts: int
    amount_minor: int
    amount_late: int
    amount_late_positive: int
    late: int
    amount_age: int
    age: int
    openings: int


@dataclass(frozen=True, slots=True)
class Monthly:
    """Everything by month, for the whole life of the books; `begins_on` is the first day whose sales are known (None: there are none)."""

    flows: tuple[Flow, ...]
    sales: tuple[DaySales, ...]
    settled: tuple[MonthSettled, ...]
    begins_on: date | None


def load_monthly(cursor: Any, scope: Scope, moment: Moment, only: Only) -> Monthly:
    """The aggregates of one perimeter with the knowledge of the moment; its day plays no part."""
    values = parameters(scope, moment, only)
    flows = tuple(_flows(cursor, moment, only, values))
    sales, begins = _sales(cursor, moment, only, values)
    return Monthly(flows, sales, tuple(_settled(cursor, moment, only, values)), begins)


def _owned(moment: Moment, only: Only) -> sql.Composed:
    known = sql.SQL(" AND i.recorded_at <= %(known_at)s" if moment.known_at else "")
    return sql.SQL("i.organization_id = %(organization)s AND i.company_id = %(company)s{known}{restrictions}").format(known=known, restrictions=restrictions(only))


def _flows(cursor: Any, moment: Moment, only: Only, values: dict[str, Any]) -> list[Flow]:
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    names = [sql.Identifier(f"late_{days}") for days in LATE]
    months = sql.SQL(", ").join(sql.SQL("date_trunc('month', {}::timestamp)::date AS {}").format(name, name) for name in names)
    sets = sql.SQL(", ").join(sql.SQL("(minor_debit, {})").format(name) for name in names)
    kind = sql.SQL(" ").join(sql.SQL("WHEN grouping({}) = 0 THEN {}").format(name, sql.Literal(f"late_{days}")) for name, days in zip(names, LATE, strict=True))
    # Allocations are summed by item and day before they meet the item: most items have one.
    cursor.execute(
        sql.SQL(
            """WITH flow AS (
                 SELECT i.amount_minor > 0 AS minor_debit, i.effective_on AS on_day, {due} AS due_on, i.amount_minor AS minor FROM item i WHERE {owned}
                 UNION ALL
                 SELECT i.amount_minor > 0, a.effective_on, {due}, CASE WHEN i.amount_minor > 0 THEN -a.amount_minor ELSE a.amount_minor END
                   FROM item i JOIN (SELECT debit_item_id AS item_id, effective_on, amount_minor FROM allocation a WHERE a.organization_id = %(organization)s{known}
                                     UNION ALL SELECT credit_item_id, effective_on, amount_minor FROM allocation a WHERE a.organization_id = %(organization)s{known}) a
                     ON a.item_id = i.id WHERE {owned}),
               by_day AS (
                 SELECT minor_debit, on_day, due_on, sum(minor) AS minor FROM flow GROUP BY 1, 2, 3),
               dated AS (
                 SELECT minor_debit, date_trunc('month', on_day::timestamp)::date AS on_month, minor, minor * (due_on - date '0001-01-01' + 1) AS due_days, {months}
                   FROM (SELECT *, {late_days} FROM by_day) d)
             SELECT CASE {kind} WHEN minor_debit THEN 'debit' ELSE 'credit' END, coalesce(on_month, {all_late}), sum(minor)::bigint, sum(due_days)::bigint
               FROM dated GROUP BY GROUPING SETS ((minor_debit, on_month), {sets}) HAVING coalesce(on_month, {all_late}) IS NOT NULL ORDER BY 1, 2"""
        ).format(
            due=due_on("i", moment), owned=_owned(moment, only), known=known, months=months, kind=kind, sets=sets, all_late=sql.SQL(", ").join(names),
            late_days=sql.SQL(", ").join(sql.SQL("CASE WHEN minor_debit THEN greatest(on_day, due_on + {}) END AS {}").format(sql.Literal(days + 1), name)
                                         for days, name in zip(LATE, names, strict=True)),
        ),
        values,
    )  # fmt: skip
    return [Flow(*row) for row in cursor.fetchall()]


def _sales(cursor: Any, moment: Moment, only: Only, values: dict[str, Any]) -> tuple[tuple[DaySales, ...], date | None]:
    cursor.execute(
        sql.SQL(
            """SELECT i.issued_on, i.effective_on, (sum(i.amount_minor) FILTER (WHERE i.kind IN ('invoice', 'credit_note')))::bigint,
                      min(CASE WHEN i.kind IN ('invoice', 'credit_note') THEN least(i.effective_on, i.issued_on) ELSE i.effective_on END)
                 FROM item i WHERE {owned} AND {stands} GROUP BY 1, 2 ORDER BY 1, 2"""
        ).format(owned=_owned(moment, only), stands=stands("i", moment)),
        values,
    )
    rows = cursor.fetchall()
    return tuple(DaySales(on, posted, minor) for on, posted, minor, _ in rows if minor), min((row[3] for row in rows), default=None)


def _settled(cursor: Any, moment: Moment, only: Only, values: dict[str, Any]) -> list[MonthSettled]:
    """The parts that receipts paid, as `load_settled` counts them: one per document, receipt and day, net of what was taken back."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    cursor.execute(
        sql.SQL(
            """WITH part AS (
                 SELECT i.id, i.kind, i.issued_on, {due} AS due_on, a.effective_on AS paid_on, sum(a.amount_minor)::bigint AS minor
                   FROM item i JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = i.id{known}
                   JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id AND c.kind = 'receipt'
                  WHERE {owned} AND i.kind IN ('invoice', 'opening')
                  GROUP BY i.id, i.kind, i.issued_on, {due}, a.credit_item_id, a.effective_on HAVING sum(a.amount_minor) <> 0)
             SELECT date_trunc('month', paid_on::timestamp)::date, count(*) FILTER (WHERE sold), coalesce(sum(minor) FILTER (WHERE sold), 0)::bigint,
                    coalesce(sum(minor * (paid_on - due_on)) FILTER (WHERE sold), 0)::bigint, coalesce(sum(minor * greatest(paid_on - due_on, 0)) FILTER (WHERE sold), 0)::bigint,
                    coalesce(sum(paid_on - due_on) FILTER (WHERE sold), 0)::bigint, coalesce(sum(minor * (paid_on - issued_on)) FILTER (WHERE sold), 0)::bigint,
                    coalesce(sum(paid_on - issued_on) FILTER (WHERE sold), 0)::bigint, count(DISTINCT id) FILTER (WHERE NOT sold)
               FROM (SELECT *, kind = 'invoice' AS sold FROM part) p GROUP BY 1 ORDER BY 1"""
        ).format(due=due_on("i", moment), owned=_owned(moment, only), known=known),
        values,
    )
    return [MonthSettled(*row) for row in cursor.fetchall()]
