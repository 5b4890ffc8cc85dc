"""What the database itself refuses, whoever asks: every attack of the ledger-guard trials, through the application's role and with plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from encours.store.load.check.walls import TRIGGERS
from encours.store.rights import rights_too_many
from encours.store.tenant import record_now, tenant
from encours.usecases.check import check_books
from tests.conftest import Database
from tests.store.books import Books, Fact

DAY = date(2026, 3, 2)
SEALED = TRIGGERS["append_only"].split()
KEPT = TRIGGERS["keep_key"].split()


@dataclass
class Pen:
    """Writes one posting piece by piece, as an attacker with the application's rights could."""

    books: Books
    cursor: Any
    at: datetime
    posting: int = 0

    @property
    def organization(self) -> int:
        return self.books.scope.organization_id

    def open(self, *, recorded_at: datetime | None = None) -> Pen:
        self.cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'ledger_import', 'attacker', %s) RETURNING id",
            [self.organization, self.books.scope.company_id, recorded_at or self.at],
        )
        self.posting = self.cursor.fetchone()[0]
        return self

    def entry(self, n: int = 1, *, reverses: tuple[int, int] | None = None) -> Pen:
        self.cursor.execute(
            """INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, reverses_posting_id, reverses_entry_id)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            [self.organization, self.posting, self.books.scope.company_id, self.books.journal, n, DAY, *(reverses or (None, None))],
        )
        return self

    def line(
        self,
        minor: int,
        *,
        n: int = 1,
        no: int = 1,
        role: str = "sales",
        customer: str = "",
        currency: str = "EUR",
        functional: int | None = None,
        has_functional: bool = True,
    ) -> Pen:
        self.cursor.execute(
            """INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            [self.organization, self.posting, self.books.accounts[role], self.books.customers[customer] if customer else None, minor,
             (minor if functional is None else functional) if has_functional else None, n, no, DAY, currency],
        )  # fmt: skip
        return self

    def item(self, minor: int, *, open_minor: int | None = None, n: int = 1, no: int = 1, customer: str = "A") -> int:
        self.cursor.execute(
            """INSERT INTO item (organization_id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, facts_at,
                                 entry_id, line_no, effective_on, issued_on, due_on, currency, kind, due_source)
               VALUES (%(o)s, %(co)s, %(c)s, %(a)s, %(p)s, %(m)s, %(open)s, %(m)s, %(at)s, %(at)s, %(n)s, %(no)s, %(on)s, %(on)s, %(on)s, 'EUR', 'invoice', 'file') RETURNING id""",
            {"o": self.organization, "co": self.books.scope.company_id, "c": self.books.customers[customer], "a": self.books.accounts["trade"], "p": self.posting, "m": minor,
             "open": minor if open_minor is None else open_minor, "at": self.at, "n": n, "no": no, "on": DAY},
        )  # fmt: skip
        made: int = self.cursor.fetchone()[0]
        return made

    def seal(self, entries: int = 1, lines: int = 2) -> Pen:
        self.cursor.execute(
            "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
            [self.organization, self.posting, entries, lines],
        )
        return self

    def invoice(self, minor: int = 100) -> Pen:
        """A whole, correct invoice of customer A, not sealed yet."""
        self.open().entry().line(minor, role="trade", customer="A").line(-minor, no=2)
        self.item(minor)
        return self

    def allocate(
        self, debit: int, credit: int, minor: int, *, on: date | None = None, match: int | None = None, reverses: int | None = None
    ) -> int:
        """A match of the debit's account and customer, and one allocation in it."""
        if match is None:
            self.cursor.execute(
                """INSERT INTO match (organization_id, company_id, account_id, customer_id, recorded_at, lettered_on, decided_by, rule, actor, currency, letter_no)
                   SELECT organization_id, company_id, account_id, customer_id, %s, effective_on, 'person', 'test', 'attacker', currency,
                          (SELECT coalesce(max(letter_no) + 1, 0) FROM match m WHERE m.account_id = item.account_id AND m.customer_id = item.customer_id)
                     FROM item WHERE id = %s RETURNING id""",
                [self.at, debit],
            )
            match = self.cursor.fetchone()[0]
        self.cursor.execute(
            """INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on, reverses_id)
               SELECT %s, %s, %s, %s, %s, %s, coalesce(%s, (SELECT max(effective_on) FROM item WHERE id IN (%s, %s))), %s RETURNING id""",
            [self.organization, match, debit, credit, minor, self.at, on, debit, credit, reverses],
        )
        made: int = self.cursor.fetchone()[0]
        return made


@pytest.fixture(scope="module")
def books(database: Database) -> Books:
    """Customers A and B, sales and trade accounts, one settled pair and one open pair each."""
    books = Books()
    for role in ("trade", "bill", "sales", "other"):
        books.account(role)
    paid, money = books.post(Fact("A", 100, DAY), Fact("A", -100, DAY + timedelta(days=9)))
    books.match((paid, money, 100))
    books.post(
        Fact("A", 500, DAY),
        Fact("A", -800, DAY),
        Fact("B", 500, DAY),
        Fact("B", -800, DAY),
        Fact("A", -700, DAY, role="bill"),
        Fact("A", -900, DAY, currency="USD"),
    )
    return books


@contextmanager
def writing(books: Books) -> Any:
    with books.writing() as (cursor, at):
        yield Pen(books, cursor, at)


def open_item(pen: Pen, customer: str, *, debit: bool, role: str = "trade", currency: str = "EUR") -> int:
    pen.cursor.execute(
        "SELECT min(id) FROM item WHERE open_minor <> 0 AND customer_id = %s AND account_id = %s AND currency = %s AND sign(amount_minor) = %s",
        [pen.books.customers[customer], pen.books.accounts[role], currency, 1 if debit else -1],
    )
    found: int = pen.cursor.fetchone()[0]
    return found


Attack = Callable[[Pen], Any]


def _one(pen: Pen, column: str, table: str, where: str = "true") -> Any:
    pen.cursor.execute(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1 LIMIT 1")
    return pen.cursor.fetchone()[0]


def _old_posting(pen: Pen) -> Pen:
    pen.posting = _one(pen, "id", "posting")
    return pen


def _mirror(pen: Pen, minor: int) -> None:
    allocation, match, debit, credit = (_one(pen, column, "allocation") for column in ("id", "match_id", "debit_item_id", "credit_item_id"))
    pen.allocate(debit, credit, minor, match=match, reverses=allocation)


def _mirror_other_items(pen: Pen) -> None:
    pen.allocate(
        open_item(pen, "A", debit=True),
        open_item(pen, "A", debit=False),
        -100,
        match=_one(pen, "match_id", "allocation"),
        reverses=_one(pen, "id", "allocation"),
    )


def _mirror_other_day(pen: Pen) -> None:
    allocation, match, debit, credit = (_one(pen, column, "allocation") for column in ("id", "match_id", "debit_item_id", "credit_item_id"))
    pen.allocate(debit, credit, -100, match=match, reverses=allocation, on=DAY - timedelta(days=400))


def _mirror_twice(pen: Pen) -> None:
    _mirror(pen, -100)
    _mirror(pen, -100)


def _reverse_entry_twice(pen: Pen) -> None:
    pen.open().entry().line(100, role="other").line(-100, no=2).seal()
    first = pen.posting
    for _ in range(2):
        pen.open().entry(reverses=(first, 1)).line(-100, role="other").line(100, no=2).seal()


def _reverse(pen: Pen, *lines: int) -> None:
    """A reversal of an entry of 100 with these amounts."""
    pen.open().entry().line(100, role="other").line(-100, no=2).seal()
    first = pen.posting
    pen.open().entry(reverses=(first, 1))
    for no, minor in enumerate(lines, 1):
        pen.line(minor, no=no, role="other" if no == 1 else "sales")
    pen.seal(1, len(lines))


def _set(pen: Pen, statement: str) -> None:
    pen.cursor.execute(statement)


def _lone_item(pen: Pen) -> None:
    pen.open().entry().line(100, role="other").line(-100, no=2)
    pen.item(100)
    pen.seal()


ATTACKS: dict[str, tuple[str, Attack]] = {
    # entries and seals
    "an unbalanced entry": ("do not balance", lambda p: p.open().entry().line(100, role="other").line(-99, no=2).seal()),
    "two currencies that net to zero": (
        "do not balance", lambda p: p.open().entry().line(100, role="other", has_functional=False).line(-100, no=2, currency="USD", has_functional=False).seal(),
    ),
    "amounts balance in one currency only": ("do not balance", lambda p: p.open().entry().line(100, role="other", functional=90).line(-100, no=2).seal()),
    "half of an entry waits for a rate": ("do not balance", lambda p: p.open().entry().line(100, role="other", has_functional=False).line(-100, no=2).seal()),
    "an entry of one line": ("fewer than two lines", lambda p: p.open().entry().line(0, role="other").entry(2).line(1, n=2, role="other").line(-1, n=2, no=2).seal(2, 3)),
    "no seal": ("is not sealed", lambda p: p.open().entry().line(100, role="other").line(-100, no=2)),
    "an empty posting without seal": ("is not sealed", lambda p: p.open()),
    "constraints made immediate too early": ("is not sealed", lambda p: (p.open(), _set(p, "SET CONSTRAINTS ALL IMMEDIATE"))),
    "a seal that announces other counts": ("the seal announces", lambda p: p.open().entry().line(100, role="other").line(-100, no=2).seal(1, 3)),
    "two seals": ("duplicate key", lambda p: p.open().entry().line(100, role="other").line(-100, no=2).seal().seal()),
    "a seal for nothing": ("", lambda p: p.open().seal()),
    "a line without entry": ("without their counterpart", lambda p: p.open().entry().line(100, role="other").line(-100, no=2).line(5, n=7, role="other").line(-5, n=7, no=2).seal(1, 4)),
    "an entry without lines": ("without their counterpart", lambda p: p.open().entry().entry(2).line(100, role="other").line(-100, no=2).seal(2, 2)),
    "a line after the seal": ("is sealed", lambda p: p.open().entry().line(100, role="other").line(-100, no=2).seal().line(1, no=3)),
    "an entry after the seal": ("is sealed", lambda p: p.open().entry().line(100, role="other").line(-100, no=2).seal().entry(2)),
    "an item after the seal": ("is sealed", lambda p: p.invoice().seal().item(5, no=9)),
    "a line into an older posting": ("is sealed", lambda p: _old_posting(p).line(1, no=9)),
    "an entry into an older posting": ("is sealed", lambda p: _old_posting(p).entry(99)),
    "a line into a posting that does not exist": ("does not exist", lambda p: (setattr(p, "posting", 10**12), p.line(1))),
    "a line of an account that does not exist": ("not of this company", lambda p: (p.books.accounts.__setitem__("lost", 10**9), p.open().entry().line(1, role="lost").line(-1, no=2).seal())),
    "a receivable line without customer": ("not of this company", lambda p: p.open().entry().line(100, role="trade").line(-100, no=2).seal()),
    "a reversal of half an entry": ("reversals do not mirror", lambda p: _reverse(p, -50, 50)),
    "a reversal with a line more": ("reversals do not mirror", lambda p: _reverse(p, -100, 90, 10)),
    "a reversal of an entry that does not exist": ("reversals do not mirror", lambda p: p.open().entry(reverses=(10**12, 1)).line(-100, role="other").line(100, no=2).seal()),
    "an entry reversed twice": ("entry_reversed_once", _reverse_entry_twice),
    # two times
    "a posting that is back-dated": ("at the instant of its transaction", lambda p: p.open(recorded_at=p.at - timedelta(days=30))),
    "a posting dated ahead": ("at the instant of its transaction", lambda p: p.open(recorded_at=p.at + timedelta(days=30))),
    "a fact recorded at another instant": (
        "at the instant of its transaction",
        lambda p: p.cursor.execute(
            "INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source) VALUES (%s, %s, %s, %s, 'due_date', 'agreed')",
            [p.organization, _one(p, "id", "item"), p.at - timedelta(days=1), DAY],
        ),
    ),
    "the clock put back": ("permission denied", lambda p: _set(p, "UPDATE company_clock SET recorded_at = now() - interval '1 year'")),
    # items
    "a receivable line without item": ("do not agree", lambda p: p.open().entry().line(100, role="trade", customer="A").line(-100, no=2).seal()),
    "an item without receivable line": ("do not agree", _lone_item),
    "an item of another amount": ("do not agree", lambda p: (p.open().entry().line(100, role="trade", customer="A").line(-100, no=2), p.item(99), p.seal())),
    "an item of another customer": ("do not agree", lambda p: (p.open().entry().line(100, role="trade", customer="A").line(-100, no=2), p.item(100, customer="B"), p.seal())),
    "an item that is not open by what its allocations leave": (
        "not open by what", lambda p: (p.open().entry().line(100, role="trade", customer="A").line(-100, no=2), p.item(100, open_minor=40), p.seal()),
    ),
    "an item open beyond its amount": ("item_check", lambda p: (p.open().entry(), p.item(100, open_minor=101))),
    "an item open on the other side": ("item_check", lambda p: (p.open().entry(), p.item(100, open_minor=-1))),
    "an item's open amount changed by hand": ("permission denied", lambda p: _set(p, "UPDATE item SET open_minor = 0")),
    "an item's due day changed by hand": ("permission denied", lambda p: _set(p, "UPDATE item SET due_on = due_on + 90")),
    "a fact of no item": (
        "does not exist",
        lambda p: p.cursor.execute("INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind) VALUES (%s, 999999999, %s, %s, 'due_date')", [p.organization, p.at, DAY]),
    ),
    # allocations
    "more than is open": ("item_check", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False), 501)),
    "more than is open, in two allocations": (
        "item_check", lambda p: [p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False), 300) for _ in range(2)],
    ),
    "more of a settled item": ("item_check", lambda p: p.allocate(_one(p, "debit_item_id", "allocation"), open_item(p, "A", debit=False), 1)),
    "nothing": ("allocation_check", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False), 0)),
    "a negative amount that reverses nothing": ("allocation_check", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False), -5)),
    "across customers": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "B", debit=False), 5)),
    "across accounts": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False, role="bill"), 5)),
    "across currencies": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False, currency="USD"), 5)),
    "two debits": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=True), 5)),
    "sides exchanged": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=False), open_item(p, "A", debit=True), 5)),
    "an item that does not exist": ("leave their account, customer or currency", lambda p: p.allocate(open_item(p, "A", debit=True), 10**12, 5)),
    "a day that is not the later one": ("misstate their day", lambda p: p.allocate(open_item(p, "A", debit=True), open_item(p, "A", debit=False), 5, on=DAY - timedelta(days=1))),
    "a reversal of another amount": ("do not mirror", lambda p: _mirror(p, -99)),
    "a reversal of other items": ("do not mirror", _mirror_other_items),
    "a reversal that takes effect on another day": ("do not mirror", _mirror_other_day),
    "a second reversal": ("allocation_reversed_once", _mirror_twice),
    "a letter used twice": (
        "duplicate key",
        lambda p: p.cursor.execute(
            """INSERT INTO match (organization_id, company_id, account_id, customer_id, recorded_at, lettered_on, decided_by, rule, actor, currency, letter_no)
               SELECT organization_id, company_id, account_id, customer_id, %s, lettered_on, decided_by, rule, actor, currency, letter_no FROM match LIMIT 1""", [p.at]),
    ),
    # switching off
    "triggers switched off": ("must be owner", lambda p: _set(p, "ALTER TABLE line DISABLE TRIGGER ALL")),
    "a trigger dropped": ("must be owner", lambda p: _set(p, "DROP TRIGGER append_only ON line")),
    "replication role": ("permission denied", lambda p: _set(p, "SET session_replication_role = replica")),
    "row-level security switched off": ("must be owner", lambda p: _set(p, "ALTER TABLE line DISABLE ROW LEVEL SECURITY")),
    "row-level security ignored": ("row-level security|permission denied|must be", lambda p: (_set(p, "SET row_security = off"), _set(p, "SELECT count(*) FROM line"))),
    "a function replaced": ("must be owner|permission denied", lambda p: _set(p, "CREATE OR REPLACE FUNCTION is_receivable(role text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT false $$")),
    "a table of the same name made first": ("permission denied", lambda p: _set(p, "CREATE TABLE public.posting_seal_2 (x int)")),
    "another organization's key": ("row-level security", lambda p: p.cursor.execute("INSERT INTO party (organization_id, name, name_key) VALUES (999, 'x', 'X')")),
    "another organization's event": (
        "row-level security",
        lambda p: p.cursor.execute("INSERT INTO event (organization_id, type, occurred_on, actor, payload_sha256) VALUES (%s, 'X', %s, 'x', '')", [p.organization + 10**6, DAY]),
    ),
} | {
    f"{verb} {table}": ("permission denied|append-only|never emptied", lambda p, statement=statement.format(table): _set(p, statement))
    for table in dict.fromkeys([*SEALED, "item", "company_clock"])
    for verb, statement in (("update of", "UPDATE {} SET organization_id = organization_id"), ("delete from", "DELETE FROM {}"), ("truncate of", "TRUNCATE {} CASCADE"))
} | {
    f"delete from {table}": ("permission denied", lambda p, table=table: _set(p, f"DELETE FROM {table}")) for table in KEPT
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses(books: Books, attack: str) -> None:
    says, act = ATTACKS[attack]
    with pytest.raises(DatabaseError, match=says), writing(books) as pen:
        act(pen)
    connection.close()  # an attack may have changed the session


def test_what_is_correct_is_taken_and_the_books_hold_after_all_attacks(books: Books) -> None:
    with writing(books) as pen:
        pen.invoice().seal()
        pen.allocate(open_item(pen, "A", debit=True), open_item(pen, "A", debit=False), 100)
    report = check_books(books.scope.organization_id, today=DAY)
    assert {one.invariant.code: one.found.wrong for one in report.examined if not one.holds} == {}


@pytest.mark.parametrize(
    "table",
    sorted(
        {*SEALED, *KEPT}
        - {
            "document_chunk",
            "document",
            "event",
            "event_link",
            "receipt",
            "books",
            "import",
            "invoice",
            "invoice_item",
            "bank_account",
            "bank_statement",
            "statement_line",
            "match_undo",
        }
    ),
)
def test_the_owner_is_refused_too_while_triggers_are_on(books: Books, database: Database, table: str) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SELECT set_config('encours.organization_id', %s, false)", [str(books.scope.organization_id)])
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.DatabaseError, match="append-only|never"), owner.transaction():
                owner.execute(statement)  # type: ignore[call-overload]


def test_a_line_cannot_join_a_posting_that_another_session_has_open(books: Books, database: Database) -> None:
    other = Books()
    with psycopg.connect(database.app_url) as session:
        organization, company = books.scope.organization_id, books.scope.company_id
        session.execute("SELECT set_config('encours.organization_id', %s, true)", [str(organization)])
        row = session.execute("SELECT record_now(%s, %s)", [organization, company]).fetchone()
        assert row is not None
        made = session.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'receipt', 'x', %s) RETURNING id",
            [organization, company, row[0]],
        ).fetchone()
        assert made is not None
        with pytest.raises(DatabaseError, match="does not exist"), tenant(organization) as cursor:
            pen = Pen(books, cursor, row[0], made[0])
            pen.line(1)
        session.rollback()
    assert other.scope.organization_id != books.scope.organization_id


def test_each_organization_sees_and_writes_its_own_rows_only(books: Books) -> None:
    other = Books()
    other.post(Fact("Z", 100, DAY))
    for table in ("posting", "entry", "line", "item", "customer", "company", "organization", "match", "allocation", "event"):
        column = "id" if table == "organization" else "organization_id"
        assert {row[0] for row in other.rows(f"SELECT DISTINCT {column} FROM {table}")} <= {other.scope.organization_id}
    with tenant(other.scope.organization_id) as cursor:
        cursor.execute("UPDATE customer SET name = 'taken over' WHERE organization_id = %s", [books.scope.organization_id])
        assert cursor.rowcount == 0
        cursor.execute("SELECT set_config('encours.operator', 'on', true)")
        cursor.execute("SELECT count(*) FROM line WHERE organization_id <> %s", [other.scope.organization_id])
        assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError, match="row-level security"), other.writing() as (cursor, at):
        cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'receipt', 'x', %s)",
            [books.scope.organization_id, books.scope.company_id, at],
        )


@pytest.mark.parametrize("value", ["", "abc", None])
def test_without_a_tenant_nothing_is_read(books: Books, database: Database, value: str | None) -> None:
    with psycopg.connect(database.app_url) as session:
        if value is not None:
            session.execute("SELECT set_config('encours.organization_id', %s, false)", [value])
        with pytest.raises(psycopg.errors.DatabaseError, match=r"encours\.organization_id|invalid input syntax"):
            session.execute("SELECT count(*) FROM line")


def test_a_company_of_another_organization_has_no_clock_here(books: Books) -> None:
    other = Books()
    with pytest.raises(DatabaseError, match="posting_organization_id_company_id_fkey|foreign key"), other.writing() as (cursor, at):
        cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'receipt', 'x', %s)",
            [other.scope.organization_id, books.scope.company_id, at],
        )


def test_the_application_has_no_right_too_many_and_one_that_is_given_is_seen(books: Books, database: Database) -> None:
    with tenant(books.scope.organization_id) as cursor:
        assert rights_too_many(cursor) == []
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
    given = ("UPDATE (open_minor) ON item", "DELETE ON line", "TRUNCATE ON event")
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        for right in given:
            owner.execute(f"GRANT {right} TO {role}")  # type: ignore[call-overload]
        try:
            report = check_books(books.scope.organization_id, today=DAY, only=("WALL",))
            assert [(wrong.values["table"], wrong.values["right"]) for wrong in report.examined[0].found.wrong] == [
                ("event", "TRUNCATE"), ("item", "UPDATE (open_minor)"), ("line", "DELETE"),
            ]  # fmt: skip
        finally:
            for right in given:
                owner.execute(f"REVOKE {right} FROM {role}")  # type: ignore[call-overload]


def test_the_list_of_triggers_is_the_schemas(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        rows = owner.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace s ON s.oid = c.relnamespace"
            " WHERE NOT t.tgisinternal AND s.nspname = 'public' AND t.tgfoid::regproc::text NOT LIKE 'procrastinate%'"
        ).fetchall()
    assert set(rows) == {(name, table) for name, tables in TRIGGERS.items() for table in tables.split()}


def test_the_clock_is_the_same_within_a_transaction_and_later_in_the_next(books: Books) -> None:
    with books.writing() as (cursor, first):
        assert record_now(cursor, books.scope) == first
    with books.writing() as (_, second):
        assert second > first
