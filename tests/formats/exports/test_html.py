"""HTML: one file that anyone can open, with nothing in it that runs or calls out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html
from tests.formats.exports.samples import EDGES, HOSTILE, aging, late, report

from encours.formats.exports.html import write
from encours.kernel.wording import LANGUAGES, Language

GOLDEN = Path(__file__).parent / "golden"


def page(data: bytes) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(data.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_exact_to_the_byte(language: Language) -> None:
    assert write(report(aging(), late(group="customer")), language) == (GOLDEN / f"report.{language}.html").read_bytes()


@pytest.mark.parametrize("name", sorted(EDGES))
def test_every_table_has_a_caption_and_scoped_headers_with_text(name: str) -> None:
    root = page(write(report(EDGES[name]), "fr"))
    assert root.get("lang") == "fr"
    for table in root.iter("table"):
        assert table.findtext("caption")
        headers = list(table.iter("th"))
        assert all(header.get("scope") in ("col", "row", "rowgroup") for header in headers)
        assert all(header.text_content().strip() for header in headers)
        width = len(table.xpath("./thead/tr/th"))
        assert {sum(int(cell.get("colspan", 1)) for cell in row) for row in table.iter("tr")} == {width}


def test_nothing_from_data_becomes_markup_and_nothing_runs_or_calls_out() -> None:
    data = write(report(EDGES["hostile names"]), "en").decode()
    root = lxml_html.document_fromstring(data)
    assert not root.xpath("//script | //link | //img | //iframe | //form | //a | //*[@style] | //@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\((?!#|data:font)", data)
    names = [cell.text_content() for cell in root.xpath("//tbody/tr/th")]
    assert names[HOSTILE.index("<script>alert(1)</script>")] == "<script>alert(1)</script>"
    assert names[HOSTILE.index("{{ 7*7 }}")] == "{{ 7*7 }}"
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069]", data)


def test_the_title_and_the_company_are_escaped_too() -> None:
    sample = report()
    evil = type(sample)(title=sample.title, company="</title><b>&amp;", as_of=sample.as_of, sections=())
    assert page(write(evil, "en")).findtext(".//title") == "Receivables – </title><b>&amp;"


def test_ids_are_unique_and_every_reference_has_its_target() -> None:
    root = page(write(report(*EDGES.values()), "en"))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = {part for value in root.xpath("//@aria-labelledby") for part in value.split()} | set(
        re.findall(r"url\(#([^)]+)\)", write(report(*EDGES.values()), "en").decode())
    )
    assert wanted <= set(ids)


def test_fonts_given_are_put_into_the_file() -> None:
    assert b"font-weight:600;src:url(data:font/woff2;base64,AAE=)" in write(report(), "fr", fonts={600: b"\x00\x01"})
    assert b"@font-face" not in write(report(), "fr")
