"""What a table of anybody's columns seems to mean, as JSON that a page shows and a person corrects."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any, BinaryIO, cast

from encours.formats.tables.mapping import CREDIT, DEBIT, Mapping
from encours.formats.tables.propose import ProposedMapping, propose_mapping
from encours.formats.tables.schema import SCHEMAS, Kind
from encours.formats.tables.sketch import TableSketch, detect
from encours.kernel.currency import is_currency_code
from encours.kernel.wording import LANGUAGES, Text
from encours.usecases.imports.handlers import TABLES

MAPPABLE: tuple[Kind, ...] = tuple(kind for kind in SCHEMAS if kind in TABLES)
"""The kinds of tables that can be imported through a mapping."""


def proposal(
    source: bytes | BinaryIO, file_name: str, *, currency: str, kind: str = "", mapping: Dict[str, Any] | None = None
) -> dict[str, Any]:
    """The columns with what each is taken for and why, what the file leaves open, and the mapping so far.

    A missing currency is proposed to be the company's. `mapping` is a person's own choice, shown instead of the proposal. Raises FileRefused.
    """
    sketch = detect(source, file_name)
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
                "heading": column.heading, "samples": list(column.samples), "field": chosen.columns.get(column.heading, ""),
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
    }  # fmt: skip


def fields_of(kind: str) -> list[tuple[str, bool]]:
    """The fields a column may fill, each with whether it is required."""
    schema = SCHEMAS[cast(Kind, kind)]
    return [
        *((field.name, field.required) for field in schema.fields),
        *(((DEBIT, False), (CREDIT, False)) if kind != "customers" and kind != "contacts" else ()),
    ]


def chosen_mapping(
    base: Dict[str, Any], *, fields: Dict[str, str], decimal_mark: str = "", date_order: str = "", currency: str = "", customer: str = ""
) -> dict[str, Any]:
    """The mapping with a person's choices; `customer` is whose advices a table holds that does not say it. Raises MappingRefused where they contradict each other."""
    columns = {heading: field for heading, field in fields.items() if field}
    constants = {name: value for name, value in base.get("constants", {}).items() if name not in ("currency", "customer_id")}
    if currency and is_currency_code(currency.upper()) and "currency" not in columns.values():
        constants["currency"] = currency.upper()
    if customer.strip() and base.get("kind") == "remittances" and "customer_id" not in columns.values():
        constants["customer_id"] = customer.strip()
    values = {
        **base, "columns": columns, "constants": constants, "decimal_mark": decimal_mark or base.get("decimal_mark"), "date_order": date_order or base.get("date_order"),
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
