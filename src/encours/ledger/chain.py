"""The chain of hashes that shows whether recorded facts were altered.

Each link hashes the previous link and its own payload, over one canonical JSON form: the same value gives the same bytes on any
machine. Triggers stop the application; the chain is for whoever can switch triggers off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

GENESIS = "0" * 64
"""What the first link of a chain stands on."""


def canonical_json(value: object) -> bytes:
    """One text for one value: keys sorted, no blanks, UTF-8, days as ISO text. Floats and instants without zone are refused.

    >>> canonical_json({"b": [1, None, True], "a": date(2026, 1, 31), "é": "ü"}).decode()
    '{"a":"2026-01-31","b":[1,null,true],"é":"ü"}'
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("an instant needs its zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys are text")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def payload_hash(payload: object) -> str:
    """The hexadecimal SHA-256 of the canonical form of `payload`."""
    return sha256(canonical_json(payload)).hexdigest()


def link_hash(previous: str, payload: str) -> str:
    """The hash of a link from the hash of the link before it (`GENESIS` for the first) and the hash of its payload, both hexadecimal."""
    return sha256(bytes.fromhex(previous) + bytes.fromhex(payload)).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it is stored. `payload` is the hash of the payload, not the payload."""

    seq: int
    payload: str
    previous: str
    hash: str


def link(seq: int, payload: object, previous: str = GENESIS) -> Link:
    """The link number `seq` that records `payload` after the link hashed `previous`."""
    digest = payload_hash(payload)
    return Link(seq, digest, previous, link_hash(previous, digest))


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: the number of the first bad link, and what is wrong with it."""

    seq: int
    reason: Literal["missing", "previous", "hash", "payload"]


def first_break(links: Iterable[tuple[Link, object] | Link], *, after: Link | None = None) -> Break | None:
    """The first broken link of a sequence that starts at the beginning, or just after the known good link `after`; None when it holds.

    A pair brings the payload as it is stored now, which is then hashed again. Removing the *last* links cannot be seen from the
    chain alone: keep its head somewhere else.

    >>> one = link(1, {"amount_minor": 5}); two = link(2, {"amount_minor": 7}, one.hash)
    >>> first_break([one, two]), first_break([(one, {"amount_minor": 6}), two])
    (None, Break(seq=1, reason='payload'))
    """
    seq, previous = (0, GENESIS) if after is None else (after.seq, after.hash)
    for member in links:
        stored, payload = member if isinstance(member, tuple) else (member, None)
        seq += 1
        if stored.seq != seq:
            return Break(seq, "missing")
        if stored.previous != previous:
            return Break(seq, "previous")
        if stored.hash != link_hash(stored.previous, stored.payload):
            return Break(seq, "hash")
        if isinstance(member, tuple) and payload_hash(payload) != stored.payload:
            return Break(seq, "payload")
        previous = stored.hash
    return None
