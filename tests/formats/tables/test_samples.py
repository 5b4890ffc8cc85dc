"""The samples beside the table readers: one canonical file of each kind, with what it must give."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from tests.formats.tables.test_canonical import read

from encours.formats.recognise import Recognised, recognise
from encours.formats.tables.schema import CANONICAL_KINDS

SAMPLES = files("encours.formats.tables") / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))


def test_every_kind_has_a_sample() -> None:
    assert {expected["kind"] for expected in EXPECTED.values()} == set(CANONICAL_KINDS)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_gives_what_is_written_beside_it(name: str) -> None:
    expected = EXPECTED[name]
    data = (SAMPLES / name).read_bytes()
    assert recognise(data, "x") == Recognised("canonical", expected["kind"])
    result = read(data)
    assert (len(result.rows), result.refused, list(result.log.issues)) == (expected["rows"], 0, [])
    first = json.loads(json.dumps(result.rows[0]._asdict(), default=str))
    assert {key: first[key] for key in expected["first"]} == expected["first"]
