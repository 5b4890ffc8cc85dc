"""One size from file to figures, in a database of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.baseline import Copied, copy_again, settle
from bench.clock import Clock, Spent, peak_megabytes, session
from bench.figures import Figure
from bench.matched import measure_matching
from bench.reading import measure_aging, measure_customer, measure_workbook
from encours.adapters.postgres.access import Access
from encours.demo.bulk import BulkTotals, write_bulk
from encours.store.load.companies import Company
from encours.store.tenant import Scope
from encours.usecases.companies import create_company
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.run import import_file

PARTS = ("import", "aging", "customer", "workbook", "bank")
TODAY = date(2026, 1, 1)
"""The day after the year that the files are about."""
ACTOR = "bench"
_SEED = 1

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one size."""

    ledger: Path
    bank: Path
    totals: BulkTotals


def measure(access: Access, size: int, parts: frozenset[str], say: Say) -> Iterator[Figure]:
    """Everything that was asked for at one size (invoices; bank lines are a tenth, customers a fiftieth). Figures come as they are measured."""
    with tempfile.TemporaryDirectory(prefix="encours-bench-") as place, _scratch(access):
        folder = Path(place)
        say(f"{size:,} invoices: writing the files")
        files = _write_files(folder, size)
        company = create_company(name="Bench", actor=ACTOR, today=TODAY)
        scope = Scope(company.organization_id, company.id, ACTOR)
        say(f"{size:,} invoices: importing")
        settle(access)
        ledger, staged = _timed_import(company, files.ledger)
        bank, _ = _timed_import(company, files.bank)
        imported = peak_megabytes()
        yield Figure("ledger_seconds", size, ledger.wall, f"{files.totals.fec_lines:,} lines", ledger.processor)
        yield Figure("bank_seconds", size, bank.wall, f"{files.totals.bank_lines:,} lines", bank.processor)
        if "import" in parts:
            yield from _against_copy(access, folder, size, company, ledger + bank, staged, say)
        if "aging" in parts:
            say(f"{size:,} invoices: aged balances")
            yield from measure_aging(access, scope, size, TODAY)
        if "customer" in parts:
            say(f"{size:,} invoices: customer page")
            yield from measure_customer(_customer_books(folder), size, TODAY)
        if "workbook" in parts:
            yield from measure_workbook(company, scope, size, TODAY)
        before = peak_megabytes()
        if "bank" in parts:
            yield from measure_matching(access, company, size, TODAY, say)
        if "import" in parts:
            say(f"{size:,} invoices: importing again")
            yield from _import_again(company, files, size)
        # Matching is promised a memory of its own.
        yield Figure("memory", size, before if "bank" in parts else peak_megabytes(), f"{imported:,.0f} MB after the first import")


@contextmanager
def _scratch(access: Access) -> Iterator[None]:
    from encours.config.scratch import scratch_database

    with scratch_database(access):
        yield


def _write_files(folder: Path, size: int) -> Files:
    totals = write_bulk(
        folder / "files", seed=_SEED, invoices=size, bank_lines=max(10, size // 10), customers=max(20, size // 50), year=TODAY.year - 1
    )
    return Files(
        next(path for path in totals.files if "FEC" in path.name), next(path for path in totals.files if path.name == "bank.csv"), totals
    )


def _timed_import(company: Company, path: Path) -> tuple[Spent, Spent]:
    """What the import cost, and how much of it was spent until the file was read and staged."""
    clock = Clock(session())
    staged: list[Spent] = []

    def progress(step: str, _count: int) -> None:
        if step == "write" and not staged:
            staged.append(clock.spent())

    report = _import(company, path, progress)
    assert report.state == "committed", f"{path.name}: {report.state}, {dict(report.issue_counts)}"
    return clock.spent(), staged[0]


def _import(company: Company, path: Path, progress: Callable[[str, int], None] = lambda _step, _count: None) -> ImportReport:
    with path.open("rb") as stream:
        return import_file(company, ACTOR, stream, path.name, ImportOptions(today=TODAY), progress=progress)


def _against_copy(access: Access, folder: Path, size: int, company: Company, imported: Spent, staged: Spent, say: Say) -> Iterator[Figure]:
    """The import against COPY. The faster of two COPYs counts: a neighbour on the machine must not flatter the import."""
    say(f"{size:,} invoices: COPY of the same rows")
    copies = [copy_again(access, folder, company.organization_id) for _ in range(2)]
    best: Copied = min(copies, key=lambda copied: copied.spent.wall)
    yield Figure("copy_seconds", size, best.spent.wall, f"{best.rows:,} rows, {best.size >> 20:,} MB")
    yield Figure("import", size, imported.wall / best.spent.wall)
    yield Figure("import_sql", size, (imported.wall - staged.wall) / best.spent.wall, "after the ledger is read, staged and compared")
    processor, least = imported.processor, min((c.spent.processor for c in copies if c.spent.processor), default=None)
    if processor is not None and least is not None:
        yield Figure("import_cpu", size, processor / least)


def _import_again(company: Company, files: Files, size: int) -> Iterator[Figure]:
    """The same bytes change nothing; the same lines and one entry more change one entry."""
    same = _import(company, files.ledger)
    assert same.state == "already_imported", same.state
    with files.ledger.open("a", encoding="latin-1", newline="") as file:
        for account, label, debit, credit in (("411000", "Clients", "12,00", "0,00"), ("707000", "Ventes", "0,00", "12,00")):
            party = "C000001\tClient" if account == "411000" else "\t"
            file.write(
                f"VE\tVentes\tVE99999999\t20251231\t{account}\t{label}\t{party}\tFA-LAST\t20251231\tFacture\t{debit}\t{credit}\t\t\t20251231\t\t\r\n"
            )
    clock = Clock(session())
    more = _import(company, files.ledger)
    spent = clock.spent()
    yield Figure("again_seconds", size, spent.wall, cost=spent.processor)
    yield Figure("again_changes", size, more.created - 1 + more.reversed)


def _customer_books(folder: Path) -> Company:
    """Beside everything else, the books of a company whose one customer has some 5,000 items."""
    company = create_company(name="Bench, one customer", actor=ACTOR, today=TODAY)
    totals = write_bulk(folder / "customer", seed=_SEED, invoices=2_640, bank_lines=10, customers=1, year=TODAY.year - 1)
    report = _import(company, next(path for path in totals.files if "FEC" in path.name))
    assert report.state == "committed", report.state
    return company
