"""Lettering a company's open items: what its customers' accounts hold, account by account."""

from __future__ import annotations

from collections.abc import Iterable, Set

from encours.receivables.matching.contract import OpenItem
from encours.receivables.matching.lettering.contract import LetterGroup, LetterLine
from encours.receivables.matching.lettering.propose import propose_letters


def letter_items(items: Iterable[OpenItem], *, refused_pairs: Set[tuple[str, str]] = frozenset()) -> list[LetterGroup]:
    """The groups that open items form within each account, customer and currency; their ids are those of the items."""
    accounts: dict[tuple[str, str, str], list[LetterLine]] = {}
    for item in items:
        references = (item.document_ref, *item.other_references, item.po_number, item.creditor_reference)
        line = LetterLine(
            item.id, item.issued_on, item.open_minor, tuple(one for one in references if one), item.label, disputed=item.disputed
        )
        accounts.setdefault((item.account, item.customer, item.currency), []).append(line)
    return [
        group
        for (account, customer, currency) in sorted(accounts)
        for group in propose_letters(accounts[account, customer, currency], side="customer", currency=currency, refused_pairs=refused_pairs)
    ]
