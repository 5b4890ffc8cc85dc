"""One TxDtls: the payment behind an entry, or one of the payments behind a batch."""

from __future__ import annotations

from typing import NamedTuple

from encours.formats.statements.accounts import compact
from encours.formats.statements.camt import paths
from encours.formats.statements.camt.fields import Amount, Node
from encours.formats.statements.camt.remitted import Block, read_blocks
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
    blocks: tuple[Block, ...]
    text: tuple[str, ...]
    return_reason: str
    transaction_code: str


def read_detail(node: Node) -> Detail:
    """Read a TxDtls of any version."""
    remittance, creditor_reference = _remittance(node)
    return Detail(
        amounts=node.amounts(paths.AMOUNTS),
        foreign=node.amounts(paths.FOREIGN_AMOUNTS),
        sign=node.sign(),
        charges=read_charges(node),
        bank_reference=reference(node.text(paths.DETAIL_BANK_REFERENCE)),
        end_to_end_id=next(filter(None, (reference(node.text((path,))) for path in paths.END_TO_END)), ""),
        creditor_reference=creditor_reference,
        mandate_id=reference(node.text(paths.MANDATE)),
        batch_id=reference(node.text(paths.DETAIL_BATCH)),
        debtor=_party(node, paths.DEBTOR),
        creditor=_party(node, paths.CREDITOR),
        ultimate_debtor=_party(node, paths.ULTIMATE_DEBTOR).name,
        ultimate_creditor=_party(node, paths.ULTIMATE_CREDITOR).name,
        remittance=remittance,
        blocks=read_blocks(node),
        text=tuple(node.texts((*paths.CHEQUE, *paths.RETURN_TEXT, *paths.DETAIL_TEXT))),
        return_reason=node.text(paths.RETURN_REASON),
        transaction_code=transaction_code(node),
    )


def transaction_code(node: Node) -> str:
    """Domain/family/sub-family, such as PMNT/RCDT/ESCT, else the bank's own code, such as 544 or a CFONB operation code."""
    steps = [node.text(path) for path in (paths.DOMAIN, paths.FAMILY, paths.SUBFAMILY)]
    return "/".join(filter(None, steps)) or node.text(paths.PROPRIETARY_CODE)


def read_charges(node: Node) -> tuple[tuple[int, Amount], ...]:
    """The charges of an entry or detail, each with +1 where the bank kept it and −1 where it gave it back.

    The total wins over its records; version 02 repeats Chrgs itself, with a total or an amount in each.
    """
    charges: list[tuple[int, Amount]] = []
    for block in node.nodes(paths.CHARGES):
        total = block.amount("TtlChrgsAndTaxAmt")
        if total is not None:
            charges.append((1, total))
            continue
        for record in block.nodes(("Rcrd",)) or [block]:
            amount = record.amount("Amt")
            if amount is not None:
                charges.append((-1 if record.sign() == 1 else 1, amount))
    return tuple(charges)


def _party(node: Node, where: tuple[paths.Paths, paths.Paths]) -> Party:
    names, accounts = where
    return Party(tidy(node.text(names)), compact(node.text(accounts)))


def _remittance(node: Node) -> tuple[tuple[str, ...], str]:
    """The texts of RmtInf in the order free, then block by block documents, reference, addition; and the first creditor reference."""
    texts = node.texts(paths.UNSTRUCTURED)
    first = ""
    for block in node.nodes(paths.STRUCTURED):
        ref = reference(block.text(paths.CREDITOR_REFERENCE))
        first = first or ref
        texts += [*block.texts(paths.DOCUMENT_NUMBER), *([ref] if ref else []), *block.texts(paths.STRUCTURED_TEXT)]
    return tuple(texts), first
