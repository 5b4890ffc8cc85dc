"""Anchors: events that carry a fingerprint of what a company recorded since the anchor before, so that the chain of events holds the books too.

Without them a whole posting with its seal, or a match with its allocations, could be taken out of the books by whoever can switch triggers off,
and nothing that is left would miss it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from encours.store.save.events import record_event
from encours.store.tenant import Scope

TYPE = "BooksSealed"
_START = "-infinity"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was recorded after the instant `after` and up to `through` (text of an instant, in UTC)."""

    after: str
    through: str
    postings: int
    postings_sha256: str
    allocations: int
    allocations_sha256: str


def kept_anchors(cursor: Any, organization_id: int, company_id: int) -> list[Anchor]:
    """The company's anchors, oldest first."""
    cursor.execute(
        "SELECT payload FROM event WHERE organization_id = %s AND company_id = %s AND type = %s ORDER BY id",
        [organization_id, company_id, TYPE],
    )
    payloads = [json.loads(payload) if isinstance(payload, str) else payload for (payload,) in cursor.fetchall()]
    return [Anchor(**payload) for payload in payloads]


def anchor_books(cursor: Any, organization_id: int, today: date) -> int:
    """Record an anchor for every company that recorded something since its last one; returns how many. One sealer at a time.

    The company's clock tells up to which instant everything is committed: whoever records later does so at a later instant.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(4207, %s::integer)", [organization_id % 2**31])
    cursor.execute("SELECT company_id, recorded_at FROM company_clock WHERE organization_id = %s ORDER BY company_id", [organization_id])
    made = 0
    for company_id, instant in cursor.fetchall():
        through = instant.astimezone(UTC).isoformat()
        before = kept_anchors(cursor, organization_id, company_id)
        after = before[-1].through if before else _START
        if after == through:
            continue
        anchor = anchored(cursor, organization_id, company_id, [through], after=after)[0]
        if anchor.postings or anchor.allocations:
            record_event(
                cursor, Scope(organization_id, company_id, "encours"), TYPE, occurred_on=today, subjects=[f"com_{company_id}"],
                payload={name: getattr(anchor, name) for name in Anchor.__dataclass_fields__},
            )  # fmt: skip
            made += 1
    return made


def anchored(cursor: Any, organization_id: int, company_id: int, through: Sequence[str], *, after: str = _START) -> list[Anchor]:
    """What the books hold now between the instants `after`, through[0], through[1] …, as the anchors of those instants would say it."""
    if not through:
        return []
    values = {"organization": organization_id, "company": company_id, "through": list(through), "after": after}
    # width_bucket counts the instants that are not later; a row of exactly an instant belongs to the anchor of that instant.
    cursor.execute(
        """
        SELECT n, count(*), encode(sha256(string_agg(sha256(convert_to(row, 'UTF8')), ''::bytea ORDER BY id)), 'hex')
          FROM (SELECT p.id, concat(p.id, '|', p.kind, '|', p.recorded_at AT TIME ZONE 'UTC', '|', p.actor, '|', encode(s.sha256, 'hex')) AS row,
                       width_bucket(p.recorded_at - interval '1 microsecond', %(through)s::timestamptz[]) AS n
                  FROM posting p LEFT JOIN posting_seal s ON s.organization_id = p.organization_id AND s.posting_id = p.id
                 WHERE p.organization_id = %(organization)s AND p.company_id = %(company)s AND p.recorded_at > %(after)s::timestamptz) x GROUP BY 1
        """,
        values,
    )
    postings = {n: (count, digest) for n, count, digest in cursor.fetchall()}
    cursor.execute(
        """
        SELECT n, count(*), encode(sha256(string_agg(sha256(convert_to(row, 'UTF8')), ''::bytea ORDER BY id)), 'hex')
          FROM (SELECT a.id, concat(a.id, '|', a.match_id, '|', a.debit_item_id, '|', a.credit_item_id, '|', a.reverses_id, '|', a.amount_minor, '|', a.effective_on, '|',
                                    m.letter_no, '|', m.decided_by, '|', m.actor) AS row,
                       width_bucket(a.recorded_at - interval '1 microsecond', %(through)s::timestamptz[]) AS n
                  FROM allocation a JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
                 WHERE a.organization_id = %(organization)s AND m.company_id = %(company)s AND a.recorded_at > %(after)s::timestamptz) x GROUP BY 1
        """,
        values,
    )
    allocations = {n: (count, digest) for n, count, digest in cursor.fetchall()}
    starts = [after, *through[:-1]]
    return [
        Anchor(starts[n], instant, *postings.get(n, (0, "")), *allocations.get(n, (0, "")))
        for n, instant in enumerate(through)
    ]  # fmt: skip
