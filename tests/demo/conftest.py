from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from encours.demo.company import DemoCompany, write_company

WORLDS = {
    "november, full size": {"seed": 7, "as_of": date(2026, 11, 22), "customers": 300, "years": 3},
    "three days into a year": {"seed": 1, "as_of": date(2026, 1, 3), "customers": 60, "years": 2},
    "leap day": {"seed": 20, "as_of": date(2024, 2, 29), "customers": 40, "years": 3},
}


@pytest.fixture(scope="session", params=list(WORLDS))
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return write_company(Path(tmp_path_factory.mktemp("demo")), **WORLDS[request.param])


@pytest.fixture(scope="session")
def full_size(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return write_company(Path(tmp_path_factory.mktemp("demo")), **WORLDS["november, full size"])
