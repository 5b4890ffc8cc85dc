"""Imported by the ordinary door, the invented company owes what its manifest says, customer by customer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.demo.company import write_company
from tests.demo import reading
from tests.usecases.books import books, give, new_company


@pytest.mark.parametrize("order", ["forwards", "backwards"])
def test_the_ledgers_come_to_what_the_simulation_says(fresh_database: Any, tmp_path: Path, order: str) -> None:
    demo = write_company(tmp_path, seed=11, as_of=date(2026, 11, 22), customers=60, years=2)
    company = new_company()
    paths = reading.fec_files(demo)
    for path in paths if order == "forwards" else reversed(paths):
        report = give(company, path.read_bytes(), path.name)
        assert report.state == "committed", [issue.say("en") for issue in report.issues]
    owed: Counter[str] = Counter()
    for _account, customer, _on, _reference, _amount, open_minor, _due in books(company)["items"]:
        owed[customer] += open_minor
    told = demo.manifest["receivables_in_books"]
    assert {c: v for c, v in owed.items() if v} == {c: b["total"] for c, b in told["customers"].items() if b["total"]}
    assert sum(owed.values()) == told["total_minor"]
