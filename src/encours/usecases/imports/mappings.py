"""Saved column mappings: how tables with a program's own columns are read again without asking."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from typing import Any

from encours.formats.tables.mapping import Mapping
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.save.mappings import load_mapping, load_mapping_names, save_mapping
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
