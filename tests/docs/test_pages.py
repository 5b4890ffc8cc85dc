"""What the pages say of files, of each other and of the program is there."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.architecture.test_wording import KINDS, REFUSALS
from tests.architecture.walk import SOURCE
from tests.docs.pages import anchors, blocks, codes, headings, links, name, pages, prose, spans
from tests.fixtures import ROOT

DOCS = ROOT / "docs"
TRANSLATED = [page for page in pages() if page.with_name(f"{page.stem}.fr.md").is_file()]
DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))
# For people who read the code, which is in English.
ENGLISH_ONLY = {"README.md", "regressions.md"}


def broken_links(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    wrong = []
    for link in links(text):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / unquote(path)).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["[x](nowhere.md)", "![x](images/none.png)", "[x](promises.md#no-such-heading)", "[x](#nor-this)"])
def test_the_check_sees_a_broken_link(text: str) -> None:
    assert len(broken_links(DOCS / "guide.md", text)) == 1


def test_every_page_for_users_is_there_in_both_languages() -> None:
    ours = [page for page in pages() if DOCS in page.parents and "decisions" not in page.parts and page.name not in ENGLISH_ONLY]
    alone = [name(page) for page in ours if not page.name.endswith(".fr.md") and page not in TRANSLATED]
    orphans = [
        name(page)
        for page in ours
        if page.name.endswith(".fr.md") and page.with_name(page.name.removesuffix(".fr.md") + ".md") not in TRANSLATED
    ]
    assert (alone, orphans) == ([], [])
    assert len(TRANSLATED) >= 10


@pytest.mark.parametrize("page", TRANSLATED, ids=name)
def test_both_languages_have_the_same_headings(page: Path) -> None:
    french = page.with_name(f"{page.stem}.fr.md")
    levels = [[level for level, _ in headings(path.read_text(encoding="utf-8"))] for path in (page, french)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "guide.md", DOCS / "operations.md", DOCS / "promises.md"], ids=name)
def test_both_languages_say_as_much(page: Path) -> None:
    english, french = (path.read_text(encoding="utf-8") for path in (page, page.with_name(f"{page.stem}.fr.md")))
    assert [len(body.splitlines()) for body in blocks(english)] == [len(body.splitlines()) for body in blocks(french)]
    assert _rows(english) == _rows(french)
    assert codes(english) == codes(french)


def _rows(text: str) -> Counter[int]:
    return Counter(line.count("|") for line in prose(text).splitlines() if line.startswith("|") and "`table|" not in line)


@pytest.mark.parametrize("page", [page for page in pages() if page.stem.split(".")[0] in ("guide", "operations")], ids=name)
def test_every_code_that_a_remedy_stands_for_exists(page: Path) -> None:
    known = {refusal.code for refusal in REFUSALS} | {kind.code for _, kind in KINDS}
    found = codes(page.read_text(encoding="utf-8"))
    assert found
    assert found - known == set()


def test_every_variable_is_in_the_table_of_settings_and_every_one_there_exists() -> None:
    variable = re.compile(r"ENCOURS_[A-Z]+(?:_[A-Z]+)*")
    told_by_us = {"ENCOURS_LOOPBACK_ONLY", "ENCOURS_APP_ROLE"}
    read = {
        found
        for path in SOURCE.rglob("*.py")
        for found in re.findall(r"[\"'](ENCOURS_[A-Z_]*[A-Z])[\"']", path.read_text(encoding="utf-8"))
    } - told_by_us
    for page in (DOCS / "operations.md", DOCS / "operations.fr.md"):
        rows = [line.split("|")[1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `ENCOURS_")]
        assert {found for row in rows for found in variable.findall(row)} == read


def test_every_package_has_a_page_of_its_own() -> None:
    assert [folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file() and not (folder / "README.md").is_file()] == []


def missing_places(text: str) -> list[str]:
    """The places of the code (`store/load/aging.py`, `usecases/aging.aged_balance`) that a page names and that are not there."""
    return [span for span in spans(text) if re.fullmatch(r"[a-z]\w*(/[\w*]+)*/[\w*.]+/?", span) and not _is_there(span)]


def _is_there(span: str) -> bool:
    if any(next(root.glob(span.rstrip("/")), None) for root in (SOURCE, ROOT)):
        return True
    module, _, attribute = span.rpartition(".")
    for place in (SOURCE / f"{module}.py", SOURCE / module / "__init__.py"):
        if module and place.is_file():
            return hasattr(importlib.import_module("encours." + module.replace("/", ".")), attribute)
    return False


@pytest.mark.parametrize(
    "page", [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted(SOURCE.glob("*/README.md")), *DECISIONS], ids=name
)
def test_every_place_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    inside = [span for span in missing_places(text) if not (page.parent / span).exists() and not _is_there(f"{page.parent.name}/{span}")]
    assert inside == []


def test_the_check_sees_a_place_that_is_not_there() -> None:
    assert missing_places("`store/load/none.py` and `usecases/aging.nothing` but `usecases/aging.aged_balance`, `store/load/`") == [
        "store/load/none.py",
        "usecases/aging.nothing",
    ]


def test_decisions_have_one_shape_and_stand_in_their_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for number, page in enumerate(DECISIONS, 1):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number:04d}. "), page.name
        assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
            "Alternatives",
            "Checked by",
        ], page.name
        title = text.splitlines()[0].removeprefix(f"# {number:04d}. ")
        assert f"| [{number:04d}]({page.name}) | {title} |" in index


@pytest.mark.parametrize("page", [*DECISIONS, ROOT / "SECURITY.md", DOCS / "regressions.md"], ids=name)
def test_every_check_that_a_page_names_is_there(page: Path) -> None:
    for span in spans(page.read_text(encoding="utf-8")):
        path, _, test = span.partition("::")
        if path.startswith("tests/"):
            assert (ROOT / path).exists(), span
            assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), span


def test_each_dependency_has_its_reason() -> None:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        wanted = {re.split(r"[\[<>=]", line)[0] for line in tomllib.load(stream)["project"]["dependencies"]}
    rows = [
        line for line in (DOCS / "decisions" / "0012-dependencies.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    named = [package.strip() for row in rows[1:] for package in row.split("|")[1].split(",")]
    assert sorted(named) == sorted(wanted)
