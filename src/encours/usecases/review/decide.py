"""Deciding a bank line: accept a suggestion, apply by hand, leave it to the customer alone. Each rests on what its maker saw (R54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.by_hand import (
    AmountTooLarge,
    DifferenceKind,
    ItemNotOpen,
    MoneyExceeded,
    Wish,
    check_parts,
    parts_by_hand,
)
from encours.receivables.matching.contract import Application, OpenItem
from encours.store.bulk.decisions import new_batch
from encours.store.bulk.receipts import Part
from encours.store.load.candidates import Candidate, load_items
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer_by_code
from encours.store.load.matching import key
from encours.store.load.review import QueueLine, load_lines
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.review.changed import LineExplained, LineUnknown, line_as_seen, what_changed
from encours.usecases.review.record import Decided, Plan, record_plans
from encours.usecases.review.words import DEDUCTIONS, ITEM_CHANGED, ITEM_GONE, PROPOSAL_GONE, parts_told

ACCEPT_WANTED = Text(en="accept the suggestion", fr="accepter la suggestion")
ON_ACCOUNT_WANTED = Text(en="leave it on the account of {customer}", fr="la laisser en compte chez {customer}")


class SuggestionStale(Refusal):
    code = "suggestion_stale"
    message = Text(
        en="The suggestion for bank line {line} no longer holds: {changed}.",
        fr="La suggestion pour la ligne {line} ne tient plus : {changed}.",
    )
    repair = Text(en="Match again, or choose the items yourself.", fr="Relancez l'affectation ou choisissez les pièces vous-même.")


class AlreadyDecided(Refusal):
    code = "line_already_decided"
    message = Text(en="Bank line {line} is decided already.", fr="La ligne {line} est déjà traitée.")
    repair = Text(en="Take that decision back first.", fr="Annulez d'abord cette décision.")


class LineGoesOut(Refusal):
    code = "line_goes_out"
    message = Text(en="Bank line {line} is no money that came in.", fr="La ligne {line} n'est pas un encaissement.")
    repair = Text(en="Take back the payment it returns, or exclude it.", fr="Annulez l'affectation du règlement rejeté, ou excluez-la.")


class DeductionUnknown(Refusal):
    code = "deduction_reason_unknown"
    message = Text(en="“{reason}” is no reason for a deduction.", fr="« {reason} » n'est pas un motif de retenue.")
    repair = Text(en="Choose one of {known}.", fr="Choisissez parmi {known}.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A suggestion that somebody accepted among others: the line, what they saw, and which of its suggestions ('' is the first)."""

    line_id: int
    version: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of accepting many at once: the batch by which all can be undone, what was recorded, and what was returned with its reason (R74)."""

    batch: str
    decided: tuple[Decided, ...]
    returned: tuple[tuple[int, Refusal], ...]


def accept(company: Company, actor: str, line_id: int, *, today: date, version: str = "", proposal: str = "") -> Decided:
    """Record a suggestion. Raises LineUnknown, LineChanged, LineExplained, AlreadyDecided, SuggestionStale, UndoFirst."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, ACCEPT_WANTED)
        items = _items_of(cursor, scope, [line])
        return _recorded(cursor, scope, _accepted(line, proposal, items, {}), items, today, recorded_at)


def accept_many(company: Company, actor: str, wanted: Sequence[Wanted], *, today: date) -> Accepted:
    """Record many suggestions in one act. What no longer holds is returned with its reason, the others are recorded; `undo_batch` takes all back."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        batch = new_batch(cursor)
        lines = {line.id: line for line in load_lines(cursor, scope, list({one.line_id for one in wanted}))}
        items = _items_of(cursor, scope, lines.values())
        plans: list[Plan] = []
        returned: list[tuple[int, Refusal]] = []
        taken: dict[int, int] = {}
        for one in wanted:
            try:
                line = lines.pop(one.line_id, None)
                if line is None:
                    raise (
                        LineUnknown(line=one.line_id)
                        if all(plan.line.id != one.line_id for plan in plans)
                        else AlreadyDecided(line=one.line_id)
                    )
                if one.version and one.version != line.version:
                    raise SuggestionStale(line=line.id, changed=_joined(what_changed(cursor, scope, company, line, one.version)))
                plan = _accepted(line, one.proposal, items, taken)
            except Refusal as refusal:
                returned.append((one.line_id, refusal))
                continue
            plans.append(plan)
            for part in plan.parts:
                taken[part.item] = taken.get(part.item, 0) + part.amount_minor
        decided = record_plans(cursor, scope, plans, items, recorded_at=recorded_at, batch=batch)
        if decided:
            record_event(
                cursor, scope, "LinesDecided", occurred_on=today, subjects=[f"dec_{one.id}" for one in decided], payload={"batch": batch, "count": len(decided)}
            )  # fmt: skip
    return Accepted(batch, tuple(decided), tuple(returned))


def apply(
    company: Company, actor: str, line_id: int, wishes: Sequence[Wish], *, today: date, version: str = "", difference: DifferenceKind | None = None,
    deduction: str = "", note: str = "", customer: str = "",
) -> Decided:  # fmt: skip
    """Apply a line to items that a person chose, of one customer or of several; the rest stays on the account of `customer`, else of the first item's.

    `difference` says what the whole difference to the items is: "take it as full payment, 10 EUR bank fee". A short payment is withheld for the
    reason `deduction`, and stays open as a case. Raises LineUnknown, LineChanged, LineExplained, LineGoesOut, AlreadyDecided, DeductionUnknown,
    CustomerUnknown, UndoFirst, and the refusals of `parts_by_hand`.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if deduction and deduction not in DEDUCTIONS:
        raise DeductionUnknown(reason=deduction[:40], known=", ".join(DEDUCTIONS))
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        items = load_items(cursor, scope, {int(wish.item) for wish in wishes})
        wanted = parts_told(
            [{"item": int(w.item), "amount_minor": w.amount_minor or _open_of(items, w), "kind": w.kind} for w in wishes],
            items,
            company.currency,
        )
        line = line_as_seen(cursor, scope, company, line_id, version, wanted)
        check_undecided(line)
        open_items = {key(one.item_id): _open_item(one) for one in items.values()}
        parts = parts_by_hand(_money(line), [_keyed(wish) for wish in wishes], open_items, difference)
        payer = _customer(cursor, scope, customer) if customer else items[int(parts[0].item)].customer_id
        plan = Plan(line, "applied", payer, tuple(_part(one, deduction, note) for one in parts), reason=note)
        return _recorded(cursor, scope, plan, items, today, recorded_at)


def leave_on_account(
    company: Company, actor: str, line_id: int, customer: str, *, today: date, version: str = "", reason: str = ""
) -> Decided:
    """Say who paid, and no more: the money stays on the customer's account. Raises as `apply` does."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        wanted = Text(en=ON_ACCOUNT_WANTED.say("en", customer=customer), fr=ON_ACCOUNT_WANTED.say("fr", customer=customer))
        line = line_as_seen(cursor, scope, company, line_id, version, wanted)
        check_undecided(line)
        if line.standing is not None and line.standing.is_partly_applied:
            raise AlreadyDecided(line=line.id)
        return _recorded(cursor, scope, Plan(line, "on_account", _customer(cursor, scope, customer), reason=reason), {}, today, recorded_at)


def _recorded(cursor: Any, scope: Scope, plan: Plan, items: Mapping[int, Candidate], today: date, recorded_at: Any) -> Decided:
    [decided] = record_plans(cursor, scope, [plan], items, recorded_at=recorded_at)
    record_event(
        cursor, scope, "LineDecided", occurred_on=today, subjects=[f"lin_{plan.line.id}", f"dec_{decided.id}", f"cus_{plan.payer}"],
        payload={"kind": plan.kind, "rule": plan.rule, "applied_minor": decided.applied_minor, "rest_minor": decided.rest_minor, "currency": decided.currency},
    )  # fmt: skip
    return decided


def _items_of(cursor: Any, scope: Scope, lines: Any) -> dict[int, Candidate]:
    return load_items(cursor, scope, {one["item"] for line in lines for made in line.proposals for one in made["applications"]})


def _accepted(line: QueueLine, proposal: str, items: Mapping[int, Candidate], taken: Mapping[int, int]) -> Plan:
    """The plan of a suggestion, if it still holds with what others of the same act have taken already."""
    check_undecided(line)
    made = next((one for one in line.proposals if proposal in ("", one["key"])), None)
    if made is None:
        raise SuggestionStale(line=line.id, changed=PROPOSAL_GONE)
    parts = tuple(Part(one["item"], one["amount_minor"], one["kind"], one["paid_minor"]) for one in made["applications"])
    open_items = {key(one.item_id): _open_item(one, taken.get(one.item_id, 0)) for one in items.values()}
    applications = tuple(Application(key(part.item), part.amount_minor, part.kind, part.paid_minor) for part in parts)
    try:
        check_parts(_money(line), applications, open_items)
    except (AmountTooLarge, ItemNotOpen):
        changed = [_told(part, items.get(part.item), taken.get(part.item, 0)) for part in parts]
        raise SuggestionStale(line=line.id, changed=_joined([one for one in changed if one is not None])) from None
    except MoneyExceeded as exceeded:
        raise SuggestionStale(line=line.id, changed=Text(en=exceeded.say("en"), fr=exceeded.say("fr"))) from None
    return Plan(line, "accepted", made["customer"], parts, made["rule"], tuple(made["evidence"]))


def _told(part: Part, item: Candidate | None, taken: int) -> Text | None:
    """Why a part no longer holds, if it does not."""
    if item is None or item.open_minor - taken == 0:
        document = item.document_ref if item else str(part.item)
        return Text(en=ITEM_GONE.say("en", document=document), fr=ITEM_GONE.say("fr", document=document))
    left = item.open_minor - taken
    if abs(part.amount_minor) <= abs(left):
        return None
    values = {"document": item.document_ref, "seen": Money(part.amount_minor, item.currency), "open": Money(left, item.currency)}
    return Text(en=ITEM_CHANGED.say("en", **values), fr=ITEM_CHANGED.say("fr", **values))


def _joined(texts: Sequence[Text]) -> Text:
    return Text(en="; ".join(one.en for one in texts), fr=" ; ".join(one.fr for one in texts))


def check_undecided(line: QueueLine) -> None:
    """Refuse a line that is decided, explained or goes out. Raises LineExplained, LineGoesOut, AlreadyDecided."""
    if line.is_explained:
        raise LineExplained(line=line.id)
    if line.amount_minor <= 0:
        raise LineGoesOut(line=line.id)
    applied = line.standing is not None and line.standing.customer_id is not None and line.standing.open_minor == 0
    if applied or (line.decision is not None and line.decision.kind == "excluded"):
        raise AlreadyDecided(line=line.id)


def _money(line: QueueLine) -> Money:
    """What of a line can be applied: all of it, or what an earlier application left."""
    partly = line.standing is not None and line.standing.is_partly_applied
    return Money(-line.standing.open_minor if partly and line.standing else line.amount_minor, line.currency)


def _open_item(one: Candidate, taken: int = 0) -> OpenItem:
    return OpenItem(
        id=key(one.item_id), customer=key(one.customer_id), currency=one.currency, open_minor=one.open_minor - taken, issued_on=one.issued_on, due_on=one.due_on,
        document_ref=one.document_ref, disputed=one.is_disputed,
    )  # fmt: skip


def _open_of(items: Mapping[int, Candidate], wish: Wish) -> int:
    return items[int(wish.item)].open_minor if int(wish.item) in items else 0


def _keyed(wish: Wish) -> Wish:
    return Wish(key(int(wish.item)), wish.amount_minor, wish.kind, wish.paid_minor)


def _part(one: Application, deduction: str, note: str) -> Part:
    withheld = one.kind == "short_payment"
    return Part(int(one.item), one.amount_minor, one.kind, one.paid_minor, deduction if withheld else "", note if withheld else "")


def _customer(cursor: Any, scope: Scope, code: str) -> int:
    found = load_customer_by_code(cursor, scope, code)
    if found is None:
        raise CustomerUnknown(customer=code)
    return found.id
