"""The figures of a run as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.matching.results import MARKS
from encours.kernel.wording import Language, Text

_SHOWN = 25
"""Rules shown of each decision, the most frequent first; the JSON has them all."""
_HEAD = (
    Text(en="level", fr="niveau"),
    Text(en="program", fr="programme"),
    Text(en="straight-through", fr="sans intervention"),
    Text(en="precision", fr="exactitude"),
    Text(en="first", fr="premier choix"),
    Text(en="pairs F1", fr="F1 des couples"),
    Text(en="payer", fr="payeur"),
    Text(en="wrong customer", fr="autre client"),
    Text(en="owed", fr="promis"),
    Text(en="ms a line", fr="ms/ligne"),
    Text(en="MB", fr="Mo"),
    Text(en="", fr=""),
)
_IDEAL = Text(en="ideal poster", fr="idéal")
_MARK = Text(en="reference mark", fr="repère")
_KEPT = {True: Text(en="kept", fr="tenu"), False: Text(en="NOT KEPT", fr="NON TENU"), None: Text(en="", fr="")}
_TYPES = (
    Text(en="kind of line", fr="type de ligne"),
    Text(en="lines", fr="lignes"),
    Text(en="posted", fr="affectées"),
    Text(en="right", fr="exactes"),
    Text(en="left", fr="laissées"),
    Text(en="first", fr="premier choix"),
)


def as_table(levels: Sequence[dict[str, Any]], language: Language) -> str:
    """One line per level and program, then the engine by kind of line and by rule."""
    rows = [[text.say(language) for text in _HEAD]]
    for level in levels:
        rows.append([level["level"], _IDEAL.say(language), _rate(level["oracle"]["stp"]), *[""] * 9])
        rows.append([level["level"], _MARK.say(language), _rate(MARKS[level["level"]][0]), *[""] * 9])
        rows += [_row(level, system, language) for system in level["systems"]]
    parts = [_aligned(rows)]
    for level in levels:
        for system in level["systems"]:
            if system["system"] == "engine":
                parts += [level["level"], _aligned(_types(system, language)), _aligned(_rules(system))]
    return "\n\n".join(parts)


def _row(level: dict[str, Any], system: dict[str, Any], language: Language) -> list[str]:
    owed = "" if system["owed_stp"] is None else _rate(system["owed_stp"])
    rates = [
        "" if system[key] is None else _rate(system[key])
        for key in ("stp", "precision", "first_suggestion", "pair_f1", "header_rate", "wrong_customer_rate")
    ]
    return [
        level["level"],
        system["system"],
        *rates,
        owed,
        f"{system['ms_per_line']:.2f}",
        f"{system['memory_mb']:.0f}",
        _KEPT[system["kept"]].say(language),
    ]


def _types(system: dict[str, Any], language: Language) -> list[list[str]]:
    rows = [[text.say(language) for text in _TYPES]]
    for name, counts in sorted(system["types"].items(), key=lambda pair: -pair[1]["lines"]):
        rows.append([name, *(f"{counts.get(key, 0):,}" for key in ("lines", "posted", "straight", "left", "first"))])
    return rows


def _rules(system: dict[str, Any]) -> list[list[str]]:
    rows = []
    for decision in ("automatic", "suggested"):
        cells = sorted((cell for cell in system["calibration"] if cell["decision"] == decision), key=lambda cell: -cell["count"])
        for cell in cells[:_SHOWN]:
            said = f"{decision} {cell['rule']} {cell['confidence']}"
            rows.append([said, f"{cell['right']:,} / {cell['count']:,}", _rate(cell["measured"]), f"{cell['from']:.4f}–{cell['to']:.4f}"])
    return rows


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 and not cell[:1].isdigit() else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _rate(value: float) -> str:
    return f"{value:.4f}"
