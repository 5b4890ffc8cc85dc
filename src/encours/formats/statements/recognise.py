"""Which bank format a file is in, among all the registered ones, and reading it."""

from __future__ import annotations

from functools import cache

import encours.formats.statements as package
from encours.formats.contract import Reading
from encours.formats.statements.contract import Statement, StatementFormat
from encours.formats.statements.limits import MAX_BYTES
from encours.formats.statements.texts import EmptyStatementFile, StatementFileTooLarge, UnrecognisedStatement
from encours.kernel.registry import discover
from encours.kernel.wording import Text

HEAD_BYTES = 4096


@cache
def statement_formats() -> tuple[StatementFormat, ...]:
    """Every bank format, one per folder of this package, in name order."""
    return discover(package, "FORMAT", StatementFormat)


def recognise(head: bytes) -> StatementFormat | None:
    """The format of the file that begins with `head`, or None. Only the first 4 KiB are looked at."""
    start = head[:HEAD_BYTES]
    return next((known for known in statement_formats() if known.recognises(start)), None)


def read_statements(data: bytes) -> tuple[StatementFormat, Reading[Statement]]:
    """Recognise and read one bank file. Raises `FileRefused` when it is empty, too large, of no known format, or refused by its reader."""
    if len(data) > MAX_BYTES:
        raise StatementFileTooLarge(size=len(data) // 2**20, limit=MAX_BYTES // 2**20)
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyStatementFile()
    known = recognise(data)
    if known is None:
        names = [each.name for each in statement_formats()]
        raise UnrecognisedStatement(formats=Text(en=", ".join(name.en for name in names), fr=", ".join(name.fr for name in names)))
    return known, known.read(data)
