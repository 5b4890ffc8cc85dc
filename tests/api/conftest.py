"""Two companies of two organizations, each with tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Database

if TYPE_CHECKING:
    from tests.api.world import Door


@pytest.fixture(scope="module")
def lumen(database: Database) -> Door:
    from tests.api.world import open_door

    return open_door("Atelier Lumen")


@pytest.fixture(scope="module")
def rival(database: Database, lumen: Door) -> Door:
    from tests.api.world import open_door

    return open_door("Rival")
