"""Turning one cell into a value: strictly in canonical tables, by the rules of the mapping in others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from encours.formats.tables import issues
from encours.formats.tables.schema import INVOICE_TYPES, Field
from encours.kernel.amounts import NotAnAmount, read_minor
from encours.kernel.currency import decimals, is_currency_code
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

Cell = str | Decimal | date | bool
"""A cell of a CSV file is text; a workbook also has numbers, days and truth values. An empty cell is the empty text."""

DateOrder = Literal["YMD", "DMY", "MDY"]
FORMS: dict[DateOrder, Text] = {
    "YMD": Text(en="YYYY-MM-DD", fr="AAAA-MM-JJ"),
    "DMY": Text(en="DD/MM/YYYY", fr="JJ/MM/AAAA"),
    "MDY": Text(en="MM/DD/YYYY", fr="MM/JJ/AAAA"),
}

YES = frozenset({"yes", "y", "true", "1", "oui", "o", "vrai", "x"})
NO = frozenset({"no", "n", "false", "0", "non", "faux", ""})
_CANONICAL_AMOUNT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", re.ASCII)
_COMPACT = re.compile(r"(19|20)\d{6}", re.ASCII)
_TEXT_MAX = 60


class BadCell(ValueError):
    """The cell does not hold what its column must hold; `kind` is the issue to report."""

    def __init__(self, kind: IssueKind, **values: object) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.values = values


def parse_date(text: str, order: DateOrder) -> date | None:
    """The day that `text` says when its parts stand in `order`, or None. Two-digit years are 1970 to 2069.

    >>> parse_date("12/10/26", "DMY"), parse_date("2026-10-12 00:00:00", "YMD"), parse_date("31/12/2026", "MDY")
    (datetime.date(2026, 10, 12), datetime.date(2026, 10, 12), None)
    """
    text = text.strip()
    if len(text) > _TEXT_MAX:
        return None
    if order == "YMD" and _COMPACT.fullmatch(text):
        parts = [text[:4], text[4:6], text[6:]]
    else:
        found = _DAY.fullmatch(text)
        if found is None:
            return None
        parts = [found[1], found[3], found[4]]
    year, month, day = (parts[order.index(letter)] for letter in "YMD")
    if (len(year) != 4 and (len(year) != 2 or order == "YMD")) or len(month) > 2 or len(day) > 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class CellRules:
    """How the cells of a file are written. `strict` is the canonical form: ISO dates, decimal point, no grouping, fixed words."""

    mark: str = "."
    order: DateOrder = "YMD"
    strict: bool = True
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def value(self, cell: Cell, column: Field, currency: str) -> object:
        """The value of a filled cell; raises BadCell when it cannot be read."""
        known = self.words.get(column.name)
        if known is not None and isinstance(cell, str):
            cell = known.get(word_key(cell), cell)
        holds = column.holds
        if holds in ("amount", "positive"):
            return self.amount(cell, decimals(currency), positive=holds == "positive")
        if holds == "date":
            return self.day(cell)
        text = as_text(cell)
        if holds == "list":
            return tuple(part.strip() for part in text.split(";") if part.strip())
        if holds == "decimal":
            return self.decimal(cell)
        if holds == "whole":
            if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
                raise BadCell(issues.NUMBER)
            return int(text)
        if holds == "flag":
            return self.flag(cell)
        if holds == "currency":
            code = text if self.strict else text.upper().replace("€", "EUR")
            if not is_currency_code(code):
                raise BadCell(issues.CURRENCY)
            return code
        if holds == "type" and text not in INVOICE_TYPES:
            raise BadCell(issues.TYPE)
        return text

    def amount(self, cell: Cell, digits: int, *, positive: bool = False) -> int:
        """Minor units of a currency with `digits` decimals."""
        mark = self.mark
        if isinstance(cell, Decimal):
            cell, mark = format(cell, "f"), "."
        text = as_text(cell)
        bad = BadCell(issues.AMOUNT, mark=mark, digits=digits)
        if len(text) > _TEXT_MAX or (not text.isascii() and any(c.isdecimal() and not c.isascii() for c in text)):
            raise bad
        if self.strict and not _CANONICAL_AMOUNT.fullmatch(text):
            raise bad
        try:
            minor = read_minor(text if self.strict else bare_amount(text), mark=mark, digits=digits)
        except NotAnAmount:
            raise bad from None
        if positive and minor < 0:
            raise BadCell(issues.NEGATIVE)
        return minor

    def day(self, cell: Cell) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = as_text(cell)
        found = None if self.strict and not _ISO.fullmatch(text) else parse_date(text, self.order)
        if found is None:
            raise BadCell(issues.DATE, form=FORMS[self.order])
        return found

    def decimal(self, cell: Cell) -> Decimal:
        text = as_text(cell) if self.strict else as_text(cell).rstrip("% \u00a0\u202f")
        if not self.strict and isinstance(cell, str):
            text = text.replace(self.mark, ".")
        try:
            found = Decimal(text) if re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", text, re.ASCII) else None
        except InvalidOperation:
            found = None
        if found is None:
            raise BadCell(issues.NUMBER)
        return found

    def flag(self, cell: Cell) -> bool:
        if isinstance(cell, bool):
            return cell
        text = as_text(cell).lower()
        if text in YES or text in NO:
            return text in YES
        raise BadCell(issues.FLAG)


def as_text(cell: Cell) -> str:
    """A cell as text: a whole number without decimals, a day as ISO.

    >>> as_text(Decimal("12.0")), as_text(date(2026, 1, 2)), as_text(" x ")
    ('12', '2026-01-02', 'x')
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return format(cell.quantize(Decimal(1)), "f") if cell == cell.to_integral_value() else format(cell, "f")
    return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()


_AROUND = re.compile(r"^(?:€|EUR|\$|USD|£|GBP)\s*|\s*(?:€|EUR|\$|USD|£|GBP|TTC|HT)$")


def bare_amount(text: str) -> str:
    """An amount without the currency written before or after it.

    >>> bare_amount("1 234,50 €"), bare_amount("EUR 12")
    ('1 234,50', '12')
    """
    return _AROUND.sub("", text.strip())


def word_key(text: str) -> str:
    """A word of a value map, compared without case and outer blanks."""
    return text.strip().casefold()
