"""Addresses of style, script and pictures that change with their content, so that a browser may keep each for a year."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


@cache
def asset(path: str) -> str:
    """The address of a static file, with a sign of its content."""
    found = finders.find(path)
    assert isinstance(found, str), f"{path} is no static file"
    return f"{static(path)}?{hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]}"


@cache
def icon_names() -> list[str]:
    """The names of the pictures in icons.svg."""
    found = finders.find("encours/icons.svg")
    assert isinstance(found, str)
    return re.findall(r'<symbol id="([a-z]+)"', Path(found).read_text(encoding="utf-8"))
