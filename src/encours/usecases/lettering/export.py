"""Writing a company's matches back into the ledger file they were made from: letters for the accounting program, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from encours.formats.ledgers.fec import letter_columns, read_fec, write_letters
from encours.formats.ledgers.fec.collective import is_collective
from encours.kernel.issue import IssueLog
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.letters import free_letters
from encours.store.bulk.ledger import compare_ledger
from encours.store.bulk.ledger_stage import stage_ledger
from encours.store.documents import open_document
from encours.store.load.companies import Company
from encours.store.load.imports import ImportRow, load_import, load_imports
from encours.store.load.ledger_letters import StagedLetter, load_staged_letters
from encours.store.tenant import Scope, tenant
from encours.usecases.imports.history import ImportUnknown
from encours.usecases.lettering.ledger_file import letter_ledger, letters_by_line

_PAGE = 200


class NoLedgerImported(Refusal):
    code = "no_ledger_imported"
    message = Text(
        en="{company} has no ledger file to write letters into.", fr="{company} n'a pas de fichier comptable où écrire des lettres."
    )
    repair = Text(
        en="Import its FEC first, or name a file: encours letter FILE.",
        fr="Importez d'abord son FEC, ou nommez un fichier : encours letter FICHIER.",
    )


class ImportIsNoLedger(Refusal):
    code = "import_is_no_ledger"
    message = Text(
        en="Import {number} ({name}) is no ledger, or was undone.",
        fr="L'import {number} ({name}) n'est pas une comptabilité, ou a été annulé.",
    )
    repair = Text(
        en="Choose one of kind “ledger” from encours imports list.", fr="Choisissez-en un de nature « ledger » dans encours imports list."
    )


@dataclass(frozen=True, slots=True)
class ExportedLetters:
    """What was written: customer groups and supplier groups, their lines, and the matches that could not be said in this file (`left_out`): those
    with items outside it, or of lines that they settle in part, or for which its column has no letter left."""

    import_id: int
    file_name: str
    customer_groups: int
    supplier_groups: int
    lines: int
    left_out: int


def export_letters(
    company: Company, actor: str, target: BinaryIO, *, import_id: int | None = None, suppliers: bool = False
) -> ExportedLetters:
    """Write the imported ledger to `target` with a letter for every match of its lines that it does not show yet; the last one imported by default.

    With `suppliers`, its supplier accounts get the letters that are certain. Raises NoLedgerImported, ImportUnknown, ImportIsNoLedger, FileRefused.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        chosen = _chosen(cursor, scope, company, import_id)
        with open_document(cursor, scope, bytes.fromhex(chosen.sha256)) as stream:
            columns = letter_columns(stream, chosen.file_name)
            fec = read_fec(stream, file_name=chosen.file_name, log=IssueLog(), currency=company.currency)
            stage_ledger(cursor, fec.lines(), is_collective=is_collective)
            compare_ledger(cursor, scope)
            letters, groups, left = _letters(load_staged_letters(cursor, scope), columns.width)
            bought = []
            if suppliers:
                bought = [
                    one
                    for one in letter_ledger(stream, chosen.file_name, currency=company.currency, sides=("supplier",)).chosen(
                        suggested=False
                    )
                    if one.letter
                ]
                letters |= letters_by_line(bought)
            stream.seek(0)
            write_letters(stream, target, columns, letters)
    return ExportedLetters(chosen.id, chosen.file_name, groups, len(bought), len(letters), left)


def _chosen(cursor: object, scope: Scope, company: Company, import_id: int | None) -> ImportRow:
    if import_id is not None:
        found = load_import(cursor, scope, import_id)
        if found is None:
            raise ImportUnknown(number=import_id)
        if found.kind != "ledger" or found.undone_at is not None:
            raise ImportIsNoLedger(number=import_id, name=found.file_name)
        return found
    before: int | None = None
    while page := load_imports(cursor, scope, limit=_PAGE, before=before):
        for row in page:
            if row.kind == "ledger" and row.undone_at is None:
                return row
        before = page[-1].id
    raise NoLedgerImported(company=company.name)


def _letters(lines: Iterable[StagedLetter], width: int | None) -> tuple[dict[int, tuple[str, date]], int, int]:
    """The letters to write, how many groups they are, and how many matches are left out."""
    used: dict[tuple[str, str], set[str]] = {}
    groups: dict[int, list[StagedLetter]] = {}
    for line in lines:
        if line.file_letter:
            used.setdefault((line.account, line.customer), set()).add(line.file_letter)
        if line.match_id is not None:
            groups.setdefault(line.match_id, []).append(line)
    codes = {
        key: free_letters(used.get(key, ()), width=width)
        for key in {(one.account, one.customer) for group in groups.values() for one in group}
    }
    found: dict[int, tuple[str, date]] = {}
    made = left = 0
    for _, group in sorted(groups.items()):
        if all(one.file_letter for one in group):
            continue
        first = group[0]
        whole = len(group) == first.members and not sum(one.amount_minor for one in group) and not any(one.file_letter for one in group)
        code = next(codes[first.account, first.customer], "") if whole else ""
        if not code or first.lettered_on is None:
            left += 1
            continue
        made += 1
        found |= {one.line: (code, first.lettered_on) for one in group}
    return found, made, left
