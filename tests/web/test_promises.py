"""The page of promises and holds: taken down, shown with their state, taken back, and closed to whoever may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from encours.usecases.reminders import plan_reminders
from tests.conftest import Database
from tests.usecases.books import assert_sound
from tests.web.world import House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    return settle_in("Promesse")


def today(house: House) -> str:
    return (datetime.now(UTC).date() + timedelta(days=5)).isoformat()


def owing(house: House) -> str:
    return plan_reminders(house.company_scope(), datetime.now(UTC).date()).due[0].customer_code


def test_a_promise_is_taken_down_shown_and_undone_from_the_notice(house: House) -> None:
    client, customer = house.client("collector"), owing(house)
    page = client.post(house.url("promises/take"), {"customer": customer, "pay_on": today(house), "note": "{dit} au téléphone"}, follow=True).content.decode()
    assert "pas de relance à ce sujet jusqu’au" in page and "{dit} au téléphone" in page and "tout le compte" in page and ">en cours<" in page
    assert "promis pour le" in client.get(house.url("reminders/")).content.decode()
    told = client.post(house.url("promises/1/cancel"), {"reason": "erreur"}, follow=True).content.decode()
    assert "La promesse 1 est annulée" in told and "Aucune promesse dans cet état" in told
    assert "erreur" in client.get(house.url("promises/?show=all")).content.decode()
    assert_sound(house.company)


def test_what_cannot_be_promised_comes_back_with_its_reason_and_what_was_typed(house: House) -> None:
    client, customer = house.client(), owing(house)
    for said, why in (
        ({"customer": "PERSONNE", "pay_on": today(house)}, "pas de client « PERSONNE »"),
        ({"customer": customer, "pay_on": ""}, "La date manque"),
        ({"customer": customer, "pay_on": "2001-01-01"}, "ne peut pas porter sur le 01/01/2001"),
        ({"customer": customer, "pay_on": today(house), "amount": "beaucoup"}, "beaucoup"),
        ({"customer": customer, "pay_on": today(house), "documents": "RIEN"}, "« RIEN »"),
    ):
        answer = client.post(house.url("promises/take"), said)
        assert answer.status_code == 422 and why in answer.content.decode() and f'value="{said["customer"]}"' in answer.content.decode(), said


def test_a_hold_is_put_and_lifted(house: House) -> None:
    client, customer = house.client(), owing(house)
    answer = client.post(house.url("holds/put"), {"customer": customer, "cause": "other"})
    assert answer.status_code == 422 and "Précisez le motif" in answer.content.decode()
    page = client.post(house.url("holds/put"), {"customer": customer, "cause": "litigation", "note": "Me Durand"}, follow=True).content.decode()
    assert "contentieux" in page and "Me Durand" in page
    assert "Aucune relance n’est suspendue" in client.post(house.url("holds/1/lift"), {"reason": "réglé"}, follow=True).content.decode()
    assert client.post(house.url("holds/1/lift"), {"reason": "encore"}).status_code == 422


def test_an_auditor_reads_and_writes_nothing(house: House) -> None:
    client = house.client("auditor")
    page = client.get(house.url("promises/")).content.decode()
    assert "Promesses de paiement" in page and "<h2 id=\"take\">" not in page
    assert client.post(house.url("promises/take"), {"customer": "X", "pay_on": today(house)}).status_code == 403


def test_the_files_have_every_promise(house: House) -> None:
    client = house.client()
    client.post(house.url("promises/take"), {"customer": owing(house), "pay_on": today(house)})
    table = client.get(house.url("promises/?form=csv")).content.decode("utf-8-sig")
    assert owing(house) not in table.splitlines()[0] and len([line for line in table.splitlines() if line.strip()]) >= 2
