"""The ledger as FEC files: 18 columns, tabs, CR LF, ISO-8859-15. Source: LPF art. A47 A-1 VII (read 2026-11-22)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from encours.demo.chart import ACCOUNTS, JOURNALS
from encours.demo.ledger import Row, YearBook

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate",
    "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
ENCODING = "iso8859-15"


def amount(minor: int) -> str:
    """Minor units with a decimal comma.

    >>> amount(123405), amount(7), amount(-7)
    ('1234,05', '0,07', '-0,07')
    """
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole},{cents:02d}"


def day(value: date | None) -> str:
    """AAAAMMJJ, or nothing."""
    return "" if value is None else f"{value:%Y%m%d}"


def fec_name(siren: str, year: int) -> str:
    """The name the law gives to the file: SIREN, FEC and the closing day of the year."""
    return f"{siren}FEC{year}1231.txt"


def write_fec(book: YearBook, auxiliary_name: Callable[[str], str]) -> bytes:
    """One year's file. `auxiliary_name` tells the label of an auxiliary account."""
    lines = ["\t".join(COLUMNS), *_lines(book.rows, auxiliary_name)]
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def _lines(rows: Iterable[Row], auxiliary_name: Callable[[str], str]) -> Iterable[str]:
    for row in rows:
        entry, leg = row.entry, row.leg
        yield "\t".join((
            entry.journal, JOURNALS[entry.journal], row.number, day(entry.on), leg.account, ACCOUNTS[leg.account],
            leg.auxiliary, auxiliary_name(leg.auxiliary) if leg.auxiliary else "", row.reference, day(row.reference_on), entry.label,
            amount(max(leg.minor, 0)), amount(max(-leg.minor, 0)), row.letter, day(row.lettered_on), day(row.validated_on),
            amount(leg.original_minor) if leg.currency else "", leg.currency,
        ))  # fmt: skip
