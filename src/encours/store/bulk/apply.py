"""Settling items that are already in the books: letters proposed for a ledger, and what a person decides."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from encours.store.bulk.copying import copy_rows
from encours.store.bulk.settle import open_settlement, spread, write_matches
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one account, customer and currency that settle each other: (item, amount) with the items' signs."""

    items: tuple[tuple[int, int], ...]
    decided_by: str
    rule: str
    evidence: tuple[object, ...] = ()


_STAGE = """
DROP TABLE IF EXISTS settle_wish, settle_why;
CREATE TEMP TABLE settle_wish (n integer, item_id bigint, amount_minor bigint) ON COMMIT DROP;
CREATE TEMP TABLE settle_why (n integer, decided_by text, rule text, evidence jsonb) ON COMMIT DROP;
"""
_AT_ONCE = 5_000
"""Groups held in memory at a time."""


def apply_groups(cursor: Any, scope: Scope, groups: Iterable[Group], *, recorded_at: Any, reason: str = "", import_id: int | None = None) -> int:
    """Record the matches of `groups`; the database refuses an amount that is no longer open. Returns how many matches were made."""
    waiting = iter(groups)
    count = 0
    while some := list(enumerate(islice(waiting, _AT_ONCE), count)):
        if not count:
            open_settlement(cursor)
            cursor.execute(_STAGE)
        count += len(some)
        copy_rows(cursor, "settle_wish", ("n", "item_id", "amount_minor"), ((n, item, minor) for n, group in some for item, minor in group.items))
        copy_rows(
            cursor, "settle_why", ("n", "decided_by", "rule", "evidence"),
            ((n, group.decided_by, group.rule, json.dumps(list(group.evidence), default=str)) for n, group in some),
        )  # fmt: skip
    if not count:
        return 0
    cursor.execute(
        """
        INSERT INTO settle_group (group_id, account_id, customer_id, currency, decided_by, rule, evidence)
        SELECT DISTINCT ON (w.n) w.n, i.account_id, i.customer_id, i.currency, y.decided_by, y.rule, y.evidence
          FROM settle_wish w JOIN item i ON i.organization_id = %s AND i.id = w.item_id JOIN settle_why y ON y.n = w.n ORDER BY w.n, w.item_id
        """,
        [scope.organization_id],
    )
    cursor.execute(
        "INSERT INTO settle_item SELECT w.n, w.item_id, i.effective_on, w.amount_minor FROM settle_wish w JOIN item i ON i.organization_id = %s AND i.id = w.item_id",
        [scope.organization_id],
    )
    spread(cursor)
    made = write_matches(cursor, scope, recorded_at=recorded_at, reason=reason, import_id=import_id)
    cursor.execute("DROP TABLE settle_wish, settle_why")
    return made
