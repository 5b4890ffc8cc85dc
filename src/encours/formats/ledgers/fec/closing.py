"""What can only be said of a FEC once its last line has been read."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from encours.formats.ledgers.fec import issues
from encours.formats.ledgers.fec.collective import is_collective
from encours.kernel.money import Money
from encours.kernel.period import add_months

if TYPE_CHECKING:
    from encours.formats.ledgers.fec.reader import FecFile

_NAMED_MAX = 5


def report_whole(fec: FecFile) -> None:
    """Put into the file's log what its lines say together: totals, balances, numbering, letters, dates, customers."""
    summary, log = fec.summary, fec.log
    fec.tally.report(log)
    if not summary.lines:
        log.add(issues.NO_ENTRIES)
        return
    fec.entries.report(log, fec.currency)
    for journal, cut in fec.cuts.items():
        if cut.balance:
            log.add(
                issues.JOURNAL_UNBALANCED, line=cut.first_line, value=journal, journal=journal, difference=Money(cut.balance, fec.currency)
            )
    if summary.debit_minor != summary.credit_minor:
        log.add(issues.FILE_UNBALANCED, difference=Money(summary.debit_minor - summary.credit_minor, fec.currency))
    _report_letters(fec)
    _report_year(fec)
    _report_customers(fec)


def _report_letters(fec: FecFile) -> None:
    for letters in (fec.summary.customer_letters, fec.summary.supplier_letters):
        for found in letters.unbalanced():
            if found.letter.islower():  # small letters mark a group that is not complete yet
                continue
            account = f"{found.account} {found.auxiliary}".rstrip()
            difference = Money(found.balance_minor, fec.currency)
            fec.log.add(
                issues.LETTER_UNBALANCED,
                column="EcritureLet",
                value=found.letter,
                letter=found.letter,
                account=account,
                difference=difference,
            )


def _report_year(fec: FecFile) -> None:
    """A financial year may last up to 24 months when it is the first; entries after its end, or none in its last twelve months, contradict it."""
    closing, days = fec.closing_on, fec.days
    if closing is None:
        fec.log.add(issues.NAME_FORM, value=fec.file_name)
        return
    if not days:
        return
    first, last = min(days), max(days)
    day_after = closing + timedelta(days=1)
    if last > closing:
        line = min(line for day, line in days.items() if day > closing)
    elif first < add_months(day_after, -24) or last < add_months(day_after, -12):
        line = days[first]
    else:
        return
    fec.log.add(issues.NAME_DISAGREES, line=line, column="EcritureDate", value=fec.file_name, closing=closing, first=first, last=last)


def _report_customers(fec: FecFile) -> None:
    labels = fec.summary.auxiliaries
    if fec.without_auxiliary:
        fec.log.add(issues.NO_AUXILIARY, column="CompAuxNum", count=fec.without_auxiliary)
    if labels and all(is_collective(label or code) for code, label in labels.items()):
        names = ", ".join(label or code for code, label in islice(labels.items(), _NAMED_MAX))
        fec.log.add(issues.COLLECTIVE_CUSTOMERS, column="CompAuxLib", names=names)
