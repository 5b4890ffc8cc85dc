"""The figures of a page as files: the same to the cent, saved and never run."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.web.world import House


@pytest.mark.parametrize("page", ["aging/", "reminders/", "penalties/", "indicators/"])
@pytest.mark.parametrize(("form", "start"), [("csv", b""), ("xlsx", b"PK"), ("pdf", b"%PDF-")])
def test_a_report_is_saved_under_a_plain_name(lumen: House, page: str, form: str, start: bytes) -> None:
    answer = lumen.client().get(lumen.url(page), {"form": form})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{lumen.slug}-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_csv_and_workbook_have_the_totals_of_the_screen(lumen: House) -> None:
    client = lumen.client()
    rows = list(csv.DictReader(io.StringIO(client.get(lumen.url("aging/"), {"form": "csv", "as_of": "2026-11-25"}).content.decode())))
    assert sum(float(row["total"]) for row in rows) == 3720.00
    book = load_workbook(io.BytesIO(client.get(lumen.url("aging/"), {"form": "xlsx", "as_of": "2026-11-25"}).content))
    assert book.sheetnames
    assert "3 720,00" in client.get(lumen.url("aging/"), {"as_of": "2026-11-25"}).content.decode().replace("\u202f", " ")


@pytest.mark.parametrize("query", [{}, {"since": "2026-01-01"}, {"form": "xlsx"}])
def test_a_statement_is_drawn_up(lumen: House, query: dict[str, str]) -> None:
    answer = lumen.client().get(lumen.url(f"customers/{lumen.ids()['customer']}/statement"), query)
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK" if query.get("form") else b"%PDF-")


@pytest.mark.parametrize(
    "query",
    ["as_of=2026-02-30", "as_of=x", "as_of=9999-12-31", "by=password", "basis=x", "order=id;drop", "bucket=99", "bucket=-1", "buckets=5,4", "buckets=a", "currency=eu",
     "known_at=yesterday", "after=x", "customer=1e9", "customer=99999999999999999999"],
)  # fmt: skip
def test_an_impossible_question_is_refused_in_words(lumen: House, query: str) -> None:
    answer = lumen.client().get(lumen.url("aging/?" + query))
    assert answer.status_code == 422, query
    assert "C’est refusé" in answer.content.decode()
