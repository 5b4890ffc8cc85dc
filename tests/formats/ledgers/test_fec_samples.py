"""The samples beside the FEC reader: files written for it, with what they must give."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from tests.formats.ledgers.fec_text import read

SAMPLES = files("encours.formats.ledgers.fec") / "samples"
NAMES = sorted(entry.name for entry in SAMPLES.iterdir() if entry.name.endswith(".txt"))


def test_there_are_samples() -> None:
    assert len(NAMES) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_what_is_written_beside_it(name: str) -> None:
    result = read((SAMPLES / name).read_bytes(), name=name)
    fec, summary = result.fec, result.fec.summary
    found = {
        "encoding": fec.encoding,
        "separator": fec.separator,
        **{
            key: getattr(summary, key)
            for key in ("lines", "entries", "debit_minor", "credit_minor", "receivable_lines", "auxiliary_accounts", "opening_lines")
        },
        "letters": summary.letters(),
        "first_on": str(summary.first_on),
        "last_on": str(summary.last_on),
        "issues": sorted(result.codes),
    }
    assert found == json.loads((SAMPLES / name.replace(".txt", ".json")).read_text("utf-8"))
