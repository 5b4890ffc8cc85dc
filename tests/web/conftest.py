"""Companies for the tests of one module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Database

# A conftest is read before Django is set up, so that what needs it is imported by the fixtures.
if TYPE_CHECKING:
    from tests.web.world import House


@pytest.fixture(scope="module")
def lumen(database: Database) -> House:
    from tests.web.world import settle_in

    return settle_in("Atelier Lumen")


@pytest.fixture(scope="module")
def rival(database: Database, lumen: House) -> House:
    from tests.web.world import settle_in

    return settle_in("Rival")
