"""A line over time as an accessible SVG, drawn on the server: one figure, its lowest, highest and last value labelled, the rest in the table beside it.

Colour carries no meaning: there is one line. The picture has a title and a description in words; months without a value leave a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import NamedTuple

from encours.formats.exports.cells import clean

WIDTH, HEIGHT = 960, 240
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 34, 44
FONT = "Encours Sans, system-ui, sans-serif"


_X = Callable[[int], int]
_Y = Callable[[Decimal | int], int]


class Point(NamedTuple):
    """A place on the line: the words under it, its value (None: there is none), and the value as it is shown."""

    label: str
    value: Decimal | int | None
    shown: str


def line_chart(points: Sequence[Point], *, title: str, identity: str, width: int = WIDTH, every: int = 3) -> str:
    """The points from left to right, `width` units wide, every `every`-th one named below. `identity` makes the ids unique within a page.

    The result holds no script and no style. With fewer than two values there is nothing to draw, and the result is empty.

    >>> line_chart([Point("01/2026", 1, "1")], title="x", identity="a")
    ''
    """
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1
    inner = width - LEFT - RIGHT

    def x(n: int) -> int:
        return LEFT + inner * n // max(len(points) - 1, 1)

    def y(value: Decimal | int) -> int:
        return TOP + int((HEIGHT - TOP - BOTTOM) * (high - value) / span)

    drawn = [*_lines(points, x, y), *_dots(points, x, y), *_named(points, x, every), *_labels(points, x, y, low, high, width)]
    told = "; ".join(f"{point.label} {point.shown}" for point in points)
    base = HEIGHT - 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{identity}-t {identity}-d" font-family="{FONT}" font-size="13" fill="currentColor">'
        f'<title id="{identity}-t">{escape(clean(title))}</title><desc id="{identity}-d">{escape(clean(told))}</desc>'
        f'<path d="M{LEFT} {base}H{width - RIGHT}" stroke="currentColor" stroke-opacity=".35"/>{"".join(drawn)}</svg>'
    )


def _lines(points: Sequence[Point], x: _X, y: _Y) -> Iterator[str]:
    for there, run in groupby(enumerate(points), key=lambda pair: pair[1].value is not None):
        if there:
            path = " ".join(f"{x(n)},{y(point.value)}" for n, point in run if point.value is not None)
            yield f'<polyline class="trend-line" points="{path}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>'


def _dots(points: Sequence[Point], x: _X, y: _Y) -> Iterator[str]:
    for n, point in enumerate(points):
        if point.value is not None:
            yield f'<circle class="trend-dot" cx="{x(n)}" cy="{y(point.value)}" r="3"/>'


def _named(points: Sequence[Point], x: _X, every: int) -> Iterator[str]:
    last = len(points) - 1
    for n, point in enumerate(points):
        if (last - n) % every == 0:
            yield f'<text x="{x(n)}" y="{HEIGHT - 6}" text-anchor="{_anchor(n, last)}">{escape(clean(point.label))}</text>'


def _labels(points: Sequence[Point], x: _X, y: _Y, low: Decimal | int, high: Decimal | int, width: int) -> Iterator[str]:
    """The lowest, the highest and the last value, where they do not stand on each other."""
    last = max(n for n, point in enumerate(points) if point.value is not None)
    ends = [last, *(next(n for n, point in enumerate(points) if point.value == extreme) for extreme in (high, low))]
    taken: list[int] = []
    for n in dict.fromkeys(ends):
        place = x(n)
        if any(abs(place - other) < width // 9 for other in taken):
            continue
        taken.append(place)
        value = points[n].value
        assert value is not None
        down = value == low and value != high
        yield f'<text x="{place}" y="{y(value) + (20 if down else -10)}" text-anchor="{_anchor(n, len(points) - 1)}" font-weight="600">{escape(clean(points[n].shown))}</text>'


def _anchor(n: int, last: int) -> str:
    return "start" if n == 0 else "end" if n == last else "middle"
