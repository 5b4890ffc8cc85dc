"""Companies for the tests of one module."""

from __future__ import annotations

import pytest

from tests.conftest import Database
from tests.web.world import House, settle_in


@pytest.fixture(scope="module")
def lumen(database: Database) -> House:
    return settle_in("Atelier Lumen")


@pytest.fixture(scope="module")
def rival(database: Database, lumen: House) -> House:
    return settle_in("Rival")
