"""Promises and holds through the API: once for each key, with the effect that the reminders show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_review import post
from tests.api.world import Door, body
from tests.conftest import Database
from tests.usecases.books import assert_sound


@pytest.fixture
def door(fresh_database: Database) -> Door:
    from tests.api.world import open_door

    return open_door("Atelier Lumen")


def held(door: Door) -> dict[str, str]:
    return {one["customer_id"]: one["reason"] for one in body(door.get("/reminders"))["held"]}


def owing(door: Door) -> str:
    due = body(door.get("/reminders"))["reminders"]
    return str(due[0]["customer_id"])


def test_a_promise_is_taken_once_for_its_key_and_holds_the_reminder(door: Door) -> None:
    customer = owing(door)
    said = {"customer_id": customer, "pay_on": "2026-12-11"}
    first, again = (post(door, "/promises", said, **{"idempotency-key": "one"}) for _ in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"], body(first)) == (200, "true", body(again))
    assert body(first)["state"] == "running" and "promised for 11 Dec 2026" in held(door)[customer]
    listed = body(door.get("/promises", state="running"))
    assert [one["promise_id"] for one in listed["promises"]] == [body(first)["promise_id"]] and listed["count"] == 1
    path = f"/promises/{body(first)['promise_id']}/cancel"
    assert [post(door, path, {"reason": "mistaken"}).status_code for _ in range(2)] == [200, 409]
    assert customer not in held(door) and body(door.get("/promises"))["promises"][0]["end_reason"] == "mistaken"
    assert_sound(door.house.company)


def test_a_hold_is_put_and_lifted(door: Door) -> None:
    customer = owing(door)
    made = post(door, "/holds", {"customer_id": customer, "cause": "insolvency"})
    assert made.status_code == 200 and "insolvency" in held(door)[customer]
    [hold] = body(made)["holds"]
    assert [one["is_on"] for one in body(door.get("/holds"))["holds"]] == [True]
    assert post(door, f"/holds/{hold}/lift", {"reason": "plan accepted"}).status_code == 200
    assert customer not in held(door)


@pytest.mark.parametrize(
    ("path", "said", "status", "code"),
    [
        ("/promises", {"customer_id": "NOBODY", "pay_on": "2026-12-11"}, 404, "customer_unknown"),
        ("/promises", {"customer_id": "BETON", "pay_on": "2027-12-11"}, 422, "promise_day_wrong"),
        ("/promises/77/cancel", {"reason": "x"}, 404, "promise_unknown"),
        ("/promises/77/cancel", {"reason": ""}, 422, "request_invalid"),
        ("/holds", {"customer_id": "BETON", "cause": "other"}, 422, "hold_needs_note"),
        ("/holds", {"customer_id": "BETON", "cause": "moon"}, 422, "request_invalid"),
        ("/holds/77/lift", {"reason": "x"}, 404, "hold_unknown"),
    ],
)
def test_what_cannot_be_is_a_problem_with_its_code(door: Door, path: str, said: dict[str, Any], status: int, code: str) -> None:
    answer = post(door, path, said)
    assert (answer.status_code, body(answer)["code"]) == (status, code)
