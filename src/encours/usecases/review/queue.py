"""The queue as a person reads it: what each line is, who probably paid, what it may settle, why it waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from encours.kernel.wording import Text
from encours.receivables.matching.by_hand import settled_minor, used_minor
from encours.receivables.matching.contract import Application
from encours.store.load.candidates import Candidate, load_candidates, load_items
from encours.store.load.companies import Company
from encours.store.load.matching import key
from encours.store.load.review import DecisionRow, Order, QueueLine, Show, count_unseen, load_queue
from encours.store.load.transit import TransitRow, load_transit_near, load_transit_rows
from encours.store.tenant import Scope, tenant
from encours.usecases.reason_words import Names, Reason
from encours.usecases.review.changed import load_line, of_decisions
from encours.usecases.review.looked import search_of
from encours.usecases.review.returned import ReturnView, possible_returns
from encours.usecases.review.words import HELD, NO_ANSWER, NO_RULE, SENT_BACK, STALE, TRANSIT, UNSEEN, decision_told

__all__ = [
    "Candidate",
    "ClearingView",
    "DecisionRow",
    "LineView",
    "Order",
    "PartView",
    "ProposalView",
    "QueueLine",
    "QueueView",
    "ReturnView",
    "RowView",
    "Show",
    "TransitRow",
    "review_line",
    "review_queue",
]

SHOWS: tuple[Show, ...] = get_args(Show)
ORDERS: tuple[Order, ...] = get_args(Order)
CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class PartView:
    """What a proposal would settle of one item, in its currency. `item` is None where the item is gone."""

    item: Candidate | None
    item_id: int
    amount_minor: int
    kind: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A suggestion: its parts, the money they use, what speaks for it and against it. A stale one can no longer be accepted."""

    key: str
    confidence: str
    rule: str
    customer_id: int
    customer_name: str
    parts: tuple[PartView, ...]
    used_minor: int
    reasons: tuple[Text, ...]
    against: tuple[Text, ...]
    is_stale: bool

    @property
    def documents(self) -> str:
        """The documents it settles."""
        return ", ".join(dict.fromkeys((part.item.document_ref if part.item else "") or "—" for part in self.parts))


@dataclass(frozen=True, slots=True)
class ClearingView:
    """Payments in transit that a line may bring, less a fee. `solutions` answers were seen; a stale one can no longer be accepted."""

    key: str
    rule: str
    payments: tuple[TransitRow, ...]
    gross_minor: int
    fee_minor: int
    solutions: int
    is_stale: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of the queue with its answer in words: why its payer is who it is, why it was not recorded by itself, its age in days."""

    line: QueueLine
    age_days: int
    reasons: tuple[Text, ...]
    why_not: tuple[Text, ...]
    proposals: tuple[ProposalView, ...]
    clearings: tuple[ClearingView, ...] = ()

    @property
    def best_clearing(self) -> ClearingView | None:
        """The first clearing that still holds."""
        return next((one for one in self.clearings if not one.is_stale), None)

    @property
    def best(self) -> ProposalView | None:
        """The first suggestion that still holds."""
        return next((one for one in self.proposals if not one.is_stale), None)


@dataclass(frozen=True, slots=True)
class QueueView:
    """A page of the queue, and how much the whole filter is. `unseen` lines were imported since matching ran last."""

    rows: tuple[RowView, ...]
    next: tuple[Any, ...] | None
    count: int
    totals: Mapping[str, int]
    unseen: int


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with everything a decision needs: items to choose from, payments in transit that it may bring, and what was decided before."""

    row: RowView
    candidates: tuple[Candidate, ...]
    history: tuple[Text, ...]
    transit: tuple[TransitRow, ...] = ()
    returns: tuple[ReturnView, ...] = ()


def review_queue(
    company: Company, actor: str, *, today: date, show: Show = "waiting", order: Order = "oldest", text: str = "", assignee: str = "", account: int | None = None, limit: int = 50,
    after: tuple[Any, ...] | None = None,
) -> QueueView:  # fmt: skip
    """A page of lines. `text` looks for an amount, a document's number, a name or a piece of the bank's text; `assignee` for whom a question was asked;
    `account` keeps to one bank account."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        search = search_of(text, company.currency) if text.strip() else None
        page = load_queue(cursor, scope, show=show, order=order, search=search, assignee=assignee, account=account, limit=limit, after=after)
        rows = _views(cursor, scope, page.rows, today)
        return QueueView(rows, page.next, page.count, page.totals, count_unseen(cursor, scope))


def review_line(company: Company, actor: str, line_id: int, *, today: date, text: str = "", keep: Collection[int] = ()) -> LineView:
    """One line. The candidates are what is open of the payer and of those whom suggestions name, or what `text` finds; items of `keep`, which somebody
    chose before, come first. Raises LineUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        line = load_line(cursor, scope, line_id)
        [row] = _views(cursor, scope, [line], today)
        named = {part.item.customer_id for made in row.proposals for part in made.parts if part.item is not None} | {
            made.customer_id for made in row.proposals
        }
        payers = (
            named
            | ({line.payer[0]} if line.payer else set())
            | ({line.standing.customer_id} if line.standing and line.standing.customer_id else set())
        )
        search = search_of(text, line.currency) if text.strip() else None
        candidates = load_candidates(cursor, scope, customers=sorted(payers), search=search, limit=CANDIDATES)
        if search is None:
            listed = {one.item_id for one in candidates}
            proposed = (part.item for made in row.proposals for part in made.parts if part.item is not None)
            first = dict.fromkeys(item for item in proposed if item.open_minor)
            candidates = [*(item for item in first if item.item_id not in listed), *candidates]
        if keep:
            chosen = load_items(cursor, scope, keep)
            candidates = [*chosen.values(), *(one for one in candidates if one.item_id not in chosen)]
        items, names = of_decisions(cursor, scope, line)
        history = tuple(decision_told(one, items, names, company.time_zone, line.currency) for one in line.decisions)
        transit = load_transit_near(cursor, scope, line.booked_on, line.currency) if line.amount_minor > 0 and not line.is_explained else []
        returns = possible_returns(cursor, scope, line)
    return LineView(row, tuple(candidates), history, tuple(transit), returns)


def _views(cursor: Any, scope: Scope, lines: Sequence[QueueLine], today: date) -> tuple[RowView, ...]:
    items = load_items(cursor, scope, {one["item"] for line in lines for made in line.proposals for one in made["applications"]})
    payers = [key(made["customer"]) for line in lines for made in line.proposals]
    wording = Names.load(cursor, scope, _reasons(lines), payers)
    transit = load_transit_rows(cursor, scope, {one for line in lines for made in line.clearings for one in made["receipts"]})
    return tuple(_row(line, items, wording, transit, today) for line in lines)


def _reasons(lines: Iterable[QueueLine]) -> Iterator[Reason]:
    for line in lines:
        yield from line.reasons
        for made in line.proposals:
            yield from (*made["evidence"], *made["against"])


def _row(line: QueueLine, items: Mapping[int, Candidate], wording: Names, transit: Mapping[int, TransitRow], today: date) -> RowView:
    proposals = tuple(_proposal(made, items, wording) for made in line.proposals)
    clearings = tuple(_clearing(made, transit) for made in line.clearings)
    reasons = tuple(wording.say(one) for one in line.reasons)
    return RowView(line, (today - line.booked_on).days, reasons, _why_not(line, proposals, clearings, reasons), proposals, clearings)


def _clearing(made: Mapping[str, Any], transit: Mapping[int, TransitRow]) -> ClearingView:
    payments = tuple(transit[one] for one in made["receipts"] if one in transit)
    is_stale = len(payments) < len(made["receipts"]) or not all(one.is_waiting for one in payments)
    return ClearingView(made["key"], made["rule"], payments, sum(one.amount_minor for one in payments), made["fee_minor"], made["solutions"], is_stale)


def _why_not(
    line: QueueLine, proposals: Sequence[ProposalView], clearings: Sequence[ClearingView], reasons: tuple[Text, ...]
) -> tuple[Text, ...]:  # fmt: skip
    """Why nobody's rule recorded the line: never silent."""
    held = (HELD,) if line.question is not None else ()
    if any(not one.is_stale for one in clearings):
        return (*held, TRANSIT)
    if line.verdict is None:
        return (*held, UNSEEN)
    if line.verdict == "return":
        return (*held, SENT_BACK)
    best = next((one for one in proposals if not one.is_stale), None)
    if best is not None:
        return (*held, *(best.against or (NO_RULE,)))
    if proposals:
        return (*held, STALE)
    return (*held, *(reasons if line.payer is None and reasons else (NO_ANSWER,)))


def _proposal(made: Mapping[str, Any], items: Mapping[int, Candidate], wording: Names) -> ProposalView:
    parts = [Application(str(one["item"]), one["amount_minor"], one["kind"], one["paid_minor"]) for one in made["applications"]]
    settled = settled_minor(parts, withheld=True)
    is_stale = any(int(item) not in items or abs(minor) > abs(items[int(item)].open_minor) for item, minor in settled.items())
    return ProposalView(
        made["key"], made["confidence"], made["rule"], made["customer"], wording.customers.get(key(made["customer"]), ""),
        tuple(PartView(items.get(int(part.item)), int(part.item), part.amount_minor, part.kind) for part in parts), used_minor(parts),
        tuple(wording.say(one) for one in made["evidence"]), tuple(wording.say(one) for one in made["against"]), is_stale,
    )  # fmt: skip
