"""A company that a program may enter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from encours.usecases.tokens import create_token
from tests.usecases.books import TODAY
from tests.web.world import House, settle_in


@dataclass(frozen=True, slots=True)
class Door:
    """A company with a token that writes, one that reads, and one that writes for a user who may not."""

    house: House
    writer: str
    reader: str
    auditor: str

    def get(self, path: str, *, token: str | None = None, **query: Any) -> Any:
        """The answer to GET of a path below the company."""
        return _client(token or self.reader).get(self.url(path), query)

    def post(self, path: str, data: Any = None, *, token: str | None = None, **headers: str) -> Any:
        """The answer to POST."""
        return _client(token or self.writer).post(self.url(path), data or {}, headers=headers)

    def house_day(self) -> date:
        return TODAY

    def url(self, path: str) -> str:
        return f"/api/v1/companies/{self.house.slug}{path}"


def _client(token: str) -> Client:
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def open_door(name: str) -> Door:
    """A settled company with its tokens."""
    house = settle_in(name)
    now = datetime.now(UTC)
    writer, reader, auditor = (
        create_token(house.company, f"{user}@{house.slug}", name=user, may_write=may_write, now=now)
        for user, may_write in (("owner", True), ("admin", False), ("auditor", True))
    )
    return Door(house, writer, reader, auditor)


def body(answer: Any) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)
