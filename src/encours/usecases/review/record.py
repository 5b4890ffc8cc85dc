"""Recording what a person decided about bank lines: one posting, one decision for each line, what it teaches."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.receivables.matching.by_hand import used_minor
from encours.receivables.matching.contract import Application
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.decisions import DecisionToSave, entries_of_lines, receipt_items, save_decision, take_back_receipts, usual_account
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, Share, post_receipts
from encours.store.bulk.remittances import record_remittance_uses
from encours.store.load.candidates import Candidate
from encours.store.load.matching import has_external_books, key
from encours.store.load.review import QueueLine, Standing
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import Scope
from encours.usecases.review.learn import Learned, learn_from

ADVICES = frozenset({"advice", "advice_total"})
"""The reasons that name a remittance advice."""


class UndoFirst(Refusal):
    code = "line_partly_applied"
    message = Text(
        en="Part of bank line {line} is applied already; differences and other customers' items cannot be added to it.",
        fr="La ligne {line} est déjà affectée en partie ; on ne peut y ajouter ni écart ni pièce d'un autre client.",
    )
    repair = Text(en="Take that back first, then decide on the whole.", fr="Annulez d'abord cette affectation, puis décidez de l'ensemble.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be recorded for one line: who paid, and what goes how. Without parts the money stays on the payer's account."""

    line: QueueLine
    kind: str
    payer: int
    parts: tuple[Part, ...] = ()
    rule: str = "person"
    evidence: tuple[Mapping[str, object], ...] = ()
    reason: str = ""
    shares: tuple[tuple[int, int], ...] = ()
    """What stays on account of other customers: (customer, minor units)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was recorded. `applied_minor` is the money that its parts use; the rest of the line stays on the payer's account."""

    id: int
    line_id: int
    kind: str
    customer_id: int | None
    parts: tuple[Part, ...]
    applied_minor: int
    rest_minor: int
    currency: str
    batch: str | None = None
    learned: Learned = field(default_factory=Learned)


def record_plans(
    cursor: Any, scope: Scope, plans: Sequence[Plan], items: Mapping[int, Candidate], *, recorded_at: Any, batch: str | None = None
) -> list[Decided]:
    """Record what was decided. `items` are those that the plans name. Raises UndoFirst, and what `post_receipts` raises."""
    whole = [plan for plan in plans if plan.line.standing is None or not plan.line.standing.is_partly_applied]
    standing = [(plan.line.standing.posting_id, plan.line.standing.entry_id) for plan in whole if plan.line.standing is not None]
    if standing:
        take_back_receipts(
            cursor, scope, standing, recorded_at=recorded_at, reason="a person decided what it is", rule="payer_known", by_person=False
        )
    if whole:
        bank, trade = account_for(cursor, scope, Role.BANK), account_for(cursor, scope, Role.TRADE)
        provisional = has_external_books(cursor, scope)
        receipts = [_receipt(cursor, scope, plan, items, bank=bank, trade=trade, provisional=provisional) for plan in whole]
        post_receipts(
            cursor, scope, receipts, journal_id=journal_for(cursor, scope, "BQE", "Encaissements"), kind="receipt", recorded_at=recorded_at
        )
    entries = entries_of_lines(cursor, scope, [plan.line.id for plan in whole], recorded_at=recorded_at)
    added = [plan for plan in plans if plan.line.id not in entries]
    if added:
        apply_groups(cursor, scope, [_group(cursor, scope, plan, items) for plan in added], recorded_at=recorded_at)
    used = [(advice, plan.line.id) for plan in plans for advice in _advices(plan)]
    if used:
        record_remittance_uses(cursor, scope, used, recorded_at=recorded_at)
    return [_save(cursor, scope, plan, entries.get(plan.line.id), recorded_at, batch) for plan in plans]


def _advices(plan: Plan) -> set[str]:
    """The remittance advices that an accepted suggestion rests on: they explain no other line."""
    return {str(values["advice"]) for one in plan.evidence if isinstance(values := one.get("values"), Mapping) and one.get("code") in ADVICES and "advice" in values}


def _receipt(
    cursor: Any, scope: Scope, plan: Plan, items: Mapping[int, Candidate], *, bank: int, trade: int, provisional: bool
) -> ReceiptToPost:
    own = next((items[part.item].account_id for part in plan.parts if items[part.item].customer_id == plan.payer), None)
    settlement = Settlement(plan.parts, "person", plan.rule, json.dumps(plan.evidence, default=str)) if plan.parts else None
    return receipt_of(
        plan.line,
        bank=bank,
        customer=plan.payer,
        account=own or usual_account(cursor, scope, plan.payer) or trade,
        provisional=provisional,
        settlement=settlement,
        shares=tuple(Share(customer, usual_account(cursor, scope, customer) or trade, minor) for customer, minor in plan.shares),
    )


def receipt_of(
    line: QueueLine, *, bank: int, customer: int | None, account: int, provisional: bool, settlement: Settlement | None = None, shares: tuple[Share, ...] = (),
) -> ReceiptToPost:  # fmt: skip
    """The receipt of a bank line's money on an account."""
    return ReceiptToPost(
        received_on=line.booked_on, amount_minor=line.amount_minor, currency=line.currency, bank_account=line.ledger_account_id or bank, counter_account=account,
        customer_id=customer, statement_line_id=line.id, method=line.method, reference=line.label[:500], is_provisional=provisional, settlement=settlement, shares=shares,
    )  # fmt: skip


def _group(cursor: Any, scope: Scope, plan: Plan, items: Mapping[int, Candidate]) -> Group:
    """What is left of a receipt settles more: money and items of one account, customer and currency, which a match joins."""
    standing = plan.line.standing
    assert standing is not None
    wanted = {(items[part.item].customer_id, items[part.item].account_id, items[part.item].currency) for part in plan.parts}
    sources = {
        (customer, account, currency): item
        for item, customer, account, currency, _, _ in receipt_items(cursor, scope, standing.posting_id, standing.entry_id)
    }
    source = sources.get(next(iter(wanted))) if len(wanted) == 1 else None
    if source is None or plan.shares or any(part.kind not in ("payment", "credit_note") for part in plan.parts):
        raise UndoFirst(line=plan.line.id)
    used = sum(part.amount_minor for part in plan.parts)
    return Group(((source, -used), *((part.item, part.amount_minor) for part in plan.parts)), "person", plan.rule, plan.evidence)


def _save(cursor: Any, scope: Scope, plan: Plan, entry: tuple[int, int] | None, recorded_at: Any, batch: str | None) -> Decided:
    line, standing = plan.line, plan.line.standing
    parts = tuple(
        {"item": p.item, "amount_minor": p.amount_minor, "kind": p.kind, "paid_minor": p.paid_minor, "reason": p.reason} for p in plan.parts
    )
    posting_id, entry_id = entry or (None, None)
    saved = DecisionToSave(
        line.id, plan.kind, rule=plan.rule, reason=plan.reason, posting_id=posting_id, entry_id=entry_id, customer_id=plan.payer, batch=batch, parts=parts,
        before=before_of(standing) if entry is not None else None,
    )  # fmt: skip
    decision = save_decision(cursor, scope, saved, recorded_at=recorded_at)
    taught = learn_from(cursor, scope, line, plan.payer, decision)
    applied = used_minor(applications_of(plan.parts))
    available = line.amount_minor if entry is not None or standing is None else -standing.open_minor
    return Decided(decision, line.id, plan.kind, plan.payer, plan.parts, applied, available - applied, line.currency, batch, taught)


def before_of(standing: Standing | None) -> dict[str, object] | None:
    """What stood before a decision, so that taking it back restores it."""
    return None if standing is None else {"customer": standing.customer_id, "account": standing.account_id}


def applications_of(parts: Sequence[Part]) -> tuple[Application, ...]:
    """Parts as matching names them."""
    return tuple(Application(key(part.item), part.amount_minor, part.kind, part.paid_minor) for part in parts)
