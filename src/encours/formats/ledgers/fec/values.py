"""Reading the values of one line with care: the slow path, for whatever is not in the regular form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from encours.formats.ledgers.fec import issues
from encours.formats.ledgers.fec.checks import Tally
from encours.formats.ledgers.fec.fields import Amounts, Dates, Irregular, read_amount, read_date, side
from encours.formats.ledgers.fec.header import FIELDS, Header
from encours.kernel.currency import decimals, is_currency_code
from encours.kernel.issue import IssueLog

Record = Sequence[str]
_PLACE = {field: index for index, field in enumerate(FIELDS)}
_MUST_HAVE = ("JournalCode", "JournalLib", "CompteLib", "PieceRef", "PieceDate", "EcritureLib")


class Careful(NamedTuple):
    """The values of a line that could be taken."""

    day: date
    document_on: date | None
    lettered_on: date | None
    validated_on: date | None
    debit: int
    credit: int
    original_minor: int | None
    original_currency: str


class Values:
    """Reads the dates and amounts of lines, and reports what is wrong with them."""

    def __init__(self, header: Header, log: IssueLog, tally: Tally, currency: str) -> None:
        self.signed = header.signed
        self.dates = Dates()
        self._currency = currency
        self._digits = decimals(currency)
        self.amounts = Amounts(self._digits)
        self._log = log
        self._tally = tally
        self._must_have = tuple((field, _PLACE[field]) for field in _MUST_HAVE if field in header.places)

    def careful(self, place: int, record: Record) -> Careful | None:
        """The values of a line with something rare in it, or None when the line cannot be taken."""
        if not record[_PLACE["CompteNum"]]:
            self._log.add(issues.ACCOUNT_BLANK, line=place, column="CompteNum")
            return None
        day = self._date(place, record, "EcritureDate")
        if day is None:
            self._log.add(issues.EFFECTIVE_DATE, line=place, column="EcritureDate", value=record[_PLACE["EcritureDate"]])
            return None
        sides = self._sides(place, record)
        if sides is None:
            return None
        debit, credit = sides
        if bool(debit) is bool(credit):
            self._tally.add(issues.BOTH_SIDES if debit else issues.NO_AMOUNT, place)
        for field, index in self._must_have:
            if not record[index]:
                self._tally.add(issues.VALUE_MISSING, place, field)
        document_on, lettered_on, validated_on = (self._date(place, record, field) for field in ("PieceDate", "DateLet", "ValidDate"))
        return Careful(day, document_on, lettered_on, validated_on, debit, credit, *self._original(place, record))

    def _date(self, place: int, record: Record, field: str) -> date | None:
        text = record[_PLACE[field]]
        try:
            return self.dates[text]
        except Irregular:
            value, kind = read_date(text)
        if kind is issues.DATE_FORM:
            self._tally.add(kind, place, field, text)
        elif value is not None or field != "EcritureDate":
            self._log.add(kind, line=place, column=field, value=text)
        return value

    def _sides(self, place: int, record: Record) -> tuple[int, int] | None:
        debit = self._amount(place, record, "Debit", "Montant" if self.signed else "Debit")
        if self.signed:
            sign = side(record[_PLACE["Credit"]])
            if sign is None:
                self._log.add(issues.SIDE_UNKNOWN, line=place, column="Sens", value=record[_PLACE["Credit"]])
            if debit is None or sign is None:
                return None
            return (debit, 0) if sign > 0 else (0, debit)
        credit = self._amount(place, record, "Credit", "Credit")
        return None if debit is None or credit is None else (debit, credit)

    def _amount(self, place: int, record: Record, field: str, column: str) -> int | None:
        text = record[_PLACE[field]]
        try:
            return self.amounts[text]
        except Irregular:
            value, kind = read_amount(text, self._digits)
        if value is None:
            self._log.add(kind, line=place, column=column, value=text)
        else:
            self._tally.add(kind, place, column, text)
        return value

    def _original(self, place: int, record: Record) -> tuple[int | None, str]:
        """The amount in the entry's own currency; nothing where that is the currency of the books."""
        text, currency = record[_PLACE["Montantdevise"]], record[_PLACE["Idevise"]].upper()
        if currency == self._currency or not text.strip("0., "):
            return None, ""
        if not is_currency_code(currency):
            self._log.add(issues.CURRENCY_MISSING, line=place, column="Montantdevise", value=text)
            return None, ""
        value, _ = read_amount(text, decimals(currency))
        if value is None:
            self._log.add(issues.CURRENCY_AMOUNT, line=place, column="Montantdevise", value=text)
            return None, ""
        return value, currency
