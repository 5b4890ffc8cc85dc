"""Which bank format a file is in, among all the registered ones, and reading it."""

from __future__ import annotations

import io
from functools import cache
from typing import BinaryIO

import encours.formats.statements as package
from encours.formats.contract import Reading
from encours.formats.statements.contract import Statement, StatementFormat
from encours.formats.statements.limits import MAX_BYTES, MAX_MOVEMENTS
from encours.formats.statements.texts import EmptyStatementFile, StatementFileTooLarge, TooManyMovements, UnrecognisedStatement
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


def read_statements(source: bytes | BinaryIO) -> tuple[StatementFormat, Reading[Statement]]:
    """Recognise and read one bank file, from the place where its stream stands. Raises `FileRefused` when it is empty, of no known format, refused
    by its reader, or too large for one that must hold it (bytes or movements)."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    start = stream.tell()
    size = stream.seek(0, io.SEEK_END) - start
    stream.seek(start)
    head = stream.read(HEAD_BYTES)
    stream.seek(start)
    known = recognise(head)
    if known is not None and known.read_stream is not None:
        return known, known.read_stream(stream)
    if size > MAX_BYTES:
        raise StatementFileTooLarge(size=size // 2**20, limit=MAX_BYTES // 2**20)
    data = stream.read()
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyStatementFile()
    if known is None:
        names = [each.name for each in statement_formats()]
        raise UnrecognisedStatement(formats=Text(en=", ".join(name.en for name in names), fr=", ".join(name.fr for name in names)))
    count = known.movements(data.replace(b"\0", b"") if b"\0" in head else data) if known.movements is not None else 0
    if count > MAX_MOVEMENTS:
        raise TooManyMovements(count=count, limit=MAX_MOVEMENTS)
    return known, known.read(data)
