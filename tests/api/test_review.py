"""Deciding bank lines through the API: once for each key, on the version that was seen, and in words where it cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encours.usecases.matching import match_company
from tests.api.world import Door, body
from tests.conftest import Database
from tests.usecases.books import TODAY, assert_sound, csv, fec, give, query
from tests.usecases.review.desk import bank
from tests.web.world import BOOKS

LINES = (
    "P1 2026-11-21 112.00 CLIENT BETON||VIR FA-20260881", "P2 2026-11-20 880.00 QUIDAM||DIVERSES", "P3 2026-11-19 1010.00 CLIENT MARTIN||ACOMPTE FA-20260882",
    "P4 2026-11-18 5000.00 AUTRE||APPORT", "P5 2026-11-17 64.00 QUELQU UN||DIVERS",
)  # fmt: skip


@pytest.fixture
def door(fresh_database: Database) -> Door:
    from tests.api.world import open_door

    found = open_door("Atelier Lumen")
    more = ("VE 6 2026-10-01 FA-20260881\n411 BETON 300,00\n706 - -300,00", "VE 7 2026-10-02 FA-20260882\n411 MARTIN 1500,00\n706 - -1500,00")
    assert give(found.house.company, fec(*BOOKS, *more), "732829320FEC20261231b.txt").state == "committed"
    assert give(found.house.company, bank(*LINES), "more.csv").state == "committed"
    match_company(found.house.company, "test", today=TODAY)
    return found


def post(door: Door, path: str, data: Any, *, token: str = "", language: str = "en", **headers: str) -> Any:
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token or door.writer}", "accept-language": language, **headers})
    return client.post(door.url(path), json.dumps(data), content_type="application/json")


def seen(door: Door, reference: str) -> dict[str, Any]:
    for show in ("waiting", "decided", "excluded", "automatic"):
        for one in body(door.get("/review", show=show))["lines"]:
            if one["bank_reference"] == reference:
                return dict(one)
    raise AssertionError(reference)


def test_a_suggestion_is_accepted_once_however_often_the_request_comes(door: Door) -> None:
    line = seen(door, "P1")
    assert line["payer_customer_id"] == "BETON" and line["proposals"][0]["parts"][0]["invoice_number"] == "FA-20260881"
    said = {"version": line["version"], "proposal": line["proposals"][0]["proposal"]}
    first = post(door, f"/review/{line['line_id']}/accept", said, **{"idempotency-key": "one"})
    again = post(door, f"/review/{line['line_id']}/accept", said, **{"idempotency-key": "one"})
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (200, 200, "true")
    assert body(first) == body(again) and body(first)["applied_minor"] == 11200
    other = post(door, f"/review/{line['line_id']}/accept", {**said, "proposal": "x"}, **{"idempotency-key": "one"})
    assert (other.status_code, body(other)["code"]) == (422, "idempotency_key_reused")
    assert_sound(door.house.company)


def test_R54_a_conflict_is_409_with_both_sides_in_the_readers_language(door: Door) -> None:
    line = seen(door, "P2")
    path = f"/review/{line['line_id']}"
    done = post(door, f"{path}/customer", {"version": line["version"], "customer_id": "MARTIN"})
    assert done.status_code == 200
    answer = post(door, f"{path}/exclude", {"version": line["version"], "reason": "internal"}, language="fr")
    found = body(answer)
    assert (answer.status_code, answer.headers["Content-Type"], found["code"]) == (409, "application/problem+json", "decision_conflict")
    assert found["conflict"]["wanted"] == "l'exclure" and "a laissée en compte client" in found["conflict"]["changed"][0]
    assert found["conflict"]["version"] == seen(door, "P2")["version"]


def test_every_decision_has_its_endpoint_and_can_be_taken_back(door: Door) -> None:
    [(other,)] = query(door.house.company, "SELECT id FROM item WHERE document_ref = 'FA-4'")
    before = body(door.get("/review"))["count"]
    for reference, path, said in (
        ("P2", "exclude", {"reason": "internal"}),
        ("P3", "apply", {"items": [{"item_id": other, "amount_minor": 6000}, {"item_id": door.house.ids()["item"]}], "customer_id": "BETON"}),
        ("P4", "question", {"question": "who?", "assignee": "marc"}),
        ("P4", "customer", {"customer_id": "BETON"}),
    ):
        line = seen(door, reference)
        answer = post(door, f"/review/{line['line_id']}/{path}", {"version": line["version"], **said})
        assert answer.status_code == 200, answer.content
    assert body(door.get("/review", show="questions"))["lines"] == []
    history = body(door.get(f"/review/{seen(door, 'P4')['line_id']}"))["history"]
    assert [one.split(" on ")[0] for one in history] == ["owner@atelier-lumen asked", "owner@atelier-lumen left it"]
    for reference in ("P2", "P3", "P4"):
        line = seen(door, reference)
        assert post(door, f"/review/{line['line_id']}/undo", {"version": line["version"], "reason": "no"}).status_code == 200
    assert body(door.get("/review"))["count"] == before
    assert_sound(door.house.company)


def test_R74_many_are_accepted_and_the_batch_is_taken_back(door: Door) -> None:
    lines = [{"line_id": one["line_id"], "version": one["version"]} for one in body(door.get("/review"))["lines"] if one["bank_reference"] in ("P1", "P2", "P3")]
    done = body(post(door, "/review-batches", {"lines": lines}))
    assert (len(done["decided"]), [one["code"] for one in done["returned"]]) == (2, ["suggestion_stale"])
    undone = body(post(door, "/review-batches/undo", {"batch": done["batch"], "reason": "too fast"}))
    assert (len(undone["undone"]), undone["returned"]) == (2, [])


@pytest.mark.parametrize(
    ("path", "said", "status", "code"),
    [
        ("/review/999999/accept", {"version": ""}, 404, "bank_line_unknown"),
        ("/review/{line}/accept", {}, 422, "request_invalid"),
        ("/review/{line}/accept", {"version": "0-aaaaaaaaaaaa"}, 409, "decision_conflict"),
        ("/review/{line}/accept", {"version": "", "proposal": "x"}, 409, "suggestion_stale"),
        ("/review/{line}/exclude", {"version": "", "reason": " "}, 422, "reason_missing"),
        ("/review/{line}/apply", {"version": "", "items": []}, 422, "nothing_chosen"),
        ("/review/{line}/apply", {"version": "", "items": [{"item_id": 1}], "deduction": "mood"}, 422, "deduction_reason_unknown"),
        ("/review/{line}/apply", {"version": "", "items": [{"item_id": 10**9}]}, 422, "item_not_open"),
        ("/review/{line}/apply", {"version": "", "items": [{"item_id": 1, "kind": "gift"}]}, 422, "request_invalid"),
        ("/review/{line}/customer", {"version": "", "customer_id": "NOBODY"}, 404, "customer_unknown"),
        ("/review/{line}/undo", {"version": "", "reason": "x"}, 409, "no_decision"),
        ("/review-batches", {"lines": []}, 422, "request_invalid"),
        ("/review-batches/undo", {"batch": "x", "reason": "x"}, 404, "decision_batch_unknown"),
    ],
)
def test_what_cannot_be_done_is_a_problem_with_a_code(door: Door, path: str, said: dict[str, Any], status: int, code: str) -> None:
    answer = post(door, path.format(line=seen(door, "P2")["line_id"]), said)
    assert (answer.status_code, body(answer)["code"]) == (status, code), answer.content


def test_who_may_only_read_decides_nothing(door: Door) -> None:
    line = seen(door, "P2")
    for token in (door.reader, door.auditor):
        assert post(door, f"/review/{line['line_id']}/exclude", {"version": line["version"], "reason": "x"}, token=token).status_code == 403


def test_a_line_that_brings_payments_in_transit_is_cleared_and_taken_back(door: Door) -> None:
    pay = csv("payment_id,customer_id,received_on,amount,currency,method,reference,invoice_number", "Q1,BETON,2026-11-20,100.00,EUR,card,,", "Q2,MARTIN,2026-11-20,50.00,EUR,card,,")
    assert give(door.house.company, pay, "payments.csv").state == "committed"
    assert give(door.house.company, bank("P9 2026-11-21 147.00 ||REMISE CB"), "payout.csv").state == "committed"
    match_company(door.house.company, "test", today=TODAY)
    line = seen(door, "P9")
    [made] = line["clearings"]
    assert (made["gross_minor"], made["fee_minor"], len(made["payments"])) == (15000, 300, 2)
    assert len(body(door.get(f"/review/{line['line_id']}"))["transit"]) == 2
    wrong = post(door, f"/review/{line['line_id']}/clear", {"version": line["version"], "payments": [made["payments"][0]["payment"]]})
    assert (wrong.status_code, body(wrong)["code"]) == (409, "clearing_impossible")
    done = post(door, f"/review/{line['line_id']}/clear", {"version": line["version"], "proposal": made["proposal"]})
    assert (done.status_code, body(done)["kind"], body(done)["applied_minor"]) == (200, "cleared", 15000)
    assert post(door, f"/review/{line['line_id']}/undo", {"version": "", "reason": "x"}).status_code == 200
    numbers = [one["payment"] for one in made["payments"]]
    assert post(door, f"/review/{line['line_id']}/clear", {"version": "", "payments": numbers, "fee_minor": 300}).status_code == 200
    assert_sound(door.house.company)


def test_an_advice_dropped_on_a_line_becomes_its_suggestion(door: Door) -> None:
    line = seen(door, "P5")
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {door.writer}"})
    content = csv("remittance_id,invoice_reference,amount,currency", "A-1,FA-20260881,64.00,EUR")
    answer = client.post(door.url(f"/review/{line['line_id']}/remittance"), {"file": SimpleUploadedFile("remittances.csv", content), "version": line["version"]})
    told = body(answer)
    assert (answer.status_code, told["advices"], told["files"][0]["state"]) == (200, ["A-1"], "committed")
    assert told["line"]["proposals"][0]["parts"][0]["invoice_number"] == "FA-20260881"
    done = post(door, f"/review/{line['line_id']}/accept", {"version": told["line"]["version"], "proposal": told["line"]["proposals"][0]["proposal"]})
    assert (done.status_code, body(done)["applied_minor"]) == (200, 6400)
    assert_sound(door.house.company)
