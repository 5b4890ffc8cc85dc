"""The demonstration's people: a visitor without a password who can try approvals, and nobody's door left open."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.test import Client

from encours.usecases.approvals.state import requests
from encours.usecases.demo_people import settle_people
from encours.usecases.users import members
from tests.web.test_door import browser, enter
from tests.web.world import House


def test_a_visitor_finds_colleagues_and_something_to_approve(lumen: House) -> None:
    now = datetime.now(UTC)
    visitor = settle_people(lumen.company, "visitor", now=now)
    assert settle_people(lumen.company, "visitor", now=now) == visitor, "once"
    assert len(requests(lumen.company)) == 1
    assert {"paul.dupont", "sophie.roux", "claire.martin"} <= {one.name.split("@")[0] for one in members(lumen.company)}
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(pk=visitor))
    number = requests(lumen.company)[0].id
    page = client.get(lumen.url(f"approvals/{number}/")).content.decode()
    assert 'type="password"' not in page, "there is no password to ask for"
    assert client.post(lumen.url(f"approvals/{number}/decide"), {"verdict": "approve", "checked": "1"}).status_code == 302
    assert requests(lumen.company)[0].decisions[0].decided_name == "visitor"


def test_nobody_signs_in_as_a_person_without_a_password(lumen: House) -> None:
    for name in ("visitor", f"paul.dupont@{lumen.slug}.example"):
        for password in ("", "!", "x" * 12):
            assert enter(browser("10.6.6.6"), name, password).status_code in (401, 429)


def test_whoever_has_a_password_is_asked_for_it_still(lumen: House) -> None:
    answer = lumen.client("owner").post(lumen.url("security/change"), {"idle_minutes": "60", "session_hours": "12", "waiting_hours": "48", "export_rows": "10000"})
    assert answer.status_code == 422
