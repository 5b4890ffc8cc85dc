"""Importing files, and what was imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Router
from ninja.files import UploadedFile

from encours.api.v1.asked import ERRORS, Limit, Number
from encours.api.v1.door import Here, once, place
from encours.api.v1.schemas import ImportOut, ImportReportOut, ImportsOut, Problem, UndoneOut
from encours.formats.recognise import HEAD_BYTES, recognise
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.documents import content_hash
from encours.store.load.imports import ImportRow
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.history import import_detail, import_list
from encours.usecases.imports.mail import opened
from encours.usecases.imports.run import import_file
from encours.usecases.imports.undo import undo_import
from encours.usecases.reports.intake_json import import_json
from encours.usecases.sealing import seal_all
from encours.usecases.uploads import safe_name

router = Router(tags=["imports"])
WRITING: dict[int, Any] = {**ERRORS, 403: Problem, 409: Problem}


class MappingUnreadable(Refusal):
    code = "mapping_unreadable"
    message = Text(en="The mapping is no JSON object.", fr="La correspondance n'est pas un objet JSON.")
    repair = Text(en="Send a mapping of the schema encours.mapping/1.", fr="Envoyez une correspondance au schéma encours.mapping/1.")


@router.post(
    "/companies/{company}/imports",
    response={200: ImportReportOut, **WRITING},
    by_alias=True,
    operation_id="import_file",
    summary="Import a file",
)
def import_(
    request: HttpRequest,
    company: str,
    file: Annotated[
        UploadedFile,
        File(description="FEC, bank statement, table (CSV, Excel, PDF) or a mail (.eml) that brings them; recognised by its content."),
    ],
    dry_run: Annotated[bool, Form(description="Say what would change, write nothing.")] = False,
    skip_bad_rows: Annotated[bool, Form(description="Take what is right, leave out what is not.")] = False,
    reverse_missing: Annotated[bool, Form(description="Reverse validated entries that a later ledger lacks.")] = False,
    confirm: Annotated[
        str, Form(max_length=400, description="Codes of doubts that were looked at and accepted, separated by commas.")
    ] = "",
    mapping: Annotated[
        str, Form(max_length=100_000, description="The meaning of a table's columns, as JSON of the schema encours.mapping/1.")
    ] = "",
) -> HttpResponse:
    """Everything of the file or nothing; the same file twice adds nothing. `state` says what happened: previewed, committed, already_imported, refused.

    A mail brings several files, each imported as what it is: `files` has them all, `file` the first.
    """
    here = place(request, company, writes=True)
    options = ImportOptions(
        today=here.today, skip_bad_rows=skip_bad_rows, reverse_missing=reverse_missing, mapping_json=_mapping(mapping),
        confirmed=frozenset(code for code in confirm.split(",") if code),
    )  # fmt: skip
    name = safe_name(file.name or "")
    stream = cast(BinaryIO, file.file)
    sha256, _ = content_hash(stream)

    def act() -> dict[str, Any]:
        parts = opened(name, stream)
        if len(parts) > 1 and not dry_run:  # every file of a mail must be readable before the first one is taken
            _imported(here, parts, options, dry_run=True)
        found = [import_json(report, here.language) for report in _imported(here, parts, options, dry_run=dry_run)]
        return {**here.heading("encours.import/1"), "file": found[0], "files": found}

    said = json.dumps([name, dry_run, skip_bad_rows, reverse_missing, confirm, mapping]).encode()
    return once(request, here, hashlib.sha256(sha256 + said).digest(), act)


def _imported(here: Here, parts: Sequence[tuple[str, BinaryIO]], options: ImportOptions, *, dry_run: bool) -> list[ImportReport]:
    """The reports of a file, or of each file of a mail: the mapping is for its tables."""
    reports = []
    for name, stream in parts:
        is_table = len(parts) == 1 or recognise(stream.read(HEAD_BYTES), name).kind == "table"
        stream.seek(0)
        chosen = options if is_table else replace(options, mapping_json=None)
        reports.append(import_file(here.company, here.token.user_name, stream, name, chosen, dry_run=dry_run))
        stream.seek(0)
    if any(report.state == "committed" for report in reports):
        seal_all(here.company.organization_id, today=here.today)
    return reports


def _mapping(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise MappingUnreadable()
    return found


@router.post(
    "/companies/{company}/imports/{import_id}/undo",
    response={200: UndoneOut, **WRITING},
    by_alias=True,
    operation_id="undo_import",
    summary="Take an import back",
)
def undo(request: HttpRequest, company: str, import_id: Annotated[int, Path(ge=0, le=2**63 - 1)]) -> HttpResponse:
    """Reverse what an import recorded, while nothing later rests on it. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        done = undo_import(here.company, here.token.user_name, import_id, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {
            **here.heading("encours.import-undo/1"), "import_id": done.import_id, "kind": done.kind, "path": done.file_name,
            "entries_reversed": done.entries_reversed, "matches_undone": done.matches_undone, "facts_restored": done.facts_restored,
            "read_again": list(done.read_again),
        }  # fmt: skip

    return once(request, here, b"", act)


@router.get(
    "/companies/{company}/imports",
    response={200: ImportsOut, **ERRORS},
    by_alias=True,
    operation_id="list_imports",
    summary="What was imported",
)
def imports(request: HttpRequest, company: str, limit: Limit = 50, before: Number = None) -> dict[str, Any]:
    """Imports, newest first; `next` is the `before` of the next page."""
    here = place(request, company)
    found = import_list(here.scope, limit=limit + 1, before=before)
    more = len(found) > limit
    return {
        **here.heading("encours.imports/1"),
        "imports": [_import_json(one) for one in found[:limit]],
        "next": found[limit - 1].id if more else None,
    }


@router.get(
    "/companies/{company}/imports/{import_id}",
    response={200: ImportOut, **ERRORS},
    by_alias=True,
    operation_id="get_import",
    summary="One import",
)
def one_import(request: HttpRequest, company: str, import_id: Annotated[int, Path(ge=0, le=2**63 - 1)]) -> dict[str, Any]:
    """An import with its figures."""
    return _import_json(import_detail(place(request, company).scope, import_id))


def _import_json(row: ImportRow) -> dict[str, Any]:
    return {
        "import_id": row.id, "kind": row.kind, "path": row.file_name, "sha256": row.sha256, "state": row.state, "actor": row.actor, "committed_at": row.committed_at,
        "undone_at": row.undone_at, "counts": dict(row.counts),
    }  # fmt: skip
