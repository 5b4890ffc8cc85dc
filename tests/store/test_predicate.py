"""R15: every figure reads what is open through one predicate, and reads today from one index."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import encours
from encours.store.load import aging
from encours.store.load.open_items import Moment, parameters
from encours.usecases.customer_page import customer_page
from tests.store.books import Books

SOURCES = Path(encours.__file__).parent
DAY = date(2026, 6, 30)


def test_r15_only_the_predicate_reads_the_open_amount_of_the_item_table() -> None:
    """What is open now is one column; what was open then is a rule. A figure that reads the column itself forgets the rule."""
    column = re.compile(r"\bi\.open_minor\b")
    allowed = {
        "open_items.py",  # the predicate
        "matching.py",  # asks what can be settled now, and is about no day
        "diagnosis.py",  # lists what the matching of this run applied
        "bank_lines.py",  # shows what of each receipt is applied now
        "near_lines.py",  # as matching.py, for a few lines
        "review.py",  # what of a line a person decides on is not applied now
        "candidates.py",  # what a person may choose to settle now
        "remittances.py",  # whether an advice is spent now
        "finding.py",  # finds by what people type, and shows what is open now
        "last_statement.py",  # what became of the last statement by now
        "deductions.py",  # what of a deduction is open now
        "returns.py",  # which payments a line may send back now
        "receipt_journal.py",  # what of each receipt is applied now
        "invoice_list.py",  # reads the predicate's own branches along the indexes of lists; compared with it in test_invoice_list.py
        "indicator_receipts.py",  # what of the period's money is applied now, and says so
    }
    readers = {
        path.name
        for folder in ("store/load", "usecases", "web", "api", "cli")
        for path in (SOURCES / folder).rglob("*.py")
        if column.search(path.read_text())
    }
    assert readers <= allowed, readers


def fill(books: Books, customers: int, items: int) -> None:
    """Many items by SQL, as an import writes them: each customer's older half paid by one receipt per invoice."""
    scope = books.scope
    account, contra = books.account("trade"), books.account("sales")
    with books.writing() as (cursor, at):
        cursor.execute("SET LOCAL enable_nestloop = off")  # tables without statistics would be joined row by row
        cursor.execute(
            "INSERT INTO party (organization_id, name, name_key) SELECT %s, 'P' || g, 'P' || g FROM generate_series(1, %s) g RETURNING id",
            [scope.organization_id, customers],
        )
        first_party = min(row[0] for row in cursor.fetchall())
        cursor.execute(
            """INSERT INTO customer (organization_id, company_id, party_id, code, name, name_key)
               SELECT %s, %s, %s + g, 'C' || g, 'Client ' || g, 'CLIENT ' || g FROM generate_series(0, %s - 1) g RETURNING id""",
            [scope.organization_id, scope.company_id, first_party, customers],
        )
        first = min(row[0] for row in cursor.fetchall())
        books.customers["C0"] = first
        cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'ledger_import', 't', %s) RETURNING id",
            [scope.organization_id, scope.company_id, at],
        )
        posting = cursor.fetchone()[0]
        values = {
            "o": scope.organization_id, "co": scope.company_id, "p": posting, "j": books.journal, "a": account, "k": contra, "at": at, "n": items,
            "first": first, "customers": customers, "start": DAY - timedelta(days=900),
        }  # fmt: skip
        cursor.execute(
            """CREATE TEMP TABLE made ON COMMIT DROP AS
               SELECT nextval(pg_get_serial_sequence('item', 'id')) AS id, g AS n, %(first)s + (g / 2) %% %(customers)s AS customer, %(start)s + (g * 800 / %(n)s) AS day,
                      CASE WHEN g %% 2 = 0 THEN 100 + g %% 97 ELSE -(100 + (g - 1) %% 97) END AS minor, g < %(n)s / 2 AS paid
                 FROM generate_series(0, %(n)s - 1) g""",
            values,
        )
        cursor.execute(
            "INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on) SELECT %(o)s, %(p)s, %(co)s, %(j)s, n, day FROM made", values
        )
        cursor.execute(
            """INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
               SELECT %(o)s, %(p)s, %(a)s, customer, minor, minor, n, 1, day, 'EUR' FROM made
               UNION ALL SELECT %(o)s, %(p)s, %(k)s, NULL, -minor, -minor, n, 2, day, 'EUR' FROM made""",
            values,
        )
        cursor.execute(
            """INSERT INTO item (organization_id, id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, facts_at,
                                 first_at, last_at, first_on, last_on, entry_id, line_no, effective_on, issued_on, due_on, currency, kind, due_source)
               SELECT %(o)s, id, %(co)s, customer, %(a)s, %(p)s, minor, CASE WHEN paid THEN 0 ELSE minor END, minor, %(at)s, %(at)s,
                      CASE WHEN paid THEN %(at)s::timestamptz END, CASE WHEN paid THEN %(at)s::timestamptz END, CASE WHEN paid THEN settled END, CASE WHEN paid THEN settled END,
                      n, 1, day, day, day + 30, 'EUR', CASE WHEN minor > 0 THEN 'invoice' ELSE 'receipt' END, 'file'
                 FROM (SELECT *, max(day) OVER (PARTITION BY n / 2) AS settled FROM made) m""",
            values,
        )
        cursor.execute(
            """INSERT INTO match (organization_id, company_id, account_id, customer_id, recorded_at, lettered_on, decided_by, rule, actor, currency, letter_no)
               SELECT %(o)s, %(co)s, %(a)s, customer, %(at)s, day, 'file', 't', 't', 'EUR', n FROM made WHERE paid AND minor > 0""",
            values,
        )
        cursor.execute(
            """INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on)
               SELECT %(o)s, m.id, d.id, c.id, d.minor, %(at)s, greatest(d.day, c.day) FROM made d JOIN made c ON c.n = d.n + 1
                 JOIN match m ON m.organization_id = %(o)s AND m.letter_no = d.n WHERE d.paid AND d.minor > 0""",
            values,
        )
        cursor.execute("INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%(o)s, %(p)s, %(n)s, 2 * %(n)s, '')", values)


@pytest.fixture(scope="module")
def large(database: object) -> Books:
    from django.db import connections

    books = Books()
    fill(books, 400, 40_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) item")
        cursor.execute("VACUUM (ANALYZE) allocation")
    return books


def test_today_is_read_from_the_index_of_open_items_alone(large: Books) -> None:
    moment = Moment(DAY)
    query = aging._balance(moment, 5, "customer", "due", aging.EVERYTHING, aging.Page(limit=50))
    with large.reading() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(b"EXPLAIN " + query.as_bytes(cursor.connection), parameters(large.scope, moment) | {"bounds": [1, 31, 61, 91, 121], "limit": 51})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan using item_open" in plan
    for index in ("item_closed_soon", "item_closed_late"):
        assert f"Index Only Scan using {index}" in plan
        plan = plan.replace(f"using {index} on item ", "")
    assert " on item " not in plan.replace("using item_open on item ", ""), plan


def test_a_customer_page_of_five_thousand_items_opens_at_once(database: object) -> None:
    import time

    from django.db import connections

    books = Books()
    fill(books, 1, 5000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    customer = books.customers["C0"]
    customer_page(books.scope, customer, DAY)
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        page = customer_page(books.scope, customer, DAY)
        spent.append(time.perf_counter() - start)
    assert len(page.open_items.rows) == len(page.closed_items.rows) == len(page.timeline.rows) == 50
    assert min(spent) < 0.15, spent  # 15 ms on a quiet machine; the page's budget is 50
