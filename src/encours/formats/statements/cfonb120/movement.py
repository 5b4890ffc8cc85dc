"""One movement (record 04) with its complements (records 05), and the statement line they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from encours.formats.statements.accounts import compact
from encours.formats.statements.cfonb120 import record as zones
from encours.formats.statements.cfonb120 import texts
from encours.formats.statements.cfonb120.amount import side_amount
from encours.formats.statements.cfonb120.complement import Complements
from encours.formats.statements.contract import StatementLine
from encours.formats.statements.text import bounded, reference, sentence, tidy
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals, is_currency_code
from encours.kernel.issue import IssueLog

# Interbank operation codes that take an earlier direct debit back (issued by us).
REVERSALS = frozenset({"A5", "A6"})


@dataclass(slots=True)
class Movement:
    """A movement being read. Amounts are minor units of the account."""

    entry: int
    number: int
    record: str
    booked_on: date
    value_on: date | None
    amount_minor: int
    currency: str
    complements: Complements = field(default_factory=Complements)

    def complete(self, number: int, record: str, log: IssueLog) -> None:
        """Add one record 05."""
        qualifier, information = zones.QUALIFIER.of(record), zones.INFORMATION.of(record)
        if not self.complements.add(qualifier, information) and (qualifier + information).strip():
            log.add(texts.QUALIFIER, line=number, column="46-48", value=qualifier)

    def line(self, log: IssueLog) -> StatementLine:
        """The statement line. The reference at 105–120 is the payer's (often the invoice number), so it is read as text and never as a bank reference."""
        said, record = self.complements, self.record
        operation = zones.OPERATION.of(record).strip()
        is_credit = self.amount_minor >= 0
        name = tidy(said.first("NPY") if is_credit else said.first("NBE")) or tidy(said.first("NPY") or said.first("NBE"))
        account = compact(said.first("CPY", 0, 35) if is_credit else said.first("CBE", 0, 35)) or compact(
            said.first("CPY", 0, 35) or said.first("CBE", 0, 35)
        )
        original_minor, original_currency = self._original(log)
        pieces = (
            zones.LABEL.of(record),
            *said.labels(),
            zones.REFERENCE.of(record),
            said.first("LCS", 0, 35),
            said.first("REF", 35, 35),
            *(tidy(said.first(qualifier)) for qualifier in ("NPO", "NBU")),
            *(text for text in said.others),
        )
        return StatementLine(
            entry=self.entry,
            booked_on=self.booked_on,
            amount_minor=self.amount_minor,
            value_on=self.value_on,
            end_to_end_id=reference(said.first("RCN", 0, 35)),
            creditor_reference=reference(said.first("LCS", 0, 35)),
            mandate_id=reference(said.first("RUM", 0, 35)),
            counterparty_name=name,
            counterparty_iban=account,
            remittance=bounded(sentence(pieces), log, self.number),
            transaction_code=operation,
            is_reversal=operation in REVERSALS,
            return_reason=zones.REJECT.of(record).strip(),
            original_minor=original_minor,
            original_currency=original_currency,
            charges_minor=self._charges(log),
            batch_id=reference(said.first("REF", 0, 35)),
            source_line=self.number,
        )

    def _original(self, log: IssueLog) -> tuple[int | None, str]:
        """The amount in the currency of the payment (MMO): currency, decimals, amount, then the rate, which is not needed."""
        text = self.complements.first("MMO")
        if not text:
            return None, ""
        found = self._side("MMO", text, log)
        return (None, "") if found is None else found

    def _charges(self, log: IssueLog) -> int:
        text = self.complements.first("FEE")
        if not text:
            return 0
        found = self._side("FEE", text, log)
        if found is None:
            return 0
        amount, currency = found
        if currency == self.currency:
            return amount
        log.add(texts.SIDE_AMOUNT, line=self.number, column="FEE", value=text)
        return 0

    def _side(self, qualifier: str, text: str, log: IssueLog) -> tuple[int, str] | None:
        """Currency (3), decimals (1) and amount (14) of a complement."""
        currency, scale = text[:3], text[3:4]
        try:
            if not is_currency_code(currency) or not ("0" <= scale <= "9"):
                raise NotAnAmount(text)
            return side_amount(text[4:18], scale=int(scale), digits=decimals(currency)), currency
        except NotAnAmount:
            log.add(texts.SIDE_AMOUNT, line=self.number, column=qualifier, value=text)
            return None
