"""From an Ntry and its details to the lines of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from encours.formats.statements.camt import paths, texts
from encours.formats.statements.camt.detail import Detail, Party, read_charges, transaction_code
from encours.formats.statements.camt.fields import Amount, Node
from encours.formats.statements.camt.remitted import remitted_documents
from encours.formats.statements.contract import StatementLine
from encours.formats.statements.text import bounded, reference, sentence
from encours.kernel.issue import IssueLog
from encours.kernel.money import Money

# A line made of many details quotes this many of them: the others are in the file, and the text stays readable.
QUOTED_DETAILS = 50


class Entry(NamedTuple):
    """A booked entry: its currency and the lines made of it."""

    currency: str
    lines: tuple[StatementLine, ...]


def read_entry(node: Node, details: Sequence[Detail], *, rank: int, account: str, day: date | None, log: IssueLog) -> Entry | None:
    """The lines of one Ntry: one per detail where they add up to the entry, else one. None where it is not booked or cannot be read.

    `day` is the day of the statement, for the entry that has none of its own.
    """
    line = node.line
    amount = node.amount("Amt")
    if amount is None or amount.minor is None:
        log.add(texts.AMOUNT, line=line, column="Ntry/Amt", value=f"{amount.text} {amount.currency}" if amount else "", what=texts.AN_ENTRY)
        return None
    sign = node.sign()
    if sign is None:
        log.add(texts.SIGN, line=line, column="Ntry/CdtDbtInd", value=node.text(("CdtDbtInd",)), what=texts.AN_ENTRY)
        return None
    signed = sign * amount.minor
    if not _is_booked(node, Money(signed, amount.currency), log):
        return None
    booked_on = _booking_day(node, day, log)
    if booked_on is None:
        return None
    original = _original(node.amounts(paths.ENTRY_FOREIGN_AMOUNTS), amount.currency)
    whole = StatementLine(
        entry=rank,
        booked_on=booked_on,
        amount_minor=signed,
        value_on=node.day(paths.VALUE_ON),
        bank_reference=reference(node.text(paths.BANK_REFERENCE)),
        transaction_code=transaction_code(node),
        is_reversal=node.text(("RvslInd",)) in ("true", "1"),
        original_minor=None if original is None else original.minor,
        original_currency="" if original is None else original.currency,
        batch_id=reference(node.text(paths.BATCH)),
        charges_minor=_charges(read_charges(node), amount.currency, line, log),
        source_line=line,
    )
    label = node.text(paths.ENTRY_TEXT)
    announced = sum(int(count) for count in node.texts(paths.BATCH_COUNTS) if count.isascii() and count.isdigit() and len(count) <= 15)
    parts = _split(whole, details, amount.currency, announced, log)
    if parts is None:
        return Entry(amount.currency, (_merged(whole, details, label, account, amount.currency, log),))
    return Entry(amount.currency, tuple(_detailed(part, detail, label, account, amount.currency, log) for part, detail in parts))


def _is_booked(node: Node, amount: Money, log: IssueLog) -> bool:
    status = node.text(paths.STATUS)
    if status == "BOOK":
        return True
    if not status:
        log.add(texts.STATUS_MISSING, line=node.line, column="Ntry/Sts")
        return True
    log.add(texts.PENDING, line=node.line, column="Ntry/Sts", value=status, amount=amount)
    return False


def _booking_day(node: Node, statement_day: date | None, log: IssueLog) -> date | None:
    booked = node.day(paths.BOOKED_ON)
    if booked is not None:
        return booked
    value = node.day(paths.VALUE_ON)
    found = value or statement_day
    if found is None:
        log.add(texts.DAY_UNKNOWN, line=node.line, column="Ntry/BookgDt")
        return None
    source = texts.THE_VALUE_DATE if value else texts.THE_STATEMENT
    log.add(
        texts.DAY_MISSING,
        line=node.line,
        column="Ntry/BookgDt",
        value=node.text(paths.BOOKED_ON),
        source=source,
        day=found,
    )
    return found


def _split(
    whole: StatementLine, details: Sequence[Detail], currency: str, announced: int, log: IssueLog
) -> list[tuple[StatementLine, Detail]] | None:
    """The entry divided among its details, or None where one line must stand for all of them."""
    entry = Money(whole.amount_minor, currency)
    if announced > len(details):
        log.add(
            texts.BATCH_UNDETAILED,
            line=whole.source_line,
            column="NtryDtls/Btch/NbOfTxs",
            entry=entry,
            announced=announced,
            count=len(details),
        )
    if not details:
        return None
    amounts = [_signed(detail, currency, whole.amount_minor) for detail in details]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        if len(details) == 1:
            return [(whole, details[0])]
        log.add(texts.DETAILS_WITHOUT_AMOUNT, line=whole.source_line, column="TxDtls/Amt", entry=entry, count=len(details))
        return None
    if sum(known) != whole.amount_minor:
        log.add(
            texts.DETAILS_DIFFER,
            line=whole.source_line,
            column="TxDtls/Amt",
            entry=entry,
            details=Money(sum(known), currency),
            count=len(details),
        )
        return None
    return [(replace(whole, amount_minor=amount), detail) for amount, detail in zip(known, details, strict=True)]


def _signed(detail: Detail, currency: str, entry_minor: int) -> int | None:
    """The amount of the detail in the currency of the entry; its own sign from version 04 on, else that of the entry."""
    sign = detail.sign or (-1 if entry_minor < 0 else 1)
    return next((sign * amount.minor for amount in detail.amounts if amount.currency == currency and amount.minor is not None), None)


def _detailed(whole: StatementLine, detail: Detail, label: str, account: str, currency: str, log: IssueLog) -> StatementLine:
    """`whole` completed by what one detail says."""
    counterparty = _counterparty(whole, detail, account)
    charges = _charges(detail.charges, currency, whole.source_line, log)
    original = _original(detail.foreign, currency)
    return replace(
        whole,
        bank_reference=whole.bank_reference or detail.bank_reference,
        end_to_end_id=detail.end_to_end_id,
        creditor_reference=detail.creditor_reference,
        mandate_id=detail.mandate_id,
        counterparty_name=counterparty.name,
        counterparty_iban=counterparty.account,
        remittance=bounded(sentence((*_said(detail, counterparty), label)), log, whole.source_line),
        transaction_code=detail.transaction_code or whole.transaction_code,
        return_reason=detail.return_reason,
        original_minor=whole.original_minor if original is None else original.minor,
        original_currency=whole.original_currency if original is None else original.currency,
        charges_minor=charges or whole.charges_minor,
        batch_id=whole.batch_id or detail.batch_id,
        documents=remitted_documents(detail.blocks, currency, paid_minor=whole.amount_minor),
    )


def _merged(whole: StatementLine, details: Sequence[Detail], label: str, account: str, currency: str, log: IssueLog) -> StatementLine:
    """One line for the entry: what all details agree on, and the texts of each."""
    if not details:
        return replace(whole, remittance=bounded(sentence((label,)), log, whole.source_line))
    each = [_detailed(whole, detail, "", account, currency, log) for detail in details]
    first = each[0]
    agreed = {
        name: getattr(first, name)
        for name in (
            "bank_reference", "end_to_end_id", "creditor_reference", "mandate_id", "counterparty_name",
            "counterparty_iban", "transaction_code", "return_reason", "batch_id",
        )
        if all(getattr(line, name) == getattr(first, name) for line in each)
    }  # fmt: skip
    said = [line.remittance for line in each[:QUOTED_DETAILS]]
    lists = [remitted_documents(detail.blocks, currency) for detail in details]
    documents = tuple(document for each_list in lists for document in each_list) if all(lists) else ()
    return replace(whole, **agreed, remittance=bounded(sentence((*said, label)), log, whole.source_line), documents=documents)


def _counterparty(line: StatementLine, detail: Detail, account: str) -> Party:
    """The debtor of a credit, the creditor of a debit; a return or reversal keeps the roles of the payment it undoes, so there it is the other one.

    Whoever holds the account of the statement is never the counterparty.
    """
    undone = bool(detail.return_reason) or line.is_reversal
    is_debtor = (line.amount_minor >= 0) != undone
    chosen, other = (detail.debtor, detail.creditor) if is_debtor else (detail.creditor, detail.debtor)
    if chosen.account == account and account and other.account not in ("", account):
        chosen, is_debtor = other, not is_debtor
    if not chosen.name:
        return Party(detail.ultimate_debtor if is_debtor else detail.ultimate_creditor, chosen.account)
    return chosen


def _said(detail: Detail, counterparty: Party) -> tuple[str, ...]:
    """The remittance and the free texts; the party on whose behalf another paid is named, since the invoices are its own."""
    return (
        *detail.remittance,
        *(name for name in (detail.ultimate_debtor, detail.ultimate_creditor) if name != counterparty.name),
        *detail.text,
    )


def _original(amounts: Sequence[Amount], currency: str) -> Amount | None:
    """The first amount in another currency than the account's: what the payer gave."""
    return next((each for each in amounts if each.currency != currency and each.minor is not None), None)


def _charges(charges: tuple[tuple[int, Amount], ...], currency: str, line: int | None, log: IssueLog) -> int:
    total = 0
    for sign, amount in charges:
        if amount.currency == currency and amount.minor is not None:
            total += sign * amount.minor
        else:
            log.add(texts.CHARGES, line=line, column="Chrgs", value=f"{amount.text} {amount.currency}", currency=currency)
    return total
