"""The HTML writer."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from encours.formats.exports.cells import clean, show_cell
from encours.formats.exports.palette import AGES, AGES_DARK, DARK, LIGHT
from encours.formats.exports.sums import age_of, grouped, parts
from encours.formats.exports.svg import aged_bar
from encours.formats.exports.table import Cell, Column, Report, Table
from encours.formats.exports.words import DEFINITIONS, NO_ROWS, NOTES, SHARE, SUBTOTAL, TOTAL, situation, unit_line
from encours.kernel.wording import Language

_ENVIRONMENT = Environment(
    loader=PackageLoader("encours.formats.exports.html", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(report: Report, language: Language = "fr", *, fonts: Mapping[int, bytes] | None = None) -> bytes:
    """The report as one HTML file in UTF-8. `fonts` are woff2 faces by weight, put into the file."""
    values: dict[str, Any] = {
        "language": language,
        "title": clean(report.title.say(language)),
        "company": clean(report.company),
        "situation": situation(report, language),
        "summary": [clean(sentence.say(language)) for sentence in report.summary],
        "sections": [_section(table, language, f"t{number}") for number, table in enumerate(report.sections, start=1)],
        "definitions": [
            (clean(definition.term.say(language)), clean(definition.meaning.say(language))) for definition in report.definitions
        ],
        "words": {"definitions": DEFINITIONS.say(language), "notes": NOTES.say(language), "no_rows": NO_ROWS.say(language)},
        "css": _css(fonts or {}),
    }
    return _ENVIRONMENT.get_template("report.html").render(values).encode()


def _css(fonts: Mapping[int, bytes]) -> Markup:
    # The style holds only our own constants and base64, never data, so it may go into the page as it is.
    faces = {weight: base64.b64encode(face).decode() for weight, face in sorted(fonts.items())}
    template = _ENVIRONMENT.get_template("report.css")
    return Markup(template.render(light=LIGHT, dark=DARK, ages=AGES, ages_dark=AGES_DARK, faces=faces))


@dataclass(frozen=True, slots=True)
class _Shown:
    """One cell on the page: its text, its classes."""

    text: str
    classes: str


def _section(table: Table, language: Language, identity: str) -> dict[str, Any]:
    shown = grouped(table)
    late = _tones(table)
    columns = shown.columns

    def line(cells: Sequence[Cell]) -> list[_Shown]:
        return [
            _cell(cell, column, table, language, late.get(column.key, ""), first=column is columns[0])
            for cell, column in zip(cells, columns, strict=bool(cells))
        ]

    groups = [
        {
            "heading": _heading(table, group.heading, language),
            "rows": [line(row) for row in group.rows],
            "subtotals": line(group.subtotals or ()),
        }
        for group in shown.groups
        if group.rows
    ]
    return {
        "id": identity,
        "title": clean(table.title.say(language)),
        "unit": unit_line(table, language),
        "columns": [(clean(column.heading.say(language)), _alignment(column)) for column in columns],
        "groups": groups,
        "totals": line(shown.totals or ()) if groups else [],
        "total_word": TOTAL.say(language),
        "subtotal_word": SUBTOTAL.say(language),
        "notes": [clean(note.say(language)) for note in table.notes],
        "charts": _charts(table, language, identity),
    }


def _heading(table: Table, cell: Cell, language: Language) -> str:
    if table.group is None:
        return ""
    column = next(column for column in table.columns if column.key == table.group)
    return show_cell(cell, column.kind, table.currency, language)


def _tones(table: Table) -> dict[str, str]:
    ages = age_of(table)
    return {
        column.key: "warn" if table.chart == "aging" and ages.get(index, 9) <= 2 else "danger"
        for index, column in enumerate(table.columns)
        if column.late
    }


def _alignment(column: Column) -> str:
    return column.kind if column.kind in ("text", "date") else "number"


def _cell(cell: Cell, column: Column, table: Table, language: Language, tone: str, *, first: bool) -> _Shown:
    classes = [_alignment(column)]
    if column.kind == "amount" and cell == 0:
        classes.append("zero")
    elif tone and isinstance(cell, int) and cell > 0:
        classes.append(tone)
    shown = show_cell(cell, column.kind, table.currency, language)
    # The first cell heads its row: a header without text would leave a screen reader without a name for it.
    return _Shown(shown or ("—" if first and column.kind == "text" and isinstance(cell, str) else ""), " ".join(classes))


def _charts(table: Table, language: Language, identity: str) -> list[tuple[str, Markup]]:
    """The aged bar twice, wide and for a phone; the style shows one. `aged_bar` escapes what it is given."""
    found = parts(table)
    if not found:
        return []
    title = SHARE.say(language, title=table.title)
    return [
        ("wide", Markup(aged_bar(found, currency=table.currency, language=language, title=title, identity=f"{identity}w"))),
        (
            "tall",
            Markup(aged_bar(found, currency=table.currency, language=language, title=title, identity=f"{identity}p", width=340, tall=True)),
        ),
    ]
