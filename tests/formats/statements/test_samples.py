"""Every bank format carries samples with their expected reading beside them, texts in both languages, and a page in the docs."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

import pytest

import encours.formats.statements as package
from encours.formats.contract import FileRefused
from encours.formats.statements.contract import StatementFormat
from encours.formats.statements.recognise import read_statements, recognise, statement_formats
from encours.kernel.issue import IssueKind
from encours.kernel.wording import LANGUAGES, Text
from tests.fixtures import ROOT
from tests.formats.statements.dump import dumped

FOLDER = Path(package.__path__[0])
SAMPLES = sorted(path for path in FOLDER.glob("*/samples/*") if path.suffix != ".json")
FOLDERS = {
    importlib.import_module(f"{package.__name__}.{each.name}").FORMAT.code: each.name
    for each in pkgutil.iter_modules(package.__path__)
    if each.ispkg
}


def test_the_registry_holds_the_five_formats() -> None:
    assert [known.code for known in statement_formats()] == ["camt", "cfonb120", "bank-csv", "mt940", "ofx"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_recognised_and_read_as_the_file_beside_it_says(sample: Path) -> None:
    known, reading = read_statements(sample.read_bytes())
    assert FOLDERS[known.code] == sample.parent.parent.name
    assert dumped(reading) == json.loads(sample.with_suffix(".json").read_text())


@pytest.mark.parametrize("known", statement_formats(), ids=lambda known: known.code)
def test_a_format_folder_is_complete(known: StatementFormat) -> None:
    folder = FOLDER / FOLDERS[known.code]
    assert list((folder / "samples").glob("*.json"))
    assert (folder / "README.md").exists()
    assert "read 2026" in known.specification or known.code == "bank-csv"
    for page in ("bank.md", "bank.fr.md"):
        assert f"## {known.name.fr if 'fr' in page else known.name.en}" in (ROOT / "docs" / "formats" / page).read_text()


def _texts() -> list[tuple[str, Text]]:
    found = []
    for module in ("texts", *(f"{name}.texts" for name in FOLDERS.values())):
        for _, value in inspect.getmembers(importlib.import_module(f"{package.__name__}.{module}")):
            if isinstance(value, IssueKind) or (inspect.isclass(value) and issubclass(value, FileRefused) and value is not FileRefused):
                found += [(value.code, value.message), (value.code, value.repair)]
    return found


def test_every_text_says_the_same_values_in_both_languages() -> None:
    for code, text in _texts():
        holes = [set(re.findall(r"{(\w+)}", getattr(text, language))) for language in LANGUAGES]
        assert holes[0] == holes[1], code
        assert text.en != text.fr, code


def test_codes_are_unique_and_every_one_is_documented() -> None:
    codes = [code for code, _ in _texts()][::2]
    assert len(codes) == len(set(codes))
    for page in ("bank.md", "bank.fr.md"):
        content = (ROOT / "docs" / "formats" / page).read_text()
        assert [code for code in codes if f"`{code}`" not in content] == []


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "statement-empty-file"), (b"\r\n \0", "statement-empty-file"), (b"%PDF-1.7", "statement-unrecognised")]
)
def test_a_file_of_no_format_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_statements(data)
    assert refused.value.code == code


def test_a_file_above_the_size_limit_is_refused_before_anything_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("encours.formats.statements.recognise.MAX_BYTES", 10)
    with pytest.raises(FileRefused) as refused:
        read_statements(b":20:12345678")
    assert refused.value.code == "statement-too-large"


HELD_SAMPLES = [path for path in SAMPLES if path.parent.parent.name != "csv"]


@pytest.mark.parametrize("sample", HELD_SAMPLES, ids=lambda path: path.name)
def test_a_file_of_more_movements_than_memory_is_for_is_refused_before_they_are_read(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sample.read_bytes()
    known, reading = read_statements(data)
    lines = sum(len(statement.lines) for statement in reading.records)
    assert known.movements is not None and lines / 2 <= known.movements(data) <= 2 * lines + 3
    monkeypatch.setattr("encours.formats.statements.recognise.MAX_MOVEMENTS", 0)
    with pytest.raises(FileRefused) as refused:
        read_statements(data)
    assert refused.value.code == "statement-too-many-movements"


def test_an_accounting_file_is_no_bank_statement() -> None:
    assert recognise(b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum") is None
    assert recognise(b"number,type,customer_id,issued_on,currency,total\n") is None
