"""Every address × role × company: what the table allows passes, all else is refused; an address that declares nothing fails here (S01, S03, S06)."""

from __future__ import annotations

import itertools

import pytest
from django.test import Client
from django.urls import get_resolver

from encours.usecases.rights import OPERATIONS, ROLES, Role, may
from encours.usecases.users import create_user
from encours.web.rights import DOORS, NEEDS
from tests.web.test_walls import NO_BATCH, OFFICE, filled
from tests.web.world import House

ABSENT = dict.fromkeys(("customer", "item", "import", "line", "other_item"), 10**9)


def _doors() -> set[str]:
    """The names of the addresses outside any company and outside the API."""
    found: set[str] = set()
    for resolver in get_resolver().url_patterns:
        inner = getattr(resolver, "url_patterns", None)
        if inner is None:
            found.add(str(resolver.name))
        elif not str(resolver.pattern).startswith("api/"):
            found |= {str(one.name) for one in inner if getattr(one, "url_patterns", None) is None}
    return found


def test_every_address_declares_what_it_needs() -> None:
    assert set(NEEDS) == set(OFFICE), "declare it in encours/web/rights.py"
    assert set(DOORS) == _doors()


def test_what_addresses_need_exists() -> None:
    needed = {one for need in NEEDS.values() for one in (need.read, need.write) if one}
    assert needed <= set(OPERATIONS)
    assert all(need.read or need.write for need in NEEDS.values())


@pytest.fixture(scope="module")
def clients(lumen: House) -> dict[Role, Client]:
    return {role: lumen.client(role) for role in ROLES}


@pytest.fixture(scope="module")
def guest(lumen: House, rival: House) -> Client:
    """Somebody who may do everything in another company, and is a member of this one no more."""
    return rival.client("owner")


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_a_role_does_what_the_table_allows_and_nothing_else(lumen: House, clients: dict[Role, Client], name: str) -> None:
    need, address = NEEDS[name], "/" + filled(OFFICE[name], lumen.slug, ABSENT)
    for role, (method, operation) in itertools.product(ROLES, (("get", need.read), ("post", need.write))):
        status = getattr(clients[role], method)(address).status_code
        if operation is None:
            assert status in (403, 405), (role, method, status)
        elif may(role, operation):
            assert status not in (403, 405, 500), (role, method, status)
        else:
            assert status == 403, (role, method, status)


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_a_company_of_others_is_absent_for_every_method(lumen: House, guest: Client, name: str) -> None:
    address = "/" + filled(OFFICE[name], lumen.slug, ABSENT)
    for method in ("get", "post", "put", "patch", "delete", "options"):
        assert getattr(guest, method)(address).status_code in (404, 405), method
    assert {guest.get(address).status_code, guest.post(address).status_code} >= {404}


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_a_stranger_gets_nowhere(lumen: House, name: str) -> None:
    client = Client(headers={"host": "localhost"})
    address = "/" + filled(OFFICE[name], lumen.slug, ABSENT)
    for method in ("get", "post"):
        answer = getattr(client, method)(address)
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/sign-in?next=/c/"), method


def test_one_person_has_the_role_of_each_company_there_and_not_elsewhere(lumen: House, rival: House) -> None:
    from datetime import UTC, datetime

    from django.contrib.auth import get_user_model

    from tests.web.world import PASSWORD

    now = datetime.now(UTC)
    create_user(lumen.company, "both@example.test", role="accountant", actor="test", now=now, password=PASSWORD)
    create_user(rival.company, "both@example.test", role="auditor", actor="test", now=now, existing=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username="both@example.test"))
    there = f"imports/preview/{NO_BATCH}/confirm"
    assert client.post(rival.url(there)).status_code == 403
    assert client.post(lumen.url(there)).status_code != 403


def test_an_address_that_nobody_declared_is_closed(lumen: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(NEEDS, "home")
    assert lumen.client("owner").get(lumen.url()).status_code == 403


def test_a_suspended_member_is_out_at_the_next_request(lumen: House) -> None:
    """S52"""
    from encours.store.tenant import directory

    client = lumen.client("collector")
    assert client.get(lumen.url()).status_code == 200
    with directory() as cursor:
        cursor.execute(
            "UPDATE web_membership SET suspended_at = now() WHERE user_id = (SELECT id FROM auth_user WHERE username = %s)",
            [f"collector@{lumen.slug}"],
        )
    assert client.get(lumen.url()).status_code == 404
