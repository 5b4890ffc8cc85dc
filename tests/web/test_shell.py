"""The frame of every page: its menu, the age of the bank's data, the reader's choices, the search, and the colours it is drawn with."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

import encours.web
from encours.countries.registry import countries
from encours.usecases.frame import missing_days
from encours.web.shared.assets import asset, icon_names
from encours.web.shared.charts import Series, column_chart, line_chart
from encours.web.shared.navigation import BOTTOM, entries
from encours.web.shared.telling import tell, told
from tests.web.test_imports import page
from tests.web.world import House

STATIC = Path(next(iter(encours.web.__path__))) / "static" / "encours"
TOKENS = dict(re.findall(r"--([a-z0-9-]+):light-dark\((#[0-9A-F]{6},#[0-9A-F]{6})\)", (STATIC / "tokens.css").read_text(encoding="utf-8")))
# What stands on what, and how clearly it must (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = [
    *((word, ground, 4.5) for word in ("text", "muted", "primary", "danger", "warn") for ground in ("bg", "surface", "subtle")),
    *((tone, f"{tone}-bg", 4.5) for tone in ("ok", "warn", "danger", "info", "dispute", "neutral")),
    ("on-primary", "primary", 4.5), ("primary", "tint", 4.5), ("text", "tint", 4.5), ("muted", "tint", 4.5), ("warn", "tint", 4.5), ("danger", "tint", 4.5),
    *((line, ground, 3.0) for line in ("border", "focus") for ground in ("bg", "surface")),
    *((f"age-{n}", "surface", 3.0) for n in range(6)),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_colours_stand_out_from_what_they_stand_on(front: str, ground: str, least: float, scheme: int) -> None:
    lighter, darker = sorted((luminance(TOKENS[name].split(",")[scheme]) for name in (front, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_no_sheet_but_the_tokens_names_a_colour() -> None:
    for path in STATIC.glob("*.css"):
        if path.name not in ("tokens.css", "print.css"):
            text = path.read_text(encoding="utf-8")
            assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;},)\s])", text)) <= {"#14212B66"}, path.name


def test_every_place_of_the_menu_answers_and_has_its_picture_and_its_own_key(lumen: House) -> None:
    client = lumen.client("admin")
    places = entries()
    for entry in places:
        assert client.get(reverse(entry.name, kwargs={"slug": lumen.slug})).status_code == 200, entry.name
    assert {entry.icon for entry in places} <= set(icon_names())
    keys = [entry.key for entry in places if entry.key]
    assert len(keys) == len(set(keys))
    assert set(BOTTOM) <= {entry.name for entry in places}


def test_the_page_that_is_open_is_the_current_one_in_the_menu(lumen: House) -> None:
    shown = page(lumen.client(), lumen.url("aging/"))
    current = re.findall(r'<a href="([^"]+)" aria-current="page"', shown)
    assert set(current) == {lumen.url("aging/")}


@pytest.mark.parametrize(
    ("until", "today", "missing"),
    [
        ("2026-11-24", "2026-11-25", 0), ("2026-11-20", "2026-11-23", 0), ("2026-11-19", "2026-11-23", 1), ("2026-11-10", "2026-11-12", 0),
        ("2026-11-12", "2026-11-25", 8), ("2026-11-25", "2026-11-25", 0), ("2026-11-30", "2026-11-25", 0),
    ],
)  # fmt: skip
def test_only_working_days_make_the_bank_old(until: str, today: str, missing: int) -> None:
    france = next(iter(countries()["FR"].calendars.values()))
    assert missing_days(date.fromisoformat(until), date.fromisoformat(today), france) == missing


def test_the_frame_says_how_old_the_bank_is_and_the_search_piece_has_no_frame(lumen: House) -> None:
    client = lumen.client()
    assert "Aucun relevé bancaire" not in page(client, lumen.url())
    piece = page(client, lumen.url("find?q=martin&palette=1"))
    assert ("<html" not in piece and "Martin" in piece) or "MARTIN" in piece


@pytest.mark.parametrize(("choice", "value", "shown"), [("theme", "dark", 'data-theme="dark"'), ("density", "compact", 'data-density="compact"'), ("keys", "off", 'data-keys="off"')])
def test_choices_of_looks_are_kept_and_lead_back(lumen: House, choice: str, value: str, shown: str) -> None:
    client = lumen.client()
    answer = client.post(reverse("looks"), {choice: value, "next": lumen.url("aging/")})
    assert answer.status_code == 302 and answer.headers["Location"] == lumen.url("aging/")
    assert shown in page(client, lumen.url("aging/"))
    client.post(reverse("looks"), {choice: "<script>", "next": "https://elsewhere.example/"})
    assert shown in page(client, lumen.url("aging/"))


def test_what_was_done_can_be_taken_back_from_where_it_is_told(lumen: House) -> None:
    request = lumen.client().get(lumen.url()).wsgi_request
    tell(request, "Fait <b>", undo="/x/undo", fields={"reason": '"'})
    shown = told(request, "", "fr")
    assert "Fait &lt;b&gt;" in shown and 'action="/x/undo"' in shown and 'value="&quot;"' in shown and "Annuler" in shown


def test_static_files_change_their_address_with_their_content(lumen: House) -> None:
    address = asset("encours/base.css")
    assert re.fullmatch(r"/static/encours/base\.css\?[0-9a-f]{10}", address)
    answer = lumen.client().get(address, headers={"Accept-Encoding": "gzip"})
    assert "max-age=31536000" in answer.headers["Cache-Control"] and answer.headers["Content-Encoding"] == "gzip"
    font = lumen.client().get("/static/fonts/encours-sans-400.woff2", headers={"Accept-Encoding": "gzip"})
    assert font.status_code == 200 and "Content-Encoding" not in font.headers


def test_a_chart_tells_its_figures_in_words_and_leaves_gaps_where_there_are_none() -> None:
    drawn = str(line_chart(["a", "b", "c", "d"], [Series("DSO", [1, None, 3, 4])], shown=str, identity="x"))
    assert "<title" in drawn and "a 1, c 3, d 4" in drawn
    assert drawn.count("M") > str(line_chart(["a", "b", "c", "d"], [Series("DSO", [1, 2, 3, 4])], shown=str, identity="x")).count("M")
    assert 'height="0"' not in str(column_chart(["a"], Series("", [0]), shown=str, identity="y"))


@pytest.mark.parametrize("values", [[], [0], [0, 0], [-5, 10], [10**15]])
def test_a_chart_of_any_figures_can_be_drawn(values: list[int]) -> None:
    assert "<svg" in column_chart([str(n) for n in range(len(values))], Series("", values), shown=str, identity="z")


def test_components_are_shown_to_people_who_signed_in(lumen: House) -> None:
    assert lumen.client("auditor").get(reverse("styleguide")).status_code == 200
    client = lumen.client()
    client.logout()
    assert client.get(reverse("styleguide")).status_code == 302
