"""From what was issued to what is left, as SVG: each column starts where the one before ended. The page has the same steps in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from markupsafe import Markup

_TOP, _BOTTOM = 20, 24


class Step(NamedTuple):
    """A column: its name, its effect in minor units, and whether it is a level (issued, left) that stands on the ground."""

    name: str
    minor: int
    is_level: bool = False


def waterfall(steps: Sequence[Step], *, title: str, shown: Callable[[int], str], identity: str) -> Markup:
    """Two drawings, for a wide page and for a phone; the style shows one.

    >>> drawn = waterfall([Step("Issued", 1000, True), Step("Paid", -400), Step("Left", 600, True)], title="F-1", shown=str, identity="w")
    >>> drawn.count("<rect"), "Paid -400" in drawn
    (6, True)
    """
    bars, level = [], 0
    for step in steps:
        start, end = (0, step.minor) if step.is_level else (level, level + step.minor)
        bars.append((step, start, end))
        level = end
    told = f"{title}: " + ", ".join(f"{step.name} {shown(step.minor)}" for step in steps)
    return Markup().join(_drawing(bars, told, shown, f"{identity}-{name}", name, width, height) for name, width, height in (("wide", 720, 210), ("tall", 340, 240)))


def _drawing(bars: Sequence[tuple[Step, int, int]], told: str, shown: Callable[[int], str], identity: str, name: str, width: int, height: int) -> Markup:
    low, high = min(0, *(min(start, end) for _, start, end in bars)), max(0, *(max(start, end) for _, start, end in bars))
    high = high if high > low else low + 1

    def y(minor: int) -> float:
        return round(_TOP + (high - minor) * (height - _TOP - _BOTTOM) / (high - low), 1)

    slot = width / len(bars)
    wide = round(min(slot * 0.6, 96), 1)
    middles = [round(slot * (n + 0.5), 1) for n in range(len(bars))]
    columns = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/><text x="{}" y="{}" text-anchor="middle" font-weight="500">{}</text><text x="{}" y="{}" text-anchor="middle" fill-opacity="0.8">{}</text>',
        (
            (
                _tone(step, n, len(bars)), round(middle - wide / 2, 1), min(y(start), y(end)), wide, round(max(abs(y(start) - y(end)), 1), 1), middle, min(y(start), y(end)) - 5,
                shown(step.minor), middle, height - 6, step.name,
            )
            for n, (middle, (step, start, end)) in enumerate(zip(middles, bars, strict=True))
        ),
    )  # fmt: skip
    joins = format_html_join(
        "", '<path class="join" d="M{} {}H{}"/>',
        ((round(before + wide / 2, 1), y(end), round(after - wide / 2, 1)) for before, after, (_, _, end) in zip(middles, middles[1:], bars, strict=False)),
    )  # fmt: skip
    return Markup(format_html(
        '<div class="{}"><svg class="waterfall" viewBox="0 0 {} {}" role="img" aria-labelledby="{}" font-size="12" fill="currentColor"><title id="{}">{}</title>{}{}<path class="base" d="M0 {}H{}"/></svg></div>',
        name, width, height, identity, identity, told, joins, columns, y(0), width,
    ))  # fmt: skip


def _tone(step: Step, n: int, count: int) -> str:
    if step.is_level:
        return "issued" if n == 0 or not step.minor else "left" if n == count - 1 else "issued"
    return "falls" if step.minor < 0 else "rises"
