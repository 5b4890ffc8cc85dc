"""PDFs: archivable, accessible, the same bytes twice, and no text of a customer ever read as markup."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.formats.exports.samples import AS_OF, EDGES, HOSTILE, NOVEMBER, aged_row, aging, late, report, statement

from encours.adapters.documents import customer_statement_pdf, report_pdf, typst_pdf
from encours.adapters.documents.typst_pdf import TEMPLATES, DocumentFailed, compile_pdf
from encours.formats.exports.customer_statement import OpenLine
from encours.kernel.wording import LANGUAGES, Language, Text


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\u200b", "")


MAKERS: dict[str, Callable[[Language], bytes]] = {
    "report": lambda language: report_pdf(report(aging(), late(group="customer")), language),
    "statement": lambda language: customer_statement_pdf(statement(NOVEMBER), language),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(MAKERS))
def test_the_file_is_archivable_accessible_and_the_same_twice(name: str, language: Language) -> None:
    pdf = MAKERS[name](language)
    assert pdf == MAKERS[name](language)
    reader = PdfReader(io.BytesIO(pdf))
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == language
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>3<.*pdfaid:conformance>A<", metadata, re.S)
    assert "pdfuaid:part>1<" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == AS_OF


def test_only_our_fonts_are_embedded() -> None:
    pages = PdfReader(io.BytesIO(MAKERS["report"]("fr"))).pages
    fonts = {font["/BaseFont"].split("+")[1].removesuffix("-Identity-H") for page in pages for font in page["/Resources"]["/Font"].values()}
    assert fonts == {"EncoursSans-Regular", "EncoursSans-Medium", "EncoursSans-SemiBold"}


def test_the_report_says_day_knowledge_company_page_totals_and_notes() -> None:
    text = text_of(MAKERS["report"]("fr"))
    for words in (
        "Situation au 22/11/2026, telle que connue le 22/11/2026 à 07:02",
        "Dupont Négoce SARL",
        "Page 1 sur 2",
        "709\u202f863,63",
        "Sous-total",
        "37\u202f000,00",
        "Égale au solde des comptes clients (411).",
        "Argent reçu, pas encore rattaché à une facture.",
    ):
        assert words in text, words


def test_the_heading_is_repeated_on_every_page_of_a_long_table() -> None:
    rows = tuple(aged_row(f"Client {number}", number, 0, 0, 0, 0) for number in range(120))
    pages = PdfReader(io.BytesIO(report_pdf(report(aging(rows)), "fr"))).pages
    with_rows = [text for page in pages if "Client 1" in (text := page.extract_text())]
    assert len(with_rows) >= 3
    assert all("Plus de 90" in text and "Non affecté" in text for text in with_rows)


@pytest.mark.parametrize("name", sorted(EDGES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_edge_makes_a_document(name: str, language: Language) -> None:
    table = EDGES[name]
    text = text_of(report_pdf(report(table), language))
    assert (table.rows != ()) or ("Aucune ligne." in text or "Nothing to show." in text)


def test_a_name_is_never_read_as_markup_nor_opens_a_file() -> None:
    text = text_of(report_pdf(report(EDGES["hostile names"]), "en"))
    assert '#read("/etc/passwd") $x$ *b* _i_ `c` @ref <label> \\u{41}' in text
    assert '=HYPERLINK("http://example.test";"x")' in text
    assert "root:" not in text


def test_hostile_parties_do_not_break_a_statement() -> None:
    line = OpenLine(AS_OF, None, HOSTILE[11], HOSTILE[14], 1, 1)
    sample = statement(lines=(line,))
    for name in HOSTILE:
        pdf = customer_statement_pdf(replace(sample, customer=replace(sample.customer, name=name or "x")), "fr")
        assert "Relevé de compte" in text_of(pdf)


def test_the_statement_shows_balance_past_due_movements_open_documents_and_whom_to_ask() -> None:
    text = " ".join(text_of(MAKERS["statement"]("fr")).split("\n"))
    for words in (
        "Vous nous devez au 22/11/2026",
        "45\u202f500,00\u00a0€",
        "44\u202f700,00\u00a0€",
        "mouvements du 01/11/2026 au 22/11/2026",
        "Solde antérieur",
        "50\u202f700,00",
        "Règlements non affectés",
        "en litige",
        "Inès Bernard",
        "aucune coordonnée bancaire",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("open_minor", "words"),
    [(100, "You owe us on 22 Nov 2026"), (-100, "We owe you on 22 Nov 2026"), (0, "Your account is settled on 22 Nov 2026")],
)
def test_the_balance_is_said_from_the_customers_side(open_minor: int, words: str) -> None:
    line = OpenLine(AS_OF, AS_OF, "F1", "x", open_minor, open_minor)
    text = text_of(customer_statement_pdf(statement(lines=(line,) if open_minor else ()), "en"))
    assert words in text
    assert "past due" not in text


def test_a_statement_whose_movements_do_not_end_at_the_balance_is_a_defect() -> None:
    with pytest.raises(ValueError, match="the movements end at"):
        replace(statement(NOVEMBER), opening_minor=0)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ('#set document(title: "x")\n#set text(font: "Absent Sans")\nx', "unknown font family"),
        ('#set document(title: "x")\n#set text(font: "Encours Sans", fallback: false)\n株', "could not be displayed"),
        ('#set document(title: "x")\n#read("/../secret")', "secret|outside|access"),
        ("#nonsense", "unknown variable"),
    ],
)
def test_a_document_with_a_hole_a_foreign_font_or_a_foreign_file_fails(
    template: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.typ").write_text(template)
    monkeypatch.setattr(typst_pdf, "TEMPLATES", tmp_path)
    monkeypatch.setattr(typst_pdf, "_local", threading.local())
    with pytest.raises(DocumentFailed, match=reason):
        compile_pdf("bad.typ", {}, day=date(2026, 1, 1))


def test_templates_read_values_as_data_only() -> None:
    for path in TEMPLATES.glob("*.typ"):
        source = path.read_text()
        assert "eval(" not in source
        assert "@preview" not in source


def test_several_threads_make_documents_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: MAKERS["statement"]("fr"), range(8)))
    assert set(made) == {MAKERS["statement"]("fr")}


@pytest.mark.slow
def test_three_thousand_customers_are_a_report_within_seconds() -> None:
    rows = tuple(aged_row(f"Client {number:05d}", number * 317, 0, 0, number * 13, 0) for number in range(3000))
    started = time.perf_counter()
    pdf = report_pdf(report(aging(rows)), "fr")
    assert time.perf_counter() - started < 30
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 50


def test_a_text_of_both_languages_is_asked_in_the_right_one() -> None:
    sample = replace(report(aging()), summary=(Text(en="only English", fr="seulement français"),))
    assert "seulement français" in text_of(report_pdf(sample, "fr"))
    assert "only English" in text_of(report_pdf(sample, "en"))
