"""The pages' words: every key that is said exists, every word that exists is said, and no page says anything that is not a word."""

from __future__ import annotations

import re
from pathlib import Path

import encours.web
from encours.formats.tables.schema import SCHEMAS
from encours.web.words import WORDS
from encours.web.words.imports import FIELDS

ROOT = Path(next(iter(encours.web.__path__)))
TEMPLATES = sorted((ROOT / "jinja2").rglob("*.html"))
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *ROOT.rglob("*.py")] if "words" not in path.parts)
# Keys made of a part that stands in the page and a part that the data give.
MADE = (
    "role.", "kind.", "looks.", "guide.state_", "guide.notice_", "detail.", "imports.state_", "imports.severity_", "imports.confidence_", "imports.order_", "imports.doubt_", "customer.tab_", "bank.show_", "review.show_", "review.order_", "journal.show_", "accounts.intraday", "accounts.advice", "wizard.status_", "start.", "promises.show_",
    "error.title_", "language.", "relation.", "note.pinned", "note.unpinned", "note.withdrawn", "error.text_", "timeline.dispute_", "imports.records", "imports.created", "imports.updated", "imports.unchanged", "imports.rejected", "imports.reversed", "mail.state_",
    "analyses.by_", "system.fact.", "system.embedded", "system.given",
)  # fmt: skip


def test_every_word_that_a_page_says_exists() -> None:
    said = set(re.findall(r"""say\(["']([a-z_]+\.[A-Za-z0-9_]+)["'][,)\s]""", SOURCES)) | set(re.findall(r"""WORDS\[f?["']([a-z_.]+)["']\]""", SOURCES))
    assert {key for key in said if not key.endswith(("_", "."))} - WORDS.keys() == set()


def test_every_word_that_exists_is_said() -> None:
    unsaid = [key for key in WORDS if key not in SOURCES and not key.startswith(MADE) and not (key.endswith(".one") and key[:-4] in SOURCES)]
    assert unsaid == []


def test_every_field_of_a_table_has_a_name() -> None:
    fields = {field.name for schema in SCHEMAS.values() for field in schema.fields} | {"debit", "credit"}
    assert fields - FIELDS.keys() == set()


def test_words_for_one_belong_to_words_for_many() -> None:
    for key in WORDS:
        if key.endswith(".one"):
            assert "{count}" in WORDS[key[:-4]].fr


def test_french_punctuation_keeps_to_its_word() -> None:
    wrong = [f"{key}: {text.fr}" for key, text in {**WORDS, **FIELDS}.items() if re.search(r"[^\s\u00a0\u202f»][:;?!»](?=\s|$)|«(?=\S)|'", text.fr) and "http" not in text.fr]
    assert wrong == []


def test_templates_hold_no_sentence_of_their_own() -> None:
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text)
        words = set(re.findall(r"[^\W\d_]{3,}", text)) - {"Encours", "Excel", "CSV", "PDF", "SIREN", "IBAN", "doctype", "amp", "nbsp"}
        assert words == set(), path.name


def test_templates_use_no_inline_style_or_script() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:|https?://""", text), path.name
        assert "|safe" not in text, path.name
