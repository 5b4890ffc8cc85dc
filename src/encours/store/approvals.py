"""What one person asks for and another approves. Requests and decisions are appended and never changed; the database refuses self-approval."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from encours.store.tenant import Scope

Kind = Literal["bank_details", "role", "export"]
Verdict = Literal["approve", "confirm", "refuse", "cancel"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a request."""

    verdict: Verdict
    decided_by: int
    decided_name: str
    reason: str
    takes_effect_at: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, with its decisions in order. `code_sha256` is there where the requester is the only person and confirms by a code."""

    id: int
    company_id: int
    company_name: str
    kind: Kind
    subject: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    reason: str
    requested_by: int
    requested_name: str
    code_sha256: bytes | None
    not_before: datetime
    expires_at: datetime
    recorded_at: datetime
    decisions: tuple[Decision, ...]


_SELECT = """SELECT r.id, r.company_id, c.name, r.kind, r.subject, r.before, r.after, r.reason, r.requested_by, r.requested_name, r.code_sha256, r.not_before, r.expires_at,
       r.recorded_at,
       coalesce((SELECT jsonb_agg(jsonb_build_array(d.verdict, d.decided_by, d.decided_name, d.reason, extract(epoch FROM d.takes_effect_at), extract(epoch FROM d.recorded_at)) ORDER BY d.id)
                   FROM approval_decision d WHERE d.organization_id = r.organization_id AND d.request_id = r.id), '[]'::jsonb)
  FROM approval_request r JOIN company c ON c.organization_id = r.organization_id AND c.id = r.company_id
 WHERE r.organization_id = %s"""


def save_request(
    cursor: Any, scope: Scope, *, kind: Kind, subject: str, before: Mapping[str, str], after: Mapping[str, str], reason: str, requested_by: int, code_sha256: bytes | None,
    not_before: datetime, expires_at: datetime, recorded_at: datetime,
) -> int:  # fmt: skip
    """Record a request; returns its number."""
    cursor.execute(
        """INSERT INTO approval_request (organization_id, company_id, kind, subject, before, after, reason, requested_by, requested_name, code_sha256, not_before, expires_at, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
        [scope.organization_id, scope.company_id, kind, subject, json.dumps(dict(before)), json.dumps(dict(after)), reason, requested_by, scope.actor, code_sha256, not_before,
         expires_at, recorded_at],
    )  # fmt: skip
    request_id: int = cursor.fetchone()[0]
    return request_id


def save_decision(
    cursor: Any, scope: Scope, request_id: int, *, verdict: Verdict, decided_by: int, reason: str, takes_effect_at: datetime | None, recorded_at: datetime
) -> None:
    """Record a decision. The database refuses one by the requester, a second one, and one that comes too late."""
    cursor.execute(
        """INSERT INTO approval_decision (organization_id, request_id, verdict, decided_by, decided_name, reason, takes_effect_at, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
        [scope.organization_id, request_id, verdict, decided_by, scope.actor, reason, takes_effect_at, recorded_at],
    )


def load_requests(cursor: Any, organization_id: int, *, kind: Kind | None = None, company_id: int | None = None, limit: int = 200) -> list[Request]:
    """The last requests of an organization, newest first."""
    cursor.execute(
        f"{_SELECT} AND (%s::text IS NULL OR r.kind = %s) AND (%s::bigint IS NULL OR r.company_id = %s) ORDER BY r.id DESC LIMIT %s",
        [organization_id, kind, kind, company_id, company_id, limit],
    )
    return [_request(row) for row in cursor.fetchall()]


def load_request(cursor: Any, organization_id: int, request_id: int) -> Request | None:
    """One request."""
    cursor.execute(f"{_SELECT} AND r.id = %s", [organization_id, request_id])
    row = cursor.fetchone()
    return _request(row) if row else None


def _request(row: Sequence[Any]) -> Request:
    decisions = tuple(
        Decision(verdict, by, name, reason, None if effect is None else _instant(effect), _instant(at)) for verdict, by, name, reason, effect, at in _json(row[14])
    )
    number, company_id, company_name, kind, subject, before, after, reason, by, name, code, not_before, expires_at, recorded_at, _ = row
    return Request(
        number, company_id, company_name, kind, subject, _json(before), _json(after), reason, by, name, None if code is None else bytes(code), not_before, expires_at,
        recorded_at, decisions,
    )  # fmt: skip


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _instant(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
