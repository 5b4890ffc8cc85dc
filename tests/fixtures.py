"""Where the real files published by others lie: outside the repository, which never ships them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = Path(os.environ.get("ENCOURS_FIXTURES", ROOT.parent / "shared" / "fixtures"))


def fixture_path(relative: str) -> Path:
    """The path of one fixture; the test is skipped where the folder is absent, and fails where CI promised it."""
    path = FIXTURES / relative
    if not path.exists():
        message = f"fixture {relative} is absent: set ENCOURS_FIXTURES to the folder that holds it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path
