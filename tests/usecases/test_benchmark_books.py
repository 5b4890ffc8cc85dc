"""The whole matching benchmark recorded in the books, taken back and recorded again; and a run killed at any instant.

ENCOURS_BENCH_SIZE and ENCOURS_BENCH_LEVEL choose another size (invoices) and level than the suite's.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.matching.command import main as bench_matching
from django.db import connection, connections

from encours.store.load.companies import Company
from encours.usecases.imports.contract import ImportOptions
from encours.usecases.imports.run import import_file
from encours.usecases.matching import match_company
from encours.usecases.runs import undo_matching
from tests.conftest import Database
from tests.usecases.books import TODAY, assert_sound, books, new_company, query
from tests.usecases.test_crash import _wait_until_alone

LEVEL = os.environ.get("ENCOURS_BENCH_LEVEL", "medium")
SIZE = os.environ.get("ENCOURS_BENCH_SIZE", "3000")
KILLS = 6


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The benchmark's tables, written by its own command."""
    folder = tmp_path_factory.mktemp("benchmark")
    assert bench_matching(["--levels", LEVEL, "--size", SIZE, "--write", str(folder)]) == 0
    return folder / LEVEL


def imported(tables: Path) -> Company:
    """A company that received the tables through the doors that everybody uses."""
    company = new_company("Benchmark")
    for name in ("customers", "invoices", "bank", "remittances"):
        with (tables / f"{name}.csv").open("rb") as stream:
            report = import_file(company, "test", stream, f"{name}.csv", ImportOptions(today=TODAY))
        assert report.state == "committed", (name, report.state, dict(report.issue_counts))
    return company


def applied(company: Company) -> list[tuple[Any, ...]]:
    """What standing receipts settle, by the names that bank and documents have."""
    return query(
        company,
        """
        SELECT l.line_ref, d.document_ref, a.amount_minor FROM receipt r
          JOIN statement_line l ON l.organization_id = r.organization_id AND l.id = r.statement_line_id
          JOIN item c ON c.organization_id = r.organization_id AND c.posting_id = r.posting_id AND c.entry_id = r.entry_id
          JOIN allocation a ON a.organization_id = c.organization_id AND a.credit_item_id = c.id
          JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id
         WHERE NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = a.organization_id AND u.match_id = a.match_id)
           AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
         ORDER BY 1, 2, 3
        """,
    )


@pytest.mark.slow
def test_the_whole_benchmark_is_recorded_taken_back_and_recorded_again(fresh_database: Database, tables: Path) -> None:
    company = imported(tables)
    assert_sound(company)
    before = books(company)
    first = match_company(company, "test", today=TODAY)
    assert first.run is not None and first.overtaken == 0
    # Otherwise there would be little to take back.
    assert first.automatic > len(first.lines) // 2
    assert_sound(company)
    recorded, settled = books(company), applied(company)
    assert recorded != before

    undo_matching(company, "test", first.run, reason="once more", today=TODAY)
    assert_sound(company)
    assert books(company) == before
    assert applied(company) == []

    again = match_company(company, "test", today=TODAY)
    assert_sound(company)
    assert (again.automatic, again.suggested, again.receipts_recorded, again.matches_made) == (
        first.automatic, first.suggested, first.receipts_recorded, first.matches_made,
    )  # fmt: skip
    assert books(company) == recorded
    assert applied(company) == settled


def _match_in_child(company: Company, started: Any) -> None:
    for alias in connections:
        connections[alias].connection = None  # the parent's, whose socket a child must not touch
    connection.ensure_connection()
    started.set()
    match_company(company, "test", today=TODAY)


@pytest.mark.slow
def test_a_run_killed_at_any_instant_recorded_everything_or_nothing(fresh_database: Database, tables: Path) -> None:
    company, fork, random = imported(tables), multiprocessing.get_context("fork"), Random(56)
    before = books(company)
    began = time.monotonic()
    run = match_company(company, "test", today=TODAY).run
    lasts = time.monotonic() - began
    whole = books(company)
    nothing = 0
    for n in range(KILLS):
        if run is not None:
            undo_matching(company, "test", run, reason="once more", today=TODAY)
        connection.close()
        started = fork.Event()
        child = fork.Process(target=_match_in_child, args=(company, started))
        child.start()
        assert started.wait(30)
        # The last third of a run records.
        time.sleep(lasts * (0.4 + 0.6 * random.random()) if n else 0)
        child.kill()
        child.join(30)
        assert child.exitcode in (-9, 0)
        _wait_until_alone(fresh_database)
        found = books(company)
        assert found in (before, whole), f"kill {n}: neither nothing nor everything"
        assert_sound(company)
        nothing += found == before
        [(run,)] = query(
            company,
            "SELECT max(b.id) FROM batch b WHERE NOT EXISTS (SELECT 1 FROM batch_undo u WHERE u.organization_id = b.organization_id AND u.batch_id = b.id)",
        )
        assert (run is None) == (found == before)
    assert nothing, "the kills came too late to prove anything"
    if run is None:
        match_company(company, "test", today=TODAY)
    assert books(company) == whole
    assert_sound(company)
