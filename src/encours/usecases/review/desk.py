"""The desk on which a person clears the queue: how far the last statement is, the accounts it may be narrowed to, where a line comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.receivables.matching.by_hand import DifferenceKind, Wish, parts_by_hand, used_minor
from encours.receivables.matching.contract import OpenItem
from encours.store.load.candidates import Candidate, load_items
from encours.store.load.companies import Company
from encours.store.load.last_statement import LineSource, Progress, load_account_names, load_last_progress, load_line_source
from encours.store.load.matching import key
from encours.store.tenant import Scope, tenant
from encours.usecases.review.changed import load_line
from encours.usecases.review.queue import RowView

__all__ = ["Desk", "LineSource", "Progress", "Weighed", "desk", "line_source", "track", "weigh"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around the queue. `accounts` are key, identifier, name and currency of each bank account."""

    progress: Progress | None
    accounts: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a choice of items comes to before it is recorded: the money it uses, what is left, or why it cannot be recorded."""

    used_minor: int = 0
    rest_minor: int = 0
    refusal: Refusal | None = None


def desk(scope: Scope) -> Desk:
    """The desk of a company."""
    with tenant(scope.organization_id) as cursor:
        return Desk(load_last_progress(cursor, scope), tuple(load_account_names(cursor, scope)))


def line_source(scope: Scope, line_id: int) -> LineSource | None:
    """Where a bank line comes from; None where the company has no such line."""
    with tenant(scope.organization_id) as cursor:
        return load_line_source(cursor, scope, line_id)


def track(row: RowView) -> tuple[str, int]:
    """How near to an answer a line is: the kind of the best trail, and how many there are of that kind.

    `return` is a payment sent back; `certain`, `probable` and `possible` are suggestions that hold; `none` is nothing at all.
    """
    if row.line.verdict == "return" or row.line.amount_minor < 0:
        return "return", 0
    if row.line.question is not None:
        return "question", 0
    held = [one for one in row.proposals if not one.is_stale]
    for confidence in ("certain", "probable", "possible"):
        if count := sum(one.confidence == confidence for one in held):
            return (confidence, count) if confidence == "certain" else (confidence, len(held))
    if brings := sum(not one.is_stale for one in row.clearings):
        return "possible", brings
    return "none", 0


def weigh(company: Company, actor: str, line_id: int, wishes: Sequence[Wish], difference: DifferenceKind | None) -> Weighed:
    """What applying a line to these items would come to; nothing is recorded. Raises LineUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        line = load_line(cursor, scope, line_id)
        items = {key(one.item_id): _open(one) for one in load_items(cursor, scope, {int(wish.item) for wish in wishes}).values()}
    money = -line.standing.open_minor if line.standing is not None and line.standing.is_partly_applied else line.amount_minor
    try:
        parts = parts_by_hand(Money(money, line.currency), [Wish(key(int(wish.item)), wish.amount_minor, wish.kind, wish.paid_minor) for wish in wishes], items, difference)
    except Refusal as refusal:
        return Weighed(refusal=refusal)
    used = used_minor(parts)
    return Weighed(used, money - used)


def _open(one: Candidate) -> OpenItem:
    return OpenItem(key(one.item_id), key(one.customer_id), one.currency, one.open_minor, one.issued_on, one.due_on, one.document_ref, disputed=one.is_disputed)
