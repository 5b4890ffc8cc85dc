"""Undoing an import: by reversal, while nothing later rests on it; afterwards its file can be imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from encours.kernel.issue import IssueLog
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.bulk.undo import (
    InTheWay,
    ledger_years,
    list_standing,
    obstacles,
    payment_imports,
    restore_facts,
    restore_last_due,
    take_back,
)
from encours.store.load.companies import Company
from encours.store.load.imports import ImportRow, load_import
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.imports.contract import ImportOptions, Progress, Work
from encours.usecases.imports.history import ImportUnknown
from encours.usecases.imports.run import read_again

_WHY = {
    "person_match": Text(en="a person matched {count} of its items (such as {example})", fr="une personne a lettré {count} de ses pièces (dont {example})"),
    "person_advice": Text(
        en="a person accepted {count} matches that rest on its advices (such as {example})", fr="une personne a accepté {count} lettrages fondés sur ses avis (dont {example})"
    ),
    "file_match": Text(en="import {import_id} settled {count} of its items (such as {example})", fr="l'import {import_id} a soldé {count} de ses pièces (dont {example})"),
    "person_fact": Text(
        en="a person agreed a due date or recorded a dispute on {count} of its items (such as {example})",
        fr="une personne a convenu d'une échéance ou noté un litige sur {count} de ses pièces (dont {example})",
    ),
    "replaced": Text(en="import {import_id} ({example}) took the place of {count} of its entries", fr="l'import {import_id} ({example}) a remplacé {count} de ses écritures"),
    "new_version": Text(en="import {import_id} ({example}) brought {count} of its invoices again, changed", fr="l'import {import_id} ({example}) a modifié {count} de ses factures"),
    "later_ledger": Text(en="import {import_id} ({example}) brought a later ledger", fr="l'import {import_id} ({example}) a apporté une comptabilité plus récente"),
    "later_statement": Text(
        en="import {import_id} ({example}) brought a statement of the same account and days", fr="l'import {import_id} ({example}) a apporté un relevé du même compte et des mêmes jours"
    ),
}  # fmt: skip


class UndoRefused(Refusal):
    code = "undo_refused"
    message = Text(en="Import {number} ({name}) cannot be undone: {reasons}.", fr="L'import {number} ({name}) ne peut être annulé : {reasons}.")
    repair = Text(en="Undo what came later first, the latest first.", fr="Annulez d'abord ce qui est venu après, en commençant par le plus récent.")


class UndoImpossible(Refusal):
    code = "undo_impossible"
    message = Text(
        en="Import {number} ({name}) changed the directory of customers, which keeps no earlier state.",
        fr="L'import {number} ({name}) a modifié le fichier clients, dont l'état antérieur n'est pas conservé.",
    )
    repair = Text(en="Import the file that says what is right: only what differs is changed.", fr="Importez le fichier correct : seules les différences sont reprises.")


class AlreadyUndone(Refusal):
    code = "import_already_undone"
    message = Text(en="Import {number} ({name}) is undone already.", fr="L'import {number} ({name}) est déjà annulé.")
    repair = Text(en="Nothing to do; its file can be imported again.", fr="Rien à faire ; son fichier peut être importé de nouveau.")


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing an import did. `read_again` are the imports whose kept files were read again, because the undone one had replaced what they said."""

    import_id: int
    kind: str
    file_name: str
    entries_reversed: int
    matches_undone: int
    facts_restored: int
    read_again: tuple[int, ...]


def undo_import(company: Company, actor: str, import_id: int, *, today: date, progress: Progress = lambda _step, _count: None) -> Undone:
    """Take an import back, all of it in one transaction: entries are reversed on their own day, bank lines withdrawn, stated facts set back.

    Matches that only a rule had decided are undone with it. Raises ImportUnknown, AlreadyUndone, UndoImpossible, and UndoRefused while a
    person's decision or a later import rests on it.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL jit = off")
        recorded_at = record_now(cursor, scope)  # from here on nobody else records in the company
        found = load_import(cursor, scope, import_id)
        if found is None:
            raise ImportUnknown(number=import_id)
        if found.state == "undone":
            raise AlreadyUndone(number=import_id, name=found.file_name)
        if found.kind in ("customers", "contacts"):
            raise UndoImpossible(number=import_id, name=found.file_name)
        list_standing(cursor, scope, found.kind, import_id)
        if in_the_way := obstacles(cursor, scope, found.kind, import_id):
            raise UndoRefused(number=import_id, name=found.file_name, reasons=_reasons(in_the_way))
        progress("write", 0)
        entries, matches, replaced = take_back(cursor, scope, found.kind, import_id, recorded_at=recorded_at)
        if found.kind == "ledger":
            replaced = sorted({*replaced, *ledger_years(cursor, scope, since=date.fromisoformat(found.counts["details"]["year_start"]))})
        if replaced:  # payments settle again the documents that come back
            payments = payment_imports(cursor, scope)
            replaced = [*(other for other in replaced if other not in payments), *payments]
        work = Work(
            cursor, scope, company, found.file_name, ImportOptions(today=today), IssueLog(), progress, lambda other: read_again(work, other, only_openings=True),
            recorded_at=recorded_at,
        )  # fmt: skip
        for other in replaced:
            read_again(work, other)
        restored = restore_facts(cursor, scope, stated_at=stated_at, recorded_at=recorded_at) if (stated_at := _stated_at(found)) else 0
        if found.kind == "installments":
            restored += restore_last_due(cursor, scope, import_id, recorded_at=recorded_at)
        record_event(
            cursor, scope, "ImportUndone", occurred_on=today, subjects=[f"imp_{import_id}"], payload={"kind": found.kind, "entries": entries, "read_again": replaced},
        )  # fmt: skip
    return Undone(import_id, found.kind, found.file_name, entries, matches, restored, tuple(replaced))


def _stated_at(found: ImportRow) -> datetime | None:
    kept = found.counts.get("recorded_at")
    return datetime.fromisoformat(kept) if kept else None


def _reasons(found: Sequence[InTheWay]) -> Text:
    values = [(one, {"count": one.times, "example": one.example or "?", "import_id": one.import_id}) for one in found]
    return Text(
        en="; ".join(_WHY[one.what].say("en", **shown) for one, shown in values), fr=" ; ".join(_WHY[one.what].say("fr", **shown) for one, shown in values)
    )  # fmt: skip
