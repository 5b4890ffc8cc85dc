"""A person's own account: second factor, password, recovery, sessions; and the ways round that must not exist (S46–S48, S52)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from encours.store.tenant import directory
from encours.usecases.account.second_factor import CodeWrong, begin_factor, check_code, confirm_factor, factor_state, has_factor
from encours.usecases.account.totp import STEP_SECONDS, code_at, step_at
from encours.usecases.mailing import outbox, read_mail
from encours.usecases.security import Policy, policy, set_policy
from encours.usecases.users import create_user
from tests.web.test_door import browser, enter
from tests.web.test_people import actor, events
from tests.web.world import PASSWORD, House

NEW = "another long password 42"


@pytest.fixture
def person(lumen: House, request: pytest.FixtureRequest) -> str:
    """A user of this test alone."""
    name = f"{abs(hash(request.node.name))}@example.test"
    create_user(lumen.company, name, role="accountant", actor="test", now=datetime.now(UTC), password=PASSWORD)
    return name


def number(name: str) -> int:
    return int(get_user_model().objects.get(username=name).pk)


def with_factor(name: str, *, ago: int = 10) -> tuple[bytes, list[str]]:
    """Switch the second factor on, some half minutes ago so that today's codes are unused; returns seed and recovery codes."""
    begin_factor(number(name))
    seed = factor_state(number(name)).seed
    assert seed is not None
    before = datetime.now(UTC) - timedelta(seconds=ago * STEP_SECONDS)
    return seed, confirm_factor(number(name), code_at(seed, step_at(before)), now=before, delivers=False)


def code(seed: bytes, shift: int = 0) -> str:
    return code_at(seed, step_at(datetime.now(UTC)) + shift)


def half_way(name: str, address: str = "127.0.0.1") -> Client:
    client = browser(address)
    answer = enter(client, name)
    assert answer.headers["Location"].startswith("/sign-in/code")
    return client


class TestTheSecondFactor:
    def test_it_is_set_up_on_the_page_and_asked_for_at_the_door(self, lumen: House, person: str) -> None:
        client = browser()
        enter(client, person)
        client.post(lumen.url("account/factor"))
        page = client.get(lumen.url("account/")).content.decode()
        assert "<svg" in page.split("qr-box")[1]
        seed = factor_state(number(person)).seed or b""
        assert not has_factor(number(person)), "a seed that was only shown asks for nothing"
        assert client.post(lumen.url("account/factor/confirm"), {"code": "000000"}).status_code == 422
        told = client.post(lumen.url("account/factor/confirm"), {"code": code(seed)}).content.decode()
        assert len(re.findall(r"[0-9a-f]{8}-[0-9a-f]{8}", told)) == 10
        assert not re.findall(r"[0-9a-f]{8}-[0-9a-f]{8}", client.get(lumen.url("account/")).content.decode()), "told once"
        again = half_way(person)
        assert again.get(lumen.url()).status_code == 302, "the password alone opens nothing"
        assert again.post("/sign-in/code", {"code": code(seed, 1)}).headers["Location"] == "/"
        assert again.get(lumen.url()).status_code == 200
        assert events(lumen, "SecondFactorAdded")

    def test_a_code_is_used_once_by_anybody(self, person: str) -> None:
        """S47"""
        seed, _ = with_factor(person)
        now = datetime.now(UTC)
        check_code(number(person), code_at(seed, step_at(now)), now=now)
        for shift in (0, -1):
            with pytest.raises(CodeWrong):
                check_code(number(person), code_at(seed, step_at(now) + shift), now=now)
        check_code(number(person), code_at(seed, step_at(now) + 1), now=now)

    @pytest.mark.parametrize("shift", [-3, -2, 2, 3, 1000])
    def test_a_clock_may_be_half_a_minute_wrong_and_no_more(self, person: str, shift: int) -> None:
        seed, _ = with_factor(person, ago=20)
        now = datetime.now(UTC)
        with pytest.raises(CodeWrong):
            check_code(number(person), code_at(seed, step_at(now) + shift), now=now)

    def test_guessing_codes_is_stopped_wherever_it_comes_from(self, person: str) -> None:
        seed, _ = with_factor(person)
        wrong = "123456" if code(seed) != "123456" else "654321"
        tried = [half_way(person, f"10.7.0.{n}").post("/sign-in/code", {"code": wrong}).status_code for n in range(6)]
        assert tried == [401] * 5 + [429]
        assert half_way(person, "10.7.1.1").post("/sign-in/code", {"code": code(seed)}).status_code == 429

    def test_a_recovery_code_opens_once(self, lumen: House, person: str) -> None:
        _, codes = with_factor(person)
        assert half_way(person).post("/sign-in/code", {"code": codes[3].upper().replace("-", " ")}).status_code == 302
        assert half_way(person).post("/sign-in/code", {"code": codes[3]}).status_code == 401
        assert factor_state(number(person)).recovery_left == 9

    def test_a_code_without_the_password_is_asked_for_nowhere(self, person: str) -> None:
        seed, _ = with_factor(person)
        assert browser().post("/sign-in/code", {"code": code(seed)}).headers["Location"] == "/sign-in"

    def test_it_is_taken_away_by_password_and_code_only(self, lumen: House, person: str) -> None:
        seed, _ = with_factor(person)
        with directory() as cursor:
            cursor.execute("INSERT INTO web_passkey VALUES ('\\x0a0b', %s, '\\x03', 0, 'lost', now())", [number(person)])
        client = half_way(person)
        client.post("/sign-in/code", {"code": code(seed)})
        for said in ({}, {"password": PASSWORD}, {"password": "wrong", "code": code(seed, 1)}, {"code": code(seed, 1)}):
            assert client.post(lumen.url("account/factor/remove"), said).status_code == 422, said
        assert client.post(lumen.url("account/factor/remove"), {"password": PASSWORD, "code": code(seed, 1)}).status_code == 302
        assert not has_factor(number(person))
        with directory() as cursor:
            cursor.execute("SELECT count(*) FROM web_passkey WHERE name = 'lost'")
            assert cursor.fetchone()[0] == 0, "a passkey on a lost device goes too"
        assert "second facteur" in outbox(lumen.company)[0].subject

    def test_the_database_holds_neither_seed_nor_recovery_code(self, person: str) -> None:
        """S57"""
        seed, codes = with_factor(person)
        with directory() as cursor:
            cursor.execute("SELECT encode(seed, 'hex') FROM web_second_factor")
            assert all(seed.hex() not in row[0] for row in cursor.fetchall())
            cursor.execute("SELECT encode(digest, 'hex') FROM web_recovery_code")
            assert all(codes[0].replace("-", "") not in row[0] for row in cursor.fetchall())

    def test_a_seed_on_another_persons_row_opens_nothing(self, lumen: House, person: str) -> None:
        from encours.usecases.vault import SecretUnreadable

        seed, _ = with_factor(person)
        other = number(f"auditor@{lumen.slug}")
        with directory() as cursor:
            cursor.execute("INSERT INTO web_second_factor (user_id, seed, since) SELECT %s, seed, since FROM web_second_factor WHERE user_id = %s", [other, number(person)])
        with pytest.raises(SecretUnreadable):
            check_code(other, code(seed), now=datetime.now(UTC))
        with directory() as cursor:
            cursor.execute("DELETE FROM web_second_factor WHERE user_id = %s", [other])


class TestThePassword:
    def link(self, lumen: House, name: str, client: Client | None = None, **more: Any) -> str:
        (client or browser()).post("/sign-in/forgotten", {"name": name}, **more)
        mail = next(one for one in outbox(lumen.company) if one.kind == "password_reset" and one.recipient == name)
        found = re.search(r"http://localhost(/sign-in/reset/\S+)", read_mail(lumen.company, mail.id, reader=None).body or "")
        assert found is not None
        return found[1]

    def test_a_link_sets_a_new_one_once_and_ends_every_session(self, lumen: House, person: str) -> None:
        """S48"""
        old = browser()
        enter(old, person)
        old.get(lumen.url())
        link = self.link(lumen, person)
        assert [browser().get(link).status_code for _ in range(2)] == [200, 200]
        assert browser().post(link, {"password": NEW, "again": NEW}).headers["Location"] == "/sign-in"
        assert old.get(lumen.url()).status_code == 302
        assert enter(browser(), person).status_code == 401
        assert enter(browser(), person, NEW).status_code == 302
        assert (browser().get(link).status_code, browser().post(link, {"password": PASSWORD, "again": PASSWORD}).status_code) == (404, 404)
        assert events(lumen, "PasswordChanged")

    def test_a_link_dies_with_a_sign_in_and_with_the_hour(self, lumen: House, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
        link = self.link(lumen, person)
        enter(browser(), person)
        assert browser().get(link).status_code == 404
        link = self.link(lumen, person)
        monkeypatch.setattr("encours.usecases.account.password._TOKENS._now", lambda: datetime.now() + timedelta(seconds=3700))
        assert browser().get(link).status_code == 404

    def test_a_link_keeps_the_second_factor(self, lumen: House, person: str) -> None:
        with_factor(person)
        link = self.link(lumen, person)
        browser().post(link, {"password": NEW, "again": NEW})
        assert enter(browser(), person, NEW).headers["Location"].startswith("/sign-in/code")

    def test_whether_a_name_exists_is_told_to_nobody(self, lumen: House, person: str) -> None:
        """S46"""
        def told(name: str) -> str:
            page = browser("10.8.1.1").post("/sign-in/forgotten", {"name": name}).content.decode()
            return re.sub(r'value="[^"]*"', "", page)

        assert told(person) == told("nobody@example.test")

    def test_nobodys_mailbox_is_filled(self, lumen: House, person: str) -> None:
        tried = [browser("10.8.2.2").post("/sign-in/forgotten", {"name": person}).status_code for _ in range(7)]
        assert tried == [200] * 5 + [429] * 2

    def test_a_made_up_host_gets_no_link(self, lumen: House, person: str) -> None:
        """S48"""
        before = len(outbox(lumen.company))
        assert browser().post("/sign-in/forgotten", {"name": person}, headers={"host": "evil.example"}).status_code == 400
        assert len(outbox(lumen.company)) == before

    @pytest.mark.parametrize("token", ["x", "1-x", "zzzzzzzzzzzzzz-abc-def", "-", "..%2F"])
    def test_a_made_up_link_opens_nothing(self, lumen: House, token: str) -> None:
        assert browser().get(f"/sign-in/reset/{token}").status_code == 404

    def test_it_is_changed_by_whoever_knows_it_and_other_sessions_end(self, lumen: House, person: str) -> None:
        here, there = browser(), browser()
        for client in (here, there):
            enter(client, person)
            client.get(lumen.url())
        assert here.post(lumen.url("account/password"), {"password": "wrong", "new": NEW, "again": NEW}).status_code == 422
        assert here.post(lumen.url("account/password"), {"password": PASSWORD, "new": NEW, "again": PASSWORD}).status_code == 422
        assert here.post(lumen.url("account/password"), {"password": PASSWORD, "new": "short", "again": "short"}).status_code == 422
        assert here.post(lumen.url("account/password"), {"password": PASSWORD, "new": NEW, "again": NEW}).status_code == 302
        assert (here.get(lumen.url()).status_code, there.get(lumen.url()).status_code) == (200, 302)

    def test_it_is_kept_by_argon2(self, person: str) -> None:
        assert get_user_model().objects.get(username=person).password.startswith("argon2$argon2id$")


class TestSessions:
    def test_one_ends_ones_own_and_nobody_elses(self, lumen: House, person: str) -> None:
        here, there, other = browser(), browser(), lumen.client("auditor")
        for client in (here, there):
            enter(client, person)
            client.get(lumen.url())
        other.get(lumen.url())
        page = here.get(lumen.url("account/")).content.decode()
        handles = re.findall(r'name="handle" value="([0-9a-f]{16})"', page)
        assert len(handles) == 1
        from encours.store.sessions import handle_of

        for handle in (handles[0], handle_of(other.cookies[settings.SESSION_COOKIE_NAME].value)):
            here.post(lumen.url("account/session"), {"handle": handle})
        assert [client.get(lumen.url()).status_code for client in (here, there, other)] == [200, 302, 200]

    def test_a_session_ends_when_it_stands_idle_and_when_it_is_old(self, lumen: House, person: str) -> None:
        for column, minutes, status in (("seen_at", 59, 200), ("seen_at", 61, 302), ("started_at", 719, 200), ("started_at", 721, 302)):
            client = browser()
            enter(client, person)
            client.get(lumen.url())
            with directory() as cursor:
                cursor.execute(
                    f"UPDATE web_session SET {column} = now() - make_interval(mins => %s) WHERE session_key = %s", [minutes, client.cookies[settings.SESSION_COOKIE_NAME].value]
                )
            assert client.get(lumen.url()).status_code == status, (column, minutes)


class TestThePolicy:
    def test_it_is_changed_with_proof_and_recorded_with_what_it_was(self, rival: House) -> None:
        owner = rival.client("owner")
        wanted = {"needs_second_factor": "", "idle_minutes": "15", "session_hours": "8", "waiting_hours": "72", "export_rows": "500"}
        assert owner.post(rival.url("security/change"), wanted).status_code == 422
        assert owner.post(rival.url("security/change"), wanted | {"password": "wrong"}).status_code == 422
        assert policy(rival.company) == Policy()
        assert owner.post(rival.url("security/change"), wanted | {"password": PASSWORD}).status_code == 302
        assert policy(rival.company) == Policy(False, 15, 8, 72, 500)
        assert events(rival, "SecurityPolicyChanged")
        for name, value in (("idle_minutes", "4"), ("session_hours", "13"), ("waiting_hours", "0"), ("idle_minutes", "x"), ("idle_minutes", "٣٠")):
            assert owner.post(rival.url("security/change"), wanted | {"password": PASSWORD, name: value}).status_code == 422, (name, value)

    def test_whoever_lacks_the_second_factor_that_is_asked_for_sees_only_the_account(self, rival: House) -> None:
        set_policy(actor(rival), Policy(needs_second_factor=True))
        client = rival.client("accountant")
        for rest in ("", "customers/", "aging/"):
            assert client.get(rival.url(rest)).headers["Location"] == rival.url("account/")
        assert client.post(rival.url("bank/match")).headers["Location"] == rival.url("account/")
        assert client.get(rival.url("account/")).status_code == 200
        with_factor(f"accountant@{rival.slug}")
        assert client.get(rival.url()).status_code == 200
        set_policy(actor(rival), Policy())


class TestPasskeys:
    def test_none_is_made_without_password_code_and_second_factor(self, lumen: House, person: str) -> None:
        client = browser()
        enter(client, person)
        for said in ({}, {"password": "wrong"}, {"password": PASSWORD}):
            answer = client.post(lumen.url("account/passkey"), said)
            assert (answer.status_code, "problem" in answer.json()) == (422, True), said

    def test_it_is_asked_for_this_site_and_with_a_challenge_that_serves_once(self, lumen: House, person: str) -> None:
        seed, _ = with_factor(person)
        client = half_way(person)
        client.post("/sign-in/code", {"code": code(seed)})
        options = client.post(lumen.url("account/passkey"), {"password": PASSWORD, "code": code(seed, 1)}).json()
        assert (options["rp"]["id"], options["authenticatorSelection"]["userVerification"]) == ("localhost", "required")
        assert client.post(lumen.url("account/passkey/add"), {"answer": "{}", "name": "x"}).status_code == 422
        assert "passkey_challenge" not in client.session

    @pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"rawId": 1}', '{"rawId": "AAAA", "id": "AAAA", "response": {}, "type": "public-key"}', "x" * 30_000])
    def test_a_made_up_answer_opens_nothing(self, lumen: House, answer: str) -> None:
        client = browser(f"10.9.{len(answer) % 250}.{len(answer) // 250}")
        client.post("/sign-in/passkey")
        assert client.post("/sign-in/passkey/enter", {"answer": answer}).status_code == 422
        assert client.get(lumen.url()).status_code == 302

    def test_another_persons_is_not_removed(self, lumen: House, person: str) -> None:
        with directory() as cursor:
            cursor.execute("INSERT INTO web_passkey VALUES ('\\x0102', %s, '\\x03', 0, 'theirs', now())", [number(f"owner@{lumen.slug}")])
        client = browser()
        enter(client, person)
        assert client.post(lumen.url("account/passkey/remove"), {"passkey": "AQI"}).status_code == 422
        with directory() as cursor:
            cursor.execute("SELECT count(*) FROM web_passkey WHERE name = 'theirs'")
            assert cursor.fetchone()[0] == 1
