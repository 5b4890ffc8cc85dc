"""Another organization's company does not exist: not by name, not by number, and not for the database either (S01, S02, S08, S09)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from encours.store.load.bank_lines import load_bank_lines
from encours.store.load.imports import load_import, load_imports
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import aged_balance
from encours.usecases.customer_page import customer_page
from encours.usecases.known import CustomerUnknown, ItemUnknown
from encours.usecases.receivables import item_detail, list_receivables
from tests.api.world import Door, _client, body
from tests.web.test_walls import filled


def _addresses(prefix: str) -> list[str]:
    """Every address of the API, as the resolver knows it."""
    found: list[str] = []

    def walk(patterns: list[Any], path: str) -> None:
        for pattern in patterns:
            here = path + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern):
                found.append(here)

    walk(get_resolver().url_patterns, "")
    return sorted({one for one in found if one.startswith(prefix)})


COMPANY_ADDRESSES = _addresses("api/v1/companies/<")


def test_the_list_of_addresses_is_the_whole_api() -> None:
    assert len(COMPANY_ADDRESSES) == 43
    others = set(_addresses("api/")) - set(COMPANY_ADDRESSES)
    assert others == {"api/v1/companies", "api/v1/openapi.json", "api/v1/"}


@pytest.mark.parametrize("address", COMPANY_ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_token_finds_nothing_of_another_company(lumen: Door, rival: Door, address: str, method: str) -> None:
    client = _client(rival.writer)
    foreign = getattr(client, method)("/" + filled(address, lumen.house.slug, lumen.house.ids()))
    absent = getattr(client, method)("/" + filled(address, "no-such-company", lumen.house.ids()))
    assert foreign.status_code in (404, 405, 422), foreign.content
    assert foreign.status_code == absent.status_code
    if foreign.status_code == 404:
        assert body(foreign)["code"] == body(absent)["code"] == "company_unknown"


@pytest.mark.parametrize("path", ["/customers/{customer}", "/customers/{customer}/statement", "/items/{item}", "/imports/{import}", "/review/{line}"])
def test_a_number_of_another_company_is_absent_in_ones_own(lumen: Door, rival: Door, path: str) -> None:
    theirs = path.format(**lumen.house.ids())
    assert lumen.get(theirs).status_code == 200
    answer = rival.get(theirs)
    assert answer.status_code == 404
    assert answer.content.replace(b"0", b"") == rival.get(path.format(customer=10**9, item=10**9, line=10**9, **{"import": 10**9})).content.replace(b"0", b"") or body(answer)["code"].endswith("_unknown")


def test_a_filter_by_another_companys_customer_finds_nothing(lumen: Door, rival: Door) -> None:
    customer = lumen.house.ids()["customer"]
    assert body(rival.get("/items", customer=customer, state="all"))["items"] == []
    assert body(rival.get("/aging", customer=customer))["aging"] == []


def test_companies_are_those_of_the_tokens_organization(lumen: Door, rival: Door) -> None:
    for door in (lumen, rival):
        assert [one["company"] for one in body(_client(door.reader).get("/api/v1/companies"))["companies"]] == [door.house.slug]


def test_the_database_keeps_the_wall_without_the_program(lumen: Door, rival: Door) -> None:
    """The checks of the doors are passed by: a scope that names the one organization and the other's company."""
    ids = lumen.house.ids()
    mixed = Scope(rival.house.company.organization_id, lumen.house.company.id, "attacker")
    with pytest.raises(AssertionError):
        aged_balance(mixed, lumen.house_day())
    with pytest.raises((CustomerUnknown, AssertionError)):
        customer_page(mixed, ids["customer"], lumen.house_day())
    with pytest.raises((ItemUnknown, AssertionError)):
        item_detail(mixed, ids["item"], lumen.house_day())
    assert list_receivables(mixed, lumen.house_day(), state="all").rows == ()
    with tenant(rival.house.company.organization_id) as cursor:
        for scope in (mixed, Scope(lumen.house.company.organization_id, lumen.house.company.id, "attacker")):
            assert load_imports(cursor, scope) == []
            assert load_import(cursor, scope, ids["import"]) is None
            assert load_bank_lines(cursor, scope).rows == ()
        for table in ("item", "customer", "import", "line", "event", "document", "web_upload"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE organization_id <> %s", [rival.house.company.organization_id])
            assert cursor.fetchone()[0] == 0, table


def test_without_an_organization_no_row_is_seen(lumen: Door) -> None:
    """The database does not answer a question that names no organization (S08)."""
    from django.db import DatabaseError, connection

    for table in ("item", "customer", "import", "web_upload", "web_upload_chunk"):
        with connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"SELECT count(*) FROM {table}")


def test_a_request_that_failed_leaves_no_organization_behind(lumen: Door, rival: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """S09"""
    from encours.api.v1 import figures

    def fail(*arguments: Any, **more: Any) -> Any:
        with tenant(lumen.house.company.organization_id) as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(figures, "plan_reminders", fail)
    answer = lumen.get("/reminders")
    assert (answer.status_code, body(answer)["code"]) == (500, "defect")
    assert "division" not in answer.content.decode()
    test_without_an_organization_no_row_is_seen(lumen)
    assert [row["name"] for row in body(rival.get("/customers"))["customers"]] == ["Client BETON", "Client MARTIN"]
