"""Reading CFONB 120 account statements."""

from __future__ import annotations

from encours.formats.contract import Reading
from encours.formats.statements.accounts import french_iban
from encours.formats.statements.cfonb120 import record as zones
from encours.formats.statements.cfonb120 import texts
from encours.formats.statements.cfonb120.amount import signed_amount
from encours.formats.statements.cfonb120.movement import Movement
from encours.formats.statements.cfonb120.record import day, is_record, records
from encours.formats.statements.continuity import check_continuity
from encours.formats.statements.contract import Balance, Statement, StatementLine
from encours.formats.statements.decoding import decode
from encours.formats.statements.limits import MAX_UNRECOGNISED_LINES
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals
from encours.kernel.issue import IssueKind, IssueLog
from encours.kernel.wording import Text


def recognises(head: bytes) -> bool:
    """Whether the first line that is not blank is a record 01, 04, 05 or 07."""
    text, _ = decode(head)
    first = next(records(text), None)
    return first is not None and is_record(first[1])


def movements(data: bytes) -> int:
    """About how many movements there are: lines that begin with 04, or as many records as fit where the file has no lines."""
    if b"\n" not in data and b"\r" not in data:
        return len(data) // zones.WIDTH
    return data.count(b"\n04") + data.count(b"\r04")


def read(data: bytes) -> Reading[Statement]:
    """Read every statement of a CFONB 120 file. Raises `FileRefused` where no line is a record, or none opens a statement."""
    text, encoding = decode(data)
    reader = _Reader()
    unknown = 0
    for number, line in records(text):
        if is_record(line):
            reader.record(number, line)
        else:
            unknown += 1
            reader.log.add(texts.UNKNOWN_RECORD, line=number, value=line.rstrip())
            if unknown > MAX_UNRECOGNISED_LINES and not reader.count:
                break
    if not reader.count:
        raise texts.NotCfonb120()
    reader.end()
    if not reader.statements:
        raise texts.NoOpening(records=reader.count)
    return Reading(tuple(reader.statements), reader.log.issues, encoding)


class _Reader:
    """The statement and the movement being read."""

    def __init__(self) -> None:
        self.log = IssueLog()
        self.statements: list[Statement] = []
        self.count = 0
        self._opening: tuple[int, str] | None = None
        self._balance: Balance | None = None
        self._lines: list[StatementLine] = []
        self._movement: Movement | None = None
        self._rank = 0
        self._is_skipping = False

    def record(self, number: int, line: str) -> None:
        """Take one record."""
        self.count += 1
        {"01": self._open, "04": self._move, "05": self._complete, "07": self._close}[zones.CODE.of(line)](number, line)

    def end(self) -> None:
        """Keep the statement that is still open: its closing record is missing."""
        self._finish_movement()
        if self._opening is not None:
            number, line = self._opening
            self.log.add(texts.NOT_CLOSED, line=number, value=_account(line))
            self._keep(None)

    def _open(self, number: int, line: str) -> None:
        self.end()
        self._opening, self._lines, self._rank = (number, line), [], 0
        self._balance = self._read_balance(number, line, texts.THE_OPENING)
        if french_iban(zones.BANK.of(line), zones.BRANCH.of(line), zones.ACCOUNT.of(line)) is None:
            self.log.add(texts.NOT_FRENCH, line=number, column="3-32", value=_account(line))

    def _move(self, number: int, line: str) -> None:
        self._finish_movement()
        self._is_skipping = False
        if self._opening is None:
            self._skip(texts.MOVEMENT_OUTSIDE, number, line.rstrip())
            return
        self._rank += 1
        if not self._belongs(number, line):
            self._is_skipping = True
            return
        booked_on = day(zones.DAY.of(line))
        if booked_on is None:
            self._skip(texts.DATE, number, zones.DAY.of(line), column="35-40", what=texts.THE_MOVEMENT)
            return
        amount = self._amount(number, line, texts.THE_MOVEMENT)
        if amount is None:
            self._is_skipping = True
            return
        value_text = zones.VALUE_DAY.of(line)
        value_on = day(value_text)
        if value_on is None and value_text.strip(" 0"):
            self.log.add(texts.VALUE_DATE, line=number, column="43-48", value=value_text)
        self._movement = Movement(self._rank, number, line, booked_on, value_on, amount, zones.CURRENCY.of(self._opening[1]))

    def _complete(self, number: int, line: str) -> None:
        if self._movement is not None:
            self._movement.complete(number, line, self.log)
        elif not self._is_skipping:
            self.log.add(texts.DETAIL_ALONE, line=number, value=line.rstrip())

    def _close(self, number: int, line: str) -> None:
        self._finish_movement()
        self._is_skipping = False
        if self._opening is None:
            self.log.add(texts.CLOSING_ALONE, line=number, value=_account(line))
        elif self._belongs(number, line):
            self._keep(self._read_balance(number, line, texts.THE_CLOSING))

    def _skip(self, kind: IssueKind, number: int, value: str, column: str | None = None, **values: object) -> None:
        """Report a movement that is not taken; its complements go with it."""
        self.log.add(kind, line=number, column=column, value=value, **values)
        self._is_skipping = True

    def _finish_movement(self) -> None:
        if self._movement is not None:
            self._lines.append(self._movement.line(self.log))
            self._movement = None

    def _belongs(self, number: int, line: str) -> bool:
        """Whether a record is of the open statement. The account number and the currency decide.

        Workaround: files are in use in which one record has another bank code for the same account (bank-cfonb example.txt): a warning.
        """
        assert self._opening is not None
        opening = self._opening[1]
        if zones.ACCOUNT.of(line) != zones.ACCOUNT.of(opening):
            self.log.add(texts.OTHER_ACCOUNT, line=number, column="22-32", value=_account(line), account=_account(opening))
            return False
        currency, expected = zones.CURRENCY.of(line), zones.CURRENCY.of(opening)
        if currency.strip() and currency != expected:
            self.log.add(texts.OTHER_CURRENCY, line=number, column="17-19", value=currency, expected=expected)
            return False
        bank, own = zones.BANK.of(line) + zones.BRANCH.of(line), zones.BANK.of(opening) + zones.BRANCH.of(opening)
        if bank != own:
            self.log.add(texts.OTHER_BANK, line=number, column="3-16", value=bank, expected=own)
        return True

    def _read_balance(self, number: int, line: str, what: Text) -> Balance | None:
        on = day(zones.DAY.of(line))
        if on is None:
            self.log.add(texts.DATE, line=number, column="35-40", value=zones.DAY.of(line), what=what)
            return None
        amount = self._amount(number, line, what)
        return None if amount is None else Balance(on, amount)

    def _amount(self, number: int, line: str, what: Text) -> int | None:
        """The amount, with the decimals that the record itself states."""
        assert self._opening is not None
        text, scale, currency = zones.AMOUNT.of(line), zones.DECIMALS.of(line), zones.CURRENCY.of(self._opening[1])
        try:
            if not ("0" <= scale <= "9"):
                raise NotAnAmount(text)
            return signed_amount(text, scale=int(scale), digits=decimals(currency))
        except NotAnAmount:
            self.log.add(texts.AMOUNT, line=number, column="91-104", value=f"{text} ({scale})", what=what)
            return None

    def _keep(self, closing: Balance | None) -> None:
        assert self._opening is not None
        number, line = self._opening
        statement = Statement(
            account=_account(line),
            currency=zones.CURRENCY.of(line),
            level="statement",
            lines=tuple(self._lines),
            opening=self._balance,
            closing=closing,
        )
        check_continuity(statement, self.log, line=number)
        self.statements.append(statement)
        self._opening, self._balance, self._lines = None, None, []


def _account(line: str) -> str:
    """The IBAN of the record's RIB, else bank, branch and account as written, without blanks."""
    bank, branch, account = zones.BANK.of(line), zones.BRANCH.of(line), zones.ACCOUNT.of(line)
    return french_iban(bank, branch, account) or "".join(f"{bank}{branch}{account}".split())
