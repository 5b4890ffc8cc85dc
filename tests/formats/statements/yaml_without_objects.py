"""Reading the expected MT940 files of another library, whose YAML names Python objects: the names are ignored and no object is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class _Plain(yaml.SafeLoader):
    """Mappings, sequences and scalars, whatever Python tag they bear."""


def _construct(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Iterator[Any]:
    # Each transaction refers to the list that holds it: the value is handed out before it is filled.
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        yield mapping
        mapping.update(loader.construct_mapping(node))
    elif isinstance(node, yaml.SequenceNode):
        sequence: list[Any] = []
        yield sequence
        sequence.extend(loader.construct_sequence(node))
    else:
        assert isinstance(node, yaml.ScalarNode)
        yield loader.construct_scalar(node)


_Plain.add_multi_constructor("tag:yaml.org,2002:python/", _construct)


def load(path: Path) -> Any:
    """The plain values of one file."""
    return yaml.load(path.read_text(encoding="utf-8"), _Plain)


def day(pickled: list[bytes]) -> date:
    """The date inside the state of a pickled `datetime.date`: year in two bytes, month, day."""
    state = pickled[0]
    return date(state[0] * 256 + state[1], state[2], state[3])
