"""The pages that prove: the trail and its chain, differences that people explain, settings with their history, the state of the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from encours.adapters.postgres import last_backup
from encours.adapters.postgres.last_backup import LastBackup, remember_backup
from encours.kernel.refusal import Refusal
from encours.store.tenant import tenant
from encours.usecases.aging import aged_balance
from encours.usecases.audit import EVENT_TEXTS, audit_trail, changes_of
from encours.usecases.check import check_books
from encours.usecases.differences import differences, explain_difference, origin_lines, reopen_difference
from encours.usecases.organization import change_organization, organization
from encours.usecases.system import record_check, system_state
from encours.usecases.trend import trend
from encours.web.office import system as system_page
from tests.architecture.walk import SOURCE
from tests.conftest import Database
from tests.usecases.books import TODAY, fec, give
from tests.web.test_imports import page
from tests.web.world import House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    return settle_in("Preuve")


def test_every_event_that_the_program_records_has_words_in_both_languages() -> None:
    recorded = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"(?:record_event|\.record|_record|_announce|tell_everywhere)\((.*?)\)\n", text, re.DOTALL):
            recorded |= set(re.findall(r'"([A-Z][a-z]+(?:[A-Z][a-z]+)+)"', call))
    assert {"ApprovalDecided", "FileImported", "TokenRevoked"} <= recorded <= EVENT_TEXTS.keys()


def test_the_trail_is_filtered_by_person_thing_type_and_day_and_pages_lose_nothing(house: House) -> None:
    scope = house.company_scope()
    whole = audit_trail(scope, seals=True, limit=None).page.rows
    assert [one.recorded_at for one in whole] == sorted((one.recorded_at for one in whole), reverse=True)
    paged, after = [], None
    while True:
        found = audit_trail(scope, seals=True, limit=2, after=after).page
        paged += found.rows
        after = found.next
        if after is None:
            break
    assert paged == list(whole)
    assert {one.type for one in audit_trail(scope, subject="imp_1").page.rows} == {"FileImported"}
    assert {one.type for one in audit_trail(scope, type_="UserAdmitted").page.rows} == {"UserAdmitted"}
    assert audit_trail(scope, actor="nobody").page.rows == ()
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    assert audit_trail(scope, first=tomorrow).page.rows == ()
    assert audit_trail(scope, last=tomorrow).page.rows != ()


def test_verifying_the_chain_tells_a_changed_event(house: House) -> None:
    from django.db import connections

    client = house.client("auditor")
    assert check_books(house.company.organization_id, today=TODAY).holds
    assert "la chaîne tient" in page(client, house.url("audit/?verify=1"))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('encours.organization_id', %s, false)", [str(house.company.organization_id)])
        cursor.execute("ALTER TABLE event DISABLE TRIGGER append_only")
        cursor.execute("UPDATE event SET actor = 'somebody else' WHERE type = 'FileImported'")
        cursor.execute("ALTER TABLE event ENABLE TRIGGER append_only")
    shown = page(client, house.url("audit/?verify=1"))
    assert "la chaîne tient" not in shown and "n&#39;est pas celui qui a été scellé" in shown


def test_a_difference_is_explained_with_a_reason_taken_back_and_told_in_the_trail(house: House) -> None:
    scope = house.company_scope()
    first = differences(scope, TODAY).open_rows[0]
    with pytest.raises(Refusal) as refused:
        explain_difference(scope, TODAY, first.key, reason="  ", today=TODAY)
    assert refused.value.code == "difference_reason_missing"
    with pytest.raises(Refusal) as refused:
        explain_difference(scope, TODAY, "0" * 32, reason="x", today=TODAY)
    assert refused.value.code == "difference_unknown"
    client = house.client()
    assert client.post(house.url(f"reconciliation/{first.key}/explain"), {"as_of": TODAY.isoformat(), "reason": "remise en route"}).status_code == 302
    found = differences(scope, TODAY)
    assert first.key not in {row.key for row in found.open_rows}
    note = next(row.note for row in found.rows if row.key == first.key)
    assert note is not None and (note.reason, note.actor) == ("remise en route", f"accountant@{house.slug}")
    assert "remise en route" in page(client, house.url(f"reconciliation/?show=explained&as_of={TODAY}"))
    assert audit_trail(scope, type_="DifferenceExplained").page.rows[0].payload["reason"] == "remise en route"
    reopen_difference(scope, TODAY, first.key, reason="finalement non", today=TODAY)
    assert first.key in {row.key for row in differences(scope, TODAY).open_rows}
    assert check_books(house.company.organization_id, today=TODAY).holds


def test_a_difference_that_changes_is_another_and_unexplained(house: House) -> None:
    scope = house.company_scope()
    rows = differences(scope, TODAY).rows
    for row in rows:
        explain_difference(scope, TODAY, row.key, reason="connu", today=TODAY)
    assert differences(scope, TODAY).open_rows == ()
    line = b"line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance\n9,2026-11-13,-12.00,EUR,FR7630006000011234567890189,BANQUE,FRAIS\n"
    give(house.company, line, "more.csv")
    assert [row.minor for row in differences(scope, TODAY).open_rows] == [-12_00]


def test_the_steps_from_the_accounting_files_add_up_to_the_aged_balance_and_open_into_their_lines(house: House) -> None:
    scope = house.company_scope()
    found = differences(scope, TODAY)
    [total] = aged_balance(scope, TODAY, by="currency").totals
    assert sum(one.minor for one in found.origins) == total.total_minor
    for one in found.origins:
        lines = origin_lines(scope, TODAY, one.origin, one.currency).rows
        assert (len(lines), sum(line.minor for line in lines)) == (one.lines, one.minor)


def test_settings_change_with_before_and_after_and_take_effect(house: House) -> None:
    scope, client = house.company_scope(), house.client("admin")
    posted = {"name": "Preuve SARL", "siren": "732 829 320", "buckets": "0,15,45", "default_terms": "NET30", "time_zone": "Europe/Paris", "address": "1 rue du Port\n75001 Paris"}
    assert client.post(house.url("organization/change"), posted).status_code == 302
    found = organization(scope)
    assert (found.company.name, found.company.buckets, found.company.address) == ("Preuve SARL", "0,15,45", "1 rue du Port\n75001 Paris")
    assert ("buckets", "", "0,15,45") in changes_of(found.history[0])
    assert [bucket.to_days for bucket in aged_balance(scope, TODAY).buckets] == [1, 16, 46, None]
    assert "16–45 jours" in page(client, house.url("aging/"))
    assert change_organization(scope, posted, today=TODAY) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("siren", "123456789"), ("vat_number", "FR00732829320"), ("time_zone", "Mars/Olympus"), ("language", "de"), ("default_terms", "quand il pourra"), ("buckets", "30,0"), ("name", "a\0b")],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(lumen: House, field: str, value: str) -> None:
    before = organization(lumen.company_scope()).settings
    answer = lumen.client("admin").post(lumen.url("organization/change"), {field: value})
    assert answer.status_code == 422 and "ne convient pas" in answer.content.decode()
    assert organization(lumen.company_scope()).settings == before


def test_only_administrators_change_settings(lumen: House) -> None:
    assert lumen.client("accountant").post(lumen.url("organization/change"), {"name": "X"}).status_code == 403
    assert "Les administrateurs modifient" in page(lumen.client("accountant"), lumen.url("organization/"))


def test_a_check_leaves_its_outcome_in_the_trail(house: House) -> None:
    assert system_state(house.company_scope()).last_check is None
    record_check(check_books(house.company.organization_id, today=TODAY, company_id=house.company.id), actor="cli:root", today=TODAY)
    last = system_state(house.company_scope()).last_check
    assert last is not None and (last.actor, last.violations) == ("cli:root", 0)
    assert "tout concorde" in page(house.client(), house.url("system/"))


def test_the_last_backup_is_told_with_its_age(lumen: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_page, "last_backup", lambda _home: last_backup.last_backup(tmp_path))
    assert "aucune n’est connue" in page(lumen.client(), lumen.url("system/"))
    remember_backup(tmp_path, LastBackup(datetime.now(UTC), "encours.backup", 3_000_000, 12_345))
    shown = page(lumen.client(), lumen.url("system/"))
    assert "récente" in shown and "12\u202f345" in shown
    remember_backup(tmp_path, LastBackup(datetime.now(UTC) - timedelta(days=3), "encours.backup", 3_000_000, 12_345))
    assert "plus d’un jour" in page(lumen.client(), lumen.url("system/"))
    (tmp_path / "last-backup.json").write_text("{", encoding="utf-8")
    assert last_backup.last_backup(tmp_path) is None


def test_places_on_the_machine_are_for_administrators(lumen: House) -> None:
    assert "Rôle du propriétaire" in page(lumen.client("admin"), lumen.url("system/"))
    assert "Rôle du propriétaire" not in page(lumen.client("auditor"), lumen.url("system/"))


def test_months_are_kept_until_something_is_recorded_and_a_forged_one_is_told(house: House) -> None:
    scope = house.company_scope()
    before = trend(scope, TODAY).points
    assert _kept(house) == 1 and trend(scope, TODAY).points == before
    give(house.company, fec("VE 9 2026-09-09 FA-9\n411 MARTIN 50,00\n706 - -50,00"), "more.txt")
    after = trend(scope, TODAY).points
    assert after[-1].owed_minor == before[-1].owed_minor + 50_00
    assert check_books(house.company.organization_id, today=TODAY, only=("I30",)).holds
    with tenant(house.company.organization_id) as cursor:
        cursor.execute("UPDATE kept_months SET body = jsonb_set(body, '{flows,0,2}', '1')")
    [examined] = check_books(house.company.organization_id, today=TODAY, only=("I30",)).examined
    assert (examined.invariant.code, examined.found.count) == ("I30", 1)


def _kept(house: House) -> int:
    with tenant(house.company.organization_id) as cursor:
        cursor.execute("SELECT count(*) FROM kept_months")
        count: int = cursor.fetchone()[0]
        return count
