"""Events: one per action or batch, and the chain of hashes that a sealer adds in commit order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from encours.ledger.chain import GENESIS, link, payload_hash
from encours.store.tenant import Scope

_COLUMNS = "id, company_id, type, version, occurred_on, recorded_at, actor, cause, subjects, payload, encode(payload_sha256, 'hex')"


def record_event(
    cursor: Any,
    scope: Scope,
    type_: str,
    *,
    occurred_on: date,
    subjects: Sequence[str] = (),
    payload: Mapping[str, object] | None = None,
    cause: str = "",
) -> int:
    """Record that something happened, in the transaction in which it happened. Subjects are prefixed ids (`cus_12`, `imp_3`).

    The payload holds numbers, names of things and reasons; no personal text, which could never be erased from a chain.
    """
    body = dict(payload or {})
    cursor.execute(
        """
        INSERT INTO event (organization_id, company_id, type, occurred_on, actor, cause, subjects, payload, payload_sha256)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, decode(%s, 'hex')) RETURNING id
        """,
        [
            scope.organization_id, scope.company_id or None, type_, occurred_on, scope.actor, cause, json.dumps(list(subjects)),
            json.dumps(body, default=str), payload_hash(json.loads(json.dumps(body, default=str))),
        ],
    )  # fmt: skip
    event_id: int = cursor.fetchone()[0]
    return event_id


def seal_events(cursor: Any, organization_id: int, limit: int = 10_000) -> int:
    """Append the events that no link covers yet to the organization's chain; returns how many. One sealer at a time, writers never wait for it."""
    cursor.execute("SELECT pg_advisory_xact_lock(4207, %s::integer)", [organization_id % 2**31])
    cursor.execute(
        "SELECT seq, encode(sha256, 'hex') FROM event_link WHERE organization_id = %s ORDER BY seq DESC LIMIT 1", [organization_id]
    )
    seq, head = cursor.fetchone() or (0, GENESIS)
    cursor.execute(
        f"""
        SELECT {_COLUMNS} FROM event e WHERE organization_id = %s
           AND NOT EXISTS (SELECT 1 FROM event_link l WHERE l.organization_id = e.organization_id AND l.event_id = e.id) ORDER BY id LIMIT %s
        """,
        [organization_id, limit],
    )
    links = []
    for row in cursor.fetchall():
        seq += 1
        made = link(seq, linked_form(row), head)
        links.append((organization_id, seq, row[0], head, made.hash))
        head = made.hash
    if links:
        cursor.executemany(
            "INSERT INTO event_link (organization_id, seq, event_id, previous_sha256, sha256) VALUES (%s, %s, %s, decode(%s, 'hex'), decode(%s, 'hex'))",
            links,
        )
    return len(links)


def linked_form(row: Sequence[Any]) -> dict[str, object]:
    """What a link hashes of an event's row (`_COLUMNS`): all of it, the payload by its hash."""
    return {
        "id": row[0],
        "company": row[1],
        "type": row[2],
        "version": row[3],
        "occurred_on": row[4],
        "recorded_at": row[5],
        "actor": row[6],
        "cause": row[7],
        "subjects": json.loads(row[8]) if isinstance(row[8], str) else row[8],
        "payload": row[10],
    }
