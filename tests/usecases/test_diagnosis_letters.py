"""What a diagnosis says of the letters of a ledger, against what its accountant lettered."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from encours.cli.diagnosis_files import write_files
from encours.usecases.diagnosis.as_json import diagnosis_json
from encours.usecases.diagnosis.run import diagnose
from tests.fixtures import fixture_path
from tests.formats.ledgers.blanked import blanked
from tests.receivables.matching.accountant import Lettered, judged
from tests.usecases.books import TODAY


@pytest.mark.parametrize(
    ("name", "customers", "suppliers"), [("111111111FEC20221231.TXT", 45, 19), ("000000000FEC20231231.txt", 0, 123)], ids=["one", "other"]
)
def test_letters_csv_gives_the_accountants_groups_back(fresh_database, tmp_path: Path, name: str, customers: int, suppliers: int) -> None:
    data, rows = blanked(fixture_path(f"fec/neolegal-fec/{name}"))
    (tmp_path / name).write_bytes(data)
    found = diagnose([tmp_path / name], today=TODAY)
    write_files(found, tmp_path / "out", "fr")
    with (tmp_path / "out" / "letters.csv").open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    assert {row["file"] for row in told} == {name}
    for prefix, count in (("41", customers), ("40", suppliers)):
        lettered = Lettered.of(row for row in rows if row.account.startswith(prefix))
        proposed: dict[tuple[str, str, str, str], set[int]] = {}
        for row in told:
            if row["account"].startswith(prefix) and row["rank"] == "1":
                proposed.setdefault((row["account"], row["auxiliary_account"], row["letter"], row["decision"]), set()).add(int(row["line"]))
        result = judged(lettered, ((lines, key[3] == "automatic") for key, lines in proposed.items()))
        assert (len(lettered.groups), result.recovered, result.apart) == (count, count, [])
        counts = diagnosis_json(found, "en")["matching"]["letters"]
        side = "customer" if prefix == "41" else "supplier"
        decisions = Counter(key[3] for key in proposed)
        assert (counts[f"{side}_proposed"], counts[f"{side}_automatic"]) == (decisions.total(), decisions["automatic"])
        if prefix == "41" and customers:
            assert result.automatic >= 36
