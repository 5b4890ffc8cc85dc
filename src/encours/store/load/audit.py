"""The audit trail: events of a company and of its organization, newest first, with the link that seals each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events: of one person, about one thing (its prefixed id), of some types, from an instant on and before another. An empty one restricts nothing."""

    actor: str = ""
    subject: str = ""
    types: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that happened. `link` is its place in the chain of hashes and `sha256` the link's hash; None and '' while it is not sealed.

    `of_company`: the event is the company's; otherwise the organization's.
    """

    id: int
    type: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    cause: str
    subjects: tuple[str, ...]
    payload: dict[str, Any]
    payload_sha256: str
    of_company: bool
    link: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, newest first, and the place after which the next page starts."""

    rows: tuple[AuditEvent, ...]
    next: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """The chain of the organization: how many links it has, the hash of its last one, when that was recorded, and how many events wait to be sealed."""

    links: int
    head_sha256: str
    unsealed: int


_COLUMNS = "e.id, e.type, e.occurred_on, e.recorded_at, e.actor, e.cause, e.subjects, e.payload, encode(e.payload_sha256, 'hex'), e.company_id IS NOT NULL AS of_company"
_CONDITIONS = """(%(actor)s = '' OR e.actor = %(actor)s) AND (%(subject)s = '' OR e.subjects @> jsonb_build_array(%(subject)s::text))
      AND (cardinality(%(types)s::text[]) = 0 OR e.type = ANY(%(types)s)) AND NOT e.type = ANY(%(without)s::text[])
      AND (%(since)s::timestamptz IS NULL OR e.recorded_at >= %(since)s) AND (%(before)s::timestamptz IS NULL OR e.recorded_at < %(before)s)
      AND (%(at)s::timestamptz IS NULL OR (e.recorded_at, e.id) < (%(at)s, %(id)s))"""


def load_audit(cursor: Any, scope: Scope, only: AuditFilter, *, limit: int | None, after: Sequence[Any] | None = None) -> AuditPage:
    """One page of the trail. The company's events and the organization's are each read from their index."""
    branches = " UNION ALL ".join(
        f"(SELECT {_COLUMNS} FROM event e WHERE e.organization_id = %(organization)s AND {own} AND {_CONDITIONS} ORDER BY e.recorded_at DESC, e.id DESC LIMIT %(limit)s)"
        for own in ("e.company_id = %(company)s", "e.company_id IS NULL")
    )
    cursor.execute(
        f"""SELECT x.*, l.seq, encode(l.sha256, 'hex') FROM ({branches}) x
              LEFT JOIN event_link l ON l.organization_id = %(organization)s AND l.event_id = x.id
             ORDER BY x.recorded_at DESC, x.id DESC LIMIT %(limit)s""",
        {
            "organization": scope.organization_id, "company": scope.company_id, "actor": only.actor, "subject": only.subject, "types": list(only.types),
            "without": list(only.without), "since": only.since, "before": only.before, "limit": None if limit is None else limit + 1,
            "at": after[0] if after else None, "id": after[1] if after else None,
        },
    )  # fmt: skip
    rows = [_event(row) for row in cursor.fetchall()]
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    return AuditPage(tuple(rows), (rows[-1].recorded_at, rows[-1].id) if more else None)


def _event(row: Sequence[Any]) -> AuditEvent:
    subjects, payload = (json.loads(value) if isinstance(value, str) else value for value in row[6:8])
    id_, type_, occurred_on, recorded_at, actor, cause, _, _, digest, of_company, link, sha256 = row
    return AuditEvent(id_, type_, occurred_on, recorded_at, actor, cause, tuple(subjects), payload, digest, of_company, link, sha256 or "")


def load_chain_state(cursor: Any, organization_id: int) -> ChainState:
    """How far the chain reaches. Links are numbered without gaps from 1, as the check proves."""
    cursor.execute(
        """SELECT coalesce(l.seq, 0), coalesce(encode(l.sha256, 'hex'), ''),
                  (SELECT count(*) FROM event e WHERE e.organization_id = %(organization)s
                      AND e.id > coalesce((SELECT event_id FROM event_link WHERE organization_id = %(organization)s ORDER BY seq DESC LIMIT 1), 0)
                      AND NOT EXISTS (SELECT 1 FROM event_link k WHERE k.organization_id = e.organization_id AND k.event_id = e.id))
             FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT seq, sha256 FROM event_link WHERE organization_id = %(organization)s ORDER BY seq DESC LIMIT 1) l ON true""",
        {"organization": organization_id},
    )
    return ChainState(*cursor.fetchone())
