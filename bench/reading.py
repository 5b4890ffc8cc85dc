"""What is read: the aged balance against a bare aggregate, a customer's page, a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from bench.baseline import administrator
from bench.clock import milliseconds
from bench.figures import Figure
from encours.adapters.postgres.access import Access
from encours.formats.exports import xlsx
from encours.receivables.aging import DEFAULT_BUCKETS
from encours.store.load.companies import Company
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import aged_balance
from encours.usecases.customer_page import customer_page
from encours.usecases.receivables import list_receivables
from encours.usecases.reports.lists import receivables_report

_PAST_DAYS = (1, 30, 90, 180, 270, 330)
_SHEET_ROWS = 100_000
_BARE = """
    SELECT customer_id, currency, sum(open_minor)::bigint, coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0)::bigint, {buckets}
      FROM (SELECT customer_id, currency, open_minor, width_bucket(%(day)s - due_on, %(bounds)s::integer[]) AS bucket
              FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s AND open_minor <> 0 AND effective_on <= %(day)s) x
     GROUP BY 1, 2
"""


def measure_aging(access: Access, scope: Scope, size: int, today: date) -> Iterator[Figure]:
    """The aged balance of all customers, with its names and rows in Python, against the aggregate that any such query contains."""
    bounds = list(DEFAULT_BUCKETS.bounds)
    query = _BARE.format(
        buckets=", ".join(
            f"coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND bucket = {n}), 0)::bigint" for n in range(len(bounds) + 1)
        )
    )
    values = {"day": today, "bounds": bounds, "organization": scope.organization_id, "company": scope.company_id}
    with administrator(access) as connection:
        connection.execute("SET work_mem = '64MB'")
        before = milliseconds(lambda: connection.execute(query, values).fetchall())
        ours = milliseconds(lambda: aged_balance(scope, today, compare_ledger=False))
        bare = (before + milliseconds(lambda: connection.execute(query, values).fetchall())) / 2
    whole = aged_balance(scope, today)
    yield Figure("aging_bare", size, bare, f"{whole.count:,} customers, {sum(row.items for row in whole.totals):,} open items")
    yield Figure("aging_today", size, ours / bare)
    yield Figure("aging_tie", size, milliseconds(lambda: aged_balance(scope, today), 3) - ours)
    past = [today - timedelta(days) for days in _PAST_DAYS]
    slowest, day = max((milliseconds(lambda day=day: aged_balance(scope, day, compare_ledger=False), 3), day) for day in past)  # type: ignore[misc]
    yield Figure("aging_past", size, slowest / bare, f"{day}")
    known = datetime.now(UTC)
    slowest, day = max(
        (milliseconds(lambda day=day: aged_balance(scope, day, known_at=known, compare_ledger=False), 3), day)  # type: ignore[misc]
        for day in past
    )
    yield Figure("aging_known", size, slowest / bare, f"{day}")


def measure_customer(company: Company, size: int, today: date) -> Iterator[Figure]:
    """All that a customer's page shows."""
    scope = Scope(company.organization_id, company.id, "bench")
    with tenant(scope.organization_id) as cursor:
        cursor.execute(
            "SELECT customer_id, count(*) FROM item WHERE company_id = %s GROUP BY 1 ORDER BY 2 DESC LIMIT 1", [scope.company_id]
        )
        customer, items = cursor.fetchone()
    yield Figure("customer_page", size, milliseconds(lambda: customer_page(scope, customer, today)), f"{items:,} items")


def measure_workbook(company: Company, scope: Scope, size: int, today: date) -> Iterator[Figure]:
    """The list of open items as a workbook, from the query to the bytes."""
    start = perf_counter()
    rows = list_receivables(scope, today, limit=_SHEET_ROWS).rows
    written = xlsx.write(receivables_report(company, today, None, rows))
    yield Figure("workbook_seconds", size, perf_counter() - start, f"{len(rows):,} rows, {len(written) >> 10:,} kB")
