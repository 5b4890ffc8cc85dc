"""One TxDtls: the payment behind an entry, or one of the payments behind a batch."""

from __future__ import annotations

from typing import NamedTuple

from encours.formats.statements.accounts import compact
from encours.formats.statements.camt import paths
from encours.formats.statements.camt.fields import Amount, Element, Fields, read_amount
from encours.formats.statements.text import reference, tidy


class Party(NamedTuple):
    name: str
    account: str


class Detail(NamedTuple):
    """What one TxDtls says, before the entry decides which amount and which party count. `sign` is None where it says none."""

    amounts: tuple[Amount, ...]
    foreign: tuple[Amount, ...]
    sign: int | None
    charges: tuple[tuple[int, Amount], ...]
    bank_reference: str
    end_to_end_id: str
    creditor_reference: str
    mandate_id: str
    batch_id: str
    debtor: Party
    creditor: Party
    ultimate_debtor: str
    ultimate_creditor: str
    remittance: tuple[str, ...]
    text: tuple[str, ...]
    return_reason: str
    transaction_code: str


def read_detail(fields: Fields, element: Element) -> Detail:
    """Read a TxDtls element of any version."""
    remittance, creditor_reference = _remittance(fields, element)
    return Detail(
        amounts=read_amounts(fields, element, paths.AMOUNTS),
        foreign=read_amounts(fields, element, paths.FOREIGN_AMOUNTS),
        sign=fields.sign(element),
        charges=read_charges(fields, element),
        bank_reference=reference(fields.text(element, paths.DETAIL_BANK_REFERENCE)),
        end_to_end_id=next(filter(None, (reference(fields.text(element, (path,))) for path in paths.END_TO_END)), ""),
        creditor_reference=creditor_reference,
        mandate_id=reference(fields.text(element, paths.MANDATE)),
        batch_id=reference(fields.text(element, paths.DETAIL_BATCH)),
        debtor=_party(fields, element, paths.DEBTOR),
        creditor=_party(fields, element, paths.CREDITOR),
        ultimate_debtor=_party(fields, element, paths.ULTIMATE_DEBTOR).name,
        ultimate_creditor=_party(fields, element, paths.ULTIMATE_CREDITOR).name,
        remittance=remittance,
        text=tuple(fields.texts(element, (*paths.CHEQUE, *paths.RETURN_TEXT, *paths.DETAIL_TEXT))),
        return_reason=fields.text(element, paths.RETURN_REASON),
        transaction_code=transaction_code(fields, element),
    )


def transaction_code(fields: Fields, element: Element) -> str:
    """Domain/family/sub-family, such as PMNT/RCDT/ESCT, else the bank's own code, such as 544 or a CFONB operation code."""
    steps = [fields.text(element, path) for path in (paths.DOMAIN, paths.FAMILY, paths.SUBFAMILY)]
    return "/".join(filter(None, steps)) or fields.text(element, paths.PROPRIETARY_CODE)


def read_charges(fields: Fields, element: Element) -> tuple[tuple[int, Amount], ...]:
    """The charges of an entry or detail, each with +1 where the bank kept it and −1 where it gave it back.

    The total wins over its records; version 02 repeats Chrgs itself, with a total or an amount in each.
    """
    totals = [read_amount(found) for found in fields.elements(element, paths.CHARGE_TOTAL)]
    if totals:
        return tuple((1, total) for total in totals)
    charges = []
    for record in fields.elements(element, paths.CHARGE_RECORDS):
        amount = fields.amount(record, "Amt")
        if amount is not None:
            charges.append((-1 if fields.sign(record) == 1 else 1, amount))
    return tuple(charges)


def read_amounts(fields: Fields, element: Element, wanted: paths.Paths) -> tuple[Amount, ...]:
    """The amounts that stand at the paths, in that order."""
    return tuple(amount for amount in (fields.amount(element, path) for path in wanted) if amount is not None)


def _party(fields: Fields, element: Element, where: tuple[paths.Paths, paths.Paths]) -> Party:
    names, accounts = where
    return Party(tidy(fields.text(element, names)), compact(fields.text(element, accounts)))


def _remittance(fields: Fields, element: Element) -> tuple[tuple[str, ...], str]:
    """The texts of RmtInf in the order free, then block by block documents, reference, addition; and the first creditor reference."""
    texts = fields.texts(element, paths.UNSTRUCTURED)
    first = ""
    for block in fields.elements(element, paths.STRUCTURED):
        ref = reference(fields.text(block, paths.CREDITOR_REFERENCE))
        first = first or ref
        texts += [*fields.texts(block, paths.DOCUMENT_NUMBER), *([ref] if ref else []), *fields.texts(block, paths.STRUCTURED_TEXT)]
    return tuple(texts), first
