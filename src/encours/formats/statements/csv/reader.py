"""Reading bank.csv, the canonical table of bank movements (design §10): UTF-8, comma, header line, ISO dates, decimal point."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import BinaryIO

from encours.formats.contract import Reading
from encours.formats.encoding import CHUNK
from encours.formats.statements.accounts import compact, is_iban
from encours.formats.statements.amounts import iso_day, minor
from encours.formats.statements.contract import Statement, StatementLine
from encours.formats.statements.csv import texts
from encours.formats.statements.spool import LineGroups
from encours.formats.statements.text import bounded, tidy
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals, is_currency_code
from encours.kernel.firsts import Firsts
from encours.kernel.issue import IssueLog

REQUIRED = ("line_id", "booked_on", "amount", "currency")
OPTIONAL = (
    "value_on", "account_iban", "counterparty_name", "counterparty_iban", "remittance", "creditor_reference",
    "end_to_end_id", "bank_reference", "transaction_code", "method",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)
LINE_MAX = 1 << 20
"""Bytes of one line: beyond it the file is something else, and must not fill the memory."""


def recognises(head: bytes) -> bool:
    """Whether the first line names the columns every movement needs, separated by commas."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return set(REQUIRED) <= set(_names(text.partition("\n")[0]))


def read(data: bytes) -> Reading[Statement]:
    """Read the rows of a file that is held in memory; see `read_stream`."""
    return read_stream(BytesIO(data))


def read_stream(stream: BinaryIO) -> Reading[Statement]:
    """Read the rows as one statement per account and currency, in the order in which they first appear. Rows without account make one of their own.

    The stream must be seekable; neither it nor its movements are held in memory when they are many. Raises `FileRefused` where the file is not
    UTF-8, no CSV, lacks a column, or holds no readable row.
    """
    start = stream.tell()
    _check_utf8(stream)
    stream.seek(start)
    header = _names(stream.readline(LINE_MAX).decode("utf-8-sig", "replace"))
    log = IssueLog()
    _check(header, log)
    stream.seek(start)
    groups: LineGroups[tuple[str, str]] = LineGroups()
    seen = Firsts()
    rows = 0
    for number, cells in _rows(stream):
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        rows += 1
        if len(cells) != len(header):
            log.add(texts.CELL_COUNT, line=number, value=",".join(cells), count=len(cells), expected=len(header))
            continue
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        line = _line(row, number, log)
        if line is None:
            continue
        if seen.first(line.line_id, number)[0] != number:
            log.add(texts.REPEATED_LINE, line=number, column="line_id", value=line.line_id)
        key = (_account(row, "account_iban", number, log), row["currency"])
        groups.add(key, replace(line, entry=groups.count(key) + 1))
    if rows and not seen:
        flaw = next(issue for issue in log.issues if issue.severity == "error")
        raise texts.NoMovement(rows=rows, line=flaw.line, column=flaw.column or "?")
    return Reading(
        tuple(Statement(account, currency, "statement", lines) for (account, currency), lines in groups.groups()), log.issues, "utf-8"
    )


def _check_utf8(stream: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    while True:
        chunk = stream.read(CHUNK)
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise texts.NotUtf8(position=done - kept + error.start + 1) from error
        if not chunk:
            return
        done += len(chunk)


def _names(line: str) -> list[str]:
    """The column names of a header line; a header holds no quoted line break."""
    try:
        return [tidy(name).lower() for name in next(csv.reader([line.rstrip("\r")]), [])]
    except csv.Error:
        return []


def _check(header: list[str], log: IssueLog) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise texts.ColumnsMissing(missing=", ".join(missing), required=", ".join(REQUIRED))
    for name in header:
        if header.count(name) > 1 and name in COLUMNS:
            raise texts.ColumnRepeated(column=name)
        if name not in COLUMNS:
            log.add(texts.UNKNOWN_COLUMN, line=1, column=name, value=name)


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of their first line; a quoted cell may hold line breaks."""
    reader = csv.reader(_lines(stream), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise texts.NotCsv(line=number, reason=str(error)) from error
        yield number, cells


def _lines(stream: BinaryIO) -> Iterator[str]:
    encoding = "utf-8-sig"
    while line := stream.readline(LINE_MAX):
        if len(line) == LINE_MAX:
            raise csv.Error(f"line longer than {LINE_MAX} bytes")
        yield line.decode(encoding)
        encoding = "utf-8"


def _line(row: dict[str, str], number: int, log: IssueLog) -> StatementLine | None:
    """The movement of one row, or None with an issue for its first flaw."""
    for name in REQUIRED:
        if not row[name]:
            log.add(texts.MISSING, line=number, column=name, value="")
            return None
    currency = row["currency"]
    if not is_currency_code(currency):
        log.add(texts.CURRENCY, line=number, column="currency", value=currency)
        return None
    booked_on = _day(row["booked_on"])
    if booked_on is None:
        log.add(texts.DAY, line=number, column="booked_on", value=row["booked_on"])
        return None
    try:
        amount = minor(row["amount"], mark=".", digits=decimals(currency))
    except NotAnAmount:
        log.add(texts.AMOUNT, line=number, column="amount", value=row["amount"], currency=currency)
        return None
    value_text = row.get("value_on", "")
    value_on = _day(value_text)
    if value_text and value_on is None:
        log.add(texts.VALUE_DAY, line=number, column="value_on", value=value_text)
    return StatementLine(
        entry=1,
        booked_on=booked_on,
        amount_minor=amount,
        value_on=value_on,
        bank_reference=row.get("bank_reference", ""),
        end_to_end_id=row.get("end_to_end_id", ""),
        creditor_reference=row.get("creditor_reference", ""),
        counterparty_name=tidy(row.get("counterparty_name", "")),
        counterparty_iban=_account(row, "counterparty_iban", number, log),
        remittance=bounded(tidy(row.get("remittance", "")), log, number),
        transaction_code=row.get("transaction_code", ""),
        method=row.get("method", ""),
        line_id=row["line_id"],
        source_line=number,
    )


def _day(text: str) -> date | None:
    try:
        return iso_day(text) if len(text) == 10 else None
    except ValueError:
        return None


def _account(row: dict[str, str], column: str, number: int, log: IssueLog) -> str:
    account = compact(row.get(column, "")).upper()
    if account and not is_iban(account):
        log.add(texts.IBAN, line=number, column=column, value=account)
    return account
