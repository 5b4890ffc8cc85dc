"""Colours of the reports: one scale for ageing, one set of tokens, so that a state looks the same everywhere.

Each ageing colour has at least 3:1 contrast with its background; neighbours differ less, so charts also use gaps,
patterns and labels (WCAG 2.2, 1.4.1 and 1.4.11, read 2026-11-22).
"""

from __future__ import annotations

AGES = ("#4F8A91", "#B98A1E", "#C06A1F", "#A83C2A", "#6B1534", "#3A0B1F")
"""Not due, then each later bucket; on white."""

AGES_DARK = ("#5FA3AB", "#D9AE48", "#E8935A", "#F0806C", "#E58BAA", "#F6C3D6")
"""The same places on a dark surface, where the oldest must be the lightest to be seen."""

LIGHT = {
    "bg": "#F7F8F8", "surface": "#FFFFFF", "subtle": "#EEF1F1", "text": "#14212B", "muted": "#4C5A62", "primary": "#0B5C66",
    "border": "#6F7E83", "rule": "#C9D1D3", "focus": "#1D4ED8", "warn": "#7A4A00", "warn-bg": "#FDF1D8", "danger": "#A11C2B", "danger-bg": "#FCE8EA",
}  # fmt: skip
DARK = {
    "bg": "#0E1519", "surface": "#151E23", "subtle": "#1C272D", "text": "#E8EEF0", "muted": "#A7B5BB", "primary": "#5CC3CC",
    "border": "#7E9099", "rule": "#33424A", "focus": "#8AB4FF", "warn": "#F2C46B", "warn-bg": "#33260A", "danger": "#FF9AA4", "danger-bg": "#3A1418",
}  # fmt: skip


def of_age(age: int, scale: tuple[str, ...] = AGES) -> str:
    """The colour of a place on the ageing scale; places beyond its end share the last colour.

    >>> of_age(0), of_age(9) == of_age(5)
    ('#4F8A91', True)
    """
    return scale[min(age, len(scale) - 1)]
