"""Users and roles: inviting, changing, suspending, sessions; and the mail that tells of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from encours.store.tenant import tenant
from encours.usecases.mailing import outbox, read_mail
from encours.usecases.people.actor import Actor
from encours.usecases.people.change import LastOne, NotOneself, give_role, suspend
from encours.usecases.people.invite import (
    AddressUnusable,
    AlreadyMember,
    InvitationGone,
    RoleNotInvitable,
    accept,
    invitations,
    invite,
    open_invitation,
)
from encours.usecases.users import PasswordTooWeak, create_user, members
from tests.adapters.test_mail import mail_server
from tests.web.test_door import browser, enter
from tests.web.world import PASSWORD, House

NOW = datetime.now(UTC)


def actor(house: House, role: str = "owner", now: datetime | None = None, *, delivers: bool = False) -> Actor:
    name = f"{role}@{house.slug}"
    return Actor(house.company, int(get_user_model().objects.get(username=name).pk), name, now or datetime.now(UTC), delivers)


def invited(house: House, email: str, role: str = "accountant", now: datetime | None = None) -> str:
    """The token of a new invitation."""
    return invite(actor(house, now=now), email, role, language="fr", link=lambda token: f"http://localhost/invitation/{token}").rsplit("/", 1)[1]


def events(house: House, kind: str) -> list[Any]:
    with tenant(house.company.organization_id) as cursor:
        cursor.execute("SELECT actor, subjects, payload FROM event WHERE type = %s ORDER BY id", [kind])
        return list(cursor.fetchall())


class TestAnInvitation:
    def test_it_goes_from_the_page_to_the_outbox_and_opens_the_company_once(self, lumen: House) -> None:
        owner = lumen.client("owner")
        page = owner.post(lumen.url("people/invite"), {"email": "Nadia@Example.test", "role": "accountant"}, follow=True).content.decode()
        assert "nadia@example.test" in page.lower()
        mail = outbox(lumen.company)[0]
        assert (mail.kind, mail.recipient, mail.state) == ("invitation", "nadia@example.test", "kept")
        text = read_mail(lumen.company, mail.id, reader=None).body or ""
        link = re.search(r"http://localhost(/invitation/\S+)", text)
        assert link is not None
        guest = browser()
        assert [guest.get(link[1]).status_code for _ in range(3)] == [200] * 3, "a scanner that opens the link uses nothing up"
        assert guest.post(link[1], {"password": "short", "again": "short"}).status_code == 422
        assert guest.post(link[1], {"password": PASSWORD, "again": PASSWORD + "x"}).status_code == 422
        assert guest.post(link[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
        assert guest.get(lumen.url()).status_code == 200
        assert ("nadia@example.test", "accountant") in [(one.name, one.role) for one in members(lumen.company)]
        assert browser().get(link[1]).status_code == 404
        assert browser().post(link[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 404
        assert events(lumen, "UserInvited")[-1][0] == f"owner@{lumen.slug}"

    def test_the_database_keeps_no_link(self, lumen: House) -> None:
        """S57"""
        token = invited(lumen, "base@example.test")
        with tenant(lumen.company.organization_id) as cursor:
            for table in ("web_invitation", "web_mail", "event"):
                cursor.execute(f"SELECT t::text FROM {table} t")
                assert all(token not in row[0] for row in cursor.fetchall()), table

    def test_it_ends_after_seven_days(self, lumen: House) -> None:
        token = invited(lumen, "late@example.test", now=NOW)
        assert open_invitation(token, now=NOW + timedelta(days=6, hours=23)).email == "late@example.test"
        with pytest.raises(InvitationGone):
            accept(token, now=NOW + timedelta(days=7, seconds=1), password=PASSWORD)

    def test_a_newer_one_and_a_withdrawal_make_it_worth_nothing(self, lumen: House) -> None:
        first, second = invited(lumen, "twice@example.test"), invited(lumen, "twice@example.test")
        with pytest.raises(InvitationGone):
            open_invitation(first, now=datetime.now(UTC))
        number = next(one.id for one in invitations(lumen.company) if one.email == "twice@example.test")
        assert lumen.client("owner").post(lumen.url("people/withdraw"), {"invitation": number}).status_code == 302
        with pytest.raises(InvitationGone):
            open_invitation(second, now=datetime.now(UTC))

    def test_a_user_who_exists_joins_only_when_signed_in_as_the_invited(self, lumen: House, rival: House) -> None:
        create_user(rival.company, "two@example.test", role="auditor", actor="test", now=NOW, password=PASSWORD)
        token = invited(lumen, "two@example.test", "collector")
        assert browser().post(f"/invitation/{token}", {"password": PASSWORD, "again": PASSWORD}).status_code == 422
        assert rival.client("owner").post(f"/invitation/{token}").status_code == 422, "another person's invitation"
        own = browser()
        enter(own, "two@example.test")
        assert own.post(f"/invitation/{token}").status_code == 302
        assert own.get(lumen.url()).status_code == 200

    @pytest.mark.parametrize(
        ("email", "role", "refusal"),
        [("nobody", "accountant", AddressUnusable), ("a{b@example.test", "accountant", AddressUnusable), ("a@b.test\nBcc: c@d.test", "accountant", AddressUnusable), ("new@example.test", "owner", RoleNotInvitable),
         ("new@example.test", "admin", RoleNotInvitable), ("new@example.test", "root", RoleNotInvitable)],
    )  # fmt: skip
    def test_what_cannot_be_invited_is_refused(self, lumen: House, email: str, role: str, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            invited(lumen, email, role)

    def test_a_member_is_not_invited_again(self, lumen: House) -> None:
        create_user(lumen.company, "here@example.test", role="auditor", actor="test", now=NOW, password=PASSWORD)
        with pytest.raises(AlreadyMember):
            invited(lumen, "HERE@example.test")

    def test_a_weak_password_uses_nothing_up(self, lumen: House) -> None:
        token = invited(lumen, "weak@example.test")
        with pytest.raises(PasswordTooWeak):
            accept(token, now=datetime.now(UTC), password="password1234")
        assert accept(token, now=datetime.now(UTC), password=PASSWORD).get_username() == "weak@example.test"


class TestMembers:
    def test_a_role_changes_what_the_next_request_may_do(self, lumen: House) -> None:
        client = lumen.client("collector")
        assert client.post(lumen.url("bank/match")).status_code == 403
        give_role(actor(lumen), actor(lumen, "collector").user_id, "accountant")
        assert client.post(lumen.url("bank/match")).status_code == 302
        give_role(actor(lumen), actor(lumen, "collector").user_id, "collector")
        assert client.post(lumen.url("bank/match")).status_code == 403
        assert {(row[2] if isinstance(row[2], dict) else {}).get("after", "collector") for row in events(lumen, "RoleChanged")} >= {"collector"}

    def test_nobody_changes_oneself_and_somebody_remains(self, lumen: House, rival: House) -> None:
        with pytest.raises(NotOneself):
            give_role(actor(lumen), actor(lumen).user_id, "auditor")
        with pytest.raises(NotOneself):
            suspend(actor(lumen), actor(lumen).user_id)
        suspend(actor(rival), actor(rival, "admin").user_id)
        with pytest.raises(LastOne):
            suspend(Actor(rival.company, 0, "cli:x", datetime.now(UTC)), actor(rival).user_id)

    def test_a_user_of_another_organization_is_absent(self, lumen: House, rival: House) -> None:
        """S03"""
        theirs = actor(rival, "accountant").user_id
        owner = lumen.client("owner")
        for act in ("role", "suspend", "restore", "sessions"):
            assert owner.post(lumen.url(f"people/{theirs}/{act}"), {"role": "auditor"}).status_code == 404, act
        assert rival.client("accountant").get(rival.url()).status_code == 200

    def test_a_suspended_member_is_told_and_out_and_may_come_back(self, lumen: House) -> None:
        victim, client = actor(lumen, "manager").user_id, lumen.client("manager")
        owner = lumen.client("owner")
        assert owner.post(lumen.url(f"people/{victim}/suspend")).status_code == 302
        assert client.get(lumen.url()).status_code == 404
        assert outbox(lumen.company)[0].recipient == f"manager@{lumen.slug}"
        owner.post(lumen.url(f"people/{victim}/restore"))
        assert client.get(lumen.url()).status_code == 200

    def test_a_session_is_listed_without_its_key_and_ended(self, lumen: House) -> None:
        client, owner = lumen.client("auditor"), lumen.client("owner")
        client.get(lumen.url(), headers={"user-agent": "Mozilla/5.0 (iPhone) Firefox/140.0 <b>"})
        page = owner.get(lumen.url("people/")).content.decode()
        assert "Firefox · iPhone" in page
        assert "<b>" not in page
        assert client.cookies[settings.SESSION_COOKIE_NAME].value not in page
        owner.post(lumen.url(f"people/{actor(lumen, 'auditor').user_id}/sessions"))
        assert client.get(lumen.url()).status_code == 302
        assert events(lumen, "SessionsEnded")

    def test_an_accountant_sees_neither_users_nor_their_place_in_the_menu(self, lumen: House) -> None:
        client = lumen.client("accountant")
        assert client.get(lumen.url("people/")).status_code == 403
        home = client.get(lumen.url()).content.decode()
        assert lumen.url("people/") not in home
        assert lumen.url("bank-details/") in home


class TestMail:
    def test_a_link_is_shown_to_its_addressee_alone(self, lumen: House) -> None:
        token = invited(lumen, "secret@example.test")
        number = outbox(lumen.company)[0].id
        for role in ("owner", "admin", "auditor"):
            page = lumen.client(role).get(lumen.url(f"mail/{number}/")).content.decode()  # type: ignore[arg-type]
            assert token not in page, role
        assert token in (read_mail(lumen.company, number, reader=None).body or "")

    def test_it_leaves_by_the_server_that_is_set_up_and_what_fails_is_tried_again(self, lumen: House, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = lumen.client("owner")
        with mail_server(refuse="451 try later") as (_, url):
            monkeypatch.setattr(settings, "ENCOURS_MAIL_URL", url)
            owner.post(lumen.url("people/invite"), {"email": "real@example.test", "role": "auditor"})
            mail = outbox(lumen.company)[0]
            assert (mail.state, mail.problem) == ("failed", "451 try later")
            assert "451 try later" in owner.get(lumen.url(f"mail/{mail.id}/")).content.decode()
        with mail_server() as (box, url):
            monkeypatch.setattr(settings, "ENCOURS_MAIL_URL", url)
            owner.post(lumen.url(f"mail/{mail.id}/send"))
            assert [recipients for _, recipients, _ in box.messages] == [["real@example.test"]]
            assert f"owner@{lumen.slug}" in box.messages[0][2]["Subject"]
            assert outbox(lumen.company)[0].state == "sent"
            owner.post(lumen.url(f"mail/{mail.id}/send"))
            assert len(box.messages) == 1, "what was sent is never sent again"

    def test_a_message_of_another_organization_is_absent(self, lumen: House, rival: House) -> None:
        invited(lumen, "wall@example.test")
        number = outbox(lumen.company)[0].id
        assert rival.client("owner").get(rival.url(f"mail/{number}/")).status_code == 404
        with tenant(rival.company.organization_id) as cursor:
            cursor.execute("SELECT count(*) FROM web_mail WHERE organization_id <> %s", [rival.company.organization_id])
            assert cursor.fetchone()[0] == 0, "the database keeps the wall without the program"


def test_a_page_of_users_asks_as_much_for_many_as_for_few(lumen: House) -> None:
    from tests.web.world import counted_queries

    client = lumen.client("owner")

    def asked() -> int:
        client.get(lumen.url("people/"))
        with counted_queries() as sent:
            assert client.get(lumen.url("people/")).status_code == 200
        return len(sent)

    few = asked()
    for n in range(5):
        create_user(lumen.company, f"many{n}@example.test", role="auditor", actor="test", now=NOW, password=PASSWORD)
    assert asked() == few


