"""Matching: bank lines become receipts, receipts and ledger credits find what they pay; what is certain is recorded, the rest is proposed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.money import Money
from encours.ledger.account import Role
from encours.receivables.matching.contract import Evidence, LineVerdict, Proposal
from encours.receivables.matching.engine import match
from encours.receivables.matching.letters import propose_letters
from encours.receivables.matching.payer import Payers
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.meeting import meet_books
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.companies import Company
from encours.store.load.matching import (
    AccountedItem,
    WaitingLine,
    has_external_books,
    load_known_customers,
    load_open_items,
    load_refused_pairs,
    load_waiting_lines,
)
from encours.store.save.accounts import account_for, journal_for
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.store.upkeep import refresh_statistics

RECORDED = frozenset({"receipt", "on_account", "unknown"})
"""The verdicts that say money was received: they are recorded, on the customer's account or on the suspense account."""


@dataclass(frozen=True, slots=True)
class MatchRun:
    """What one run found and recorded. `lines` are the bank lines that waited; `letters` the groups proposed for ledger items.

    `ids` turns the engine's ids back: of lines and items into their own.
    """

    lines: tuple[WaitingLine, ...]
    verdicts: Mapping[int, LineVerdict]
    proposals: Mapping[int, tuple[Proposal, ...]]
    letters: tuple[Proposal, ...]
    items: Mapping[str, AccountedItem]
    linked: int
    receipts_recorded: int
    matches_made: int
    letters_applied: int

    @property
    def automatic(self) -> int:
        return sum(1 for made in self.proposals.values() if made and made[0].decision == "automatic")

    @property
    def suggested(self) -> int:
        return sum(1 for made in self.proposals.values() if made and made[0].decision == "suggested")


def match_company(company: Company, actor: str, *, today: date, record: bool = True) -> MatchRun:
    """Explain every bank line that waits and every open ledger credit; record what is certain (unless `record` is false).

    One transaction: link lines that the ledger has too, load, decide, record the receipts with what they settle, letter the ledger, announce.
    A line whose payer is unknown is recorded on the suspense account and tried again at the next run.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        recorded_at = record_now(cursor, scope)
        met = meet_books(cursor, scope, recorded_at=recorded_at) if record else None
        lines = load_waiting_lines(cursor, scope)
        items = load_open_items(cursor, scope)
        refused = load_refused_pairs(cursor, scope)
        payers = Payers.of(load_known_customers(cursor, scope))
        by_key = {item.item.id: item for item in items}
        result = match([line.receipt for line in lines], (i.item for i in items if i.item.open_minor > 0 or i.item.kind == "credit_note"), payers, refused_pairs=refused.lines)
        verdicts = {int(verdict.receipt): verdict for verdict in result.verdicts}
        proposals: dict[int, tuple[Proposal, ...]] = defaultdict(tuple)
        for proposal in result.proposals:
            proposals[int(proposal.receipt)] += (proposal,)
        posted = matches = applied = 0
        if record:
            posted, matches = _record_receipts(cursor, scope, lines, verdicts, proposals, by_key, recorded_at)
        taken = {one.item for made in result.proposals if made.decision == "automatic" for one in made.applications} if record else set()
        letters = tuple(propose_letters((i.item for i in items if i.item.id not in taken), refused_pairs=refused.items))
        if record:
            applied = _record_letters(cursor, scope, letters, by_key, recorded_at)
            if posted or applied or (met and met.linked):
                record_event(
                    cursor, scope, "ReceiptsMatched", occurred_on=today,
                    payload={"linked": met.linked if met else 0, "receipts": posted, "matches": matches, "letters": applied},
                )  # fmt: skip
        run = MatchRun(tuple(lines), verdicts, dict(proposals), letters, by_key, met.linked if met else 0, posted, matches, applied)
    refresh_statistics(posted + applied + run.linked)
    return run


def _record_receipts(
    cursor: Any, scope: Scope, lines: Sequence[WaitingLine], verdicts: Mapping[int, LineVerdict], proposals: Mapping[int, tuple[Proposal, ...]],
    items: Mapping[str, AccountedItem], recorded_at: Any,
) -> tuple[int, int]:  # fmt: skip
    provisional = has_external_books(cursor, scope)
    bank, suspense, trade = (account_for(cursor, scope, role) for role in (Role.BANK, Role.SUSPENSE, Role.TRADE))
    usual = _usual_accounts(items.values())
    listed, moved = [], []
    for line in lines:
        verdict = verdicts[line.line_id]
        if line.amount_minor <= 0 or verdict.kind not in RECORDED:
            continue
        chosen = next((made for made in proposals.get(line.line_id, ()) if made.decision == "automatic"), None)
        payer = chosen.customer if chosen else verdict.payer
        customer = int(payer) if payer else None
        if line.suspense is not None:
            if customer is None:
                continue  # still nobody's: it stays where it is
            moved.append(line.suspense)
        listed.append(
            ReceiptToPost(
                received_on=line.booked_on, amount_minor=line.amount_minor, currency=line.currency, bank_account=line.ledger_account_id or bank,
                counter_account=_counter_account(chosen, customer, items, usual, trade) if customer is not None else suspense, customer_id=customer, statement_line_id=line.line_id,
                method=line.method, reference=line.label[:500], is_provisional=provisional, settlement=settlement_of(chosen, items) if chosen else None,
            )
        )  # fmt: skip
    if moved:
        list_to_reverse(cursor)
        cursor.executemany("INSERT INTO reverse_entry VALUES (%s, %s)", moved)
        reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the payer is known now", rule="payer_known")
    return post_receipts(cursor, scope, listed, journal_id=journal_for(cursor, scope, "BQE", "Encaissements"), kind="receipt", recorded_at=recorded_at)


def settlement_of(chosen: Proposal, items: Mapping[str, AccountedItem]) -> Settlement:
    """What an automatic proposal settles, as it is recorded."""
    parts = tuple(Part(items[one.item].item_id, one.amount_minor, one.kind, one.paid_minor) for one in chosen.applications)
    return Settlement(parts, "rule", chosen.rule, json.dumps(evidence_json(chosen.evidence), default=str))


def _counter_account(chosen: Proposal | None, customer: int, items: Mapping[str, AccountedItem], usual: Mapping[int | None, int], trade: int) -> int:
    """Where the payer's money that settles nothing stays: the account of its first item that is settled, else the one it has most items on."""
    own = (items[one.item] for one in chosen.applications) if chosen else ()
    return next((item.account_id for item in own if item.customer_id == customer), None) or usual.get(customer, trade)


def _usual_accounts(items: Iterable[AccountedItem]) -> dict[int | None, int]:
    """The receivable account each customer has most open items on."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        counts[item.customer_id][item.account_id] += 1
    return {customer: accounts.most_common(1)[0][0] for customer, accounts in counts.items()}


def _record_letters(cursor: Any, scope: Scope, letters: Iterable[Proposal], items: Mapping[str, AccountedItem], recorded_at: Any) -> int:
    groups = [
        Group(
            items=((items[made.receipt].item_id, -sum(one.amount_minor for one in made.applications)), *((items[one.item].item_id, one.amount_minor) for one in made.applications)),
            decided_by="rule",
            rule=made.rule,
            evidence=evidence_json(made.evidence),
        )
        for made in letters
        if made.decision == "automatic"
    ]  # fmt: skip
    return apply_groups(cursor, scope, groups, recorded_at=recorded_at)


def evidence_json(evidence: Iterable[Evidence]) -> tuple[dict[str, object], ...]:
    """Evidence as it is kept with a match: codes and values, worded when it is shown."""
    return tuple({"code": one.code, "values": {name: _kept(value) for name, value in one.values.items()}} for one in evidence)


def _kept(value: object) -> object:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    return value.isoformat() if isinstance(value, date) else str(value)
