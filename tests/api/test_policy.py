"""The settlement policy through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_review import post
from tests.api.world import Door, body, open_door
from tests.conftest import Database


@pytest.fixture(scope="module")
def door(database: Database) -> Door:
    return open_door("Atelier Lumen")


def said(door: Door) -> dict[tuple[str, str | None], Any]:
    return {(one["name"], one["customer_id"]): one["value"] for one in body(door.get("/policy"))["settings"] if one["said"]}


def test_a_setting_is_said_once_shown_with_its_history_and_taken_back(door: Door) -> None:
    word = {"name": "short", "tolerance": {"absolute_minor": 500, "cap_minor": 500}, "reason": "board"}
    first = post(door, "/policy", word, **{"idempotency-key": "a"})
    assert (first.status_code, body(first)["value"]) == (200, {"absolute_minor": 500, "permille": 0, "cap_minor": 500})
    assert post(door, "/policy", word, **{"idempotency-key": "a"}).headers["Idempotency-Replayed"] == "true"
    assert post(door, "/policy", {"name": "always_review", "customer_id": "BETON", "allowed": True, "reason": "late"}).status_code == 200
    assert post(door, "/policy", {"name": "fee:stripe", "fee": {"basis_points": 150}, "reason": "contract"}).status_code == 200
    assert said(door) == {
        ("short", None): {"absolute_minor": 500, "permille": 0, "cap_minor": 500}, ("fee:stripe", None): {"basis_points": 150, "each_minor": 0}, ("always_review", "BETON"): True
    }  # fmt: skip
    assert body(post(door, "/policy", {"name": "short", "reason": "as before"}))["said"] is False
    history = body(door.get("/policy"))["history"]
    assert [(one["name"], one["reason"]) for one in history] == [
        ("short", "as before"),
        ("fee:stripe", "contract"),
        ("always_review", "late"),
        ("short", "board"),
    ]


@pytest.mark.parametrize(
    ("word", "status", "code"),
    [
        ({"name": "short", "number": 5, "reason": "x"}, 422, "setting_impossible"), ({"name": "no", "number": 5, "reason": "x"}, 422, "setting_unknown"),
        ({"name": "short", "customer_id": "NOBODY", "reason": "x"}, 404, "customer_unknown"), ({"name": "short", "number": -1, "reason": "x"}, 422, "request_invalid"),
        ({"name": "short", "reason": ""}, 422, "request_invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_problem_with_its_code(door: Door, word: dict[str, Any], status: int, code: str) -> None:
    answer = post(door, "/policy", word)
    assert (answer.status_code, body(answer)["code"]) == (status, code)


def test_an_auditors_token_reads_and_does_not_set(door: Door) -> None:
    assert post(door, "/policy", {"name": "late_discounts", "allowed": True, "reason": "x"}, token=door.auditor).status_code == 403
    assert door.get("/policy", token=door.auditor).status_code == 200
