"""One MT940 or MT942 message: gathering its fields, then making a statement of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from encours.formats.statements.accounts import compact, looks_like_iban
from encours.formats.statements.amounts import minor, short_year
from encours.formats.statements.continuity import check_continuity
from encours.formats.statements.contract import Balance, Statement, StatementLine
from encours.formats.statements.mt940 import texts
from encours.formats.statements.mt940.field import Field
from encours.formats.statements.mt940.information import Information, read_information
from encours.formats.statements.mt940.movement import Movement, Unreadable, read_movement
from encours.formats.statements.text import bounded, reference, sentence
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals
from encours.kernel.issue import IssueLog
from encours.kernel.wording import Text

_BALANCE = re.compile(r"([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})([0-9,]{1,20})", re.ASCII)
_FLOOR = re.compile(r"([A-Z]{3})[CD]?[0-9,]*")
_SUPPLEMENT = re.compile(r"/(OCMT|CHGS)/([A-Z]{3}[0-9,]{1,16})")
_MONEY = re.compile(r"([A-Z]{3})\s?([0-9]{1,15},[0-9]{0,3})")
# Fields that a statement may have and that say nothing of its movements.
_PASSED_OVER = frozenset({"21", "64", "65", "90C", "90D", "NS"})
_INTRADAY = frozenset({"13", "13D", "34F"})


@dataclass(slots=True)
class Message:
    """The fields of one message, by role. `start` is the line of its first field."""

    start: int
    single: dict[str, Field] = field(default_factory=dict)
    movements: list[tuple[Field, list[str]]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def take(self, found: Field, log: IssueLog) -> None:
        """Put one field where it belongs; one that stands where none is expected is reported."""
        self.tags.append(found.tag)
        role = found.tag[:2]
        if found.tag == "61":
            self.movements.append((found, []))
        elif found.tag == "86":
            # After the closing balance, field 86 is about the whole statement.
            if self.movements and "62" not in self.single:
                self.movements[-1][1].extend(found.lines)
        elif found.tag in _PASSED_OVER:
            return
        elif role in ("20", "25", "28", "60", "62") or found.tag in _INTRADAY:
            key = found.tag if found.tag in _INTRADAY else role
            is_late = role in ("20", "25", "28", "60") and bool(self.movements)
            if is_late or (key in self.single and key != "34F"):
                log.add(texts.UNEXPECTED, line=found.line, column=f":{found.tag}:", value=found.lines[0])
            self.single.setdefault(key, found)
        else:
            log.add(texts.UNEXPECTED, line=found.line, column=f":{found.tag}:", value=found.lines[0])

    def text(self, role: str) -> str:
        return self.single[role].lines[0].strip() if role in self.single else ""

    def missing(self) -> Text | None:
        """What keeps the message from being a statement, or None."""
        if not compact(self.text("25")):
            return texts.NO_ACCOUNT
        return None if self.currency() else texts.NO_CURRENCY

    def currency(self) -> str:
        """The currency of the opening balance, else of the closing one, else of the floor limit of an MT942."""
        for role in ("60", "62"):
            found = _BALANCE.match(self.text(role))
            if found:
                return found[5]
        floor = _FLOOR.match(self.text("34F"))
        return floor[1] if floor else ""

    def statement(self, width: int, log: IssueLog) -> Statement:
        """The statement, its field 86 wrapped at `width`; call it only when nothing is missing."""
        currency = self.currency()
        account = compact(self.text("25"))
        has_balances = "60" in self.single or "62" in self.single
        statement = Statement(
            # Workaround: some banks write the currency after the account (currency_in_25.sta).
            account=account.removesuffix(currency) or account,
            currency=currency,
            level="intraday" if not has_balances and _INTRADAY & self.single.keys() else "statement",
            lines=self._lines(currency, width, log),
            statement_id=reference(self.text("20")),
            sequence=self.text("28"),
            opening=self._balance("60", currency, log),
            closing=self._balance("62", currency, log),
        )
        check_continuity(statement, log, line=self.start)
        return statement

    def _balance(self, role: str, currency: str, log: IssueLog) -> Balance | None:
        if role not in self.single:
            return None
        text = self.text(role)
        try:
            found = _BALANCE.fullmatch(text)
            if found is None:
                raise NotAnAmount(text)
            amount = minor(found[6], mark=",", digits=decimals(found[5]))
            on = date(short_year(int(found[2])), int(found[3]), int(found[4]))
        except ValueError:
            log.add(texts.BALANCE, line=self.single[role].line, column=f":{self.single[role].tag}:", value=text)
            return None
        return Balance(on, -amount if found[1] == "D" else amount, "" if found[5] == currency else found[5])

    def _lines(self, currency: str, width: int, log: IssueLog) -> tuple[StatementLine, ...]:
        lines = []
        own = compact(self.text("25")).removesuffix(currency)
        for rank, (found, information) in enumerate(self.movements, start=1):
            try:
                moved = read_movement(found.lines, decimals(currency))
            except Unreadable as error:
                log.add(texts.MOVEMENT, line=found.line, column=str(error), value=found.lines[0])
                continue
            if moved.entry_text:
                log.add(texts.ENTRY_DATE, line=found.line, column=":61:", value=moved.entry_text)
            line = _line(rank, found.line, moved, read_information(tuple(information), width), currency, log)
            # Workaround: Triodos writes the account of the statement where the counterparty's belongs (triodos.sta).
            is_own = bool(line.counterparty_iban) and own.endswith(line.counterparty_iban)
            lines.append(replace(line, counterparty_iban="") if is_own else line)
        return tuple(lines)


def _line(rank: int, number: int, moved: Movement, said: Information, currency: str, log: IssueLog) -> StatementLine:
    """The statement line of a movement and its field 86. The reference of the account owner is the end-to-end reference where 86 has none."""
    supplement = [line.strip() for line in moved.supplement]
    account = said.account or next((line for line in supplement if looks_like_iban(line)), "")
    coded = {word: value for line in supplement for word, value in _SUPPLEMENT.findall(line)}
    free = [line for line in supplement if line != account and not _SUPPLEMENT.search(line)]
    charges = _money(said.charges or coded.get("CHGS", ""))
    original = _money(said.original or coded.get("OCMT", ""))
    return StatementLine(
        entry=rank,
        booked_on=moved.booked_on,
        amount_minor=moved.amount_minor,
        value_on=moved.value_on,
        bank_reference=moved.bank_reference,
        end_to_end_id=said.end_to_end_id or moved.owner_reference,
        creditor_reference=said.creditor_reference,
        mandate_id=said.mandate_id,
        counterparty_name=said.name or moved.name,
        counterparty_iban=account,
        remittance=bounded(sentence((said.remittance, *free, moved.owner_reference if said.end_to_end_id else "")), log, number),
        transaction_code="/".join(filter(None, (moved.type, said.code))),
        is_reversal=moved.is_reversal,
        return_reason=said.return_reason,
        original_minor=original[0] if original and original[1] != currency else None,
        original_currency=original[1] if original and original[1] != currency else "",
        charges_minor=charges[0] if charges and charges[1] == currency else 0,
        batch_id=said.batch_id,
        source_line=number,
    )


def _money(text: str) -> tuple[int, str] | None:
    """An amount that follows its currency, such as `USD250,00`; None where the text is none.

    >>> _money("USD250,"), _money("about 3")
    ((25000, 'USD'), None)
    """
    found = _MONEY.match(text)
    if found is None:
        return None
    try:
        return minor(found[2], mark=",", digits=decimals(found[1])), found[1]
    except NotAnAmount:
        return None
