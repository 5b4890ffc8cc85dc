"""Deductions through the API: listed, accepted, refused and taken back, once for each key."""

from __future__ import annotations

import pytest

from encours.usecases.review.decide import apply
from tests.api.test_review import post
from tests.api.world import Door, body, open_door
from tests.conftest import Database
from tests.usecases.books import TODAY, assert_sound, fec, give
from tests.usecases.review.desk import bank, line_id
from tests.usecases.review.test_decide import wish
from tests.web.world import BOOKS


@pytest.fixture
def door(fresh_database: Database) -> Door:
    found = open_door("Atelier Lumen")
    company = found.house.company
    assert give(company, fec(*BOOKS, "VE 6 2026-10-01 FA-20260881\n411 BETON 300,00\n706 - -300,00"), "732829320FEC20261231b.txt").state == "committed"
    assert give(company, bank("P1 2026-11-21 250.00 CLIENT BETON||VIR FA-20260881"), "more.csv").state == "committed"
    [item] = [wish(company, "FA-20260881")]
    apply(company, "ines", line_id(company, "P1"), [item], difference="short_payment", deduction="quality", today=TODAY)
    return found


def test_a_deduction_is_decided_and_taken_back(door: Door) -> None:
    [one] = body(door.get("/deductions"))["deductions"]
    assert (one["invoice_number"], one["reason"], one["amount_minor"], one["state"]) == ("FA-20260881", "quality", 5000, "open")
    path = f"/deductions/{one['deduction_id']}"
    refused = post(door, f"{path}/accept", {"way": "write_off"})
    assert (refused.status_code, body(refused)["code"]) == (422, "write_off_impossible")
    done = post(door, f"{path}/refuse", {"reason": "contract"}, **{"idempotency-key": "r"})
    assert (done.status_code, body(done)["state"]) == (200, "refused")
    assert post(door, f"{path}/refuse", {"reason": "contract"}, **{"idempotency-key": "r"}).headers["Idempotency-Replayed"] == "true"
    again = post(door, f"{path}/refuse", {"reason": "contract"})
    assert (again.status_code, body(again)["code"]) == (409, "deduction_decided")
    assert body(post(door, f"{path}/undo", {"reason": "x"}))["state"] == "open"
    assert body(post(door, f"{path}/accept", {"way": "credit_note", "note": "agreed"}))["state"] == "awaiting_credit_note"
    assert len(body(door.get("/deductions", show="accepted", customer_id="BETON"))["deductions"]) == 1
    assert post(door, "/deductions/999999/refuse", {"reason": "x"}).status_code == 404
    assert post(door, f"{path}/undo", {"reason": "x"}, token=door.auditor).status_code == 403
    assert_sound(door.house.company)
