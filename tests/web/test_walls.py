"""Who sees which page: strangers, other companies, numbers of others, with and without the program's own checks (S01, S06). Roles: `test_rights`."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from encours.usecases.rights import OPERATIONS, may
from encours.web.rights import NEEDS
from tests.web.world import House

READS = {name for name, need in NEEDS.items() if need.read}
WRITES = {name for name, need in NEEDS.items() if not need.read}
NO_BATCH = "00000000-0000-4000-8000-000000000000"


def filled(address: str, slug: str, ids: dict[str, int]) -> str:
    """An address of the resolver with its places filled in."""
    values = {"slug": slug, "company": slug, "customer_id": ids["customer"], "key": ids["customer"], "item_id": ids["item"], "import_id": ids["import"], "batch": NO_BATCH,
              "upload_id": NO_BATCH, "line_id": ids["line"], "user_id": ids.get("user", 10**9), "mail_id": ids.get("mail", 10**9), "request_id": ids.get("request", 10**9),
              "promise_id": 1, "hold_id": 1, "figure": "owed", "origin": "receipt", "code": "dso_simple", "note_id": 1, "deduction_id": 1, "contact_id": 1}  # fmt: skip
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), address).replace("\\Z", "")


def _office() -> dict[str, str]:
    found: dict[str, str] = {}
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", []):
            for inner in getattr(pattern, "url_patterns", []):
                address = str(pattern.pattern) + str(inner.pattern)
                if address.startswith("c/"):
                    found[inner.name] = address
    return found


OFFICE = _office()


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_a_stranger_is_asked_to_sign_in(lumen: House, name: str) -> None:
    client = Client(headers={"host": "localhost"})
    answer = client.get("/" + filled(OFFICE[name], lumen.slug, lumen.ids()))
    if name in WRITES:
        assert answer.status_code == 405
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=/c/")


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_another_organizations_company_does_not_exist(lumen: House, rival: House, name: str) -> None:
    client = rival.client("admin")
    method = client.post if name in WRITES else client.get
    foreign = method("/" + filled(OFFICE[name], lumen.slug, lumen.ids()))
    absent = method("/" + filled(OFFICE[name], "no-such-company", lumen.ids()))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert _told(foreign) == _told(absent)


@pytest.mark.parametrize("name", ["customer", "customer-account", "statement", "item", "import", "import-original", "review-line"])
def test_a_number_of_another_company_is_absent_in_ones_own(lumen: House, rival: House, name: str) -> None:
    assert lumen.client().get("/" + filled(OFFICE[name], lumen.slug, lumen.ids())).status_code == 200
    assert rival.client().get("/" + filled(OFFICE[name], rival.slug, lumen.ids())).status_code == 404


def test_an_auditor_may_do_nothing_that_writes() -> None:
    assert [name for name, operation in OPERATIONS.items() if operation.writes and may("auditor", name)] == []
    assert {need.write for need in NEEDS.values() if need.write and may("auditor", need.write)} <= {"own_account"}


@pytest.mark.parametrize("name", sorted(name for name in READS if may("auditor", NEEDS[name].read or "")))
def test_an_auditor_reads_everything(lumen: House, name: str) -> None:
    answer = lumen.client("auditor").get("/" + filled(OFFICE[name], lumen.slug, lumen.ids()))
    absent = dict.fromkeys(("import-preview", "import-rejects", "mail-one", "approval"), 404)
    assert answer.status_code == (absent | {"invoices-selection": 302}).get(name, 200), "the house has none of these"


def test_the_program_alone_does_not_keep_the_wall(lumen: House, rival: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom the program takes for a member of the other organization sees pages without a row of it: the database compares every row itself."""
    from encours.store.load.companies import Company
    from encours.web.shared import place

    own = rival.company

    def disguised(slug: str) -> Company:
        # The other's company under one's own organization: what a forgotten check would let through.
        return Company(own.organization_id, own.organization, lumen.company.id, slug, "Disguised", "", "FR", "EUR", "Europe/Paris", "")

    monkeypatch.setattr(place, "find_company", disguised)
    client = rival.client("admin")
    for name in ("customer", "item", "import"):
        assert client.get("/" + filled(OFFICE[name], lumen.slug, lumen.ids())).status_code in (404, 500)
    for path in ("customers/", "invoices/", "aging/", "bank/"):
        page = client.get(lumen.url(path))
        assert page.status_code in (200, 500)
        assert "MARTIN" not in page.content.decode()


def test_a_form_without_its_token_does_nothing(lumen: House) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.cookies = lumen.client().cookies
    for name in sorted(WRITES):
        assert client.post("/" + filled(OFFICE[name], lumen.slug, lumen.ids())).status_code == 403
    assert client.post("/sign-in", {"name": "x", "password": "y"}).status_code == 403


def _told(answer: Any) -> str:
    text = re.sub(r"<title>.*?</title>", "", answer.content.decode())
    # The form token and the address of the page itself differ.
    return re.sub(r'value="[^"]*"', "", text)
