"""The key figures at the end of every month, all from one reading of the books, computed by the same functions as the report of a day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, pairwise

from encours.kernel.period import add_months, months_back
from encours.receivables.indicators.contract import Value
from encours.receivables.indicators.inputs import Inputs, MonthEnd, Settled, quarter_to
from encours.receivables.indicators.registry import indicators as known_indicators
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.indicator_inputs import MONTH_ENDS, SALES_MONTHS, within_dso
from encours.store.load.monthly import LATE, Monthly, MonthSettled, load_monthly
from encours.store.load.open_items import Moment, widen
from encours.store.save.kept_months import months_now
from encours.store.tenant import Scope, tenant

MONTHS = 24


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month's last day with the amounts behind it and every key figure that months alone give, by code; what a month does not give has no entry."""

    day: date
    owed_minor: int
    overdue_minor: int
    unapplied_minor: int
    sales_minor: int
    paid_minor: int
    figures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Trend:
    """The months, oldest first. `codes` are the figures that at least one month has, in the order of the registry."""

    company: Company
    as_of: date
    known_at: datetime | None
    currency: str
    points: tuple[TrendPoint, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code in known_indicators() if any(code in point.figures for point in self.points))


def trend(scope: Scope, as_of: date, *, known_at: datetime | None = None, currency: str | None = None, months: int = MONTHS) -> Trend:
    """The key figures at the ends of the last `months` whole months up to `as_of`, in one currency, with the knowledge of one instant."""
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        chosen = currency or company.currency
        only = within_dso(cursor, scope, chosen)
        monthly = load_monthly(cursor, scope, Moment(as_of, known_at), only) if known_at else months_now(cursor, scope, only)
    return Trend(company, as_of, known_at, chosen, tuple(_points(monthly, as_of, chosen, months)))


def _points(monthly: Monthly, as_of: date, currency: str, months: int) -> Iterator[TrendPoint]:
    ends = sorted(month.last for month in months_back(as_of, months + 1) if month.last <= as_of)[-months:]
    if monthly.begins_on is None:
        return
    balances = _Balances(monthly)
    for day in ends:
        if day < monthly.begins_on:
            continue
        inputs = _inputs(monthly, balances, day, currency)
        values = {code: one.compute(inputs) for code, one in known_indicators().items()}
        figures = {code: value.value for code, value in values.items() if isinstance(value, Value) and isinstance(value.value, Decimal)}
        assert inputs.receivable_minor is not None
        yield TrendPoint(
            day, inputs.receivable_minor, inputs.overdue_minor or 0, inputs.unapplied_minor, _month_sales(inputs, day), _paid(monthly, day), figures
        )  # fmt: skip


class _Balances:
    """The flows added up month by month: what each balance is at the end of a month."""

    def __init__(self, monthly: Monthly) -> None:
        grouped: dict[str, list[tuple[date, int, int]]] = defaultdict(list)
        for kind, month, minor, due_days in monthly.flows:
            grouped[kind].append((month, minor, due_days))
        self._kept = {
            kind: ([row[0] for row in rows], [0, *accumulate(row[1] for row in rows)], [0, *accumulate(row[2] for row in rows)]) for kind, rows in grouped.items()
        }  # fmt: skip

    def at(self, kind: str, day: date) -> tuple[int, int]:
        """The balance at the last day of a month, and the same weighed with due days."""
        months, minors, weighed = self._kept.get(kind, ([], [0], [0]))
        place = bisect_right(months, day)
        return minors[place], weighed[place]


def _inputs(monthly: Monthly, balances: _Balances, day: date, currency: str) -> Inputs:
    window = quarter_to(day)
    ends = [_month_end(balances, month.last) for month in reversed(list(months_back(day, MONTH_ENDS))) if month.last >= (monthly.begins_on or day)]
    late = {days: balances.at(f"late_{days}", day)[0] for days in LATE}
    overdue, weighed = balances.at("late_0", day)
    sales, since = sales_until(monthly, day)
    return Inputs(
        as_of=day, currency=currency, window=window, not_due_minor=balances.at("debit", day)[0] - overdue, overdue_minor=overdue, overdue_over_30_minor=late[30],
        overdue_over_60_minor=late[60], overdue_over_90_minor=late[90], unapplied_minor=balances.at("credit", day)[0],
        receivable_at_start_minor=_month_end(balances, _last_before(window.start)).receivable_minor, month_ends=tuple(ends),
        open_amount_days_late=overdue * day.toordinal() - weighed, sales_by_day=sales, sales_since=since,
        settled=_settled(monthly, window.start, day),
    )  # fmt: skip


def sales_until(monthly: Monthly, day: date) -> tuple[dict[date, int], date | None]:
    """Net sales of each day of the 36 months up to `day`, as the books had them then, and the first day whose sales are known (None: an older one)."""
    first = add_months(day.replace(day=1), 1 - SALES_MONTHS)
    sales: dict[date, int] = defaultdict(int)
    for issued_on, effective_on, minor in monthly.sales:
        if first <= issued_on <= day and effective_on <= day:
            sales[issued_on] += minor
    begins = monthly.begins_on if monthly.begins_on is not None and monthly.begins_on <= day else None
    return {on: minor for on, minor in sales.items() if minor}, begins if begins is not None and begins > first else None


def _month_end(balances: _Balances, day: date) -> MonthEnd:
    debit, credit = balances.at("debit", day)[0], balances.at("credit", day)[0]
    beyond = [debit, *(balances.at(f"late_{days}", day)[0] for days in LATE), 0]
    return MonthEnd(day, debit + credit, tuple(more - less for more, less in pairwise(beyond)))


def _last_before(first: date) -> date:
    return date.fromordinal(first.toordinal() - 1)


def _settled(monthly: Monthly, start: date, last: date) -> Settled | None:
    rows = [row for row in monthly.settled if start <= row.month <= last]
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)] if rows else [0] * (len(MonthSettled._fields) - 1)
    if not (sums[0] or sums[-1]):
        return None
    count, amount, amount_late, positive, late, amount_age, age, openings = sums
    return Settled(
        count=count, amount_minor=amount, amount_late=amount_late, amount_late_positive=positive, late=late, amount_age=amount_age, age=age, openings=openings
    )  # fmt: skip


def _month_sales(inputs: Inputs, day: date) -> int:
    return sum(minor for on, minor in (inputs.sales_by_day or {}).items() if on >= day.replace(day=1))


def _paid(monthly: Monthly, day: date) -> int:
    return sum(row.amount_minor for row in monthly.settled if row.month == day.replace(day=1))
