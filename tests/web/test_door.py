"""Getting in: names and passwords, the brake on guessing, the demonstration's link, languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from encours.usecases.users import (
    PasswordTooWeak,
    UserExists,
    UserNameUnusable,
    UserUnknown,
    create_user,
    demo_link,
    enter_by_link,
    members,
    set_password,
)
from tests.web.world import PASSWORD, House


def browser(address: str = "127.0.0.1") -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR=address)


def enter(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"name": name, "password": password, **more})


def test_the_right_password_opens_ones_company(lumen: House) -> None:
    client = browser()
    answer = enter(client, f"admin@{lumen.slug}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").headers["Location"] == lumen.url()
    assert client.get(lumen.url()).status_code == 200


def test_signing_in_changes_the_session_and_signing_out_ends_it(lumen: House) -> None:
    client = browser()
    client.get("/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    planted = session.session_key
    enter(client, f"admin@{lumen.slug}")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/sign-out").status_code == 405, "a link in a mail must not sign anybody out"
    client.post("/sign-out")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(lumen.url()).status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [("admin@atelier-lumen", "wrong"), ("nobody", PASSWORD), ("", ""), ("admin@atelier-lumen' OR 1=1 --", "x"), ("a\0b", "x")],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(lumen: House, name: str, password: str) -> None:
    answer = enter(browser("10.9.8.7"), name, password)
    assert answer.status_code == 401
    assert "inexact" in answer.content.decode()


def test_guessing_is_slowed_by_name_and_address_and_not_for_others(lumen: House) -> None:
    name = f"auditor@{lumen.slug}"
    tried = [enter(browser("10.1.1.1"), name, f"guess {n}").status_code for n in range(7)]
    assert tried == [401] * 5 + [429] * 2
    assert enter(browser("10.1.1.1"), name).status_code == 429, "the right password is not told apart while guessing goes on"
    assert enter(browser("10.1.1.1"), name.upper(), "guess").status_code == 429, "another spelling of the name is no way round"
    assert enter(browser("10.2.2.2"), name).status_code == 302
    assert enter(browser("10.1.1.1"), f"admin@{lumen.slug}").status_code == 302


def test_guessing_many_names_from_one_address_is_slowed(lumen: House) -> None:
    from encours.usecases import users

    tried = [enter(browser("10.3.3.3"), f"user{n}", "guess").status_code for n in range(users.TRIES_BY_ADDRESS + 2)]
    assert tried[-1] == 429
    assert tried.index(429) == users.TRIES_BY_ADDRESS


def test_an_address_is_taken_from_a_trusted_proxy_alone(lumen: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def guess(forwarded: str) -> int:
        client = Client(headers={"host": "localhost", "x-forwarded-for": forwarded}, REMOTE_ADDR="10.5.5.5")
        return int(enter(client, "somebody", "guess").status_code)

    assert [guess(f"1.1.1.{n}") for n in range(6)] == [401] * 5 + [429], "whoever comes by himself cannot change his address"
    monkeypatch.setattr(settings, "ENCOURS_TRUST_PROXY", True)
    assert guess("6.6.6.6, 2.2.2.2") == 401
    assert [guess(f"1.1.1.{n}, 3.3.3.3") for n in range(6)] == [401] * 5 + [429]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "http:evil.example", ""]
)
def test_signing_in_leads_nowhere_else(lumen: House, target: str) -> None:
    assert enter(browser(), f"admin@{lumen.slug}", next=target).headers["Location"] == "/"


def test_a_page_asked_for_is_given_after_signing_in(lumen: House) -> None:
    client = browser()
    wanted = client.get(lumen.url("aging/?by=item")).headers["Location"]
    assert wanted == f"/sign-in?next=/c/{lumen.slug}/aging/%3Fby%3Ditem"
    assert enter(client, f"admin@{lumen.slug}", next=lumen.url("aging/?by=item")).headers["Location"] == lumen.url("aging/?by=item")


class TestTheDemonstrationsLink:
    @pytest.fixture
    def user(self, lumen: House) -> int:
        return int(get_user_model().objects.get(username=f"accountant@{lumen.slug}").pk)

    @pytest.fixture
    def loopback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ENCOURS_LOOPBACK_ONLY", True)

    def test_it_opens_once(self, lumen: House, user: int, loopback: None) -> None:
        link = demo_link(user)
        client = browser()
        assert [client.get(link).status_code for _ in range(2)] == [200, 200], "a preview of the link does not use it up"
        assert client.post(link).headers["Location"] == "/"
        assert client.get(lumen.url()).status_code == 200
        assert (browser().get(link).status_code, browser().post(link).status_code) == (404, 404)

    def test_it_ends_after_ten_minutes(self, user: int, loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
        import time

        link = demo_link(user)
        later = time.time() + 601
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
        assert enter_by_link(link.rsplit("/", 1)[1]) is None

    def test_it_does_not_exist_on_a_server_that_others_reach(self, user: int) -> None:
        assert browser().post(demo_link(user)).status_code == 404

    def test_it_does_not_exist_for_another_machine(self, user: int, loopback: None) -> None:
        assert browser("192.168.1.7").post(demo_link(user)).status_code == 404

    @pytest.mark.parametrize("token", ["x", "WzEsIngiXQ:1abc:def", "..."])
    def test_a_made_up_link_opens_nothing(self, user: int, loopback: None, token: str) -> None:
        assert browser().post(f"/enter/{token}").status_code == 404


class TestUsers:
    def test_a_generated_password_is_told_and_opens(self, lumen: House) -> None:
        made = create_user(lumen.company, "ines@example.test", role="accountant", actor="test", now=datetime.now(UTC))
        assert len(made.password) >= 12
        assert enter(browser(), "ines@example.test", made.password).status_code == 302
        assert ("ines@example.test", "accountant") in [(one.name, one.role) for one in members(lumen.company)]

    def test_a_new_password_ends_open_sessions(self, lumen: House) -> None:
        create_user(lumen.company, "marc", role="accountant", actor="test", now=datetime.now(UTC), password=PASSWORD)
        client = browser()
        enter(client, "marc")
        assert client.get(lumen.url()).status_code == 200
        set_password(lumen.company, "marc", "another long password 42")
        assert client.get(lumen.url()).status_code == 302

    @pytest.mark.parametrize(
        ("name", "password", "refusal"),
        [("paul", "short", PasswordTooWeak), ("paul", "password1234", PasswordTooWeak), ("", PASSWORD, UserNameUnusable), ("a b", PASSWORD, UserNameUnusable),
         ("x" * 151, PASSWORD, UserNameUnusable), ("admin@atelier-lumen", PASSWORD, UserExists)],
    )  # fmt: skip
    def test_what_cannot_be_a_user_is_refused(self, lumen: House, name: str, password: str, refusal: type[Exception]) -> None:
        before = get_user_model().objects.count()
        with pytest.raises(refusal):
            create_user(lumen.company, name, role="accountant", actor="test", now=datetime.now(UTC), password=password)
        assert get_user_model().objects.count() == before

    def test_a_user_of_another_company_is_unknown_here(self, lumen: House, rival: House) -> None:
        with pytest.raises(UserUnknown):
            set_password(lumen.company, f"admin@{rival.slug}", "another long password 42")

    def test_a_user_let_into_two_organizations_chooses(self, lumen: House, rival: House) -> None:
        create_user(lumen.company, "sofia", role="accountant", actor="test", now=datetime.now(UTC), password=PASSWORD)
        create_user(rival.company, "sofia", role="auditor", actor="test", now=datetime.now(UTC), existing=True)
        client = browser()
        enter(client, "sofia")
        page = client.get("/").content.decode()
        assert lumen.url() in page
        assert rival.url() in page
        assert client.get(rival.url("imports/")).status_code == 200
        assert client.post(rival.url("bank/match")).status_code == 403


def test_the_language_is_the_browsers_until_one_is_chosen(lumen: House) -> None:
    client = browser()
    assert '<html lang="en">' in client.get("/sign-in", headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="fr">' in client.get("/sign-in", headers={"accept-language": "de"}).content.decode()
    answer = client.post("/language", {"language": "en", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="en">' in client.get("/sign-in", headers={"accept-language": "fr"}).content.decode()
    assert client.post("/language", {"language": "xx", "next": "//evil.example"}).headers["Location"] == "/"


def test_a_failed_sign_in_is_forgotten_after_its_window(lumen: House) -> None:
    from encours.usecases.users import SignInRefused, TooManyTries, sign_in

    name, now = f"accountant@{lumen.slug}", datetime.now(UTC)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(None, name, "guess", address="10.4.4.4", now=now)
    with pytest.raises(TooManyTries):
        sign_in(None, name, PASSWORD, address="10.4.4.4", now=now + timedelta(minutes=14))
    assert sign_in(None, name, PASSWORD, address="10.4.4.4", now=now + timedelta(minutes=16)).get_username() == name
