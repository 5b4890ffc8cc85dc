"""`encours check` on the command line: what it prints, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from encours.usecases.check import INVARIANTS
from tests.cli.test_figures import call
from tests.conftest import Database
from tests.store.books import Books, Fact
from tests.store.test_guards import DAY


@pytest.fixture
def slug(fresh_database: Database) -> Iterator[str]:
    books = Books()
    books.post(Fact("A", 100_00, DAY, ref="F1"), Fact("B", 240_00, DAY, ref="F2"))
    [(found,)] = books.rows("SELECT slug FROM company")
    yield found


def damage(database: Database) -> None:
    """What a failing disk, or an administrator, could do."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SELECT set_config('encours.organization_id', (SELECT last_value::text FROM organization_id_seq), false)")
        owner.execute("UPDATE item SET open_minor = 0 WHERE document_ref = 'F2'")


def test_books_that_hold_end_with_0_and_the_head_of_the_chain(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--lang", "fr", "check", "--company", slug) == 0
    shown = capsys.readouterr().out
    assert "✗" not in shown and "tout concorde" in shown and "Tête de la chaîne" in shown
    assert call("--lang", "en", "check") == 0
    assert "everything holds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "(F2, client 2) est conservé ouvert pour 0,00"),
        ("en", "(F2, customer 2) is kept as open by €0.00; its allocations leave €240.00"),
    ],
)
def test_books_that_do_not_hold_end_with_1_and_say_which_item(
    slug: str, fresh_database: Database, capsys: pytest.CaptureFixture[str], language: str, sentence: str
) -> None:
    damage(fresh_database)
    assert call("--lang", language, "check", "--company", slug) == 1
    shown = capsys.readouterr().out
    assert "✗ I2" in shown and "✓ I1 " in shown and sentence in shown.replace("\u202f", " ").replace("\u00a0", " ")


def test_json_has_stable_keys_and_whole_amounts(slug: str, fresh_database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    damage(fresh_database)
    assert call("--lang", "en", "check", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["holds"]) == ("encours.check/1", False)
    [organization] = answer["organizations"]
    assert organization["companies"] == [slug] and organization["chain_head"]["seq"] >= 1
    assert [one["code"] for one in organization["invariants"]] == [invariant.code for invariant in INVARIANTS]
    [items] = [one for one in organization["invariants"] if one["code"] == "I2"]
    [named] = items["named"]
    assert (items["looked_at"], items["violations"], named["problem"]) == (2, 1, "open_differs")
    assert (named["values"]["open_minor"], named["values"]["expected_minor"], named["values"]["currency"]) == (0, 240_00, "EUR")
    assert set(items) == {"code", "name", "title", "looked_at", "violations", "named"}


def test_a_company_that_does_not_exist_is_refused(slug: str) -> None:
    assert call("check", "--company", "nobody") == 1
