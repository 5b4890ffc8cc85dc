"""Approval by another person: nobody approves one's own, by no way round; bank details wait; roles change when approved (S11, S12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import DatabaseError, connection

from encours.store.approvals import save_decision
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.approvals import ask, cancel, decide, requests, state_of
from encours.usecases.approvals.ask import AskedAlready, NoAddress, ReasonMissing
from encours.usecases.approvals.decide import ConfirmationWrong, RequestClosed, RequestUnknown, SelfApproval, TooEarly, TooNew
from encours.usecases.bank_details import BicWrong, HolderMissing, IbanWrong, SameDetails, bank_details, propose_bank_details
from encours.usecases.exports import may_take
from encours.usecases.mailing import outbox, read_mail
from encours.usecases.people.actor import Actor
from encours.usecases.people.change import suspend
from encours.usecases.rights import NotAllowed
from encours.usecases.security import Policy, set_policy
from encours.usecases.users import TooManyTries, create_user, members
from tests.web.test_people import actor, events
from tests.web.world import PASSWORD, House, settle_in

IBAN = "FR76 3000 6000 0112 3456 7890 189"
OTHER = "DE89370400440532013000"
LATER = timedelta(hours=49)


@pytest.fixture
def house(database: Any, request: pytest.FixtureRequest) -> House:
    """A company without books, of this test alone."""
    made = settle_in(re.sub(r"\W+", " ", f"{request.node.name} {abs(hash(request.node.nodeid))}")[:60], books=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE web_membership SET recorded_at = now() - interval '30 days' WHERE organization_id = %s", [made.company.organization_id])
    return made


def propose(house: House, who: Actor | None = None, iban: str = IBAN, **more: str) -> int:
    said = {"bic": "BNPAFRPP", "holder": "Atelier Lumen", "bank": "BNP Paribas", "reason": "changement de banque"} | more
    return propose_bank_details(who or actor(house, "admin"), iban=iban, **said)


def later(house: House, role: str, by: timedelta = LATER) -> Actor:
    return actor(house, role, datetime.now(UTC) + by)


def in_force(house: House, by: timedelta = timedelta()) -> str | None:
    details = bank_details(house.company, now=datetime.now(UTC) + by).details
    return details.iban if details else None


class TestBankDetails:
    def test_they_are_in_force_after_approval_and_waiting_time_and_not_before(self, house: House) -> None:
        number = propose(house)
        assert (in_force(house), in_force(house, LATER)) == (None, None), "time alone approves nothing"
        decide(actor(house, "manager"), number, "approve")
        assert (in_force(house), in_force(house, timedelta(hours=47)), in_force(house, LATER)) == (None, None, IBAN.replace(" ", ""))
        standing = bank_details(house.company, now=datetime.now(UTC) + LATER)
        assert standing.approved_by == f"manager@{house.slug}"
        assert [row[0] for row in events(house, "ApprovalDecided")] == [f"manager@{house.slug}"]

    def test_nobody_approves_ones_own(self, house: House) -> None:
        """S11"""
        number = propose(house, actor(house, "owner"))
        for verdict in ("approve", "confirm"):
            with pytest.raises(SelfApproval):
                decide(later(house, "owner"), number, verdict)  # type: ignore[arg-type]
        assert in_force(house, LATER) is None

    @pytest.mark.parametrize("role", ["accountant", "collector", "auditor"])
    def test_who_may_not_approve_decides_nothing(self, house: House, role: str) -> None:
        number = propose(house)
        with pytest.raises(NotAllowed):
            decide(actor(house, role), number, "approve")
        with pytest.raises(NotAllowed):
            cancel(actor(house, role), number)

    def test_the_database_refuses_self_approval_even_from_a_program_that_forgot(self, house: House) -> None:
        who = actor(house, "owner")
        number = propose(house, who)
        scope = Scope(house.company.organization_id, house.company.id, "attacker")
        for verdict, by, match in (("approve", who.user_id, "nobody approves"), ("confirm", who.user_id, "alone"), ("approve", actor(house, "admin").user_id, "too early")):
            with pytest.raises(DatabaseError, match=match), tenant(scope.organization_id) as cursor:
                at = record_now(cursor, scope)
                save_decision(cursor, scope, number, verdict=verdict, decided_by=by, reason="", takes_effect_at=at, recorded_at=at)  # type: ignore[arg-type]
        for statement in ("UPDATE approval_request SET requested_by = 0", "DELETE FROM approval_decision", "UPDATE approval_request SET not_before = now()"):
            with pytest.raises(DatabaseError), tenant(scope.organization_id) as cursor:
                cursor.execute(statement)

    def test_everybody_who_can_approve_is_told_and_may_stop_it_until_it_is_in_force(self, house: House) -> None:
        """S12"""
        number = propose(house)
        told = {one.recipient for one in outbox(house.company) if one.kind == "approval_asked"}
        assert told == {f"{role}@{house.slug}" for role in ("owner", "admin", "manager")}
        assert all(IBAN.replace(" ", "") not in (read_mail(house.company, one.id, reader=None).body or "").replace(" ", "") for one in outbox(house.company))
        decide(actor(house, "manager"), number, "approve")
        cancel(actor(house, "owner"), number, reason="appel de la banque : faux")
        assert in_force(house, LATER) is None
        with pytest.raises(RequestClosed):
            decide(actor(house, "owner"), number, "approve")

    def test_the_old_ones_stay_until_the_new_ones_are_in_force(self, house: House) -> None:
        first = propose(house)
        decide(actor(house, "manager"), first, "approve")
        with pytest.raises(AskedAlready):
            propose(house, iban=OTHER)
        _let_pass(house, first)
        with pytest.raises(SameDetails):
            propose(house)
        second = propose(house, iban=OTHER)
        assert in_force(house) == IBAN.replace(" ", "")
        decide(actor(house, "owner"), second, "approve")
        assert (in_force(house), in_force(house, LATER)) == (IBAN.replace(" ", ""), OTHER)

    def test_a_request_is_decided_once(self, house: House) -> None:
        number = propose(house)
        decide(actor(house, "manager"), number, "refuse", reason="RIB reçu par mail")
        for verdict in ("approve", "refuse"):
            with pytest.raises(RequestClosed):
                decide(actor(house, "owner"), number, verdict)  # type: ignore[arg-type]
        assert [state_of(one, datetime.now(UTC)) for one in requests(house.company)] == ["refused"]

    def test_an_accomplice_made_overnight_does_not_approve(self, house: House) -> None:
        number = propose(house)
        create_user(house.company, f"new@{house.slug}", role="manager", actor="test", now=datetime.now(UTC), password=PASSWORD)
        new = actor(house, "new")
        _age_organization(house, 40)
        with pytest.raises(TooNew):
            decide(new, number, "approve")
        _age_organization(house, -40)
        decide(new, number, "approve")  # an organization of today has no old hands

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [({"iban": "FR7630006000011234567890188"}, IbanWrong), ({"iban": ""}, IbanWrong), ({"bic": "X"}, BicWrong), ({"holder": "  "}, HolderMissing), ({"reason": " \n "}, ReasonMissing)],
    )  # fmt: skip
    def test_what_cannot_be_bank_details_is_refused(self, house: House, wrong: dict[str, str], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            propose(house, **wrong)
        assert requests(house.company) == []

    def test_a_request_of_another_organization_is_absent(self, house: House, rival: House) -> None:
        number = propose(house)
        with pytest.raises(RequestUnknown):
            decide(actor(rival, "owner"), number, "approve")
        for path in (f"approvals/{number}/", f"approvals/{number}/decide", f"approvals/{number}/cancel"):
            client = rival.client("owner")
            answer = client.get(rival.url(path)) if path.endswith("/") else client.post(rival.url(path), {"verdict": "approve", "password": PASSWORD, "checked": "1"})
            assert answer.status_code == 404, path


@contextmanager
def owning(house: House) -> Iterator[Any]:
    """The owner of the tables at work in the organization: what only an administrator of the database could do."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('encours.organization_id', %s, true)", [str(house.company.organization_id)])
        yield cursor


def _age_organization(house: House, days: int) -> None:
    with owning(house) as cursor:
        cursor.execute("UPDATE organization SET recorded_at = recorded_at - make_interval(days => %s)", [days])
        assert cursor.rowcount == 1


class TestThePages:
    def test_a_change_goes_from_proposal_to_approval_by_two_people(self, house: House) -> None:
        admin, manager = house.client("admin"), house.client("manager")
        said = {"iban": IBAN, "bic": "BNPAFRPP", "holder": "Atelier Lumen", "bank": "BNP Paribas", "reason": "nouvelle banque"}
        assert admin.post(house.url("bank-details/propose"), said).status_code == 422, "without the password"
        kept = admin.post(house.url("bank-details/propose"), said | {"password": "wrong"}).content.decode()
        assert "nouvelle banque" in kept, "what was typed is still there"
        assert admin.post(house.url("bank-details/propose"), said | {"password": PASSWORD}).status_code == 302
        page = house.client("collector").get(house.url("bank-details/")).content.decode()
        assert "•0 189" in page
        assert IBAN.replace(" ", "") not in page.replace(" ", "")
        assert '<span class="count">1</span>' in manager.get(house.url("bank-details/")).content.decode()
        assert '<span class="count">' not in admin.get(house.url("bank-details/")).content.decode(), "one’s own waits for others"
        number = requests(house.company)[0].id
        proof = {"verdict": "approve", "password": PASSWORD}
        assert manager.post(house.url(f"approvals/{number}/decide"), proof).status_code == 422, "unchecked"
        assert manager.post(house.url(f"approvals/{number}/decide"), {"verdict": "approve", "checked": "1"}).status_code == 422, "without the password"
        assert admin.post(house.url(f"approvals/{number}/decide"), proof | {"checked": "1"}).status_code == 422, "one's own"
        assert "vérifié" in manager.get(house.url(f"approvals/{number}/")).content.decode()
        assert manager.post(house.url(f"approvals/{number}/decide"), proof | {"checked": "1"}).status_code == 302
        assert "pas encore en vigueur" in manager.get(house.url("approvals/")).content.decode()
        assert admin.post(house.url(f"approvals/{number}/cancel"), {"reason": "x"}).status_code == 302
        assert in_force(house, LATER) is None

    def test_making_an_administrator_takes_another_person(self, house: House) -> None:
        target = actor(house, "accountant").user_id
        owner, admin = house.client("owner"), house.client("admin")
        assert owner.post(house.url(f"people/{target}/role"), {"role": "admin"}).status_code == 422, "without a reason"
        assert owner.post(house.url(f"people/{target}/role"), {"role": "admin", "reason": "remplace Paul"}).status_code == 302
        assert {one.user_id: one.role for one in members(house.company)}[target] == "accountant"
        number = requests(house.company)[0].id
        assert owner.post(house.url(f"approvals/{number}/decide"), {"verdict": "approve", "password": PASSWORD}).status_code == 422
        assert admin.post(house.url(f"approvals/{number}/decide"), {"verdict": "approve", "password": PASSWORD}).status_code == 302
        assert {one.user_id: one.role for one in members(house.company)}[target] == "admin"
        assert events(house, "RoleChanged")[-1][0] == f"admin@{house.slug}"

    def test_a_name_with_braces_is_a_name(self, house: House) -> None:
        ask(actor(house), "role", subject="usr_1", before={"name": "a{0}{", "role": "auditor"}, after={"name": "a{0}{", "role": "admin"}, reason="{reason} {")
        assert "a{0}{" in house.client("manager").get(house.url("approvals/")).content.decode()
        assert any("a{0}{" in one.subject for one in outbox(house.company))

    def test_a_form_from_elsewhere_decides_nothing(self, house: House) -> None:
        """S50"""
        from django.test import Client

        number = propose(house)
        client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
        client.cookies = house.client("manager").cookies
        assert client.post(house.url(f"approvals/{number}/decide"), {"verdict": "approve", "password": PASSWORD, "checked": "1"}).status_code == 403


class TestLargeFiles:
    def test_one_leaves_when_another_person_has_approved_and_for_a_day(self, lumen: House) -> None:
        set_policy(actor(lumen), Policy(export_rows=1))
        client, path = lumen.client("accountant"), lumen.url("aging/?by=item&form=csv")
        sent = client.get(path)
        assert sent.status_code == 302
        assert "MARTIN" not in sent.content.decode()
        asked = client.get(sent.headers["Location"])
        assert "approuve" in asked.content.decode()
        said = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
        assert client.post(lumen.url("exports/ask"), said).status_code == 422, "without a reason"
        assert client.post(lumen.url("exports/ask"), said | {"reason": "audit annuel"}).status_code == 302
        assert client.get(path).status_code == 302
        number = requests(lumen.company)[0].id
        decide(actor(lumen, "manager"), number, "approve")
        assert client.get(path).headers["Content-Type"].startswith("text/csv")
        assert events(lumen, "LargeExport")
        assert lumen.client("collector").get(path).status_code == 302, "another person's approval"
        assert not may_take(actor(lumen, "accountant", datetime.now(UTC) + timedelta(hours=25)), 2)
        assert not may_take(actor(lumen, "accountant"), 10**6), "more lines than were asked for"
        set_policy(actor(lumen), Policy())
        assert lumen.client("collector").get(path).status_code == 200

    def test_an_auditor_asks_for_none(self, lumen: House) -> None:
        assert lumen.client("auditor").post(lumen.url("exports/ask"), {"file": "x", "rows": "5", "reason": "x"}).status_code == 403


class TestAPersonAlone:
    @pytest.fixture
    def alone(self, house: House) -> House:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM web_membership WHERE organization_id = %s AND role <> 'owner'", [house.company.organization_id])
            cursor.execute("UPDATE auth_user SET email = 'seule@example.test' WHERE username = %s", [f"owner@{house.slug}"])
        return house

    def code(self, house: House) -> str:
        mail = next(one for one in outbox(house.company) if one.kind == "approval_code")
        found = re.search(r"\b\d{8}\b", read_mail(house.company, mail.id, reader=None).body or "")
        assert found is not None
        return found[0]

    def test_waits_and_confirms_by_a_code_that_came_another_way(self, alone: House) -> None:
        number = propose(alone, actor(alone))
        code = self.code(alone)
        with pytest.raises(TooEarly):
            decide(actor(alone), number, "confirm", code=code)
        with pytest.raises(ConfirmationWrong):
            decide(later(alone, "owner"), number, "confirm", code="00000000" if code != "00000000" else "11111111")
        with pytest.raises(SelfApproval):
            decide(later(alone, "owner"), number, "approve")
        _let_pass(alone, number)
        decide(actor(alone), number, "confirm", code=f"{code[:4]} {code[4:]}")
        assert in_force(alone) == IBAN.replace(" ", "")

    def test_the_office_shows_the_code_to_nobody(self, alone: House) -> None:
        propose(alone, actor(alone))
        mail = next(one for one in outbox(alone.company) if one.kind == "approval_code")
        assert self.code(alone) not in alone.client("owner").get(alone.url(f"mail/{mail.id}/")).content.decode()

    def test_guessing_the_code_is_stopped(self, alone: House) -> None:
        number = propose(alone, actor(alone))
        wrong = "00000000" if self.code(alone) != "00000000" else "11111111"
        for _ in range(5):
            with pytest.raises(ConfirmationWrong):
                decide(later(alone, "owner"), number, "confirm", code=wrong)
        with pytest.raises(TooManyTries):
            decide(later(alone, "owner"), number, "confirm", code=self.code(alone))

    def test_an_account_without_address_cannot_be_reached(self, alone: House) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE auth_user SET email = '', username = %s WHERE username = %s", [f"seule-{alone.slug}", f"owner@{alone.slug}"])
        name = f"seule-{alone.slug}"
        who = next(one for one in members(alone.company) if one.name == name)
        with pytest.raises(NoAddress):
            propose(alone, Actor(alone.company, who.user_id, name, datetime.now(UTC)))

    def test_suspending_the_others_makes_nobody_alone(self, house: House) -> None:
        for role in ("admin", "manager"):
            suspend(actor(house), actor(house, role).user_id)
        number = propose(house, actor(house))
        assert requests(house.company)[0].code_sha256 is None
        with pytest.raises(SelfApproval):
            decide(later(house, "owner"), number, "confirm", code="12345678")
        assert {f"admin@{house.slug}", f"manager@{house.slug}"} <= {one.recipient for one in outbox(house.company) if one.kind == "approval_asked"}


def _let_pass(house: House, number: int) -> None:
    """Make a request and its decisions older than the waiting time."""
    with owning(house) as cursor:
        for table, condition, columns in (("approval_request", "id", "recorded_at not_before expires_at"), ("approval_decision", "request_id", "recorded_at takes_effect_at")):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            changes = ", ".join(f"{column} = {column} - interval '3 days'" for column in columns.split())
            cursor.execute(f"UPDATE {table} SET {changes} WHERE {condition} = %s", [number])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
