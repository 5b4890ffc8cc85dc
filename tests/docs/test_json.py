"""The JSON that the guide shows has the keys of the program's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.usecases.aging import aged_balance
from encours.usecases.companies import scope_of
from encours.usecases.diagnosis.as_json import diagnosis_json
from encours.usecases.diagnosis.run import Diagnosis, diagnose
from encours.usecases.reports import aging_json
from tests.architecture.walk import SOURCE
from tests.conftest import Database
from tests.docs.pages import blocks, spans
from tests.fixtures import ROOT

SAMPLES = sorted((SOURCE / "formats" / "ledgers" / "fec" / "samples").glob("*.txt"))
GUIDES = [ROOT / "docs" / "guide.md", ROOT / "docs" / "guide.fr.md"]
DAY = date(2026, 11, 25)
_PATH = re.compile(r"([a-z]+)\[\]((?:\.[a-z]+\[\])*)\.([a-z_]+)")


@pytest.fixture(scope="module")
def found(database: Database) -> Diagnosis:
    """The diagnosis of the samples that lie beside the FEC reader."""
    return diagnose(SAMPLES, today=DAY, as_of=DAY)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_the_guide_names_keys_of_the_diagnosis(found: Diagnosis, page: Path) -> None:
    result = diagnosis_json(found, "en")
    named = [span for span in spans(page.read_text(encoding="utf-8")) if _PATH.fullmatch(span)]
    assert len(named) >= 4
    assert [path for path in named if not _leads_somewhere(result, path.replace("[]", "").split("."))] == []


def _leads_somewhere(value: Any, path: list[str]) -> bool:
    if isinstance(value, list):
        assert value or not path, f"the samples leave nothing under {path}"
        return any(_leads_somewhere(one, path) for one in value)
    return not path or (isinstance(value, dict) and path[0] in value and _leads_somewhere(value[path[0]], path[1:]))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_the_example_has_the_keys_of_an_aged_balance(found: Diagnosis, page: Path) -> None:
    shown = json.loads(blocks(page.read_text(encoding="utf-8"), "json")[0])
    made = aging_json(aged_balance(scope_of(found.company, "test"), DAY, by="currency"))
    assert made
    assert sorted(set(_keys(shown["aging"]))) == sorted(set(_keys(made)))


def _keys(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{above}.{key}"
            yield from _keys(inner, f"{above}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, above)
