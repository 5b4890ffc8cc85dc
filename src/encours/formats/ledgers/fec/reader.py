"""Reading a FEC line by line, in memory that does not grow with the file.

The loop over the lines is written for speed: what is regular takes one dictionary look-up, what is not goes to a
method that reads it again with care and reports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from encours.formats.encoding import Encoding, detect_encoding
from encours.formats.ledgers.contract import LedgerLine
from encours.formats.ledgers.fec import issues
from encours.formats.ledgers.fec._lines import text_lines
from encours.formats.ledgers.fec.checks import Entries, Tally
from encours.formats.ledgers.fec.closing import report_whole
from encours.formats.ledgers.fec.fields import Irregular
from encours.formats.ledgers.fec.header import Header, NotAFec, read_header, refuse_other_forms
from encours.formats.ledgers.fec.openings import OpeningMarker, is_opening_journal
from encours.formats.ledgers.fec.records import Records
from encours.formats.ledgers.fec.values import Values
from encours.formats.ledgers.summary import LedgerSummary
from encours.kernel.issue import IssueLog

_NAME = re.compile(r"(\d{9})?FEC(20\d{2})([01]\d)([0-3]\d)", re.IGNORECASE)
_ONE_YEAR, _TEN_YEARS = 366, 3653
_BLANKS_MAX = 1000
_RECEIVABLE, _OTHER_CUSTOMER, _SUPPLIER, _OTHER = 3, 2, 1, 0
_KINDS = (("411", _RECEIVABLE), ("41", _OTHER_CUSTOMER), ("40", _SUPPLIER))


@dataclass(slots=True)
class Cut:
    """Where the unnumbered entries of one journal stand: rank of the present entry, its balance, the line it began on (0: not begun)."""

    rank: int = 1
    balance: int = 0
    first_line: int = 0


class FecFile:
    """A FEC being read. `lines()` may be run once; when it has ended, `summary` is complete and the issues of the whole file are in the log."""

    def __init__(self, records: Records, *, file_name: str, log: IssueLog, tally: Tally, currency: str) -> None:
        header = records.header
        self.encoding = records.encoding.name
        self.separator = header.separator
        self.columns = header.columns
        self.file_name = file_name
        self.siren, self.closing_on = named(file_name)
        self.currency = currency
        self.log = log
        self.summary = LedgerSummary()
        self.tally = tally
        self.entries = Entries()
        self.cuts: dict[str, Cut] = {}
        self.days: dict[date, int] = {}
        self.without_auxiliary = 0
        self._records = records
        self._values = Values(header, log, tally, currency)
        self._account_kinds: dict[str, int] = {}
        self._openings: dict[tuple[str, str], bool] = {}

    def lines(self) -> Iterator[LedgerLine]:
        """The lines in file order; flaws go to the log as they are met, those of the whole file at the end."""
        marker = OpeningMarker()
        yield from self._read(marker)
        yield from marker.flush()
        self.summary.opening_lines = marker.marked
        self.summary.entries = len(self.entries) + sum(cut.rank - (not cut.first_line) for cut in self.cuts.values())
        report_whole(self)

    def _read(self, marker: OpeningMarker) -> Iterator[LedgerLine]:
        """Every line that can be taken; those of opening journals pass through `marker`."""
        values, summary, kinds = self._values, self.summary, self._account_kinds
        amounts, dates, signed, make = values.amounts, values.dates, values.signed, tuple.__new__
        journal_before = number_before = ""
        day_before: date | None = None
        run_line = run_minor = count = debits = credits = entry_cut = 0
        cut: Cut | None = None
        opening = False
        for place, record in self._records:
            (journal, journal_label, number, day_text, account, account_label, auxiliary, auxiliary_label, document, document_day, label,
             debit_text, credit_text, letter, letter_day, valid_day, original_text, original_currency) = record  # fmt: skip
            original_minor = day = None
            try:
                day, document_on, lettered_on, validated_on = dates[day_text], dates[document_day], dates[letter_day], dates[valid_day]
                debit, credit = amounts[debit_text], amounts[credit_text]
                rare = (not debit) is (not credit) or document_on is None or signed or original_text or original_currency
            except Irregular:
                rare = True
            if rare or day is None or not (journal and journal_label and account and account_label and document and label):
                careful = values.careful(place, record)
                if careful is None:
                    continue
                day, document_on, lettered_on, validated_on, debit, credit, original_minor, original_currency = careful

            if number != number_before or journal != journal_before:
                if cut is None and run_line:
                    self.entries.add(journal_before, number_before, run_minor, run_line)
                run_line, run_minor, day_before = place, 0, None
                journal_before, number_before = journal, number
                opening = self._is_opening(journal, journal_label)
                # A blank number or zeros tell nothing: the entry is cut where its journal comes back to zero.
                cut = None if number.strip("0") else self.cuts.setdefault(journal, Cut())
            net = debit - credit
            if cut is None:
                run_minor += net
            else:
                entry_cut = self._cut(cut, place, net, bool(debit or credit))
            if day is not day_before:
                day_before = day
                self._see_day(day, place, opening)
            if document_on is not day or validated_on is None or validated_on < day:
                self._check_dates(place, day, document_on, validated_on, document_day)
            kind = kinds.get(account)
            if kind is None:
                kind = self._account_kind(account, place)
            if kind:
                self._add_party(kind, account, auxiliary, auxiliary_label, letter, net)
            count += 1
            debits += debit
            credits += credit
            line = make(LedgerLine, (
                place, journal, journal_label, number, 0 if cut is None else entry_cut, day, account, account_label, auxiliary, auxiliary_label,
                document, document_on, label, debit, credit, letter, lettered_on, validated_on, original_minor, original_currency, False,
            ))  # fmt: skip
            if opening or marker.waiting:
                yield from marker.feed(line, opening)
            else:
                yield line
        if cut is None and run_line:
            self.entries.add(journal_before, number_before, run_minor, run_line)
        summary.lines, summary.debit_minor, summary.credit_minor = count, debits, credits

    def _cut(self, cut: Cut, place: int, net: int, moves: bool) -> int:
        """The rank of the unnumbered entry this line belongs to. A line without amount never ends an entry."""
        self.tally.add(issues.UNNUMBERED, place, "EcritureNum")
        rank = cut.rank
        cut.first_line = cut.first_line or place
        cut.balance += net
        if moves and not cut.balance:
            cut.rank, cut.first_line = rank + 1, 0
        return rank

    def _is_opening(self, journal: str, label: str) -> bool:
        known = self._openings.get((journal, label))
        if known is None:
            known = self._openings[journal, label] = is_opening_journal(journal, label)
        return known

    def _see_day(self, day: date, place: int, opening: bool) -> None:
        summary = self.summary
        summary.first_on = day if summary.first_on is None else min(summary.first_on, day)
        summary.last_on = day if summary.last_on is None else max(summary.last_on, day)
        if not opening:  # detailed openings keep the dates of earlier years
            self.days.setdefault(day, place)

    def _check_dates(self, place: int, day: date, document_on: date | None, validated_on: date | None, document_text: str) -> None:
        if validated_on is None:
            self.tally.add(issues.NOT_VALIDATED, place, "ValidDate")
        elif validated_on < day:
            self.tally.add(issues.VALIDATED_BEFORE, place, "ValidDate")
        if document_on is not None and not -_ONE_YEAR <= day.toordinal() - document_on.toordinal() <= _TEN_YEARS:
            self.tally.add(issues.DOCUMENT_DATE, place, "PieceDate", document_text)

    def _account_kind(self, account: str, place: int) -> int:
        if not account[:3].isdecimal():
            self.log.add(issues.ACCOUNT_FORM, line=place, column="CompteNum", value=account)
        kind = next((kind for prefix, kind in _KINDS if account.startswith(prefix)), _OTHER)
        self._account_kinds[account] = kind
        return kind

    def _add_party(self, kind: int, account: str, auxiliary: str, auxiliary_label: str, letter: str, net: int) -> None:
        summary = self.summary
        if kind == _RECEIVABLE:
            summary.receivable_lines += 1
            if auxiliary:
                summary.auxiliaries.setdefault(auxiliary, auxiliary_label)
            else:
                self.without_auxiliary += 1
        if letter:
            (summary.supplier_letters if kind == _SUPPLIER else summary.customer_letters).add(account, auxiliary, letter, net)


def named(file_name: str) -> tuple[str, date | None]:
    """The SIREN and the closing day that a FEC's name says, where it says them.

    >>> named("732829320FEC20261231.txt")
    ('732829320', datetime.date(2026, 12, 31))
    """
    found = _NAME.search(file_name)
    if found is None:
        return "", None
    try:
        return found[1] or "", date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return found[1] or "", None


def read_fec(stream: BinaryIO, *, file_name: str, log: IssueLog, currency: str = "EUR") -> FecFile:
    """Open a FEC: find its encoding over the whole of it and read its first line; the lines follow from `FecFile.lines()`.

    `stream` must be seekable and is read from its position, twice. Raises FileRefused when it is no FEC.
    """
    start = stream.tell()
    head = stream.read(8192)
    stream.seek(start)
    refuse_other_forms(head, file_name)
    encoding = detect_encoding(stream)
    header, header_line = find_header(stream, encoding, file_name)
    stream.seek(start)
    tally = Tally()
    encoding.report(log)
    _report_header(header, encoding, log)
    return FecFile(Records(stream, encoding, header, header_line, log, tally), file_name=file_name, log=log, tally=tally, currency=currency)


def find_header(stream: BinaryIO, encoding: Encoding, file_name: str) -> tuple[Header, int]:
    """The first line that is not blank, and its number."""
    place = 0
    for lines in text_lines(stream, encoding):
        for line in lines:
            place += 1
            if line.strip():
                return read_header(line.lstrip("\ufeff"), file_name), place
        if place > _BLANKS_MAX:
            break
    raise NotAFec(file=file_name, found=0)


def _report_header(header: Header, encoding: Encoding, log: IssueLog) -> None:
    if encoding.name == "utf-16":
        log.add(issues.UTF16)
    if header.trailing_separator:
        log.add(issues.TRAILING_SEPARATOR, line=1)
    if header.quoted:
        log.add(issues.QUOTED, line=1)
    for column in header.missing:
        log.add(issues.COLUMN_MISSING, line=1, column=column)
    for column in header.unknown:
        log.add(issues.COLUMN_UNKNOWN, line=1, column=column)
    if not header.in_order:
        log.add(issues.COLUMN_ORDER, line=1)
