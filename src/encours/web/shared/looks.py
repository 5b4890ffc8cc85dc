"""How a reader wants the pages to look: kept in cookies of the browser, because it belongs to the screen, not to the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CHOICES: Mapping[str, tuple[str, ...]] = {"theme": ("auto", "light", "dark"), "density": ("compact", "normal", "roomy"), "keys": ("on", "off")}
"""What may be chosen; the default is `DEFAULTS`."""
DEFAULTS = {"theme": "auto", "density": "normal", "keys": "on"}


@dataclass(frozen=True, slots=True)
class Looks:
    """The choices in force: colours, height of rows, and whether single keys are shortcuts (WCAG 2.1.4)."""

    theme: str
    density: str
    keys: str


def cookie_name(choice: str) -> str:
    """The cookie of a choice.

    >>> cookie_name("theme")
    'encours-theme'
    """
    return f"encours-{choice}"


def looks_of(cookies: Mapping[str, str]) -> Looks:
    """What the cookies say; the default where one says nothing that may be chosen.

    >>> looks_of({"encours-theme": "dark", "encours-density": "huge"})
    Looks(theme='dark', density='normal', keys='on')
    """
    chosen = {name: cookies.get(cookie_name(name), "") for name in CHOICES}
    return Looks(**{name: value if value in CHOICES[name] else DEFAULTS[name] for name, value in chosen.items()})
