"""Field 61: one movement.

Source: SWIFT MT940, field 61 `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x][34x]` (read 2026-11-22).
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from encours.formats.statements.amounts import minor, short_year
from encours.kernel.amounts import NotAnAmount

# The mark is C, D, RC or RD; a funds code, the third letter of the currency, may follow it (DR is a debit in euro, not a reversal).
_FIELD = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?[ ]?(?P<amount>[0-9,]{1,20})"
    r"(?:(?P<type>[A-Z][A-Z0-9]{3})(?P<rest>.*))?",
    re.ASCII | re.DOTALL,
)
_MARK_ALONE = re.compile(r"\d{6}(?:\d{4})?R?[CD][A-Z]?\s*", re.ASCII)
_OWNER_REFERENCE = 16
# Banks say "see field 86" in the place of a reference of the account owner.
_POINTERS = frozenset({"NONREF", "NOREF", "EREF", "EREF+", "KREF", "KREF+", "N", "NON", "NONRE", ""})


class Unreadable(ValueError):
    """Names the part of field 61 that cannot be read."""


class Movement(NamedTuple):
    """What field 61 says. `entry_text` is the entry date as written when it is no date."""

    value_on: date
    booked_on: date
    amount_minor: int
    is_reversal: bool
    type: str
    owner_reference: str
    bank_reference: str
    name: str
    supplement: tuple[str, ...]
    entry_text: str


def read_movement(lines: tuple[str, ...], digits: int) -> Movement:
    """Read field 61 in a currency of `digits` decimals; raises `Unreadable`.

    >>> moved = read_movement(("0712310102RCR204,88NRTINONREF//0724", "/OCMT/USD250,"), 2)
    >>> moved.value_on, moved.booked_on, moved.amount_minor, moved.is_reversal, moved.type, moved.bank_reference
    (datetime.date(2007, 12, 31), datetime.date(2008, 1, 2), -20488, True, 'NRTI', '0724')
    """
    first, supplement = lines[0], lines[1:]
    if supplement and _MARK_ALONE.fullmatch(first):
        # Workaround: some savings banks break the line between the mark and the amount.
        first, supplement = first + supplement[0], supplement[1:]
    found = _FIELD.match(first)
    if found is None:
        raise Unreadable("structure")
    value_on = _day(found["value"])
    if value_on is None:
        raise Unreadable("value date")
    booked_on = value_on if found["entry"] is None else entry_day(found["entry"], value_on)
    try:
        amount = minor(found["amount"], mark=",", digits=digits)
    except NotAnAmount as error:
        raise Unreadable("amount") from error
    owner, bank, name = _references(found["rest"] or "")
    return Movement(
        value_on=value_on,
        booked_on=booked_on or value_on,
        # A reversal of a credit takes money back: D and RC are negative.
        amount_minor=-amount if found["mark"] in ("D", "RC") else amount,
        is_reversal=found["mark"].startswith("R"),
        type=found["type"] or "",
        owner_reference=owner,
        bank_reference=bank,
        name=name,
        supplement=tuple(line for line in supplement if line.strip()),
        entry_text=found["entry"] if booked_on is None else "",
    )


def entry_day(text: str, value_on: date) -> date | None:
    """The day of an entry date MMDD: in the year that brings it nearest to the value date.

    >>> entry_day("0102", date(2025, 12, 31)), entry_day("1231", date(2026, 1, 2)), entry_day("0230", date(2026, 3, 1)) is None
    (datetime.date(2026, 1, 2), datetime.date(2025, 12, 31), True)
    """
    candidates = []
    for year in (value_on.year - 1, value_on.year, value_on.year + 1):
        try:
            candidates.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    nearest = min(candidates, key=lambda day: abs(day - value_on), default=None)
    # 29 February exists in leap years only: the nearest one may be far away, and is then no date of this movement.
    return nearest if nearest is not None and abs((nearest - value_on).days) < 330 else None


def _day(text: str) -> date | None:
    try:
        return date(short_year(int(text[:2])), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _references(rest: str) -> tuple[str, str, str]:
    """The reference of the account owner, that of the bank, and a name.

    Workaround: Rabobank fills the 16 characters of the reference with blanks and writes the name of the counterparty after them (rabobank.sta).
    """
    owner, _, bank = rest.partition("//")
    name = owner[_OWNER_REFERENCE:].strip()
    owner = owner[:_OWNER_REFERENCE].strip()
    bank = bank.strip()
    return ("" if owner in _POINTERS else owner), ("" if bank in _POINTERS else bank), name
