"""Recording what a run of matching found to be certain, as far as it is still what the run saw."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from encours.ledger.account import Role
from encours.receivables.matching.contract import Proposal
from encours.receivables.matching.lettering.contract import LetterGroup
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.clearing import ClearingToPost, clear_lines
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.loosen import JOURNALS
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.remittances import record_remittance_uses
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.matching import AccountedItem, WaitingLine, has_external_books, load_open_amounts, load_still_waiting
from encours.store.load.transit import load_in_transit
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import Scope
from encours.usecases.evidence import evidence_json
from encours.usecases.match_seen import Explained, Seen

RECORDED = frozenset({"receipt", "on_account", "unknown"})
"""The verdicts that say money was received: they are recorded, on the customer's account or on the suspense account."""
_ADVICES = frozenset({"advice", "advice_total"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """How much was recorded; `lines` are those that are still as the run saw them, `overtaken` how many answers somebody else's decision came before."""

    lines: tuple[WaitingLine, ...]
    receipts: int
    matches: int
    letters: int
    clearings: int
    overtaken: int


@dataclass(frozen=True, slots=True)
class _Now:
    """What still holds of what was seen, read under the company's lock."""

    seen: Seen
    waiting: Mapping[int, tuple[tuple[int, int] | None, bool]]
    open: Mapping[int, int]
    transit: frozenset[str]

    def line_holds(self, line: WaitingLine) -> bool:
        """Whether nobody decided on the line or asked about it since."""
        return line.line_id in self.waiting and self.waiting[line.line_id] in ((line.suspense, line.is_held), (line.suspense, False))

    def items_hold(self, ids: Iterable[str]) -> bool:
        """Whether as much is open of the items as there was."""
        items = self.seen.items
        return all(self.open.get(items[one].item_id) == items[one].item.open_minor for one in ids)


def record_explained(cursor: Any, scope: Scope, seen: Seen, found: Explained, *, recorded_at: Any) -> Recorded:
    """Record receipts with what they settle, clearings and letters. What a person changed since the run looked is left alone: the person was right,
    and the next run sees it (R55)."""
    now = _Now(
        seen,
        load_still_waiting(cursor, scope),
        load_open_amounts(cursor, scope),
        frozenset(one.payment.id for one in load_in_transit(cursor, scope)),
    )
    standing = tuple(line for line in found.lines if now.line_holds(line))
    cleared = [
        ClearingToPost(int(one.line), tuple(seen.transit[payment].receipt_id for payment in one.payments), one.fee_minor, "rule", one.rule)
        for one in found.clearings.certain
        if int(one.line) in now.waiting and now.transit.issuperset(one.payments)
    ]
    clearings = clear_lines(cursor, scope, cleared, recorded_at=recorded_at)
    chosen, overtaken = _chosen(found, now, standing)
    moved = [line.suspense for line, _, _ in chosen if line.suspense is not None]
    if moved:
        list_to_reverse(cursor)
        copy_rows(cursor, "reverse_entry", ("posting_id", "entry_id"), moved)
        reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the payer is known now", rule="payer_known")
    journal = journal_for(cursor, scope, *JOURNALS["receipt"])
    receipts, matches = post_receipts(cursor, scope, _receipts(cursor, scope, seen, chosen), journal_id=journal, kind="receipt", recorded_at=recorded_at)
    used = [(str(one.values["advice"]), line.line_id) for line, made, _ in chosen if made for one in made.evidence if one.code in _ADVICES]
    if used:
        record_remittance_uses(cursor, scope, used, recorded_at=recorded_at)
    letters = [made for made in found.letters if made.decision == "automatic" and now.items_hold(made.lines)]
    applied = record_letters(cursor, scope, letters, seen.items, recorded_at)
    overtaken += sum(1 for made in found.letters if made.decision == "automatic") - len(letters) + len(found.clearings.certain) - clearings
    return Recorded(standing, receipts, matches, applied, clearings, overtaken + len(found.lines) - len(standing))


_Chosen = tuple[WaitingLine, Proposal | None, int | None]
"""A line to record as a receipt: with what it settles, if anything, and its payer, if known."""


def _chosen(found: Explained, now: _Now, lines: Iterable[WaitingLine]) -> tuple[list[_Chosen], int]:
    """The lines to record, and how many answers no longer hold."""
    taken: list[_Chosen] = []
    overtaken = 0
    for line in lines:
        verdict = found.verdicts[line.line_id]
        if line.amount_minor <= 0 or verdict.kind not in RECORDED or line.is_held:
            continue
        chosen = next((made for made in found.proposals.get(line.line_id, ()) if made.decision == "automatic"), None)
        if chosen is not None and not now.items_hold(one.item for one in chosen.applications):
            overtaken += 1
            continue
        payer = chosen.customer if chosen else verdict.payer
        if line.suspense is None or payer:  # what is nobody's still stays where it is
            taken.append((line, chosen, int(payer) if payer else None))
    return taken, overtaken


def _receipts(cursor: Any, scope: Scope, seen: Seen, chosen: Iterable[_Chosen]) -> Iterator[ReceiptToPost]:
    """The lines as receipts, made as they are asked for: their reasons written out would be as large as everything that was seen."""
    provisional = has_external_books(cursor, scope)
    bank, suspense, trade = (account_for(cursor, scope, role) for role in (Role.BANK, Role.SUSPENSE, Role.TRADE))
    usual = _usual_accounts(seen.items.values())
    return (
        ReceiptToPost(
            received_on=line.booked_on, amount_minor=line.amount_minor, currency=line.currency, bank_account=line.ledger_account_id or bank,
            counter_account=_counter_account(made, customer, seen.items, usual, trade) if customer is not None else suspense, customer_id=customer,
            statement_line_id=line.line_id, method=line.method, reference=line.label[:500], is_provisional=provisional,
            settlement=settlement_of(made, seen.items) if made else None,
        )
        for line, made, customer in chosen
    )  # fmt: skip


def settlement_of(chosen: Proposal, items: Mapping[str, AccountedItem]) -> Settlement:
    """What an automatic proposal settles, as it is recorded."""
    parts = tuple(Part(items[one.item].item_id, one.amount_minor, one.kind, one.paid_minor) for one in chosen.applications)
    return Settlement(parts, "rule", chosen.rule, json.dumps(evidence_json(chosen.evidence)))


def _counter_account(
    chosen: Proposal | None, customer: int, items: Mapping[str, AccountedItem], usual: Mapping[int, int], trade: int
) -> int:
    """Where the payer's money that settles nothing stays: the account of its first item that is settled, else the one it has most items on."""
    own = (items[one.item] for one in chosen.applications) if chosen else ()
    return next((item.account_id for item in own if item.customer_id == customer), None) or usual.get(customer, trade)


def _usual_accounts(items: Iterable[AccountedItem]) -> dict[int, int]:
    """The receivable account each customer has most open items on."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        counts[item.customer_id][item.account_id] += 1
    return {customer: accounts.most_common(1)[0][0] for customer, accounts in counts.items()}


def record_letters(cursor: Any, scope: Scope, letters: Iterable[LetterGroup], items: Mapping[str, AccountedItem], recorded_at: Any) -> int:
    """Record groups as matches that a rule decided; returns how many."""
    groups = [
        Group(items=tuple((items[id].item_id, items[id].item.open_minor) for id in made.lines), decided_by="rule", rule=made.rule, evidence=evidence_json(made.evidence))
        for made in letters
    ]  # fmt: skip
    return apply_groups(cursor, scope, groups, recorded_at=recorded_at)
