"""The aggregates of `encours.receivables.indicators.inputs`, each one statement over the open items and allocations.

What is open comes from `open_items`, so that the indicators and the aged balance of one moment agree to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from psycopg import sql

from encours.kernel.period import Period, add_months, months_back
from encours.ledger.account import OUTSIDE_DSO, RECEIVABLE_PERIMETER
from encours.receivables.aging import Buckets
from encours.receivables.indicators.inputs import Inputs, MonthEnd
from encours.store.load.indicator_flows import load_cohorts, load_delay_table, load_settled
from encours.store.load.indicator_receipts import load_received
from encours.store.load.open_items import Moment, Only, exists_at, open_items, parameters, restrictions, stands
from encours.store.tenant import Scope

SALES_MONTHS = 36
MONTH_ENDS = 13


def within_dso(cursor: Any, scope: Scope, currency: str) -> Only:
    """The items that DSO, CEI and the overdue rate are about: one currency, deposits left out. A company without a deposit account needs no
    condition for that, and is read from the index alone."""
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM account WHERE organization_id = %s AND company_id = %s AND role = ANY(%s))",
        [scope.organization_id, scope.company_id, sorted(OUTSIDE_DSO)],
    )
    has_outside = cursor.fetchone()[0]
    return Only(currency=currency, roles=tuple(sorted(RECEIVABLE_PERIMETER - OUTSIDE_DSO)) if has_outside else ())


def load_indicator_inputs(cursor: Any, scope: Scope, moment: Moment, *, currency: str, window: Period, buckets: Buckets, year_days: int = 365) -> Inputs:
    """Everything the indicators need at a moment, in one currency, except the legal check, which needs a country's rules (`load_invoices_of`)."""
    only = within_dso(cursor, scope, currency)
    open_now = _open_now(cursor, scope, moment, only)
    received, set_off = _deposits(cursor, scope, moment, currency) if only.roles else (0, 0)
    ends = _month_ends(moment.day)
    before = window.start - timedelta(days=1)
    balances = _balances(cursor, scope, moment, only, [*ends, before], buckets)
    sales, since = _sales(cursor, scope, moment, only)
    settled, sale_to_cash = load_settled(cursor, scope, moment, only, window)
    return Inputs(
        as_of=moment.day,
        currency=currency,
        window=window,
        year_days=year_days,
        **open_now,
        deposits_received_minor=received,
        deposits_set_off_minor=set_off,
        receivable_at_start_minor=balances[before].receivable_minor,
        sales_by_day=sales,
        sales_since=since,
        buckets=buckets,
        month_ends=tuple(balances[day] for day in ends),
        settled=settled,
        sale_to_cash=sale_to_cash,
        cohorts=load_cohorts(cursor, scope, moment, only),
        delay_table=load_delay_table(cursor, scope, moment, only, yearly_sales=_year(sales, moment.day)),
        received=load_received(cursor, scope, moment, currency, window),
    )


def load_dso_inputs(
    cursor: Any, scope: Scope, moment: Moment, *, currency: str, window: Period, sales: Mapping[date, int], since: date | None
) -> Inputs:
    """What the days of sales outstanding need, and no more; `sales` and `since` are those of `Inputs`, which months keep."""
    only = within_dso(cursor, scope, currency)
    received, set_off = _deposits(cursor, scope, moment, currency) if only.roles else (0, 0)
    return Inputs(
        as_of=moment.day, currency=currency, window=window, **_open_now(cursor, scope, moment, only), deposits_received_minor=received, deposits_set_off_minor=set_off,
        sales_by_day=sales, sales_since=since,
    )  # fmt: skip


def _open_now(cursor: Any, scope: Scope, moment: Moment, only: Only) -> dict[str, Any]:
    cursor.execute(
        sql.SQL(
            """SELECT date_trunc('month', o.issued_on)::date, coalesce(sum(o.open_minor) FILTER (WHERE late < 1), 0)::bigint,
                      coalesce(sum(o.open_minor) FILTER (WHERE late >= 1), 0)::bigint, coalesce(sum(o.open_minor) FILTER (WHERE late > 30), 0)::bigint,
                      coalesce(sum(o.open_minor) FILTER (WHERE late > 60), 0)::bigint, coalesce(sum(o.open_minor) FILTER (WHERE late > 90), 0)::bigint,
                      coalesce(sum(o.credit), 0)::bigint, coalesce(sum(o.open_minor * late) FILTER (WHERE late >= 1), 0)::bigint,
                      coalesce(sum(o.open_minor * (%(day)s - o.issued_on)), 0)::bigint, count(o.open_minor)
                 FROM (SELECT issued_on, %(day)s - due_on AS late, CASE WHEN open_minor > 0 THEN open_minor END AS open_minor,
                              CASE WHEN open_minor < 0 THEN open_minor END AS credit FROM {open} x) o
                GROUP BY 1"""
        ).format(open=open_items(moment, only)),
        parameters(scope, moment, only),
    )
    rows = cursor.fetchall()
    sums = [sum(row[column] for row in rows) for column in range(1, 8)]
    names = ("not_due_minor", "overdue_minor", "overdue_over_30_minor", "overdue_over_60_minor", "overdue_over_90_minor", "unapplied_minor")
    return {
        **dict(zip(names, sums, strict=False)),
        "open_amount_days_late": sums[6],
        "open_age_by_month": {row[0]: row[8] for row in sorted(rows) if row[9]},
    }


def _deposits(cursor: Any, scope: Scope, moment: Moment, currency: str) -> tuple[int, int]:
    """What is open on the accounts that `within_dso` leaves out: credits (≤ 0) and debits."""
    only = Only(currency=currency, roles=tuple(sorted(OUTSIDE_DSO)))
    cursor.execute(
        sql.SQL(
            "SELECT coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0)::bigint, coalesce(sum(open_minor) FILTER (WHERE open_minor > 0), 0)::bigint FROM {open} x"
        ).format(open=open_items(moment, only)),
        parameters(scope, moment, only),
    )
    received, set_off = cursor.fetchone()
    return received, set_off


def _month_ends(day: date) -> list[date]:
    """The last days of the months up to `day`, ascending, at most 13."""
    ends = [month.last for month in months_back(day, MONTH_ENDS + 1)]
    return sorted(end for end in ends if end <= day)[-MONTH_ENDS:]


def _balances(cursor: Any, scope: Scope, moment: Moment, only: Only, days: list[date], buckets: Buckets) -> dict[date, MonthEnd]:
    """What was open at the end of each of several days, with the knowledge of the moment."""
    names = [sql.Identifier(f"bucket_{n}") for n in range(len(buckets))]
    cursor.execute(
        sql.SQL(
            """SELECT d.day, coalesce(o.total, 0)::bigint, {columns} FROM unnest(%(days)s::date[]) AS d(day)
                CROSS JOIN LATERAL (SELECT sum(open_minor) AS total, {sums} FROM
                    (SELECT open_minor, width_bucket(d.day - due_on, %(bounds)s::integer[]) AS bucket FROM {open} x) x) o"""
        ).format(
            columns=sql.SQL(", ").join(sql.SQL("coalesce(o.{}, 0)::bigint").format(name) for name in names),
            sums=sql.SQL(", ").join(
                sql.SQL("sum(open_minor) FILTER (WHERE open_minor > 0 AND bucket = {}) AS {}").format(sql.Literal(n), name) for n, name in enumerate(names)
            ),
            open=open_items(moment, only, day=sql.SQL("d.day")),
        ),
        parameters(scope, moment, only) | {"days": sorted(set(days)), "bounds": list(buckets.bounds)},
    )
    return {day: MonthEnd(day, total, tuple(parts)) for day, total, *parts in cursor.fetchall()}


def _sales(cursor: Any, scope: Scope, moment: Moment, only: Only) -> tuple[dict[date, int], date | None]:
    """Net sales of each day of the last 36 months, and the first day whose sales are known (None: an older one)."""
    first = add_months(moment.day.replace(day=1), 1 - SALES_MONTHS)
    cursor.execute(
        sql.SQL(
            """SELECT i.issued_on, sum(i.amount_minor) FILTER (WHERE i.kind IN ('invoice', 'credit_note') AND i.issued_on >= %(first)s)::bigint,
                      min(CASE WHEN i.kind IN ('invoice', 'credit_note') THEN least(i.effective_on, i.issued_on) ELSE i.effective_on END)
                 FROM item i WHERE {exists} AND i.issued_on <= %(day)s AND {stands}{restrictions} GROUP BY 1"""
        ).format(exists=exists_at("i", moment), stands=stands("i", moment), restrictions=restrictions(only)),
        parameters(scope, moment, only) | {"first": first},
    )
    rows = cursor.fetchall()
    # What an opening entry brings from earlier years says nothing about their sales: the books begin on its ledger day.
    begin = min((row[2] for row in rows), default=None)
    return {day: minor for day, minor, _ in sorted(rows) if minor}, begin if begin is not None and begin > first else None


def _year(sales: dict[date, int], day: date) -> int:
    """The net sales of the twelve months that end with `day`."""
    start = add_months(day + timedelta(days=1), -12)
    return sum(minor for on, minor in sales.items() if start <= on)

