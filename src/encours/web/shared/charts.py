"""Columns and lines as SVG, drawn on the server: no script, no style attribute, colours from the page's classes, direct labels, and a sentence that says it all.

The macro `chart` puts the same numbers in a table below. Two drawings are made, for a wide page and for a phone; the style shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from markupsafe import Markup

Number = int | Decimal
Shown = Callable[[Number], str]
_WIDE, _TALL = (880, 220), (340, 200)
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 22, 24


@dataclass(frozen=True, slots=True)
class Series:
    """A name and a value for each place on the axis; None where there is none."""

    name: str
    values: Sequence[Number | None]


def column_chart(places: Sequence[str], series: Series, *, shown: Shown, identity: str) -> Markup:
    """One column per place, from zero."""
    return _both(places, [series], shown, identity, _columns, from_zero=True)


def line_chart(places: Sequence[str], series: Sequence[Series], *, shown: Shown, identity: str, from_zero: bool = False) -> Markup:
    """One or two lines; a gap where a value is missing."""
    return _both(places, series, shown, identity, _lines, from_zero=from_zero)


def scale(values: Sequence[Number], *, from_zero: bool) -> list[Decimal]:
    """Three to six round marks that hold the values.

    >>> [str(mark) for mark in scale([45, 52], from_zero=False)]
    ['44', '46', '48', '50', '52']
    >>> [str(mark) for mark in scale([0, 105], from_zero=True)]
    ['0', '50', '100', '150']
    """
    low, high = (Decimal(min(values)), Decimal(max(values))) if values else (Decimal(0), Decimal(1))
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + 1
    step = _round_step((high - low) / 4)
    first, last = (low / step).__floor__(), (high / step).__ceil__()
    return [Decimal(n) * step for n in range(first, last + 1)]


def _round_step(rough: Decimal) -> Decimal:
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    return Decimal(format(step, "f"))


@dataclass(frozen=True, slots=True)
class _Space:
    width: int
    height: int
    count: int
    marks: Sequence[Decimal]

    @property
    def slot(self) -> float:
        return (self.width - _LEFT - _RIGHT) / max(self.count, 1)

    def x(self, place: int) -> float:
        return round(_LEFT + self.slot * (place + 0.5), 1)

    def y(self, value: Number) -> float:
        share = (Decimal(value) - self.marks[0]) / (self.marks[-1] - self.marks[0])
        return round(self.height - _BOTTOM - float(share) * (self.height - _TOP - _BOTTOM), 1)


def _both(places: Sequence[str], series: Sequence[Series], shown: Shown, identity: str, draw: Callable[..., Markup], *, from_zero: bool) -> Markup:
    marks = scale([value for one in series for value in one.values if value is not None], from_zero=from_zero)
    told = "; ".join(
        f"{one.name}: " + ", ".join(f"{place} {shown(value)}" for place, value in zip(places, one.values, strict=True) if value is not None) for one in series
    )  # fmt: skip
    drawings = []
    for name, (width, height) in (("wide", _WIDE), ("tall", _TALL)):
        space = _Space(width, height, len(places), marks)
        inside = _frame(places, space, shown) + draw(series, space, shown)
        drawings.append(Markup(format_html(
            '<div class="{}"><svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-{}" font-size="12" fill="currentColor"><title id="{}-{}">{}</title>{}</svg></div>',
            name, width, height, identity, name, identity, name, told, inside,
        )))  # fmt: skip
    return Markup().join(drawings)


def _frame(places: Sequence[str], space: _Space, shown: Shown) -> Markup:
    right = space.width - _RIGHT
    lines = format_html_join(
        "", '<path class="{}" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end" fill-opacity="0.8">{}</text>',
        (("axis" if mark == 0 else "grid", _LEFT, space.y(mark), right, _LEFT - 6, space.y(mark) + 4, shown(mark)) for mark in space.marks),
    )  # fmt: skip
    every = max(1, -(-len(places) * 60 // (right - _LEFT)))  # a label needs some 60 units
    names = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle" fill-opacity="0.8">{}</text>',
        ((space.x(n), space.height - 6, place) for n, place in enumerate(places) if (len(places) - 1 - n) % every == 0),
    )  # fmt: skip
    return Markup(lines) + Markup(names)


def _columns(series: Sequence[Series], space: _Space, shown: Shown) -> Markup:
    wide = round(min(space.slot * 0.62, 56), 1)
    base = space.y(0)
    drawn = [(n, value, space.y(value)) for n, value in enumerate(series[0].values) if value is not None]
    bars = format_html_join(
        "", '<rect class="mark-1" x="{}" y="{}" width="{}" height="{}"/>',
        ((round(space.x(n) - wide / 2, 1), min(top, base), wide, round(max(abs(base - top), 1), 1)) for n, _, top in drawn),
    )  # fmt: skip
    if space.slot < 48:
        return Markup(bars)
    texts = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle" font-weight="500">{}</text>', ((space.x(n), min(top, base) - 5, shown(value)) for n, value, top in drawn)
    )  # fmt: skip
    return Markup(bars) + Markup(texts)


def _lines(series: Sequence[Series], space: _Space, shown: Shown) -> Markup:
    return Markup().join(_line(one, space, shown, n) for n, one in enumerate(series))


def _line(one: Series, space: _Space, shown: Shown, rank: int) -> Markup:
    points = [(space.x(n), space.y(value), value) if value is not None else None for n, value in enumerate(one.values)]
    path, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path.append(f"{pen}{point[0]} {point[1]}")
        pen = "L"
    known = [point for point in points if point is not None]
    dots = format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="3"/>', ((f"mark-{rank + 1}", x, y) for x, y, _ in known))
    last = format_html('<text x="{}" y="{}" text-anchor="end" font-weight="500">{}</text>', known[-1][0] + 8, known[-1][1] - 8, shown(known[-1][2])) if known else ""
    return Markup(format_html('<path class="{}" d="{}"/>{}{}', "second" if rank else "line", "".join(path), dots, last))
