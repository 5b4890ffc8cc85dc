"""What a run lettered once its receipts stand: money it recorded is seen by the same run, not by the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from encours.receivables.matching.lettering.contract import LetterGroup
from encours.store.load.matching import AccountedItem, load_open_items, load_refused_pairs
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
    """Letter the accounts on which this run recorded something, until nothing more is certain. Under the company's lock, and only those accounts."""
    known: Mapping[str, AccountedItem] = seen.items
    refused = load_refused_pairs(cursor, scope).items  # with what a person took back while the run thought: it stays taken back (R69)
    items, applied = dict(seen.items), 0
    for _ in range(MOST_ROUNDS):
        now = {one.item.id: one for one in load_open_items(cursor, scope)}
        moved = _moved(known, now) | {
            _account(items[made.lines[0]]) for made in letters if made.decision == "automatic" and not now.keys() & set(made.lines)
        }
        items |= now
        fresh = letter_items((one.item for one in now.values() if _account(one) in moved), refused_pairs=refused)
        kept = (made for made in letters if made.decision == "automatic" or _account(items[made.lines[0]]) not in moved)
        letters = (*kept, *fresh)
        sure = [made for made in fresh if made.decision == "automatic"]
        if not sure:
            break
        applied += record_letters(cursor, scope, sure, now, recorded_at)
        known = now
    return Rest(letters, items, applied)


def _moved(before: Mapping[str, AccountedItem], now: Mapping[str, AccountedItem]) -> set[_Account]:
    """The accounts on which something came or is open otherwise."""
    return {_account(one) for id, one in now.items() if id not in before or before[id].item.open_minor != one.item.open_minor}


def _account(one: AccountedItem) -> _Account:
    return one.item.account, one.item.customer, one.item.currency
