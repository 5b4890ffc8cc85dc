"""The Jinja2 environment of every page: escaping always on, and an unknown name is an error instead of an empty place."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """What Django asks for. Filters and globals of the pages live beside them, in `encours.web.jinja.extend(environment)`."""
    made = Environment(**options | {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(static=static, url=reverse)
    if importlib.util.find_spec("encours.web.jinja"):
        importlib.import_module("encours.web.jinja").extend(made)
    return made
