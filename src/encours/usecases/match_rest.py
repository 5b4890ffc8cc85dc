"""What a run lettered once its receipts stand: money it recorded is seen by the same run, not by the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from encours.receivables.matching.lettering.contract import LetterGroup
from encours.store.load.matching import AccountedItem, load_open_items, load_open_states, load_refused_pairs
from encours.store.tenant import Scope
from encours.usecases.lettering.items import letter_items
from encours.usecases.match_record import record_letters
from encours.usecases.match_seen import Seen

MOST_ROUNDS = 5
_Account = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rest:
    """The letters of the whole run with the items they speak of, and how many more were recorded."""

    letters: tuple[LetterGroup, ...]
    items: Mapping[str, AccountedItem]
    applied: int = 0


def letter_rest(cursor: Any, scope: Scope, seen: Seen, letters: tuple[LetterGroup, ...], *, recorded_at: Any) -> Rest:
    """Letter the accounts on which this run recorded something, until nothing more is certain. Under the company's lock, and only those accounts: what is
    open of every item is read once, the items themselves only where something moved, and what moves later moves there."""
    refused = load_refused_pairs(cursor, scope).items  # with what a person took back while the run thought: it stays taken back (R69)
    items, applied = dict(seen.items), 0
    before = {id: one.item.open_minor for id, one in seen.items.items()}
    moved: set[_Account] | None = None
    for _ in range(MOST_ROUNDS):
        states = load_open_states(cursor, scope, None if moved is None else {int(customer) for _, customer, _ in moved})
        changed = {one.account for id, one in states.items() if before.get(id) != one.open_minor}
        changed |= {_account(items[made.lines[0]]) for made in letters if made.decision == "automatic" and not states.keys() & set(made.lines)}
        moved = changed if moved is None else changed & moved
        now = {one.item.id: one for one in load_open_items(cursor, scope, only=[one.item_id for one in states.values() if one.account in moved])}
        items |= now
        fresh = letter_items((one.item for one in now.values()), refused_pairs=refused)
        kept = (made for made in letters if made.decision == "automatic" or _account(items[made.lines[0]]) not in moved)
        letters = (*kept, *fresh)
        sure = [made for made in fresh if made.decision == "automatic"]
        if not sure:
            break
        applied += record_letters(cursor, scope, sure, now, recorded_at)
        before = {id: one.open_minor for id, one in states.items()}
    return Rest(letters, items, applied)


def _account(one: AccountedItem) -> _Account:
    return one.item.account, one.item.customer, one.item.currency
