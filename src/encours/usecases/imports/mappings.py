"""Saved column mappings: how tables with a program's own columns are read again without asking."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from typing import Any

from encours.formats.tables.mapping import Mapping
from encours.formats.tables.sketch import detect
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.save.mappings import load_mapping, load_mapping_names, load_mappings, save_mapping
from encours.store.tenant import Scope, tenant

_NAME_MAX = 80


class MappingUnknown(Refusal):
    code = "mapping_unknown"
    message = Text(en="There is no saved mapping “{name}”.", fr="Aucune correspondance « {name} » n'est enregistrée.")
    repair = Text(en="List them with “encours mapping list”.", fr="Affichez-les avec « encours mapping list ».")


class MappingNameUnusable(Refusal):
    code = "mapping_name_unusable"
    message = Text(en="A mapping needs a name of at most {limit} characters.", fr="Une correspondance doit avoir un nom d'au plus {limit} caractères.")
    repair = Text(en="Give another name.", fr="Donnez un autre nom.")


def keep_mapping(scope: Scope, name: str, mapping: Dict[str, Any]) -> dict[str, Any]:
    """Save a mapping under a name, once it is known to be one. Raises MappingRefused, MappingNameUnusable."""
    name = name.strip()
    if not name or len(name) > _NAME_MAX:
        raise MappingNameUnusable(limit=_NAME_MAX)
    checked: dict[str, Any] = json.loads(Mapping.from_json(json.dumps(mapping)).to_json())
    checked["name"] = name
    with tenant(scope.organization_id) as cursor:
        save_mapping(cursor, scope, name, checked)
    return checked


def named_mapping(scope: Scope, name: str) -> dict[str, Any]:
    """The saved mapping of that name. Raises MappingUnknown."""
    with tenant(scope.organization_id) as cursor:
        found = load_mapping(cursor, scope, name)
    if found is None:
        raise MappingUnknown(name=name)
    return found


def mapping_names(scope: Scope) -> list[tuple[str, str]]:
    """The saved mappings: name and kind of table."""
    with tenant(scope.organization_id) as cursor:
        return load_mapping_names(cursor, scope)


def fitting_mapping(scope: Scope, data: bytes, file_name: str, *, sheet: str | None = None) -> dict[str, Any] | None:
    """The saved mapping whose columns and line of headings the table has, the one that reads most of them; None where none fits, or two fit as well.

    Payers write their tables each in their own way and always in the same: mapped once, they are known again. Raises FileRefused.
    """
    sketch = detect(data, file_name, sheet=sheet)
    headings = {column.heading for column in sketch.columns}
    with tenant(scope.organization_id) as cursor:
        saved = load_mappings(cursor, scope)
    fits = [
        one for one in saved
        if one["columns"] and one["columns"].keys() <= headings and one.get("header_line", 1) == sketch.header_line and (one.get("sheet") or sketch.sheet) == sketch.sheet
    ]  # fmt: skip
    most = max((len(one["columns"]) for one in fits), default=0)
    best = [one for one in fits if len(one["columns"]) == most]
    return best[0] if len(best) == 1 else None
