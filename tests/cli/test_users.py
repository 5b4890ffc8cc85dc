"""`encours user`: who may enter, and the tokens of programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.test_figures import call


@pytest.fixture(scope="module")
def company(database: object) -> Iterator[str]:
    from tests.usecases.books import new_company

    yield new_company("Atelier Lumen").slug


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert call(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_user_is_created_with_a_password_that_is_told_once(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = answer(capsys, "user", "create", "ines@example.test", "--company", company, "--role", "accountant", "--generate")
    assert (made["role"], len(made["password"]) >= 12) == ("accountant", True)
    listed = answer(capsys, "user", "list", "--company", company)["users"]
    assert [(one["name"], one["role"]) for one in listed] == [("ines@example.test", "accountant")]
    assert made["password"] not in json.dumps(listed)
    changed = answer(capsys, "user", "password", "ines@example.test", "--company", company, "--generate")
    assert changed["password"] != made["password"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("create", "ines@example.test", "--generate"), "existe déjà"), (("create", "x", "--role", "god", "--generate"), "rôle"),
        (("create", "nobody", "--existing"), "Il n'y a pas d'utilisateur"), (("password", "nobody", "--generate"), "Il n'y a pas d'utilisateur"),
        (("token", "create", "nobody"), "Il n'y a pas d'utilisateur"), (("token", "revoke", "99999"), "jeton"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(
    company: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: str
) -> None:
    assert call("--lang", "fr", "user", *arguments, "--company", company) == 1
    assert code in capsys.readouterr().err


def test_a_token_is_told_once_listed_without_itself_and_revoked(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    token = answer(capsys, "user", "token", "create", "ines@example.test", "--company", company, "--write")["token"]
    assert token.startswith("enc_")
    [listed] = answer(capsys, "user", "token", "list", "--company", company)["tokens"]
    assert (listed["user"], listed["write"], listed["revoked_at"]) == ("ines@example.test", True, None)
    assert token not in json.dumps(listed)
    assert call("user", "token", "revoke", str(listed["id"]), "--company", company) == 0
    capsys.readouterr()
    assert answer(capsys, "user", "token", "list", "--company", company)["tokens"][0]["revoked_at"]
