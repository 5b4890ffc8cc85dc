"""The aged bar: exact where it can be, legible to a screen reader, honest about what it cannot draw."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.exports.samples import HUGE, NEGATIVE, aging

from encours.formats.exports.palette import AGES, AGES_DARK, DARK, LIGHT
from encours.formats.exports.sums import Part, parts
from encours.formats.exports.svg import aged_bar
from encours.kernel.wording import Text

SVG = "{http://www.w3.org/2000/svg}"


def draw(found: tuple[Part, ...], *, tall: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(aged_bar(found, currency="EUR", language="fr", title="A & <B>", identity="x", tall=tall))


def bars(root: ElementTree.Element) -> list[tuple[float, float]]:
    return [
        (float(bar.get("x", "")), float(bar.get("width", "")))
        for bar in root.iter(f"{SVG}rect")
        if bar.get("class") and bar.get("height") == "30"
    ]


def test_title_and_description_say_in_words_what_is_drawn() -> None:
    root = draw(parts(aging()))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-t x-d"
    assert root.findtext(f"{SVG}title") == "A & <B>"
    description = root.findtext(f"{SVG}desc") or ""
    assert description.startswith("Non échu\u00a0: 442\u202f155,36\u00a0€ (61,5\u00a0%); 1–30\u00a0: ")


def test_gaps_of_two_part_the_neighbours_and_the_bar_fills_its_width() -> None:
    found = bars(draw(parts(aging())))
    assert len(found) == 5
    for (start, width), (following, _) in pairwise(found):
        assert following - (start + width) == pytest.approx(2)
    assert found[-1][0] + found[-1][1] == pytest.approx(960, abs=0.1)


def test_a_cent_beside_billions_can_still_be_seen() -> None:
    assert bars(draw(parts(aging(HUGE))))[-1][1] >= 2


def test_a_negative_part_is_said_and_not_drawn() -> None:
    root = draw(parts(aging(NEGATIVE)))
    assert bars(root) == []
    assert "négatif, non tracé" in (root.findtext(f"{SVG}desc") or "")
    assert "%" not in (root.findtext(f"{SVG}desc") or "")


def test_neighbours_never_share_a_pattern() -> None:
    svg = aged_bar(parts(aging()), currency="EUR", language="en", title="x", identity="x")
    motifs = re.findall(r"<pattern[^>]*>(.*?)</pattern>", svg)
    assert len(motifs) == len(set(motifs)) == 4


@pytest.mark.parametrize("tall", [False, True])
@given(amounts=st.lists(st.integers(-(10**14), 10**14), max_size=9), words=st.text(max_size=30))
def test_whatever_the_amounts_and_words_it_is_well_formed_and_within_its_frame(tall: bool, amounts: list[int], words: str) -> None:
    found = tuple(Part(Text(en="x", fr=words.replace("{", "").replace("}", "")), amount, age) for age, amount in enumerate(amounts))
    for start, width in bars(draw(found, tall=tall)):
        assert start >= 0
        assert start + width <= 961


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scale", "surface"), [(AGES, LIGHT["surface"]), (AGES_DARK, DARK["surface"])])
def test_every_ageing_colour_stands_out_from_its_surface(scale: tuple[str, ...], surface: str) -> None:
    assert min(contrast(colour, surface) for colour in scale) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["text", "muted", "primary", "warn", "danger"])
@pytest.mark.parametrize("ground", ["bg", "surface", "subtle"])
def test_every_text_colour_can_be_read_on_every_ground(tokens: dict[str, str], name: str, ground: str) -> None:
    assert contrast(tokens[name], tokens[ground]) >= 4.5
