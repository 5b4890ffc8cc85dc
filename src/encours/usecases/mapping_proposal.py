"""What a table of anybody's columns seems to mean, as JSON that a page shows and a person corrects."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, cast

from encours.formats.contract import FileRefused
from encours.formats.tables.mapped import read_mapped
from encours.formats.tables.mapping import CREDIT, DEBIT, STATUS, STATUSES, Mapping
from encours.formats.tables.propose import ProposedMapping, propose_mapping
from encours.formats.tables.schema import SCHEMAS, Kind
from encours.formats.tables.sketch import TableSketch, detect
from encours.kernel.currency import is_currency_code
from encours.kernel.issue import IssueLog
from encours.kernel.wording import LANGUAGES, Text
from encours.usecases.imports.handlers import TABLES

MAPPABLE: tuple[Kind, ...] = tuple(kind for kind in SCHEMAS if kind in TABLES)
"""The kinds of tables that can be imported through a mapping."""
ROWS_SHOWN = 6
_SHOWN_AS = {"amount": "money", "positive": "money", "date": "day"}


def proposal(
    source: bytes | BinaryIO, file_name: str, *, currency: str, kind: str = "", mapping: Dict[str, Any] | None = None, sheet: str | None = None
) -> dict[str, Any]:  # fmt: skip
    """The columns with what each is taken for and why, what the file leaves open, the mapping so far, and the first rows as they would be read.

    A missing currency is proposed to be the company's. `mapping` is a person's own choice, shown instead of the proposal; `sheet` is which one of a
    workbook. Raises FileRefused.
    """
    sketch = detect(source, file_name, sheet=sheet)
    found = _proposed(sketch, kind)
    chosen = found.mapping
    if "currency" in found.missing:
        chosen = replace(chosen, constants={**chosen.constants, "currency": currency})
    if mapping is not None:
        chosen = Mapping.from_json(json.dumps(mapping))
    reasons = {one.column: one for one in found.proposals}
    return {
        "mapping": json.loads(chosen.to_json()),
        "rows": sketch.rows_seen,
        "encoding": sketch.encoding,
        "separator": sketch.separator,
        "columns": [
            {
                "heading": column.heading, "samples": list(column.samples), "words": list(column.words), "field": chosen.columns.get(column.heading, ""),
                "confidence": reasons[column.heading].confidence if column.heading in reasons else "",
                "reason": _both(reasons[column.heading].reason) if column.heading in reasons else None,
            }
            for column in sketch.columns
        ],
        "questions": [
            {"code": one.code, "text": _both(one.text, value=one.samples[0] if one.samples else ""), "samples": list(one.samples), "columns": list(one.columns), "choices": list(one.choices)}
            for one in sketch.questions
            if not chosen.columns.keys().isdisjoint(one.columns)
        ],
        "notes": [_both(note) for note in found.notes],
        "missing": list(chosen.missing()),
        "rows_read": _first_rows(source, chosen, currency),
    }  # fmt: skip


def _first_rows(source: bytes | BinaryIO, mapping: Mapping, currency: str) -> dict[str, Any]:
    """The first rows as the mapping reads them: fields with their kind, and a line of values for each row; nothing where it cannot read yet."""
    fields = [field for field in SCHEMAS[mapping.kind].fields if field.name in {*mapping.columns.values(), *mapping.constants}]
    if not isinstance(source, bytes):
        source.seek(0)
    try:
        rows = list(islice(read_mapped(source, mapping, IssueLog(), currency=currency), ROWS_SHOWN))
    except FileRefused:
        return {"fields": [], "rows": []}
    return {
        "fields": [(field.name, _SHOWN_AS.get(field.holds, "text")) for field in fields],
        "rows": [{"line": row.line, "currency": getattr(row, "currency", "") or currency, "cells": [_cell(getattr(row, field.target, None)) for field in fields]} for row in rows],
    }  # fmt: skip


def _cell(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def fields_of(kind: str) -> list[tuple[str, bool]]:
    """The fields a column may fill, each with whether it is required."""
    schema = SCHEMAS[cast(Kind, kind)]
    return [*((field.name, field.required) for field in schema.fields), *(((DEBIT, False), (CREDIT, False)) if kind != "customers" and kind != "contacts" else ()), *(((STATUS, False),) if kind == "invoices" else ())]


def chosen_mapping(base: Dict[str, Any], *, fields: Dict[str, str], decimal_mark: str = "", date_order: str = "", currency: str = "", customer: str = "", statuses: Dict[str, str] | None = None) -> dict[str, Any]:
    """The mapping with a person's choices; `statuses` says what each word of a status column means, `customer` is whose advices a table holds that does not say it. Raises MappingRefused where they contradict each other."""
    columns = {heading: field for heading, field in fields.items() if field}
    constants = {name: value for name, value in base.get("constants", {}).items() if name not in ("currency", "customer_id")}
    if currency and is_currency_code(currency.upper()) and "currency" not in columns.values():
        constants["currency"] = currency.upper()
    if customer.strip() and base.get("kind") == "remittances" and "customer_id" not in columns.values():
        constants["customer_id"] = customer.strip()
    words = {field: known for field, known in base.get("words", {}).items() if field in columns.values()}
    if STATUS in columns.values() and statuses:
        words[STATUS] = {**words.get(STATUS, {}), **{word: meaning for word, meaning in statuses.items() if meaning in STATUSES}}
    values = {
        **base, "words": words, "columns": columns, "constants": constants, "decimal_mark": decimal_mark or base.get("decimal_mark"), "date_order": date_order or base.get("date_order"),
        "sign": "debit_credit" if {DEBIT, CREDIT} <= set(columns.values()) else "signed" if base.get("sign") == "debit_credit" else base.get("sign", "signed"),
    }  # fmt: skip
    made: dict[str, Any] = json.loads(Mapping.from_json(json.dumps(values)).to_json())
    return made


def _proposed(sketch: TableSketch, kind: str) -> ProposedMapping:
    if kind:
        return propose_mapping(sketch, cast(Kind, kind))
    found = propose_mapping(sketch)
    return found if found.mapping.kind in MAPPABLE else propose_mapping(sketch, "invoices")


def _both(text: Text, **values: object) -> dict[str, str]:
    return {language: text.say(language, **values) for language in LANGUAGES}
