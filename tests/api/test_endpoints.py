"""The API says what the use cases say, in stable JSON, and refuses in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encours.usecases.aging import aged_balance
from encours.usecases.reports import aging_json
from encours.usecases.tokens import create_token, end_token, tokens
from tests.api.world import Door, _client, body
from tests.formats.mail.test_mail import ADVICE, mail
from tests.usecases.books import TODAY, fec
from tests.web.world import BOOKS

READS = [
    "/customers", "/customers?q=mar", "/customers/{customer}", "/customers/{customer}/statement", "/customers/{customer}/statement?since=2026-01-01", "/items",
    "/portfolio", "/portfolio?view=overdue&order=total", "/portfolio?q=mar", "/invoices", "/invoices?view=overdue&order=amount", "/invoices?view=settled", "/invoices?q=mar&kinds=documents", "/items?state=closed", "/items?document=fa1", "/items?overdue=true&order=amount", "/items/{item}", "/aging", "/aging?compare=2026-10-31&limit=1", "/aging?by=item", "/aging?by=group&buckets=0,30", "/aging?by=currency",
    "/indicators", "/penalties", "/reminders", "/imports", "/imports/{import}", "/matches", "/matches?show=waiting",
    "/review", "/review?show=decided&order=amount", "/review?q=77", "/review/{line}", "/review/{line}?q=fa",
]  # fmt: skip


def file(content: bytes = b"", name: str = "fec.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("path", READS)
def test_an_endpoint_answers_with_its_schema_and_company(lumen: Door, path: str) -> None:
    path, _, query = path.format(**lumen.house.ids()).partition("?")
    answer = lumen.get(path, **dict(part.split("=") for part in query.split("&") if part))
    assert answer.status_code == 200, answer.content
    found = body(answer)
    if "import_id" not in found:
        assert found["schema"].startswith("encours.")
        assert found["company"] == lumen.house.slug


def test_the_aged_balance_is_the_one_of_the_use_case(lumen: Door) -> None:
    found = body(lumen.get("/aging", as_of=TODAY.isoformat()))["aging"]
    expected = aging_json(aged_balance(lumen.house.company_scope(), TODAY), "en")
    for key in ("total_minor", "unapplied_minor", "ties_to_ledger", "ledger_minor", "buckets"):
        assert found[0][key] == expected[0][key]
    assert found[0]["ties_to_ledger"] is True
    assert [row["customer_id"] for row in found[0]["customers"]] == ["BETON", "MARTIN"]


def test_pages_follow_each_other_without_loss_or_repetition(lumen: Door) -> None:
    seen: list[int] = []
    after = ""
    while True:
        page = body(lumen.get("/items", state="all", limit=2, after=after))
        assert len(page["items"]) <= 2
        seen += [item["item_id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    whole = body(lumen.get("/items", state="all", limit=200))["items"]
    assert seen == [item["item_id"] for item in whole]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/items", {"limit": "1000000000"}), ("/items", {"limit": "0"}), ("/items", {"state": "any"}), ("/items", {"order": "id; DROP TABLE item"}),
        ("/aging", {"by": "user__password"}), ("/aging", {"buckets": "30,0"}), ("/aging", {"buckets": "0," * 40}), ("/aging", {"as_of": "2026-02-30"}),
        ("/aging", {"as_of": "0001-01-01"}), ("/aging", {"after": "x"}), ("/aging", {"after": "eyJhIjoxfQ"}), ("/aging", {"currency": "eur'"}),
        ("/aging", {"known_at": "0001-01-01T00:00:00"}), ("/customers", {"q": "a\0b"}), ("/items", {"customer": str(2**63)}), ("/items/99999999999999999999", {}), ("/penalties", {"limit": "5000"}),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused_and_never_guessed(lumen: Door, path: str, query: dict[str, str]) -> None:
    answer = lumen.get(path, **query)
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body(answer)["code"] in ("request_invalid", "place_unreadable", "buckets_unordered", "instant_impossible")


@pytest.mark.parametrize("text", ["'", "%", "_", "\\", "'; DROP TABLE item; --", "' OR 1=1 --", "a" * 200, "é" * 100, "\u202e", "😀"])
def test_a_text_is_a_text_whatever_it_holds(lumen: Door, text: str) -> None:
    for path, name in (("/customers", "q"), ("/items", "document"), ("/aging", "segment")):
        assert lumen.get(path, **{name: text}).status_code == 200


def test_a_percent_sign_finds_no_customer(lumen: Door) -> None:
    assert body(lumen.get("/items", document="%%%"))["items"] == body(lumen.get("/items"))["items"], "without letters or digits nothing is asked"
    assert body(lumen.get("/customers", q="M%"))["customers"] == body(lumen.get("/customers", q="M"))["customers"]
    assert body(lumen.get("/customers", q="_ARTIN"))["customers"] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_problem_is_worded_in_the_language_of_its_reader(lumen: Door, language: str) -> None:
    answer = Client(headers={"host": "localhost", "authorization": f"Bearer {lumen.reader}", "accept-language": language}).get(lumen.url("/items/999999999"))
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == language
    assert body(answer)["code"] == "item_unknown"
    assert ("pièce" in body(answer)["detail"]) == (language == "fr")


class TestTokens:
    @pytest.mark.parametrize("token", ["", "enc_", "enc_wrong", "Basic x", "x" * 5000])
    def test_a_token_that_is_none_opens_nothing(self, lumen: Door, token: str) -> None:
        answer = _client(token).get(lumen.url("/aging"))
        assert answer.status_code == 401
        assert body(answer)["code"] == "token_invalid"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_a_session_of_the_office_is_no_token(self, lumen: Door) -> None:
        assert lumen.house.client("admin").get(lumen.url("/aging")).status_code == 401

    def test_an_expired_or_revoked_token_opens_nothing(self, lumen: Door) -> None:
        company, user = lumen.house.company, f"admin@{lumen.house.slug}"
        old = create_token(company, user, name="old", may_write=False, now=datetime.now(UTC) - timedelta(days=10), days=9)
        ended = create_token(company, user, name="ended", may_write=False, now=datetime.now(UTC))
        assert lumen.get("/aging", token=ended).status_code == 200
        end_token(company, next(one.id for one in tokens(company) if one.name == "ended"), now=datetime.now(UTC))
        assert [lumen.get("/aging", token=token).status_code for token in (old, ended)] == [401, 401]

    def test_the_database_keeps_no_token(self, lumen: Door) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM web_api_token t")
            assert all(lumen.writer not in row[0] and lumen.writer[4:] not in row[0] for row in cursor.fetchall())

    @pytest.mark.parametrize(("kind", "code"), [("reader", "token_reads_only"), ("auditor", "not_allowed")])
    def test_who_may_only_read_writes_nothing(self, lumen: Door, kind: str, code: str) -> None:
        token = getattr(lumen, kind)
        for path, data in (("/imports", {"file": file(fec(BOOKS[0]))}), ("/matches", {})):
            answer = lumen.post(path, data, token=token)
            assert (answer.status_code, body(answer)["code"]) == (403, code)


class TestImports:
    def test_a_dry_run_says_what_would_change_and_changes_nothing(self, lumen: Door) -> None:
        content = fec(*BOOKS, "VE 9 2026-11-21 FA-9\n411 NOUVEAU 12,00\n706 - -12,00")
        before = body(lumen.get("/aging"))
        answer = lumen.post("/imports", {"file": file(content), "dry_run": "true"})
        assert answer.status_code == 200, answer.content
        found = body(answer)["file"]
        assert (found["state"], found["import_id"], found["created"]) == ("previewed", None, 1)
        assert body(lumen.get("/aging")) == before

    def test_a_file_is_taken_once(self, rival: Door) -> None:
        content = fec(*BOOKS, "VE 8 2026-11-21 FA-8\n411 SUITE 12,00\n706 - -12,00")
        first, second = (body(rival.post("/imports", {"file": file(content)}))["file"] for _ in range(2))
        assert (first["state"], second["state"]) == ("committed", "already_imported")
        assert first["import_id"] == second["import_id"]
        assert body(rival.get("/imports"))["imports"][0]["import_id"] == first["import_id"]

    def test_a_file_with_errors_is_refused_whole_and_says_where(self, lumen: Door) -> None:
        answer = body(lumen.post("/imports", {"file": file(fec("VE 1 2026-06-01 FA-1\n411 MARTIN 1200,00\n706 - -1000,00"))}))["file"]
        assert answer["state"] == "refused"
        assert answer["issues"][0]["code"] == "fec-entry-unbalanced"
        assert answer["issues"][0]["line"] == 2

    @pytest.mark.parametrize(("content", "name"), [(b"", "empty.txt"), (b"\x00\x01\x02" * 50, "noise.bin"), (b"<html><script>x</script>", "page.csv"), (b"PK\x03\x04broken", "x.xlsx")])
    def test_what_is_no_file_of_ours_is_refused_in_words(self, lumen: Door, content: bytes, name: str) -> None:
        answer = lumen.post("/imports", {"file": file(content, name)})
        assert answer.status_code == 422, answer.content
        assert body(answer)["detail"]
        assert "Traceback" not in answer.content.decode()

    def test_a_mail_brings_every_file_it_encloses_or_none(self, rival: Door) -> None:
        brought = mail("Bonjour", ("avis.csv", ADVICE), ("banque.csv", b"line_id,booked_on,amount,currency\nLX,2026-11-20,17.00,EUR\n"))
        answer = body(rival.post("/imports", {"file": file(brought.as_bytes(), "avis.eml")}))
        assert [(one["path"], one["kind"], one["state"]) for one in answer["files"]] == [
            ("banque.csv (avis.eml)", "statement", "committed"), ("avis.csv (avis.eml)", "remittances", "committed"),
        ]  # fmt: skip
        assert answer["file"] == answer["files"][0]
        unreadable = mail("x", ("avis.csv", ADVICE.replace(b"AV-1", b"AV-2")), ("table.csv", b"a;b\n1;2\n"))
        assert rival.post("/imports", {"file": file(unreadable.as_bytes(), "b.eml")}).status_code == 422
        assert body(rival.post("/imports", {"file": file(ADVICE.replace(b"AV-1", b"AV-2"), "c.csv")}))["file"]["state"] == "committed", "nothing of it was taken"
        empty = rival.post("/imports", {"file": file(mail("Bonjour").as_bytes(), "vide.eml")})
        assert (empty.status_code, body(empty)["code"]) == (422, "mail-empty")

    def test_a_file_name_is_kept_as_a_name(self, lumen: Door) -> None:
        answer = body(lumen.post("/imports", {"file": file(fec(*BOOKS), "../../etc/<b>x</b>\x07.txt"), "dry_run": "true"}))["file"]
        assert "/" not in answer["path"].replace("</b>", "") or answer["path"].startswith("b>")
        assert "\x07" not in answer["path"]


class TestIdempotency:
    def test_a_repetition_gets_the_first_answer_and_does_nothing(self, rival: Door) -> None:
        """R28"""
        later = [f"VE {n} 2026-11-21 FA-{n}\n411 SUITE 12,00\n706 - -12,00" for n in (7, 8)]
        content = fec(*BOOKS, *later)
        answers = [rival.post("/imports", {"file": file(content)}, **{"Idempotency-Key": "once"}) for _ in range(5)]
        assert len({answer.content for answer in answers}) == 1
        assert body(answers[0])["file"]["state"] == "committed"
        assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true", "true", "true"]

    def test_a_key_of_another_request_is_refused(self, rival: Door) -> None:
        """R29"""
        rival.post("/imports", {"file": file(fec(*BOOKS)), "dry_run": "true"}, **{"Idempotency-Key": "reused"})
        answer = rival.post("/imports", {"file": file(fec(*BOOKS)), "dry_run": "false"}, **{"Idempotency-Key": "reused"})
        assert (answer.status_code, body(answer)["code"]) == (422, "idempotency_key_reused")

    def test_a_key_whose_request_still_runs_waits(self, rival: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        """R30"""
        from encours.api.v1 import matches

        answers: list[Any] = []

        def twin(*arguments: Any, **more: Any) -> Any:
            monkeypatch.undo()
            answers.append(rival.post("/matches", **{"Idempotency-Key": "twin"}))
            return matches.match_company(*arguments, **more)

        monkeypatch.setattr(matches, "match_company", twin)
        first = rival.post("/matches", **{"Idempotency-Key": "twin"})
        assert first.status_code == 200, first.content
        assert (answers[0].status_code, body(answers[0])["code"]) == (409, "idempotency_key_running")
        assert answers[0].headers["Retry-After"]

    def test_a_request_that_failed_may_be_tried_again_with_its_key(self, rival: Door) -> None:
        bad = rival.post("/imports", {"file": file(b"", "empty")}, **{"Idempotency-Key": "again"})
        good = rival.post("/imports", {"file": file(fec(*BOOKS)), "dry_run": "true"}, **{"Idempotency-Key": "again"})
        assert (bad.status_code, good.status_code) == (422, 200)


def test_matching_records_what_is_certain_and_says_why(fresh_database: Any) -> None:
    from tests.api.world import open_door

    door = open_door("Solo")
    waiting = body(door.get("/matches", show="waiting"))["lines"]
    assert [line["state"] for line in waiting] == ["waiting", "waiting"]
    run = body(door.post("/matches"))
    assert (run["receipts_recorded"], run["matches_made"]) == (2, 1)
    paid = next(line for line in body(door.get("/matches"))["lines"] if line["remittance"] == "VIR FA-2026-0003")
    assert (paid["state"], paid["customer_id"], paid["unapplied_minor"]) == ("receipt", "BETON", 0)
    assert paid["applied"][0]["invoice_number"] == "FA-2026-0003"
    assert any("2,400.00" in reason for reason in paid["applied"][0]["reasons"]), paid["applied"]
    assert body(door.post("/matches"))["receipts_recorded"] == 0
