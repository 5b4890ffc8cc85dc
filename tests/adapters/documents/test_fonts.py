"""Our fonts draw what we write: the web's subsets do not have the space of French amounts."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.documents.sfnt import characters, names

import encours.web
from encours.adapters.documents.printable import FONTS, covered, printable
from encours.kernel.wording import LANGUAGES, show_amount, show_date

WEB = Path(encours.web.__file__).parent / "static" / "fonts"
PRINTED = sorted(FONTS.glob("*.ttf"))
FRENCH = "ÀÂÄÆÇÉÈÊËÎÏÔŒÙÛÜŸàâäæçéèêëîïôœùûüÿ«»’‘“”…–—−·•°º²³€£$%‰&@#§¶†©®™×÷±≤≥≈≠½¼¾№→←✓\u00a0\u202f\u2009\u200b\ufffd"


def test_the_faces_are_all_there() -> None:
    faces = ["encours-mono-400", "encours-sans-400", "encours-sans-500", "encours-sans-600"]
    assert [path.stem for path in PRINTED] == faces
    assert sorted(path.stem for path in WEB.glob("*.woff2")) == faces
    assert (FONTS / "OFL.txt").read_text() == (WEB / "OFL.txt").read_text()


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_every_character_of_french_and_english_is_drawn(path: Path) -> None:
    missing = set(FRENCH) | {chr(code) for code in range(0x20, 0x7F)}
    missing -= {chr(code) for code in characters(path.read_bytes())}
    assert not missing


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "TND"]), st.dates())
def test_every_amount_and_date_is_drawn_as_it_is(minor: int, currency: str, day: date) -> None:
    for language in LANGUAGES:
        for text in (show_amount(minor, currency, language).replace("-", "\u2212"), show_date(day, language)):
            assert printable(text) == text


def test_the_list_of_what_can_be_drawn_is_what_the_faces_hold() -> None:
    held = [characters(path.read_bytes()) for path in PRINTED if "sans" in path.stem]
    assert covered() == frozenset.intersection(*held)


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_no_face_carries_the_reserved_name(path: Path) -> None:
    found = names(path.read_bytes())
    assert found[1] == ("Encours Mono" if "mono" in path.stem else "Encours Sans")
    assert not any("Plex" in found.get(number, "") for number in (1, 3, 4, 6, 16))


@pytest.mark.parametrize("path", sorted(WEB.glob("*.woff2")), ids=lambda path: path.stem)
def test_the_faces_of_the_web_are_small(path: Path) -> None:
    data = path.read_bytes()
    assert data[:4] == b"wOF2"
    assert len(data) < 32_000


@given(st.text())
def test_whatever_the_text_what_is_printed_can_be_drawn(text: str) -> None:
    assert all(ord(character) in covered() for character in printable(text))


def test_european_names_are_printed_whole() -> None:
    for name in ("Łódź Šiška Ğüneş", "Ελληνική Εταιρία", "Общество Ромашка", "Nguyễn Thị Phượng", "Þórður Æsir"):
        assert printable(unicodedata.normalize("NFC", name)) == name
