"""Notes, pins and contacts: written by those who may, kept with who and when, seen on the page, told to the audit trail without their words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from encours.store.tenant import tenant
from encours.usecases.check import check_books
from tests.conftest import Database
from tests.usecases.books import TODAY, query
from tests.web.test_imports import page
from tests.web.world import House, settle_in


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    yield settle_in("Notes")


def customer_url(house: House, rest: str = "") -> str:
    return house.url(f"customers/{house.ids()['customer']}/{rest}")


def test_a_note_is_shown_with_who_wrote_it_and_calls_colleagues_only(house: House) -> None:
    client = house.client()
    assert client.post(customer_url(house, "notes"), {"body": f"Rappeler lundi @admin@{house.slug}, pas @personne.\n<b>PO</b>"}).status_code == 302
    shown = page(client, customer_url(house))
    assert "Rappeler lundi" in shown and "&lt;b&gt;PO&lt;/b&gt;" in shown and f"accountant@{house.slug}" in shown
    assert query(house.company, "SELECT mentions->>0, jsonb_array_length(mentions), actor FROM customer_note") == [(f"admin@{house.slug}", 1, f"accountant@{house.slug}")]
    client.post(customer_url(house, "notes"), {"body": f"@admin@{house.slug}", "pinned": "1"})
    assert f"interpelle admin@{house.slug}<" in page(client, customer_url(house))


def test_a_pin_stands_on_top_until_it_is_taken_off_and_a_withdrawn_note_is_gone(house: House) -> None:
    client = house.client()
    client.post(customer_url(house, "notes"), {"body": "Bon de commande obligatoire", "pinned": "1"})
    ((note,),) = query(house.company, "SELECT id FROM customer_note")
    assert '<ul class="pins"' in page(client, customer_url(house))
    client.post(customer_url(house, f"notes/{note}"), {"mark": "unpinned"})
    client.post(customer_url(house, f"notes/{note}"), {"mark": "unpinned"})
    assert '<ul class="pins"' not in page(client, customer_url(house))
    client.post(customer_url(house, f"notes/{note}"), {"mark": "withdrawn"})
    assert "Bon de commande obligatoire" not in page(client, customer_url(house))
    assert [row[0] for row in query(house.company, "SELECT kind FROM customer_note_mark ORDER BY id")] == ["pinned", "unpinned", "withdrawn"]
    assert client.post(customer_url(house, f"notes/{note}"), {"mark": "pinned"}).status_code == 404
    assert client.post(customer_url(house, f"notes/{note}"), {"mark": "burnt"}).status_code == 422


def test_an_empty_note_is_refused_in_words(house: House) -> None:
    answer = house.client().post(customer_url(house, "notes"), {"body": " \n"})
    assert answer.status_code == 422 and "La note est vide" in answer.content.decode()


def test_the_audit_trail_tells_that_a_note_was_written_and_never_what(house: House) -> None:
    client = house.client()
    client.post(customer_url(house, "notes"), {"body": "Confidentiel"})
    client.post(customer_url(house, "contacts"), {"role": "reminder", "name": "Mme Petit", "email": "petit@client.example", "language": "fr", "phone": ""})
    events = query(house.company, "SELECT type, payload::text || subjects::text FROM event WHERE type IN ('NoteAdded', 'ContactAdded') ORDER BY id")
    assert [event[0] for event in events] == ["NoteAdded", "ContactAdded"]
    assert not any("Confidentiel" in event[1] or "Petit" in event[1] or "client.example" in event[1] for event in events)
    report = check_books(house.company.organization_id, today=TODAY, seal=False)
    assert report.holds


def test_notes_are_appended_and_never_changed_even_by_sql(house: House) -> None:
    house.client().post(customer_url(house, "notes"), {"body": "Vrai"})
    for statement in ("UPDATE customer_note SET body = 'Faux'", "DELETE FROM customer_note"):
        with pytest.raises(Exception, match="(?i)permission|denied|append"), tenant(house.company.organization_id) as cursor:
            cursor.execute(statement)


def test_a_contact_is_added_changed_and_removed(house: House) -> None:
    client = house.client()
    typed = {"role": "escalation", "name": "Paul Durand", "email": "dir@client.example", "language": "en", "phone": "+33 1 23 45 67 89"}
    assert client.post(customer_url(house, "contacts"), typed).status_code == 302
    shown = page(client, customer_url(house, "?tab=contacts"))
    assert "relances, niveau supérieur" in shown and "anglais" in shown and "01\u00a023\u00a045\u00a067\u00a089" in shown
    again = client.post(customer_url(house, "contacts"), typed)
    assert again.status_code == 422 and "a déjà ce rôle" in again.content.decode() and 'value="dir@client.example"' in again.content.decode()
    ((contact,),) = query(house.company, "SELECT id FROM contact")
    client.post(customer_url(house, f"contacts/{contact}"), {"name": "Paule Durand", "language": "", "phone": ""})
    assert query(house.company, "SELECT name, language, phone, email FROM contact") == [("Paule Durand", "", "", "dir@client.example")]
    client.post(customer_url(house, f"contacts/{contact}"), {"remove": "1"})
    assert query(house.company, "SELECT count(*) FROM contact") == [(0,)]
    assert [row[0] for row in query(house.company, "SELECT type FROM event WHERE type LIKE 'Contact%%' ORDER BY id")] == ["ContactAdded", "ContactChanged", "ContactRemoved"]


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.fr", "x@y", "@z.fr"])
def test_a_contact_needs_an_address_that_can_be_one(house: House, email: str) -> None:
    answer = house.client().post(customer_url(house, "contacts"), {"role": "reminder", "email": email})
    assert answer.status_code == 422 and query(house.company, "SELECT count(*) FROM contact") == [(0,)]


def test_readers_write_nothing_and_other_companies_neither(house: House) -> None:
    other = settle_in("Voisine")
    assert house.client("auditor").post(customer_url(house, "notes"), {"body": "x"}).status_code == 403
    assert house.client("auditor").post(customer_url(house, "contacts"), {"role": "reminder", "email": "a@b.fr"}).status_code == 403
    assert other.client().post(customer_url(house, "notes"), {"body": "x"}).status_code == 404
    foreign = other.url(f"customers/{house.ids()['customer']}/notes")
    assert other.client().post(foreign, {"body": "x"}).status_code == 404
    assert query(house.company, "SELECT count(*) FROM customer_note") == [(0,)] == query(other.company, "SELECT count(*) FROM customer_note")
    assert "Ajouter la note" not in page(house.client("auditor"), customer_url(house))
