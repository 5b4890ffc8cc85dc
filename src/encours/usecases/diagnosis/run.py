"""From a handful of files to the diagnosis of a company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from encours.formats.contract import FileRefused
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language
from encours.store.load.companies import Company
from encours.store.load.diagnosis import due_date_sources, last_day, load_bank_lines, load_ledger_letters, load_line_allocations
from encours.store.load.matching import key
from encours.store.tenant import tenant
from encours.usecases.aging import AgedBalance, aged_balance
from encours.usecases.companies import create_company, scope_of, set_default_terms
from encours.usecases.diagnosis.columns import columns_for
from encours.usecases.diagnosis.written import Written, written
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.mail import opened_paths
from encours.usecases.imports.order import in_order
from encours.usecases.imports.run import import_file
from encours.usecases.indicators import Indicators, indicator_report
from encours.usecases.lettering.ledger_file import LedgerLetters, letter_ledger
from encours.usecases.matching import MatchRun, match_company
from encours.usecases.penalties import Penalties, penalties
from encours.usecases.reason_words import reason_names, run_reasons
from encours.usecases.reminders import ReminderPlan, plan_reminders

ACTOR = "diagnose"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file: what it was taken for, the report of its import or the refusal, and of a ledger the letters proposed for its supplier accounts."""

    path: Path
    kind: str
    report: ImportReport | None
    refusal: Refusal | None
    mapping: dict[str, Any] | None = None
    """How the columns of a table were read."""
    suppliers: LedgerLetters | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything a diagnosis found. `ledger` adds the ledgers' own figures up; None where no ledger was given."""

    company: Company
    as_of: date
    files: tuple[FileOutcome, ...]
    ledger: dict[str, Any] | None
    due_dates: dict[str, int]
    matching: dict[str, Any]
    aging: AgedBalance
    indicators: Indicators
    penalties: Penalties
    reminders: ReminderPlan
    run: MatchRun
    written: Written

    @property
    def refused(self) -> tuple[FileOutcome, ...]:
        return tuple(outcome for outcome in self.files if outcome.refusal is not None)

    @property
    def left_out(self) -> bool:
        """Whether records of a file hold errors: the figures then lack them."""
        return any(report.rejected or _has_errors(report) for report in (outcome.report for outcome in self.files) if report is not None)


def _has_errors(report: ImportReport) -> bool:
    return any(issue.severity == "error" for issue in report.issues)


Step = Callable[[str, int], None]


def diagnose(
    paths: Sequence[Path], *, today: date, as_of: date | None = None, terms: str = "", currency: str = "EUR", language: Language = "fr",
    mapping: dict[str, Any] | None = None, progress: Step = lambda _step, _count: None,
) -> Diagnosis:  # fmt: skip
    """Read the files, match what can be matched, and say who owes what, what it means and whom to remind.

    Works in the database that Django is connected to, which must be one of its own (`config.scratch`). Lines that cannot be taken are
    left out whole and reported; a file that cannot be read is reported and the others go on. `as_of` is by default the last day found.
    Tables of other columns than the canonical ones are read by `mapping`, else as Encours proposes where that leaves nothing to decide.
    """
    company = create_company(name="Diagnostic", actor=ACTOR, today=today, currency=currency)
    scope = scope_of(company, ACTOR)
    if terms:
        with tenant(scope.organization_id) as cursor:
            set_default_terms(cursor, scope, terms)
        company = _reloaded(company, terms)
    with opened_paths(paths) as shown:
        given = {path: n for n, path in enumerate(shown.values())}
        outcomes = [_take(company, path, shown[path], today, mapping, progress) for path in in_order(shown)]
    progress("match", 0)
    run = match_company(company, ACTOR, today=today)
    with tenant(scope.organization_id) as cursor:
        day = as_of or last_day(cursor, scope) or today
        due_dates = due_date_sources(cursor, scope)
        lines, allocations = load_bank_lines(cursor, scope), load_line_allocations(cursor, scope)
        letters = load_ledger_letters(cursor, scope)
        cursor.execute("SELECT id, code FROM customer WHERE organization_id = %s", [scope.organization_id])
        codes = {key(number): code for number, code in cursor.fetchall()}
    names = reason_names(scope, chain(run_reasons(run), (reason for allocation in allocations for reason in allocation.evidence)))
    progress("figures", 0)
    suppliers = [outcome.suppliers for outcome in outcomes if outcome.suppliers is not None]
    return Diagnosis(
        company, day, tuple(sorted(outcomes, key=lambda o: given[o.path])), _ledger(outcomes), due_dates, _matching(run, len(lines), allocations, suppliers),
        aged_balance(scope, day), indicator_report(scope, day), penalties(scope, day), plan_reminders(scope, day), run,
        written(run, lines, allocations, letters, suppliers, codes, names, language),
    )  # fmt: skip


def _reloaded(company: Company, terms: str) -> Company:
    from dataclasses import replace

    return replace(company, default_terms=terms)


def _take(company: Company, path: Path, shown: Path, today: date, mapping: dict[str, Any] | None, progress: Step) -> FileOutcome:
    """Import one file; `shown` is what a person knows it by, the mail it came in included."""
    kind, columns = "unknown", None
    try:
        with path.open("rb") as stream:
            recognised = recognise(stream.read(HEAD_BYTES), path.name)
            kind = recognised.detail if recognised.kind in ("statement", "canonical") or recognised.detail == "pdf" else recognised.kind
            if recognised.kind == "table":
                columns = mapping or columns_for(path, company.currency)
            stream.seek(0)
            options = ImportOptions(today=today, mapping_json=columns, skip_bad_rows=True)
            report = import_file(company, ACTOR, stream, shown.name, options, progress=progress)
            suppliers = _supplier_letters(stream, shown.name, currency=company.currency) if kind == "fec" else None
    except Refusal as refusal:
        return FileOutcome(shown, kind, None, refusal)
    return FileOutcome(shown, report.kind if columns else kind, report, None, columns, suppliers)


def _supplier_letters(stream: BinaryIO, name: str, *, currency: str) -> LedgerLetters | None:
    """The books hold no supplier items: their letters are proposed from the file. None where it has no room for letters."""
    try:
        return letter_ledger(stream, name, currency=currency, sides=("supplier",))
    except FileRefused:
        return None


def _ledger(outcomes: Iterable[FileOutcome]) -> dict[str, Any] | None:
    parts = [outcome.report.details["ledger"] for outcome in outcomes if outcome.report is not None and "ledger" in outcome.report.details]
    if not parts:
        return None
    total = {
        name: sum(part[name] for part in parts)
        for name in ("entries", "lines", "debit_minor", "credit_minor", "receivable_lines", "auxiliary_accounts")
    }
    letters = {name: sum(part["letters"][name] for part in parts) for name in parts[0]["letters"]}
    return {**total, "currency": parts[0]["currency"], "letters": letters}


def _matching(run: MatchRun, lines: int, allocations: Sequence[Any], suppliers: Iterable[LedgerLetters]) -> dict[str, Any]:
    receivable = [verdict for verdict in run.verdicts.values() if verdict.kind in ("receipt", "on_account", "return")]
    paid = {allocation.line_id for allocation in allocations}
    suggested = {line for line, made in run.proposals.items() if made and made[0].decision == "suggested"}
    return {
        "lines": lines,
        "receivable_lines": len(receivable) + len(paid - run.verdicts.keys()),
        "automatic": len(paid),
        "suggested": len(suggested),
        "unmatched": sum(
            1
            for line, verdict in run.verdicts.items()
            if verdict.kind in ("receipt", "on_account", "unknown", "return") and line not in paid | suggested
        ),
        "linked_to_ledger": run.linked,
        "allocated_minor": sum(allocation.amount_minor for allocation in allocations),
        "letters": _letter_counts(run, suppliers),
    }


def _letter_counts(run: MatchRun, suppliers: Iterable[LedgerLetters]) -> dict[str, int]:
    """How many groups are proposed, first answers only, and how many of them are automatic."""
    bought = [group for ledger in suppliers for account in ledger.accounts for group in account.groups if group.rank == 1]
    return {
        "customer_proposed": sum(group.rank == 1 for group in run.letters), "customer_automatic": run.letters_applied,
        "supplier_proposed": len(bought), "supplier_automatic": sum(group.decision == "automatic" for group in bought),
    }  # fmt: skip
