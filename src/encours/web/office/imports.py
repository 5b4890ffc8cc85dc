"""Importing: files, what they would do, corrections, confirmation, history."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.imports.history import import_detail, import_list, import_original
from encours.usecases.imports.mappings import keep_mapping, mapping_names, named_mapping
from encours.usecases.imports.rejects import rejected_rows
from encours.usecases.imports.undo import undo_import
from encours.usecases.mapping_proposal import MAPPABLE, chosen_mapping, fields_of
from encours.usecases.sealing import seal_all
from encours.usecases.uploads import Visitor, batch_files, bring, confirm, give_up, is_ready, look_again, waiting_batches
from encours.web.shared.asked import Asked
from encours.web.shared.download import file_answer
from encours.web.shared.messages import show_error
from encours.web.shared.place import Here, office, render
from encours.web.words import WORDS

ROWS = 50


@require_safe
@office
def imports(request: HttpRequest, here: Here) -> HttpResponse:
    """Where files are brought, what waits for confirmation, and what was imported."""
    asked = Asked(here, request.GET.dict())
    before = asked.number("before")
    found = import_list(here.scope, limit=ROWS, before=before)
    return render(
        request, "imports.html", here, section="imports", found=found, waiting=waiting_batches(here.visitor), first=before is not None, next=found[-1].id if len(found) == ROWS else None,
        limit=settings.ENCOURS_UPLOAD_MB,
    )  # fmt: skip


@require_POST
@office
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Take files in and look at them; nothing is written to the books."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.ENCOURS_UPLOAD_MB << 20:
        return show_error(request, 413, WORDS["error.too_large"].say(here.language, limit=settings.ENCOURS_UPLOAD_MB))
    files = [(str(file.name), cast(BinaryIO, file.file)) for file in request.FILES.getlist("files")]
    if not files:
        messages.warning(request, WORDS["imports.no_file"].say(here.language))
        return redirect("imports", slug=here.company.slug)
    return redirect("import-preview", slug=here.company.slug, batch=bring(here.visitor, files))


@require_safe
@office
def preview(request: HttpRequest, here: Here, batch: UUID) -> HttpResponse:
    """What each file would do, and what to decide before it does."""
    files = batch_files(here.visitor, batch)
    ready = [file for file in files if file.import_id is None and is_ready(file)]
    waiting = [file for file in files if file.import_id is None]
    step = 4 if not waiting else 2 if any((file.preview or {}).get("state") == "mapping" for file in waiting) else 3
    return render(
        request, "import_preview.html", here, section="imports", files=files, batch=batch, ready=ready, waiting=waiting, step=step,
        records=sum((file.preview or {}).get("records", 0) for file in ready), mappable=MAPPABLE, fields_of=fields_of, templates=mapping_names(here.scope),
    )  # fmt: skip


@require_POST
@office
def decide(request: HttpRequest, here: Here, batch: UUID, upload_id: UUID) -> HttpResponse:
    """Look at one file again with what a person decided about it."""
    visitor = here.visitor
    file = next((one for one in batch_files(visitor, batch) if one.id == upload_id and one.import_id is None), None)
    if file is None:
        raise Http404
    look_again(visitor, batch, decided={upload_id: _decisions(request, here, dict(file.options), file.preview or {})})
    return redirect("import-preview", slug=here.company.slug, batch=batch)


def _decisions(request: HttpRequest, here: Here, options: dict[str, Any], shown: Any) -> dict[str, Any]:
    """The options a form states. A form of columns says nothing about rows, and the other way round."""
    form = request.POST
    if form.get("form") == "columns":
        options.pop("propose", None)
        if form.get("propose"):
            return options | {"propose": form["kind"] if form.get("kind") in MAPPABLE else "invoices", "mapping_json": None}
        if form.get("use_template"):
            known = named_mapping(here.scope, form.get("template", ""))
            return options | {"mapping_json": {**known, "sheet": options["sheet"]} if options.get("sheet") else known}
        headings = [column["heading"] for column in shown.get("proposal", {}).get("columns", [])]
        fields = {heading: form.get(f"column-{place}", "") for place, heading in enumerate(headings)}
        mapping = chosen_mapping(
            shown["proposal"]["mapping"], fields=fields, decimal_mark=form.get("decimal_mark", ""), date_order=form.get("date_order", ""),
            currency=form.get("currency", ""), customer=form.get("customer", ""), statuses=_statuses(form, shown.get("proposal", {}).get("columns", [])),
        )  # fmt: skip
        if form.get("save_as", "").strip():
            mapping = keep_mapping(here.scope, form["save_as"], mapping)
        return options | {"mapping_json": mapping}
    return options | {
        "skip_bad_rows": form.get("skip_bad_rows") == "1", "reverse_missing": form.get("reverse_missing") == "1", "confirmed": form.getlist("confirmed")[:20],
    }  # fmt: skip


def _statuses(form: QueryDict, columns: list[dict[str, Any]]) -> dict[str, str]:
    """What each word of the columns means as a status, where the form says it."""
    return {word: form.get(f"status-{place}-{rank}", "") for place, column in enumerate(columns) for rank, word in enumerate(column.get("words", ()))}


@require_POST
@office
def commit(request: HttpRequest, here: Here, batch: UUID) -> HttpResponse:
    """Import the files that are ready, each whole or not at all."""
    visitor: Visitor = here.visitor
    done = confirm(visitor, batch)
    messages.success(request, WORDS["imports.done"].say(here.language, count=done))
    return redirect("import-preview", slug=here.company.slug, batch=batch)


@require_POST
@office
def discard(request: HttpRequest, here: Here, batch: UUID) -> HttpResponse:
    """Delete what was brought and not imported: one file, or all of them."""
    wanted = request.POST.get("file", "")
    try:
        upload_id = UUID(wanted) if wanted else None
    except ValueError:
        raise Http404 from None
    give_up(here.visitor, batch, upload_id)
    if upload_id is not None and batch in [key for key, _, _ in waiting_batches(here.visitor)]:
        return redirect("import-preview", slug=here.company.slug, batch=batch)
    return redirect("imports", slug=here.company.slug)


@require_POST
@office
def undo(request: HttpRequest, here: Here, import_id: int) -> HttpResponse:
    """Take an import back by reversal, while nothing later rests on it."""
    done = undo_import(here.company, here.user_name, import_id, today=here.today)
    seal_all(here.company.organization_id, today=here.today)
    messages.success(request, WORDS["imports.undo_done"].say(here.language, entries=done.entries_reversed, matches=done.matches_undone))
    return redirect("import", slug=here.company.slug, import_id=import_id)


@require_safe
@office
def one_import(request: HttpRequest, here: Here, import_id: int) -> HttpResponse:
    """An import of the past: what it was and what it did."""
    one = import_detail(here.scope, import_id)
    can_be_undone = one.undone_at is None and one.kind not in ("customers", "contacts")
    hint = "imports.undo_done_before" if one.undone_at else "imports.undo_none" if not can_be_undone else "imports.undo_hint" if here.may_write else "imports.reads_only"
    return render(request, "import.html", here, section="imports", one=one, may_undo=here.may_write and can_be_undone, hint=hint)


@require_safe
@office
def original(request: HttpRequest, here: Here, import_id: int) -> HttpResponseBase:
    """The file of an import as it came, to be saved and never run."""
    one, stream = import_original(here.scope, import_id)
    return FileResponse(
        stream, as_attachment=True, filename=one.file_name, content_type="application/octet-stream", headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )  # fmt: skip


@require_safe
@office
def rejects(request: HttpRequest, here: Here, batch: UUID, upload_id: UUID) -> HttpResponse:
    """The rows of a waiting table that cannot be taken, with what is wrong, to be corrected and brought again."""
    file = next((one for one in batch_files(here.visitor, batch) if one.id == upload_id and one.import_id is None), None)
    if file is None:
        raise Http404
    return file_answer(rejected_rows(here.visitor, file, here.language), "csv", f"{file.file_name}-{WORDS['wizard.rejects_name'].say(here.language)}")
