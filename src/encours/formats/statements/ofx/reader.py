"""Reading OFX bank statements."""

from __future__ import annotations

import re
from collections import Counter

from encours.formats.contract import Reading
from encours.formats.statements.contract import Balance, Statement, StatementLine
from encours.formats.statements.decoding import decode
from encours.formats.statements.ofx import texts
from encours.formats.statements.ofx.markup import Event, events
from encours.formats.statements.ofx.movement import Values, read_account, read_amount, read_day, read_movement
from encours.kernel.currency import is_currency_code
from encours.kernel.issue import IssueLog

_START = re.compile(r"<OFX\s*>", re.IGNORECASE)
_HEADER = re.compile(r"^\s*OFXHEADER\s*:|<\?OFX\b|<OFX\s*>", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(r"^\s*CHARSET\s*:\s*([A-Za-z0-9_-]{1,20})", re.MULTILINE)
_XML_ENCODING = re.compile(r"<\?xml\b[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.-]{1,20})[\"']")
# What a file may declare besides UTF-8: Windows pages by number in 1.x, names in 2.x.
_CODECS = {
    "1250": "cp1250",
    "1252": "cp1252",
    "8859-1": "iso-8859-1",
    "ISO-8859-1": "iso-8859-1",
    "ISO-8859-15": "iso-8859-15",
    "WINDOWS-1252": "cp1252",
}
# Aggregates whose values are read with a path below the aggregate that holds them.
_HOLDERS = frozenset({"STMTRS", "STMTTRN", "STMTTRNRS"})
_MOVEMENT = re.compile(rb"<(?:STMTTRN|STMTRS|CCSTMTRS)[\s>]", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Whether the file begins like an OFX of any version."""
    return _HEADER.search(decode(head)[0]) is not None


def movements(data: bytes) -> int:
    """How many movements there are, and statements that may have none."""
    return sum(1 for _ in _MOVEMENT.finditer(data))


def read(data: bytes) -> Reading[Statement]:
    """Read every bank account of an OFX file. Raises `FileRefused` where the file is no OFX, is hostile, or holds no bank statement."""
    head = data[:2000].decode("latin-1")
    declared = _CHARSET.search(head) or _XML_ENCODING.search(head)
    text, encoding = decode(data, _CODECS.get(declared[1].upper()) if declared else None)
    start = _START.search(text)
    if "<!DOCTYPE" in text[: start.start() if start else None].upper():
        raise texts.DocumentTypeRefused()
    if start is None:
        raise texts.NotOfx()
    reader = _Reader()
    for event in events(text):
        reader.take(event)
    reader.finish()
    return Reading(tuple(reader.statements), reader.log.issues, encoding)


class _Reader:
    """The account and the movement being read. Only STMTRS of the bank message set is looked into."""

    def __init__(self) -> None:
        self.log = IssueLog()
        self.statements: list[Statement] = []
        self._sets: list[str] = []
        self._path: list[str] = []
        self._values: dict[str, Values] = {}
        self._starts: dict[str, int] = {}
        self._raw: list[tuple[Values, int]] = []
        self._seen_bank = False

    def take(self, event: Event) -> None:
        """Follow one event."""
        if event.kind == "start":
            self._path.append(event.name)
            if event.name.endswith("MSGSRSV1"):
                self._sets.append(event.name)
            if event.name in _HOLDERS:
                self._values[event.name], self._starts[event.name] = {}, event.line
            if event.name == "STMTRS":
                self._raw = []
        elif event.kind == "value":
            self._value(event)
        else:
            self._end(event.name)
            self._path.pop()

    def finish(self) -> None:
        """Refuse the file that held no bank statement; mention what else it held."""
        others = [name for name in self._sets if name not in ("BANKMSGSRSV1", "SIGNONMSGSRSV1")]
        if not self._seen_bank:
            if "INVSTMTMSGSRSV1" in self._sets:
                raise texts.InvestmentStatement(found=", ".join(others))
            raise texts.NoBankStatement(found=", ".join(self._sets[:10]) or "OFX")
        if not self.statements:
            raise texts.NoBankStatement(found="STMTRS")
        if others:
            self.log.add(texts.OTHER_SETS, value=", ".join(others))

    def _value(self, event: Event) -> None:
        """Keep a value under its nearest holder, by path below it; the first of each path counts."""
        below: list[str] = []
        for name in reversed(self._path):
            if name in _HOLDERS:
                self._values[name].setdefault("/".join([*reversed(below), event.name]), event.value)
                return
            below.append(name)

    def _end(self, name: str) -> None:
        if name == "STMTTRN" and "STMTRS" in self._path and "BANKTRANLIST" in self._path:
            self._raw.append((self._values["STMTTRN"], self._starts["STMTTRN"]))
        elif name == "STMTRS":
            self._statement()
        elif name == "STMTTRNRS" and self._values["STMTTRNRS"].get("STATUS/SEVERITY", "").upper() == "ERROR":
            values = self._values["STMTTRNRS"]
            said = " ".join(filter(None, (values.get("STATUS/CODE", ""), values.get("STATUS/MESSAGE", ""))))
            self.log.add(texts.STATUS, line=self._starts["STMTTRNRS"], column="STATUS", value=said)

    def _statement(self) -> None:
        self._seen_bank = True
        values, start = self._values["STMTRS"], self._starts["STMTRS"]
        currency = values.get("CURDEF", "").upper()
        account = read_account(values, "BANKACCTFROM/", currency)
        if not account or not is_currency_code(currency):
            self.log.add(texts.ACCOUNT, line=start, column="BANKACCTFROM, CURDEF", value=currency)
            return
        lines = [
            read_movement(movement, line, rank=rank, currency=currency, log=self.log)
            for rank, (movement, line) in enumerate(self._raw, start=1)
        ]
        taken = tuple(line for line in lines if line is not None)
        self._warn_of_repeated(taken, account)
        self.statements.append(
            Statement(account=account, currency=currency, level="statement", lines=taken, closing=self._closing(values, start, currency))
        )

    def _warn_of_repeated(self, lines: tuple[StatementLine, ...], account: str) -> None:
        counts = Counter(line.bank_reference for line in lines if line.bank_reference)
        for line in lines:
            if counts[line.bank_reference] > 1:
                self.log.add(texts.REPEATED_ID, line=line.source_line, column="FITID", value=line.bank_reference, account=account)
                counts[line.bank_reference] = 0

    def _closing(self, values: Values, start: int, currency: str) -> Balance | None:
        """LEDGERBAL. OFX has no opening balance, so nothing can be checked against it."""
        if "LEDGERBAL/BALAMT" not in values:
            return None
        amount, on = read_amount(values["LEDGERBAL/BALAMT"], currency), read_day(values.get("LEDGERBAL/DTASOF", ""))
        if amount is None:
            self.log.add(
                texts.AMOUNT,
                line=start,
                column="LEDGERBAL/BALAMT",
                value=values["LEDGERBAL/BALAMT"],
                currency=currency,
                what=texts.THE_BALANCE,
            )
            return None
        if on is None:
            self.log.add(
                texts.DATE, line=start, column="LEDGERBAL/DTASOF", value=values.get("LEDGERBAL/DTASOF", ""), what=texts.THE_BALANCE
            )
            return None
        return Balance(on, amount)
