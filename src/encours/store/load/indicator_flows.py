"""The flows that indicators sum: what was paid and how late, the months billed, the invoices unpaid at closing, those under a legal cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import sql

from encours.kernel.period import Period, add_months
from encours.kernel.wording import Text
from encours.receivables.indicators.inputs import Cohort, DelayTable, SaleToCash, Settled
from encours.store.load.open_items import (
    CLOSED_LATE,
    CLOSED_SAME_DAY,
    CLOSED_SOON,
    OPEN,
    Moment,
    Only,
    due_on,
    due_source,
    exists_at,
    is_disputed,
    open_amount,
    open_items,
    parameters,
    restrictions,
    stands,
)
from encours.store.tenant import Scope

COHORT_MONTHS = 24
PAID_WITHIN = (30, 60, 90, 120)
REFERENCE_TERMS = Text(en="legal and contractual due dates", fr="échéances légales et contractuelles")


def load_settled(cursor: Any, scope: Scope, moment: Moment, only: Only, window: Period) -> tuple[Settled | None, SaleToCash | None]:
    """Sums over the parts of invoices that receipts paid in the window, net of what was taken back, and their legs from delivery to cash.

    What an opening entry brought is only counted: how old it was when it was paid is not known. An invoice's allocations lie between its first and its last day, by which the candidates are found.
    """
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    candidates = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT i.id, i.kind, i.issued_on, {due} AS due_on FROM item i WHERE {exists} AND {state} AND i.last_on >= %(start)s AND i.first_on <= %(day)s "
                "AND i.kind IN ('invoice', 'opening'){restrictions}").format(
            due=due_on("i", moment), exists=exists_at("i", moment), state=sql.SQL(state), restrictions=restrictions(only)
        )
        for state in (CLOSED_SAME_DAY, CLOSED_SOON, CLOSED_LATE, OPEN)
    )  # fmt: skip
    cursor.execute(
        sql.SQL(
            """WITH paid_part AS (
                 SELECT i.id, i.kind, i.issued_on, i.due_on, a.effective_on AS paid_on, sum(a.amount_minor)::bigint AS minor
                   FROM ({candidates}) i
                   JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = i.id AND a.effective_on BETWEEN %(start)s AND %(day)s{known}
                   JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id AND c.kind = 'receipt'
                  GROUP BY i.id, i.kind, i.issued_on, i.due_on, a.credit_item_id, a.effective_on HAVING sum(a.amount_minor) <> 0),
               part AS (SELECT * FROM paid_part WHERE kind = 'invoice'),
               delivered AS (
                 SELECT DISTINCT ON (x.item_id) x.item_id, v.delivered_on, v.sent_on FROM invoice_item x
                   JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                  WHERE x.organization_id = %(organization)s AND v.delivered_on IS NOT NULL AND v.sent_on IS NOT NULL AND x.item_id IN (SELECT id FROM part)
                  ORDER BY x.item_id, v.version DESC)
             SELECT count(*), sum(minor)::bigint, sum(minor * (paid_on - due_on))::bigint, sum(minor * greatest(paid_on - due_on, 0))::bigint,
                    sum(paid_on - due_on)::bigint, sum(minor * (paid_on - issued_on))::bigint, sum(paid_on - issued_on)::bigint,
                    count(delivered_on), (sum(minor) FILTER (WHERE delivered_on IS NOT NULL))::bigint, sum(minor * (issued_on - delivered_on))::bigint,
                    sum(minor * (sent_on - issued_on))::bigint, sum(minor * (due_on - sent_on))::bigint,
                    (sum(minor * (paid_on - due_on)) FILTER (WHERE delivered_on IS NOT NULL))::bigint,
                    (SELECT count(DISTINCT id) FROM paid_part WHERE kind = 'opening')
               FROM part LEFT JOIN delivered d ON d.item_id = part.id"""
        ).format(candidates=candidates, known=known),
        parameters(scope, moment, only) | {"start": window.start},
    )
    count, minor, late_minor, positive_minor, late, age_minor, age, delivered, delivered_minor, issue, sending, due, paid, openings = (
        cursor.fetchone()
    )
    settled = Settled(
        count=count, amount_minor=minor or 0, amount_late=late_minor or 0, amount_late_positive=positive_minor or 0, late=late or 0, amount_age=age_minor or 0, age=age or 0,
        openings=openings,
    ) if count or openings else None  # fmt: skip
    legs = SaleToCash(
        amount_minor=delivered_minor, delivery_to_issue=issue, issue_to_sending=sending, sending_to_due=due, due_to_paid=paid
    ) if delivered else None  # fmt: skip
    return settled, legs


def load_cohorts(cursor: Any, scope: Scope, moment: Moment, only: Only) -> tuple[Cohort, ...]:
    """The invoices of each of the last 24 months and how they were paid. A day still to come for some of a month's invoices is None."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    within = sql.SQL(", ").join(
        sql.SQL(
            "coalesce(sum(a.amount_minor) FILTER (WHERE c.kind = 'receipt' AND a.effective_on <= b.issued_on + {n}), 0)::bigint AS {name}"
        ).format(n=sql.Literal(days), name=sql.Identifier(f"within_{days}"))
        for days in PAID_WITHIN
    )
    sums = sql.SQL(", ").join(sql.SQL("coalesce(p.{}, 0)").format(sql.Identifier(f"within_{days}")) for days in PAID_WITHIN)
    # Both sides are summed by month before they meet: a group per invoice would be as many as the invoices.
    cursor.execute(
        sql.SQL(
            """WITH billed AS (
                 SELECT i.id, i.issued_on, {due} AS due_on, i.amount_minor, date_trunc('month', i.issued_on::timestamp)::date AS month FROM item i
                  WHERE {exists} AND i.kind = 'invoice' AND i.issued_on BETWEEN %(first)s AND %(day)s AND {stands}{restrictions}),
               month AS (
                 SELECT month, sum(amount_minor)::bigint AS minor, max(issued_on) AS last_issue, max(due_on) AS last_due FROM billed GROUP BY 1),
               paid AS (
                 SELECT b.month, {within}, coalesce(sum(a.amount_minor) FILTER (WHERE a.effective_on <= b.due_on + 90), 0)::bigint AS settled_90
                   FROM billed b JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = b.id AND a.effective_on <= %(day)s{known}
                   JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id
                  GROUP BY 1)
             SELECT m.month, m.minor, m.last_issue, m.last_due, m.minor - coalesce(p.settled_90, 0), {sums}
               FROM month m LEFT JOIN paid p USING (month) ORDER BY 1"""
        ).format(
            due=due_on("i", moment), exists=exists_at("i", moment), stands=stands("i", moment), restrictions=restrictions(only), within=within, known=known, sums=sums
        ),
        parameters(scope, moment, only) | {"first": add_months(moment.day.replace(day=1), 1 - COHORT_MONTHS)},
    )  # fmt: skip
    return tuple(
        Cohort(
            month,
            billed,
            {days: minor if _has_come(last_issue, days, moment.day) else None for days, minor in zip(PAID_WITHIN, paid, strict=True)},
            unpaid if _has_come(last_due, 90, moment.day) else None,
        )
        for month, billed, last_issue, last_due, unpaid, *paid in cursor.fetchall()
    )


def _has_come(last: date, days: int, today: date) -> bool:
    return last + timedelta(days=days) <= today


def load_delay_table(cursor: Any, scope: Scope, moment: Moment, only: Only, *, yearly_sales: int) -> DelayTable:
    """The invoices unpaid at the moment by days late, from the due day on; the disputed ones apart."""
    cursor.execute(
        sql.SQL(
            """SELECT CASE WHEN x.is_disputed THEN -1 ELSE width_bucket(%(day)s - x.due_on, ARRAY[1, 31, 61, 91]) END, count(*), sum(x.open_minor)::bigint
                 FROM {open} x WHERE x.open_minor > 0 AND x.kind IN ('invoice', 'opening') AND (x.due_on <= %(day)s OR x.is_disputed) GROUP BY 1"""
        ).format(open=open_items(moment, only, extra=("kind",))),
        parameters(scope, moment, only),
    )
    cells: dict[int, tuple[int, int]] = {column: (count, minor) for column, count, minor in cursor.fetchall()}
    first, second, third, fourth, fifth = (cells.get(column, (0, 0)) for column in range(5))
    return DelayTable((first, second, third, fourth, fifth), cells.get(-1, (0, 0)), yearly_sales, REFERENCE_TERMS)


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """An invoice with what a legal cap needs: `paid_on` is the day of the last payment of what is settled, None while anything is open."""

    item_id: int
    customer_code: str
    is_public: bool
    is_consumer: bool
    issued_on: date
    due_on: date
    due_source: str
    delivered_on: date | None
    amount_minor: int
    paid_on: date | None


def load_invoices_of(cursor: Any, scope: Scope, moment: Moment, only: Only, window: Period) -> tuple[IssuedInvoice, ...]:
    """The standing, undisputed invoices issued in the window."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    cursor.execute(
        sql.SQL(
            """WITH issued AS (
                 SELECT i.id, i.customer_id, i.issued_on, {due} AS due_on, {source} AS due_source, i.amount_minor, {open} AS open_minor
                   FROM item i WHERE {exists} AND i.kind = 'invoice' AND i.issued_on BETWEEN %(start)s AND %(day)s AND NOT ({disputed})
                    AND {stands}{restrictions}),
               last_paid AS (
                 SELECT id, max(effective_on) AS paid_on FROM (
                   SELECT s.id, a.effective_on FROM issued s
                     JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = s.id AND a.effective_on <= %(day)s{known}
                    WHERE s.open_minor = 0 GROUP BY s.id, a.credit_item_id, a.effective_on HAVING sum(a.amount_minor) <> 0) x GROUP BY 1),
               delivered AS (
                 SELECT x.item_id, max(v.delivered_on) AS delivered_on FROM invoice_item x
                   JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                  WHERE x.organization_id = %(organization)s AND x.item_id IN (SELECT id FROM issued) GROUP BY 1)
             SELECT s.id, c.code, c.is_public, c.is_consumer, s.issued_on, s.due_on, s.due_source, d.delivered_on, s.amount_minor, p.paid_on
               FROM issued s JOIN customer c ON c.organization_id = %(organization)s AND c.id = s.customer_id
               LEFT JOIN last_paid p ON p.id = s.id LEFT JOIN delivered d ON d.item_id = s.id ORDER BY s.id"""
        ).format(
            due=due_on("i", moment), source=due_source("i", moment), open=open_amount("i", moment), exists=exists_at("i", moment),
            disputed=is_disputed("i", moment), stands=stands("i", moment), restrictions=restrictions(only), known=known,
        ),
        parameters(scope, moment, only) | {"start": window.start},
    )  # fmt: skip
    return tuple(IssuedInvoice(*row) for row in cursor.fetchall())
