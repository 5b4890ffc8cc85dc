"""What a figure means, beside the figure: its definition, formula and the lines it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Meaning:
    """For the macros `define` and `figure`. `id` is unique on the page, `link` opens the lines."""

    id: str
    text: Text
    formula: Text | None = None
    link: str = ""
