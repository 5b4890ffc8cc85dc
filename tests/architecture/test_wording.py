"""Whatever a user reads exists in both languages, with the same values in it, under a code of its own."""

from __future__ import annotations

import re
import string

import pytest

from encours.kernel.issue import IssueKind
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from tests.architecture.walk import subclasses, values

REFUSALS = [refusal for refusal in subclasses(Refusal) if "code" in vars(refusal)]
KINDS = values(IssueKind)


def _placeholders(template: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(template) if name}


def _complain(text: Text) -> str | None:
    if not text.en.strip() or not text.fr.strip():
        return "one language is empty"
    if _placeholders(text.en) != _placeholders(text.fr):
        return f"values differ: {_placeholders(text.en) ^ _placeholders(text.fr)}"
    if text.en == text.fr and re.search(r"[a-z]{3} [a-z]{2}", text.en):
        return "a sentence is the same in both languages"
    return None


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__qualname__)
def test_a_refusal_is_worded_in_both_languages(refusal: type[Refusal]) -> None:
    for name in ("message", "repair"):
        assert _complain(getattr(refusal, name)) is None, (
            f"{refusal.__module__}.{refusal.__qualname__}.{name}: {_complain(getattr(refusal, name))}"
        )


@pytest.mark.parametrize(("module", "kind"), KINDS, ids=[kind.code for _module, kind in KINDS])
def test_a_kind_of_issue_is_worded_in_both_languages(module: str, kind: IssueKind) -> None:
    for name in ("message", "repair"):
        assert _complain(getattr(kind, name)) is None, f"{module} {kind.code}.{name}: {_complain(getattr(kind, name))}"


@pytest.mark.parametrize(
    "named",
    [
        [(refusal.code, f"{refusal.__module__}.{refusal.__qualname__}") for refusal in REFUSALS],
        [(kind.code, module) for module, kind in KINDS],
    ],
    ids=["refusals", "issues"],
)
def test_codes_are_unique_and_stable_words(named: list[tuple[str, str]]) -> None:
    owners: dict[str, str] = {}
    for code, owner in named:
        assert re.fullmatch(r"[a-z][a-z0-9]*([-._][a-z0-9]+)*", code), f"{owner}: {code}"
        assert code not in owners, f"{code} is used by {owners[code]} and {owner}"
        owners[code] = owner


def test_every_text_of_the_program_has_both_languages() -> None:
    wrong = [f"{module}: {text.en!r}: {_complain(text)}" for module, text in values(Text) if _complain(text)]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        Text(en="", fr="x"),
        Text(en="x", fr=" "),
        Text(en="{a} lines", fr="{b} lignes"),
        Text(en="the same sentence", fr="the same sentence"),
    ],
)
def test_the_check_sees_each_kind_of_gap(text: Text) -> None:
    assert _complain(text) is not None
