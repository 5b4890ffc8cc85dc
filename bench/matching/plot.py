"""How often each rule of the engine is right, with its interval, as a drawing for the documentation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from math import log10
from typing import Any

from bench.matching.score import Precision

_LEFT, _RIGHT, _TOP, _ROW = 300, 660, 46, 22
_MOST = {"automatic": 40, "suggested": 15}
"""Rows drawn of each decision: the rules most often used."""
_TICKS = (0.5, 0.9, 0.99, 0.999, 0.9999)
_COLORS = {"automatic": "#0b6e4f", "suggested": "#8a5a00"}


def reliability_plot(levels: Sequence[dict[str, Any]]) -> str:
    """An SVG: one row per decision, confidence and rule over all levels; the line is the 95 % interval. The scale counts nines."""
    cells: dict[tuple[str, str, str], Precision] = defaultdict(Precision)
    for level in levels:
        for system in level["systems"]:
            if system["system"] == "engine":
                for one in system["calibration"]:
                    cell = cells[one["decision"], one["confidence"], one["rule"]]
                    cell.count += one["count"]
                    cell.right += one["right"]
    rows: list[tuple[tuple[str, str, str], Precision]] = []
    for decision, most in _MOST.items():
        used = sorted((pair for pair in cells.items() if pair[0][0] == decision), key=lambda pair: -pair[1].count)[:most]
        rows += sorted(used, key=lambda pair: (-pair[1].measured, -pair[1].count))
    height = _TOP + _ROW * len(rows) + 16
    drawn = [
        f'<line x1="{_x(tick):.1f}" y1="{_TOP - 8}" x2="{_x(tick):.1f}" y2="{height - 12}" stroke="#ccc"/><text x="{_x(tick):.1f}" y="{_TOP - 14}" text-anchor="middle">{tick:g}</text>'
        for tick in _TICKS
    ]
    drawn += [_row(position, key, cell) for position, (key, cell) in enumerate(rows)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" font-family="sans-serif" font-size="12" role="img">'
        f'<title>Measured precision by rule</title><rect width="760" height="{height}" fill="white"/>{"".join(drawn)}</svg>\n'
    )


def _x(precision: float) -> float:
    """Where a precision stands: each nine has the same width; all that is better than 0.9999 stands at the right."""
    nines = min(4.2, -log10(max(1 - precision, 10**-4.2)))
    return _LEFT + (_RIGHT - _LEFT) * nines / 4.2


def _row(position: int, key: tuple[str, str, str], cell: Precision) -> str:
    decision, confidence, rule = key
    y, color, (low, high) = _TOP + _ROW * position + 8, _COLORS[decision], cell.interval
    return (
        f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(f"{rule} ({confidence})")}</text>'
        f'<line x1="{_x(low):.1f}" y1="{y}" x2="{_x(high):.1f}" y2="{y}" stroke="{color}" stroke-width="2"/><circle cx="{_x(cell.measured):.1f}" cy="{y}" r="4" fill="{color}"/>'
        f'<text x="{_RIGHT + 12}" y="{y + 4}">{cell.right:,} / {cell.count:,}</text>'
    )
