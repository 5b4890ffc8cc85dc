"""Importing a ledger (FEC): its entries become the books, its letters the matches."""

from __future__ import annotations

from typing import BinaryIO

from encours.formats.ledgers.fec import read_fec
from encours.formats.ledgers.fec.collective import is_collective
from encours.kernel.issue import IssueKind
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.store.bulk.ledger import compare_ledger, keep_to_openings, resolve_names
from encours.store.bulk.ledger_commit import LedgerWritten, write_ledger
from encours.store.bulk.ledger_stage import leave_out_unbalanced, stage_ledger, unbalanced_entries
from encours.store.bulk.payments_in_ledger import yield_payments_to_ledger
from encours.store.load.books import later_ledger_imports
from encours.usecases.imports.contract import NothingRecognised, Work
from encours.usecases.imports.due_dates import document_due_of, due_date_of
from encours.usecases.imports.meeting import meet_bank

UNBALANCED = IssueKind(
    "ledger_entry_unbalanced",
    "error",
    Text(
        en="Entry {number} (line {line}) does not balance by {balance}, or has one line only, and cannot be recorded.",
        fr="L'écriture {number} (ligne {line}) est déséquilibrée de {balance}, ou n'a qu'une ligne, et ne peut être enregistrée.",
    ),
    Text(en="Correct it in the accounting program and export again, or import without it (--skip-bad-rows).",
         fr="Corrigez-la dans le logiciel comptable et exportez de nouveau, ou importez sans elle (--skip-bad-rows)."),
)  # fmt: skip
VALIDATED_MISSING = IssueKind(
    "validated_entries_missing",
    "error",
    Text(
        en="{count} validated entries that an earlier file had are missing from this one.",
        fr="{count} écritures validées, présentes dans un fichier précédent, manquent dans celui-ci.",
    ),
    Text(
        en="A validated entry never disappears: check that this is not an older or partial export. To reverse them nevertheless: --reverse-missing.",
        fr="Une écriture validée ne disparaît pas : vérifiez qu'il ne s'agit pas d'un export plus ancien ou partiel. Pour les extourner malgré tout : --reverse-missing.",
    ),
)
OPENING_DIFFERS = IssueKind(
    "opening_differs",
    "warning",
    Text(
        en="{count} customer accounts open the year with another balance than the earlier year left ({opening} against {carried} in all).",
        fr="{count} comptes clients ouvrent l'exercice avec un autre solde que celui laissé par l'exercice précédent ({opening} contre {carried} au total).",
    ),
    Text(
        en="The earlier year's items were kept. Import the earlier year again, complete, if it was changed after its export.",
        fr="Les postes de l'exercice précédent ont été conservés. Importez de nouveau l'exercice précédent, complet, s'il a été modifié depuis son export.",
    ),
)
HANDED_OVER = IssueKind(
    "ledger_took_over",
    "info",
    Text(
        en="{count} entries that imported invoices had made were reversed: from now on the ledger says what customers owe, and the invoices describe it.",
        fr="{count} écritures issues de factures importées ont été extournées : la comptabilité dit désormais ce que doivent les clients, et les factures la décrivent.",
    ),
    Text(en="Nothing to do.", fr="Rien à faire."),
)

LETTERS_TAKEN_BACK = IssueKind(
    "letters_taken_back",
    "warning",
    Text(
        en="{count} letters of this file join what a person unmatched here: that decision stands, and the items stay open.",
        fr="{count} lettrages de ce fichier réunissent ce qu'une personne a délettré ici : cette décision prévaut et les postes restent ouverts.",
    ),
    Text(
        en="Correct the letters in the accounting program, or leave both as they are.",
        fr="Corrigez le lettrage dans le logiciel comptable, ou laissez les deux en l'état.",
    ),
)


class LedgerHandler:
    """A FEC, cumulative or not, of any year, in any order."""

    kind = "ledger"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        counts, currency = work.counts, work.company.currency
        fec = read_fec(stream, file_name=work.file_name, log=work.log, currency=currency)
        counts.records = stage_ledger(work.cursor, fec.lines(), is_collective=is_collective, progress=lambda n: work.progress("read", n))
        if not counts.records:
            raise NothingRecognised(name=work.file_name)
        counts.encoding = fec.encoding
        summary = fec.summary
        counts.details["ledger"] = {
            "entries": summary.entries, "lines": summary.lines, "debit_minor": summary.debit_minor, "credit_minor": summary.credit_minor, "currency": currency,
            "receivable_lines": summary.receivable_lines, "auxiliary_accounts": summary.auxiliary_accounts, "letters": summary.letters(),
        }  # fmt: skip
        for entry in unbalanced_entries(work.cursor):
            work.log.add(UNBALANCED, line=entry.line, column="Debit", value=None, number=entry.number or "—", balance=Money(entry.balance_minor, currency))
        if work.options.skip_bad_rows:
            counts.rejected = leave_out_unbalanced(work.cursor)
        self._comparison = compare_ledger(work.cursor, work.scope)
        if work.only_openings:
            self._comparison = keep_to_openings(work.cursor, work.scope, self._comparison)
        compared = self._comparison
        counts.created, counts.unchanged, counts.reversed = compared.added, compared.kept, compared.vanished
        counts.details |= {"year_start": compared.year_start, "last_on": compared.last_on, "openings_tied": compared.openings_tied}
        if compared.vanished_validated and not work.options.reverse_missing:
            work.log.add(VALIDATED_MISSING, count=compared.vanished_validated)

    def commit(self, work: Work) -> None:
        resolve_names(work.cursor, work.scope)
        work.progress("write", 0)
        written = write_ledger(
            work.cursor, work.scope, self._comparison, recorded_at=work.recorded_at, import_id=work.import_id, due_date=due_date_of(work.company),
            document_due=document_due_of(work.company),
        )
        work.counts.details |= {
            "items": written.items, "matches_made": written.matches_made, "matches_undone": written.matches_undone, "letters_left": written.letters_left,
            "described": written.described,
        }  # fmt: skip
        self._report_differences(work, written)
        if work.only_openings:
            return
        self._follow_later_years(work)
        work.counts.details["payments_replaced"] = yield_payments_to_ledger(work.cursor, work.scope, recorded_at=work.recorded_at, import_id=work.import_id)
        meet_bank(work)

    def _report_differences(self, work: Work, written: LedgerWritten) -> None:
        if written.handed_over:
            work.log.add(HANDED_OVER, count=written.handed_over)
        if written.letters_taken_back:
            work.log.add(LETTERS_TAKEN_BACK, count=written.letters_taken_back)
        if written.opening_differences:
            work.log.add(
                OPENING_DIFFERS, count=len(written.opening_differences),
                opening=Money(sum(d.opening_minor for d in written.opening_differences), work.company.currency),
                carried=Money(sum(d.carried_minor for d in written.opening_differences), work.company.currency),
            )  # fmt: skip

    def _follow_later_years(self, work: Work) -> None:
        """A later year that was imported first opened with balances of its own: now that the year before is here, its openings are tied to it."""
        if not self._comparison.added:
            return
        for import_id in later_ledger_imports(work.cursor, work.scope, after=self._comparison.year_start, but=work.import_id):
            work.rerun(import_id)
