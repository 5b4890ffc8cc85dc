"""Lines of an accounting ledger as the accounting program wrote them: the value every ledger reader yields."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class LedgerLine(NamedTuple):
    """One line of an accounting entry, amounts in minor units. Text fields are stripped; a blank field is the empty string, a blank date None.

    `line` is the number of the line in the file, from 1, as an editor shows it. `entry_cut` tells unnumbered entries apart: 0 where the
    file numbers its entries; else the rank, from 1, of the entry inside its journal, cut where the running balance returns to zero.
    An entry is identified by (journal_code, entry_number, entry_cut).
    """

    line: int
    journal_code: str
    journal_label: str
    entry_number: str
    entry_cut: int
    effective_on: date
    account: str
    account_label: str
    auxiliary: str
    auxiliary_label: str
    document_ref: str
    document_on: date | None
    label: str
    debit_minor: int
    credit_minor: int
    letter: str
    lettered_on: date | None
    validated_on: date | None
    original_minor: int | None
    original_currency: str
    is_opening: bool
