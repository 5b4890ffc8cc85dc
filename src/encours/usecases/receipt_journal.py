"""The journal of receipts: what came in from whom, what it settles, what is still on account; and taking a receipt off what it settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.ways import Way, way_of_method
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer
from encours.store.load.receipt_journal import (
    Allocated,
    JournalFilter,
    JournalRow,
    JournalShow,
    JournalSum,
    load_allocated,
    load_journal,
    load_journal_sums,
    load_receipt_matches,
    load_unapplied,
)
from encours.store.tenant import Scope, tenant
from encours.usecases.review.looked import search_of
from encours.usecases.review.undo import undo_line
from encours.usecases.unmatching import ReasonMissing, unmatch

__all__ = ["WAYS", "JournalFilter", "JournalRow", "JournalShow", "ReceiptPage", "journal_filter", "receipt_journal", "undo_receipt", "way_text", "whole_journal"]

JOURNAL_SHOWS: tuple[JournalShow, ...] = get_args(JournalShow)
WAYS: dict[Way, Text] = {
    "transfer": Text(en="Transfer", fr="Virement"),
    "cheque": Text(en="Cheque", fr="Chèque"),
    "card": Text(en="Card", fr="Carte"),
    "bill": Text(en="Bill of exchange", fr="Effet (LCR)"),
}


class ReceiptUnknown(Refusal):
    code = "receipt_unknown"
    message = Text(en="There is no receipt {receipt} in this company.", fr="Cette société n'a pas de règlement {receipt}.")
    repair = Text(en="Open it from the journal again: it may have been cancelled.", fr="Rouvrez-le depuis le journal : il a peut-être été annulé.")


class NothingApplied(Refusal):
    code = "receipt_not_applied"
    message = Text(en="Nothing of this receipt is applied.", fr="Rien de ce règlement n'est affecté.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A page of receipts. `sums` are of the whole filter; `unapplied` is what the company owes its customers today by currency, of receipts and of other credits."""

    rows: tuple[JournalRow, ...]
    allocated: Mapping[int, Sequence[Allocated]]
    sums: tuple[JournalSum, ...]
    unapplied: Mapping[str, tuple[int, int]]
    customer: str
    next: tuple[Any, ...] | None


def journal_filter(
    company: Company, *, show: JournalShow = "all", since: date | None = None, until: date | None = None, way: Way | None = None, customer_id: int | None = None, text: str = ""
) -> JournalFilter:
    """What a person asks the journal for; `text` is an amount, a document's number, a name or a piece of the reference."""
    return JournalFilter(show, since, until, way, customer_id, search_of(text, company.currency) if text.strip() else None)


def receipt_journal(company: Company, actor: str, wanted: JournalFilter, *, today: date, limit: int = 50, after: tuple[Any, ...] | None = None) -> ReceiptPage:
    """A page of the journal, the youngest receipts first."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id, snapshot=True) as cursor:
        found = load_journal(cursor, scope, wanted, limit=limit + 1, after=after)
        rows = tuple(found[:limit])
        customer = load_customer(cursor, scope, wanted.customer_id) if wanted.customer_id is not None else None
        return ReceiptPage(
            rows, load_allocated(cursor, scope, [row.item_id for row in rows], most=20), tuple(load_journal_sums(cursor, scope, wanted)), load_unapplied(cursor, scope, today),
            customer.name if customer else "", (rows[-1].received_on, rows[-1].item_id) if len(found) > limit else None,
        )  # fmt: skip


def whole_journal(company: Company, actor: str, wanted: JournalFilter) -> tuple[list[JournalRow], Mapping[int, Sequence[Allocated]]]:
    """Every receipt of a filter with what it settles, for a file."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id, snapshot=True) as cursor:
        rows = load_journal(cursor, scope, wanted, limit=None)
        return rows, load_allocated(cursor, scope, [row.item_id for row in rows])


def undo_receipt(company: Company, actor: str, item_id: int, *, reason: str, today: date) -> int:
    """Take a receipt off what it settles, whoever applied it; its money is on account again, or its bank line waits again. Returns how many matches were undone.

    Raises ReasonMissing, ReceiptUnknown, NothingApplied, and what `undo_line` and `unmatch` raise.
    """
    if not reason.strip():
        raise ReasonMissing
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        found = load_receipt_matches(cursor, scope, item_id)
    if found is None:
        raise ReceiptUnknown(receipt=item_id)
    line_id, matches = found
    if not matches:
        raise NothingApplied
    if line_id is not None:
        return undo_line(company, actor, line_id, reason=reason, today=today).matches
    for match in matches:
        unmatch(company, actor, match, reason=reason, today=today)
    return len(matches)


def way_text(row: JournalRow) -> Text:
    """How the money came. A receipt of the ledger alone says nothing of it."""
    if not row.method and row.source == "ledger":
        return Text(en="—", fr="—")
    return WAYS[way_of_method(row.method)]
