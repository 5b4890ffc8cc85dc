"""The one door of imports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction

from encours.formats.mail.message import read_mail
from encours.formats.recognise import recognise
from encours.formats.tables.grid import open_grid
from encours.formats.tables.issues import PdfIsInvoice
from encours.formats.tables.sketch import detect
from encours.kernel.issue import IssueLog
from encours.store.documents import content_hash, keep_document, open_document
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.store.upkeep import refresh_statistics
from encours.usecases.imports.contract import (
    Counts,
    ElectronicInvoice,
    FileUnknown,
    Handler,
    ImportOptions,
    ImportReport,
    KindNotImported,
    MappingNeeded,
    Progress,
    State,
    Work,
)
from encours.usecases.imports.handlers import ELECTRONIC_INVOICES, NOT_IMPORTED, handler_for
from encours.usecases.imports.mappings import named_mapping

_HEAD = 1 << 16


def import_file(
    company: Company, actor: str, stream: BinaryIO, file_name: str, options: ImportOptions, *, dry_run: bool = False, progress: Progress = lambda _step, _count: None,
    log: IssueLog | None = None,
) -> ImportReport:  # fmt: skip
    """Read a file, say what it would change, and change it: everything or nothing, in one transaction.

    `dry_run` writes nothing; `log` collects the flaws, for whoever wants more of each kind than a report shows. With errors in the file nothing is written either, unless `options.skip_bad_rows`; the report then says `refused`.
    A file whose bytes were committed before is left alone and reported as already imported.
    Raises FileUnknown, MappingNeeded, ElectronicInvoice, KindNotImported, MappingUnknown and the readers' FileRefused.
    """
    scope = Scope(company.organization_id, company.id, actor)
    head = stream.read(_HEAD)
    stream.seek(0)
    options = _with_mapping(scope, options)
    handler = _handler(head, stream, file_name, options)
    sha256, size = content_hash(stream)
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        # Whoever records in the company takes its clock first: of two people who bring one file at once, the second finds the first one's import,
        # and nothing that was compared changes before it is written. A preview waits for nobody.
        recorded_at = None if dry_run else record_now(cursor, scope)
        earlier = _committed_before(cursor, scope, sha256, options)
        log = log if log is not None else IssueLog()
        work = Work(
            cursor, scope, company, file_name, options, log, progress, lambda import_id: read_again(work, import_id, only_openings=True), recorded_at=recorded_at
        )  # fmt: skip
        if earlier is not None:
            return _report(work, handler.kind, sha256, "already_imported", earlier)
        handler.stage(work, stream)
        refused = any(issue.severity == "error" for issue in log.issues) and not options.skip_bad_rows
        if dry_run or refused:
            transaction.set_rollback(True)
            return _report(work, handler.kind, sha256, "refused" if refused else "previewed", None)
        stream.seek(0)
        keep_document(cursor, scope, stream, sha256, size)
        _commit(work, handler, sha256)
        report = _report(work, handler.kind, sha256, "committed", work.import_id)
    refresh_statistics(report.records)
    return report


def _with_mapping(scope: Scope, options: ImportOptions) -> ImportOptions:
    """The options with the columns of the mapping they name, so that a later change of that mapping changes nothing that was imported by it."""
    if not options.mapping or options.mapping_json is not None:
        return options
    return replace(options, mapping_json=named_mapping(scope, options.mapping))


def _handler(head: bytes, stream: BinaryIO, file_name: str, options: ImportOptions) -> Handler:
    recognised = recognise(head, file_name)
    handler = handler_for(recognised, options)
    if handler is not None:
        return handler
    if recognised.kind == "mail":
        read_mail(stream.read())  # its refusal says why its files were not taken out of it
    if recognised.kind == "table":
        if recognised.detail == "pdf":
            _look_inside_pdf(stream, file_name)
        else:
            detect(stream, file_name)  # whatever cannot be read says why: no mapping would help
        raise MappingNeeded(name=file_name)
    if recognised.kind == "einvoice":
        raise ElectronicInvoice(name=file_name, kind=ELECTRONIC_INVOICES[recognised.detail])
    if kind := NOT_IMPORTED.get(recognised.detail if recognised.kind == "canonical" else recognised.kind):
        raise KindNotImported(name=file_name, kind=kind)
    raise FileUnknown(name=file_name)


def _look_inside_pdf(stream: BinaryIO, file_name: str) -> None:
    """Refuse a PDF that no mapping would help with: a scan or a protected file, and an invoice, which is refused as every electronic invoice is."""
    try:
        open_grid(stream.read())
    except PdfIsInvoice:
        raise ElectronicInvoice(name=file_name, kind=ELECTRONIC_INVOICES["pdf"]) from None


def read_again(work: Work, import_id: int, *, only_openings: bool = False) -> None:
    """Bring the books to what the kept file of an import says now, under the import it is; `work` gives the transaction and its instant."""
    work.cursor.execute(
        "SELECT sha256, file_name, options FROM import WHERE organization_id = %s AND id = %s", [work.scope.organization_id, import_id]
    )
    sha256, file_name, kept = work.cursor.fetchone()
    kept = json.loads(kept) if isinstance(kept, str) else kept
    options = _options_from(kept, work.options.today)
    again = replace(
        work, file_name=file_name, options=options, log=IssueLog(), counts=Counts(), import_id=import_id, only_openings=only_openings,
    )  # fmt: skip
    with open_document(work.cursor, work.scope, bytes(sha256)) as stream:
        handler = handler_for(recognise(stream.read(_HEAD), file_name), options)
        assert handler is not None, "a kept file was recognised when it was imported"
        stream.seek(0)
        handler.stage(again, stream)
        handler.commit(again)


def _commit(work: Work, handler: Handler, sha256: bytes) -> None:
    cursor, scope = work.cursor, work.scope
    cursor.execute(
        """
        INSERT INTO import (organization_id, company_id, kind, file_name, sha256, options, state, actor, committed_at)
        VALUES (%s, %s, %s, %s, %s, %s, 'committed', %s, clock_timestamp()) RETURNING id
        """,
        [scope.organization_id, scope.company_id, handler.kind, work.file_name, sha256, json.dumps(_options_kept(work.options)), scope.actor],
    )
    work.import_id = cursor.fetchone()[0]
    handler.commit(work)
    summary = _summary(work.counts) | {"recorded_at": work.recorded_at}
    cursor.execute("UPDATE import SET preview = %s WHERE organization_id = %s AND id = %s", [json.dumps(summary, default=str), scope.organization_id, work.import_id])
    record_event(
        cursor, scope, "FileImported", occurred_on=work.options.today, subjects=[f"imp_{work.import_id}"],
        payload={"kind": handler.kind, "sha256": sha256.hex(), **{k: v for k, v in summary.items() if k not in ("details", "recorded_at")}},
    )  # fmt: skip


def _committed_before(cursor: Any, scope: Scope, sha256: bytes, options: ImportOptions) -> int | None:
    """The import that took these bytes before. Each sheet of a workbook is an import of its own."""
    sheet = str((options.mapping_json or {}).get("sheet") or "")
    cursor.execute(
        """SELECT id FROM import WHERE organization_id = %s AND company_id = %s AND sha256 = %s AND state = 'committed'
              AND (coalesce(options #>> '{mapping_json,sheet}', '') IN (%s, '') OR %s = '') ORDER BY id LIMIT 1""",
        [scope.organization_id, scope.company_id, sha256, sheet, sheet],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def _summary(counts: Counts) -> dict[str, Any]:
    return {
        "records": counts.records, "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged, "rejected": counts.rejected,
        "reversed": counts.reversed, "details": counts.details,
    }  # fmt: skip


def _report(work: Work, kind: str, sha256: bytes, state: State, import_id: int | None) -> ImportReport:
    counts = work.counts
    return ImportReport(
        kind, work.file_name, sha256.hex(), state, import_id, counts.records, counts.created, counts.updated, counts.unchanged, counts.rejected,
        counts.reversed, work.log.issues, dict(work.log.counts), counts.encoding, dict(counts.details),
    )  # fmt: skip


def _options_kept(options: ImportOptions) -> dict[str, Any]:
    return {
        "today": options.today.isoformat(), "kind": options.kind, "mapping": options.mapping, "mapping_json": options.mapping_json, "skip_bad_rows": options.skip_bad_rows,
        "confirmed": sorted(options.confirmed),
    }  # fmt: skip


def _options_from(kept: dict[str, Any], today: date) -> ImportOptions:
    return ImportOptions(
        today=date.fromisoformat(kept["today"]) if kept.get("today") else today, kind=kept.get("kind", ""), mapping=kept.get("mapping", ""), mapping_json=kept.get("mapping_json"),
        skip_bad_rows=kept.get("skip_bad_rows", False), reverse_missing=True, confirmed=frozenset(kept.get("confirmed", ())),
    )  # fmt: skip
