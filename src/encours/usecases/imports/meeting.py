"""Bank lines and ledger entries that say the same movement meet as soon as the second of the two is imported, whichever that is."""

from __future__ import annotations

from encours.store.bulk.meeting import meet_books
from encours.usecases.imports.contract import Work


def meet_bank(work: Work) -> None:
    """Link what meets, and take back the receipts that stood in for the ledger's entries; the figures go into the report."""
    met = meet_books(work.cursor, work.scope, recorded_at=work.recorded_at, import_id=work.import_id)
    work.counts.details |= {"bank_lines_linked": met.linked, "receipts_replaced": met.replaced}
