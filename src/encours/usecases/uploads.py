"""Importing in two steps for people who look first: files are brought, previewed, corrected or given up, then confirmed.

Nothing is written to the books before the confirmation. What was brought and not confirmed within a day is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from encours.formats.exports.cells import clean
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.formats.tables.issues import MappingRefused
from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Text
from encours.store.load.companies import Company
from encours.store.tenant import Scope, tenant
from encours.store.uploads import (
    UploadRow,
    drop_old_uploads,
    drop_uploads,
    keep_upload,
    load_batch,
    load_waiting_batches,
    note_imported,
    note_preview,
    open_upload,
)
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.mail import opened
from encours.usecases.imports.mappings import fitting_mapping
from encours.usecases.imports.run import import_file
from encours.usecases.imports.workbook import sheets_of
from encours.usecases.mapping_proposal import proposal
from encours.usecases.sealing import seal_all

KEPT_FOR = timedelta(days=1)
FILES_AT_ONCE = 50
ORDER = ("customers", "contacts", "ledger", "invoices", "installments", "payments", "statement", "bank", "remittances")
"""Who depends on whom: a file is imported after those it may refer to."""


class TooManyFiles(Refusal):
    code = "upload_too_many_files"
    message = Text(en="{count} files at once are too many.", fr="{count} fichiers à la fois, c'est trop.")
    repair = Text(en="Send at most {most} at a time.", fr="Envoyez-en au plus {most} à la fois.")


class UploadGone(Refusal):
    code = "upload_gone"
    message = Text(en="These files are no longer here.", fr="Ces fichiers ne sont plus là.")
    repair = Text(
        en="Files wait one day for their confirmation and belong to whoever sent them. Send them again.",
        fr="Les fichiers attendent leur confirmation un jour et n'appartiennent qu'à la personne qui les a envoyés. Envoyez-les de nouveau.",
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who brings files, where, and when."""

    company: Company
    user_id: int
    actor: str
    now: datetime
    today: date

    @property
    def scope(self) -> Scope:
        return Scope(self.company.organization_id, self.company.id, self.actor)


def bring(visitor: Visitor, files: Sequence[tuple[str, BinaryIO]]) -> UUID:
    """Keep the files together, those of mails one by one, and look at each; returns the key of the batch. Raises TooManyFiles."""
    files = [part for name, stream in files for part in opened(name, stream)]
    if len(files) > FILES_AT_ONCE:
        raise TooManyFiles(count=len(files), most=FILES_AT_ONCE)
    batch = uuid4()
    with tenant(visitor.company.organization_id) as cursor:
        drop_old_uploads(cursor, visitor.company.organization_id, before=visitor.now - KEPT_FOR)
        sheets = {}
        for name, stream in files:
            for sheet in sheets_of(name, stream):
                kept = keep_upload(cursor, visitor.scope, visitor.user_id, batch, stream, safe_name(name), at=visitor.now)
                stream.seek(0)
                if sheet:
                    sheets[kept.id] = {"sheet": sheet}
    look_again(visitor, batch, decided=sheets)
    return batch


def waiting_batches(visitor: Visitor) -> list[tuple[UUID, int, datetime]]:
    """What the visitor brought and has not finished: key, number of files, when."""
    with tenant(visitor.company.organization_id) as cursor:
        drop_old_uploads(cursor, visitor.company.organization_id, before=visitor.now - KEPT_FOR)
        return load_waiting_batches(cursor, visitor.scope, visitor.user_id)


def batch_files(visitor: Visitor, batch: UUID) -> list[UploadRow]:
    """The files of a batch in the order in which they would be imported. Raises UploadGone."""
    with tenant(visitor.company.organization_id) as cursor:
        found = load_batch(cursor, visitor.scope, visitor.user_id, batch)
    if not found:
        raise UploadGone()
    return sorted(found, key=_rank)


def look_again(visitor: Visitor, batch: UUID, *, decided: Mapping[UUID, Mapping[str, Any]] | None = None) -> None:
    """Say anew what each waiting file would do; `decided` gives files other options than they had. Raises UploadGone."""
    for upload in batch_files(visitor, batch):
        if upload.import_id is not None:
            continue
        options = (decided or {}).get(upload.id, upload.options)
        if "mapping_json" not in options:
            options = _as_before(visitor, upload, options)
        _, preview = _run(visitor, upload, options, dry_run=True)
        with tenant(visitor.company.organization_id) as cursor:
            note_preview(cursor, visitor.scope, upload.id, options=options, preview=preview)


def confirm(visitor: Visitor, batch: UUID) -> int:
    """Import every file whose preview has no error, each whole or not at all; returns how many. The others are looked at again. Raises UploadGone."""
    done = 0
    for upload in batch_files(visitor, batch):
        if upload.import_id is not None or not is_ready(upload):
            continue
        report, preview = _run(visitor, upload, upload.options, dry_run=False)
        with tenant(visitor.company.organization_id) as cursor:
            if report is not None and report.import_id is not None:
                note_imported(cursor, visitor.scope, upload.id, report.import_id, preview)
                done += report.state == "committed"
            else:
                note_preview(cursor, visitor.scope, upload.id, options=upload.options, preview=preview)
    if done:
        seal_all(visitor.company.organization_id, today=visitor.today)
    if any(upload.import_id is None for upload in batch_files(visitor, batch)):
        look_again(visitor, batch)
    return done


def give_up(visitor: Visitor, batch: UUID, upload_id: UUID | None = None) -> None:
    """Delete the batch's files that were not imported, or one of them."""
    with tenant(visitor.company.organization_id) as cursor:
        drop_uploads(cursor, visitor.scope, visitor.user_id, batch, upload_id)


def is_ready(upload: UploadRow) -> bool:
    """Whether confirming would import the file."""
    return upload.preview is not None and upload.preview.get("state") == "previewed"


def _rank(upload: UploadRow) -> tuple[int, str]:
    kind = (upload.preview or {}).get("kind", "")
    return (ORDER.index(kind) if kind in ORDER else len(ORDER), upload.file_name)


def _run(visitor: Visitor, upload: UploadRow, options: Mapping[str, Any], *, dry_run: bool) -> tuple[ImportReport | None, dict[str, Any]]:
    with tenant(visitor.company.organization_id) as cursor:
        stream = open_upload(cursor, visitor.scope, upload.id)
    with stream:
        try:
            if _asks_for_mapping(stream, upload.file_name, options):
                return None, {"state": "mapping", "kind": "", "proposal": _proposal(visitor, stream, upload, options)}
            report = import_file(visitor.company, visitor.actor, stream, upload.file_name, import_options(options, visitor.today), dry_run=dry_run)
        except MappingRefused as refusal:
            shown = _proposal(visitor, stream, upload, options)
            return None, {"state": "mapping", "kind": "", "proposal": shown, "refusal": _refusal(refusal)}
        except Refusal as refusal:
            return None, {"state": "unreadable", "kind": "", "refusal": _refusal(refusal)}
        preview = preview_of(report)
        if options.get("mapping_json") is not None:
            preview["proposal"] = _proposal(visitor, stream, upload, options)
    return report, preview


def _as_before(visitor: Visitor, upload: UploadRow, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options with the one saved mapping that fits the columns of a table nobody has looked at yet: a person sees it before anything is written."""
    with tenant(visitor.company.organization_id) as cursor:
        stream = open_upload(cursor, visitor.scope, upload.id)
    with stream:
        if not _asks_for_mapping(stream, upload.file_name, options):
            return options
        try:
            known = fitting_mapping(visitor.scope, stream.read(), upload.file_name, sheet=options.get("sheet"))
        except Refusal:
            return options  # whatever is wrong with the file is said when it is looked at
    return options if known is None else {**options, "mapping_json": known}


def _asks_for_mapping(stream: BinaryIO, file_name: str, options: Mapping[str, Any]) -> bool:
    """Whether the file is a table whose columns somebody must name first."""
    stream.seek(0)
    recognised = recognise(stream.read(HEAD_BYTES), file_name)
    stream.seek(0)
    return recognised.kind == "table" and (options.get("mapping_json") is None or bool(options.get("propose")))


def _proposal(visitor: Visitor, stream: BinaryIO, upload: UploadRow, options: Mapping[str, Any]) -> dict[str, Any]:
    stream.seek(0)
    mapping = None if options.get("propose") else options.get("mapping_json")
    return proposal(
        stream, upload.file_name, currency=visitor.company.currency, kind=str(options.get("propose") or ""), mapping=mapping, sheet=options.get("sheet")
    )


def _refusal(refusal: Refusal) -> dict[str, str]:
    return {"code": refusal.code} | {language: refusal.say(language) for language in LANGUAGES}


def import_options(kept: Mapping[str, Any], today: date) -> ImportOptions:
    """Options as they are kept with an upload; unknown keys are left out."""
    base = ImportOptions(today=today)
    return replace(
        base, kind=str(kept.get("kind", "")), mapping=str(kept.get("mapping", "")), mapping_json=kept.get("mapping_json"),
        skip_bad_rows=bool(kept.get("skip_bad_rows", False)), reverse_missing=bool(kept.get("reverse_missing", False)),
        confirmed=frozenset(kept.get("confirmed", ())),
    )  # fmt: skip


def preview_of(report: ImportReport) -> dict[str, Any]:
    """A report as JSON that can be shown later, in either language."""
    return {
        "state": report.state, "kind": report.kind, "records": report.records, "created": report.created, "updated": report.updated,
        "unchanged": report.unchanged, "rejected": report.rejected, "reversed": report.reversed, "encoding": report.encoding,
        "details": _plain(report.details), "groups": _groups(report),
    }  # fmt: skip


def _groups(report: ImportReport) -> list[dict[str, Any]]:
    """Issues by kind, errors first: what repairs one repairs its like."""
    grouped: dict[str, dict[str, Any]] = {}
    for issue in report.issues:
        shown = {"value": issue.value, "column": issue.column, "line": issue.line, **issue.values}
        group = grouped.setdefault(
            issue.code, {"code": issue.code, "severity": issue.severity, "count": report.issue_counts.get(issue.code, 0), "repair": _both(issue.kind.repair, shown), "examples": []}
        )  # fmt: skip
        if len(group["examples"]) < 20:
            group["examples"].append({"line": issue.line, "column": issue.column, "value": issue.value, "message": _both(issue.kind.message, shown)})
    weight = {"error": 0, "warning": 1, "info": 2}
    return sorted(grouped.values(), key=lambda group: (weight[group["severity"]], -group["count"]))


def _both(text: Text, values: Mapping[str, object]) -> dict[str, str]:
    return {language: text.say(language, **values) for language in LANGUAGES}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Text):
        return {language: value.say(language) for language in LANGUAGES}
    if isinstance(value, str | int | bool) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return str(value)


def safe_name(name: str) -> str:
    """The last part of a file's name, printable and short.

    >>> safe_name("..\\\\..\\\\evil/a\\x00b.csv"), safe_name("")
    ('a�b.csv', 'file')
    """
    last = re.split(r"[/\\]", name)[-1]
    return clean(last).strip()[-200:] or "file"
