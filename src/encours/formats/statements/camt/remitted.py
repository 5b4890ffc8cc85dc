"""The documents that a payer lists with a payment (RmtInf/Strd), with what is paid of each.

Source: ISO 20022 camt.053.001.02 to .08, StructuredRemittanceInformation and RemittanceAmount (read 2026-11-22). The message allows many
documents beside one amount, and documents without any: such a list does not say what is paid of each, and nothing is made of it. Its
references stand in the text of the line all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from encours.formats.statements.camt import paths
from encours.formats.statements.camt.fields import Amount, Node
from encours.formats.statements.contract import RemittedDocument
from encours.formats.statements.text import reference, tidy

_CREDIT_NOTE = "CREN"


class Block(NamedTuple):
    """One Strd: its documents as (number, type), and its amounts. `note` is what it says of adjustments and otherwise."""

    documents: tuple[tuple[str, str], ...]
    remitted: Amount | None
    due: Amount | None
    credited: Amount | None
    discounts: tuple[Amount, ...]
    note: str


def read_blocks(node: Node) -> tuple[Block, ...]:
    """The blocks of a TxDtls that name a document."""
    return tuple(block for block in map(_block, node.nodes(paths.STRUCTURED)) if block.documents)


def _block(node: Node) -> Block:
    documents = [(reference(one.text(paths.DOCUMENT_OWN_NUMBER)), one.text(paths.DOCUMENT_TYPE)) for one in node.nodes(paths.DOCUMENTS)]
    notes = [_adjustment(one) for one in node.nodes(paths.ADJUSTMENTS)]
    return Block(
        documents=tuple((number, kind) for number, kind in documents if number),
        remitted=node.amount(paths.REMITTED),
        due=node.amount(paths.DUE),
        credited=node.amount(paths.CREDITED),
        discounts=node.all_amounts(paths.DISCOUNTS),
        note=tidy("; ".join([*notes, *node.texts(paths.STRUCTURED_TEXT)])),
    )


def _adjustment(node: Node) -> str:
    amount = node.amount("Amt")
    sign = "-" if node.sign() == -1 else ""
    money = f"{sign}{amount.text} {amount.currency}" if amount else ""
    return " ".join(filter(None, (money, *node.texts(paths.ADJUSTMENT_TEXT))))


def remitted_documents(blocks: Sequence[Block], currency: str, *, paid_minor: int | None = None) -> tuple[RemittedDocument, ...]:
    """The documents with what is paid of each in minor units of `currency`; none unless every block says it of its one document.

    `paid_minor` is the whole payment: a single document without an amount is paid by all of it.
    """
    if len(blocks) == 1 and len(blocks[0].documents) == 1 and paid_minor is not None and not _has_amounts(blocks[0]):
        return (RemittedDocument(blocks[0].documents[0][0], paid_minor, 0, blocks[0].note),)
    found = [_document(block, currency) for block in blocks]
    known = [document for document in found if document is not None]
    return tuple(known) if len(known) == len(found) else ()


def _has_amounts(block: Block) -> bool:
    return bool(block.remitted or block.due or block.credited or block.discounts)


def _document(block: Block, currency: str) -> RemittedDocument | None:
    if len(block.documents) != 1:
        return None
    number, kind = block.documents[0]
    discounts = [_minor(amount, currency) for amount in block.discounts]
    known = [minor for minor in discounts if minor is not None]
    if len(known) < len(discounts):
        return None
    discount = sum(known)
    paid, credited = _minor(block.remitted, currency), _minor(block.credited, currency)
    if (
        paid is None
        and block.remitted is None
        and (due := _minor(block.due, currency)) is not None
        and not block.note
        and not block.credited
    ):
        paid = due - discount
    if kind == _CREDIT_NOTE or (paid is None and block.due is None and credited is not None):
        taken = paid if paid is not None else credited
        return None if taken is None else RemittedDocument(number, -taken, discount, block.note)
    return None if paid is None else RemittedDocument(number, paid, discount, block.note)


def _minor(amount: Amount | None, currency: str) -> int | None:
    return amount.minor if amount is not None and amount.currency == currency else None
