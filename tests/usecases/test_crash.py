"""Power goes at any instant of an import: everything of it is there, or nothing (R43, R45)."""

from __future__ import annotations

import io
import multiprocessing
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from encours.demo.bulk import write_bulk
from encours.store.load.companies import Company
from encours.usecases.check import check_books
from encours.usecases.imports.contract import ImportOptions
from encours.usecases.imports.run import import_file
from encours.usecases.matching import match_company
from tests.conftest import Database
from tests.simulator.life import Crash, crashing
from tests.usecases.books import TODAY, books, fec, give, new_company
from tests.usecases.test_import_ledger import OPENING_2025, RECEIPT_1, RECEIPT_2025, SALE_1, SALE_2, SALE_2025
from tests.usecases.test_matching import PAYS_FA1, PAYS_NOTHING_KNOWN, bank

KILLS = 30


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """A year of 800 invoices as the accounting program writes it."""
    folder = tmp_path_factory.mktemp("bulk")
    totals = write_bulk(folder, invoices=800, bank_lines=80, seed=7, customers=200)
    [path] = [path for path in totals.files if "FEC" in path.name]
    return path.name, path.read_bytes()


def assert_holds(company: Company) -> None:
    report = check_books(company.organization_id, today=TODAY)
    assert {one.invariant.code: one.found.wrong for one in report.examined if not one.holds} == {}


def rows_of(company: Company, database: Database) -> int:
    """How many rows of the organization there are, in every table: 0 entries means that nothing of an import is left."""
    total = 0
    with psycopg.connect(database.backup_url) as admin:
        for table in (
            "import",
            "document",
            "document_chunk",
            "posting",
            "entry",
            "line",
            "posting_seal",
            "item",
            "item_fact",
            "match",
            "allocation",
            "customer",
            "party",
            "account",
            "journal",
        ):
            row = admin.execute(f"SELECT count(*) FROM {table} WHERE organization_id = %s", [company.organization_id]).fetchone()  # type: ignore[call-overload]
            assert row is not None
            total += row[0]
    return total


def _import_in_child(company: Company, name: str, data: bytes, started: Any) -> None:
    for alias in connections:
        connections[alias].connection = None  # the parent's, whose socket a child must not touch
    connection.ensure_connection()
    started.set()
    import_file(company, "test", io.BytesIO(data), name, ImportOptions(today=TODAY))


def _wait_until_alone(database: Database) -> None:
    """Until the server has noticed that the client is gone."""
    with psycopg.connect(database.backup_url, autocommit=True) as admin:
        for _ in range(600):
            row = admin.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND state <> 'idle'", [database.name]
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("a session of a killed process lives on")


@pytest.mark.slow
def test_an_import_killed_at_any_instant_leaves_everything_or_nothing(fresh_database: Database, ledger: tuple[str, bytes]) -> None:
    name, data = ledger
    fork = multiprocessing.get_context("fork")
    whole = new_company("Whole")
    began = time.monotonic()
    assert give(whole, data, name).state == "committed"
    lasts = time.monotonic() - began
    expected, rows = books(whole), rows_of(whole, fresh_database)
    random = Random(43)
    company, nothing, everything = new_company("Killed 0"), 0, 0
    for n in range(KILLS):
        connection.close()
        started = fork.Event()
        child = fork.Process(target=_import_in_child, args=(company, name, data, started))
        child.start()
        assert started.wait(30)
        time.sleep(random.random() * lasts * 1.1)
        child.kill()
        child.join(30)
        assert child.exitcode in (-9, 0)
        _wait_until_alone(fresh_database)
        left = rows_of(company, fresh_database)
        assert left in (0, rows), f"kill {n}: {left} of {rows} rows"
        assert_holds(company)
        if left:
            everything += 1
            assert books(company) == expected
            company = new_company(f"Killed {n + 1}")
        else:
            nothing += 1
    assert nothing >= KILLS // 3, (nothing, everything)  # else the kills came too late to prove anything
    assert give(company, data, name).state == "committed"
    assert books(company) == expected
    assert_holds(company)


def _statements(company: Company) -> Iterator[tuple[str, Any]]:
    """The steps of a small life, each of which may be cut anywhere."""
    yield "FEC 2025", lambda: give(company, fec(OPENING_2025, RECEIPT_2025, SALE_2025), "FEC2025.txt")
    yield "bank", lambda: give(company, bank(PAYS_FA1, PAYS_NOTHING_KNOWN), "bank.csv")
    yield "match", lambda: match_company(company, "test", today=TODAY)
    yield "FEC 2024, which the openings are tied to", lambda: give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt")
    yield "match again", lambda: match_company(company, "test", today=TODAY)


@pytest.mark.slow
def test_every_statement_may_be_the_last(fresh_database: Database) -> None:
    """Each use case is cut before its first statement, before its second … until it goes through: all that is cut leaves no row."""
    company, cuts = new_company("Cut"), 0
    for what, act in _statements(company):
        before = books(company)
        statement = 1
        while True:
            try:
                with crashing(statement):
                    act()
                break
            except Crash:
                cuts += 1
                assert books(company) == before, f"{what}, cut at statement {statement}"
                statement += 1
        assert_holds(company)
    assert cuts > 200


@pytest.mark.parametrize(
    "table", ["entry", "line", "item", "item_fact", "match", "allocation", "posting_seal", "import", "document_chunk", "event"]
)
def test_a_full_disk_in_the_middle_leaves_nothing_half_written(fresh_database: Database, table: str) -> None:  # R45
    company = new_company("Full")
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        owner.execute(f"CREATE TRIGGER disk_full AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION disk_full()")  # type: ignore[call-overload]
        with pytest.raises(OperationalError, match="no space left"):
            give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt")
        assert rows_of(company, fresh_database) == 0
        owner.execute(f"DROP TRIGGER disk_full ON {table}")  # type: ignore[call-overload]
    # There is room again: the same file goes in, and nothing of the first attempt stands in its way.
    assert give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt").state == "committed"
    assert_holds(company)
