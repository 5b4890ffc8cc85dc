"""Keeps every test, doctests included, away from the developer's own data: a home of its own, thrown away at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_OURS = "ENCOURS_TEST_HOME"
# Importing it starts the program, which is what a web server wants and a search for doctests does not.
collect_ignore = ["src/encours/config/wsgi.py"]

# The workers of pytest-xdist inherit the home, and so share one server.
if _OURS not in os.environ:
    # Not pytest's own temporary folder: as root the server runs as an account that may not enter it.
    os.environ[_OURS] = tempfile.mkdtemp(prefix="encours-test-")
    _made_here: Path | None = Path(os.environ[_OURS])
else:
    _made_here = None
os.environ["ENCOURS_HOME"] = os.environ[_OURS]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")


def pytest_configure(config: pytest.Config) -> None:
    import django

    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _made_here is not None:
        shutil.rmtree(_made_here, ignore_errors=True)
