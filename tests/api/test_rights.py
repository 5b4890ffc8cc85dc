"""Every request of the API × role × kind of token: what the table allows passes, all else is refused (S06, S25)."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime

import pytest

from encours.api.v1.api import api
from encours.api.v1.rights import NEEDS
from encours.usecases.rights import OPERATIONS, ROLES, Role, may
from encours.usecases.tokens import create_token
from tests.api.world import Door, _client, body
from tests.web.test_rights import ABSENT
from tests.web.test_walls import filled

Keys = dict[tuple[Role, bool], str]


def test_every_request_declares_what_it_needs() -> None:
    """Taken from the API's own list, not from the addresses that the tests know."""
    found = {
        method + " " + re.sub(r"{(?:[a-z]+:)?([a-z_]+)}", r"<\1>", prefix + path)
        for prefix, router in api._routers for path, view in router.path_operations.items() for operation in view.operations for method in operation.methods
    }  # fmt: skip
    assert found == set(NEEDS), "declare it in encours/api/v1/rights.py"
    assert set(NEEDS.values()) <= set(OPERATIONS)


@pytest.fixture(scope="module")
def keys(lumen: Door) -> Keys:
    now = datetime.now(UTC)
    return {
        (role, writes): create_token(lumen.house.company, f"{role}@{lumen.house.slug}", name="t", may_write=writes, now=now)
        for role, writes in itertools.product(ROLES, (True, False))
    }


@pytest.mark.parametrize("request_line", sorted(NEEDS))
def test_a_token_does_what_the_table_allows_and_nothing_else(lumen: Door, keys: Keys, request_line: str) -> None:
    method, path = request_line.split(" ")
    address = "/api/v1" + filled(path, lumen.house.slug, ABSENT)
    operation = OPERATIONS[NEEDS[request_line]]
    for (role, writes), token in keys.items():
        answer = getattr(_client(token), method.lower())(address)
        if operation.writes and not writes:
            assert (answer.status_code, body(answer)["code"]) == (403, "token_reads_only"), role
        elif may(role, operation.name):
            assert answer.status_code not in (401, 403, 405, 500), (role, answer.content)
        else:
            assert (answer.status_code, body(answer)["code"]) == (403, "not_allowed"), role


def test_a_token_of_a_suspended_member_opens_nothing(lumen: Door, keys: Keys) -> None:
    """S52"""
    from encours.store.tenant import directory

    token = keys["manager", True]
    assert _client(token).get(lumen.url("/items")).status_code == 200
    with directory() as cursor:
        cursor.execute(
            "UPDATE web_membership SET suspended_at = now() WHERE user_id = (SELECT id FROM auth_user WHERE username = %s)",
            [f"manager@{lumen.house.slug}"],
        )
    assert _client(token).get(lumen.url("/items")).status_code == 401


def test_a_request_that_nobody_declared_is_nobodys(lumen: Door, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(NEEDS, "GET /companies/<company>/items")
    assert _client(keys["owner", True]).get(lumen.url("/items")).status_code == 403
